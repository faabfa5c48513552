"""A Smelter List's rows beside what the register says of them. Reads nothing but its two arguments.

A row with a well-formed ID is matched by metal and ID; a listed row without one by its name within the metal.
An ID that belongs to another metal is nobody's until a person says so. "Smelter not listed" without an ID and
"Smelter not yet identified" are kept as written and never become facilities.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from smelters.matching import name_key
from smelters.models import Smelter
from smelters.register import Facility, Register
from suppliers.models import Mention


class UnknownKey(NamedTuple):
    """What rows that no facility was found for have in common: decided once, it is decided for all of them."""

    metal: str
    reported_id: str
    key: str


def unknown_key(metal: str, reported_id: str, name: str, listed: str) -> UnknownKey | None:
    """The key of an unmatched row; None where there is nothing to decide, because it names nothing."""
    if listed == Mention.Listed.NOT_IDENTIFIED or not (reported_id or name.strip()):
        return None
    return UnknownKey(metal, reported_id, name_key(name) or name.strip().casefold()[:250])


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read, with the facility it means, or why there is none.

    `named` is the facility its name stands for, whatever its ID says.
    """

    given: Mapping[str, Any]
    facility: Facility | None = None
    match: str = Mention.Match.NONE
    other_metal: str = ""
    reported: bool = False
    named: Facility | None = None

    @property
    def vouched(self) -> Facility | None:
        """The facility, unless all we know of it is what another manufacturer wrote."""
        return _vouched(self.facility)

    @property
    def listed(self) -> str:
        return self.text("listed") or Mention.Listed.LISTED

    @property
    def name(self) -> str:
        return self.text("standard_name") or self.text("name")

    @property
    def unknown(self) -> UnknownKey | None:
        """What a person must decide on before the row counts; None where it is matched, or names nothing."""
        if self.facility or self.reported:
            return None
        return unknown_key(self.text("metal"), self.text("smelter_id")[:9], self.name[:500], self.listed)

    def text(self, key: str) -> str:
        return self.given.get(key) or ""

    def cell(self, *keys: str) -> str:
        """The first of these fields that has a cell, as "A5"."""
        places = (self.given.get("cells", {}).get(key, "") for key in keys)
        return next((place.rpartition("!")[2] for place in places if place), "")


def match_rows(smelters: Iterable[Mapping[str, Any]], register: Register) -> tuple[Row, ...]:
    """Every row, in the sheet's order, matched by the rules above."""
    return tuple(_match(given, register) for given in smelters)


def _match(given: Mapping[str, Any], register: Register) -> Row:
    metal, smelter_id = given.get("metal") or "", given.get("smelter_id") or ""
    listed = given.get("listed") or Mention.Listed.LISTED
    if not metal or listed == Mention.Listed.NOT_IDENTIFIED:
        return Row(given)
    names = [given[key] for key in ("name", "standard_name") if given.get(key)]
    by_name = next((found for name in names if (found := register.find_name(metal, name))), None)
    named = _vouched(by_name)
    if not smelter_id:
        if listed == Mention.Listed.LISTED and by_name:
            return Row(given, by_name, Mention.Match.NAME, named=named)
        return Row(given, named=named)
    facility = register.find_id(metal, smelter_id)
    if facility:
        return Row(given, facility, Mention.Match.ID, named=named)
    other = _other_metal(given, register)
    if other:
        return Row(given, other_metal=other, named=named)
    return Row(given, match=Mention.Match.ID if names else Mention.Match.NONE, reported=bool(names), named=named)


def _other_metal(given: Mapping[str, Any], register: Register) -> str:
    """The metal to which the ID belongs instead; the register wins over the workbook's own look-up."""
    smelter_id = given["smelter_id"]
    for metal in register.metals_of(smelter_id):
        if metal != given["metal"] and _vouched(register.find_id(metal, smelter_id)):
            return metal
    return "" if given.get("known") else next(iter(given.get("lookup_metals", ())), "")


def _vouched(facility: Facility | None) -> Facility | None:
    return facility if facility and facility.origin != Smelter.Origin.REPORTED else None
