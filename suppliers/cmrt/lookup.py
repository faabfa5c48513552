"""The workbook's own reference list: sheet Smelter Look-up, from row 5.

Columns: A metal, B alias, C standard name, D country, E ID, F source, H city, I state, J the search key metal & alias.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from cmr.vocab import SMELTER_ID, Metal
from suppliers.cmrt.cells import EMPTY
from suppliers.cmrt.layouts.addresses import LOOK_UP, LOOK_UP_FIRST_ROW, NOT_IDENTIFIED, NOT_LISTED
from suppliers.cmrt.spellings import english_metal
from suppliers.cmrt.texts import clean, likeness, stored_text, zero_as_empty
from suppliers.cmrt.workbook import Value as Raw
from suppliers.cmrt.workbook import Workbook

_SPECIAL = {NOT_LISTED.casefold(), NOT_IDENTIFIED.casefold()}


@dataclass(frozen=True, slots=True)
class LookupRow:
    """One alias of a facility; the two special entries stand here too, without an ID."""

    row: int
    metal: Metal
    alias: str
    standard_name: str | None
    country: str | None
    smelter_id: str | None
    city: str | None = None
    state: str | None = None
    keyed: bool = True


@dataclass(frozen=True, slots=True)
class Lookup:
    """The reference list with its indexes; the first row wins, as MATCH does. Keys are always metal and name or ID.

    `shown_by_key` and `shown_by_id` find what the workbook's own formulas find (case ignored, blanks not, rows without
    a key in column J not); wildcards are left out on purpose: a `*` must not become an identity.
    """

    rows: tuple[LookupRow, ...] = ()
    shown_by_key: dict[str, LookupRow] = field(default_factory=dict)
    shown_by_id: dict[str, LookupRow] = field(default_factory=dict)
    by_name: dict[tuple[Metal, str], LookupRow] = field(default_factory=dict)
    by_likeness: dict[tuple[Metal, str], LookupRow] = field(default_factory=dict)
    by_facility: dict[tuple[Metal, str], tuple[LookupRow, ...]] = field(default_factory=dict)

    def named(self, metal: Metal, name: str) -> LookupRow | None:
        """The facility known by exactly this name for this metal, letter case apart."""
        return self.by_name.get((metal, name.casefold()))

    def resembling(self, metal: Metal, name: str) -> LookupRow | None:
        """The facility whose name differs at most in case, blanks and punctuation."""
        key = likeness(name)
        return self.by_likeness.get((metal, key)) if key else None

    def facility(self, metal: Metal, smelter_id: str, name: str | None = None) -> LookupRow | None:
        """A row of the facility, the one with this alias if it has it."""
        rows = self.by_facility.get((metal, smelter_id), ())
        same = (row for row in rows if name and row.alias.casefold() == name.casefold())
        return next(same, rows[0] if rows else None)

    def metals_of(self, smelter_id: str) -> tuple[Metal, ...]:
        return tuple(metal for metal in Metal if (metal, smelter_id) in self.by_facility)


def tidy_id(raw: Raw) -> str | None:
    """A well-formed smelter ID, blanks and letter case apart, or None."""
    return _tidy_id(clean(raw) or "")


@lru_cache(4096)
def _tidy_id(text: str) -> str | None:
    text = text.upper().replace(" ", "")
    return text if SMELTER_ID.fullmatch(text) else None


def read_lookup(workbook: Workbook) -> Lookup:
    """The list as it stands in this file; empty when the sheet is missing."""
    sheet = workbook.sheets.get(LOOK_UP)
    if sheet is None:
        return Lookup()
    found = []
    for row, line in sheet.used(LOOK_UP_FIRST_ROW, 2):
        metal_text, alias = (stored_text(line.get(column, EMPTY).value) for column in (1, 2))
        metal = english_metal(metal_text)
        if metal is None or not alias.strip():
            continue
        standard, country, city, state = (
            clean(zero_as_empty(line.get(column, EMPTY).value)) for column in (3, 4, 8, 9)
        )
        smelter_id = tidy_id(line.get(5, EMPTY).value)
        key = line.get(10, EMPTY)
        keyed = key.formula or key.value is not None
        found.append(LookupRow(row, metal, alias, standard, country, smelter_id, city, state, keyed))
    return _index(found)


def _index(rows: Iterable[LookupRow]) -> Lookup:
    rows = tuple(rows)
    lookup = Lookup(rows)
    keyless = not any(row.keyed for row in rows)
    for row in rows:
        if row.keyed or keyless:
            lookup.shown_by_key.setdefault(f"{row.metal}{row.alias}".lower(), row)
        name = (clean(row.alias) or "").casefold()
        if row.smelter_id is None or name in _SPECIAL:
            continue
        lookup.shown_by_id.setdefault(row.smelter_id.lower(), row)
        lookup.by_name.setdefault((row.metal, name), row)
        lookup.by_likeness.setdefault((row.metal, likeness(row.alias)), row)
        facility = (row.metal, row.smelter_id)
        lookup.by_facility[facility] = (*lookup.by_facility.get(facility, ()), row)
    for row in rows:
        if row.smelter_id and row.standard_name:
            lookup.by_name.setdefault((row.metal, row.standard_name.casefold()), row)
            lookup.by_likeness.setdefault((row.metal, likeness(row.standard_name)), row)
    return lookup
