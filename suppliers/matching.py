"""A Smelter List's rows beside what the register says of them. Reads nothing but its two arguments.

A row with a well-formed ID is matched by metal and ID; a listed row without one by its name within the metal.
An ID that belongs to another metal is nobody's until a person says so. "Smelter not listed" without an ID and
"Smelter not yet identified" are kept as written and never become facilities.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from smelters.models import Smelter
from smelters.register import Facility, Register
from suppliers.models import Mention


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
