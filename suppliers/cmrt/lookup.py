"""The workbook's own reference list: sheet Smelter Look-up, from row 5.

Columns: A metal, B alias, C standard name, D country, E ID, F source, H city, I state, J the search key metal & alias.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import repeat
from typing import NamedTuple

from cmr.vocab import SMELTER_ID, Metal
from suppliers.cmrt.cells import EMPTY
from suppliers.cmrt.layouts.addresses import LOOK_UP, LOOK_UP_FIRST_ROW, NOT_IDENTIFIED, NOT_LISTED
from suppliers.cmrt.spellings import english_metal
from suppliers.cmrt.texts import clean, clean_result, likeness, stored_text
from suppliers.cmrt.workbook import Value as Raw
from suppliers.cmrt.workbook import Workbook

# What is kept of a row when a list is known without its workbook: metal, name, standard name, country, ID.
LookupLine = tuple[str, str, str | None, str | None, str | None]

_SPECIAL = {NOT_LISTED.casefold(), NOT_IDENTIFIED.casefold()}
_COLUMNS = (1, 2, 3, 4, 5, 8, 9, 10)


class LookupRow(NamedTuple):
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


@dataclass(frozen=True)
class Lookup:
    """The reference list with its indexes; the first row wins, as MATCH does. Keys are always metal and name or ID.

    An index is made when it is first asked for: a file whose rows have IDs needs none of the names. Wildcards are left
    out on purpose: a `*` must not become an identity.
    """

    rows: tuple[LookupRow, ...] = ()

    @cached_property
    def shown_by_key(self) -> Mapping[str, LookupRow]:
        """What the workbook's own formulas find by column J: case ignored, blanks not, rows without a key not."""
        found: dict[str, LookupRow] = {}
        keyless = not any(row.keyed for row in self.rows)
        for row in self.rows:
            if row.keyed or keyless:
                found.setdefault(f"{row.metal}{row.alias}".lower(), row)
        return found

    @cached_property
    def shown_by_id(self) -> Mapping[str, LookupRow]:
        """What the workbook's own formulas find by the ID, case ignored."""
        found: dict[str, LookupRow] = {}
        for row in self._identified:
            found.setdefault((row.smelter_id or "").lower(), row)
        return found

    @cached_property
    def by_facility(self) -> Mapping[tuple[Metal, str], Sequence[LookupRow]]:
        found: dict[tuple[Metal, str], list[LookupRow]] = defaultdict(list)
        for row in self._identified:
            found[row.metal, row.smelter_id or ""].append(row)
        return dict(found)

    @cached_property
    def _metals(self) -> Mapping[str, tuple[Metal, ...]]:
        """The metals of each ID; several checks ask of every row."""
        found: dict[str, set[Metal]] = defaultdict(set)
        for metal, smelter_id in self.by_facility:
            found[smelter_id].add(metal)
        return {key: tuple(metal for metal in Metal if metal in metals) for key, metals in found.items()}

    @cached_property
    def _by_name(self) -> Mapping[tuple[Metal, str], LookupRow]:
        found: dict[tuple[Metal, str], LookupRow] = {}
        for row, name in self._names:
            found.setdefault((row.metal, (clean(name) or "").casefold()), row)
        return found

    @cached_property
    def _by_likeness(self) -> Mapping[tuple[Metal, str], LookupRow]:
        found: dict[tuple[Metal, str], LookupRow] = {}
        for row, name in self._names:
            found.setdefault((row.metal, likeness(name)), row)
        return found

    @cached_property
    def _identified(self) -> Sequence[LookupRow]:
        """The rows of facilities."""
        return [row for row in self.rows if row.smelter_id and (clean(row.alias) or "").casefold() not in _SPECIAL]

    @property
    def _names(self) -> Sequence[tuple[LookupRow, str]]:
        """Every name that stands for a facility: the aliases, then the standard names."""
        standard = [(row, row.standard_name) for row in self.rows if row.smelter_id and row.standard_name]
        return [(row, row.alias) for row in self._identified] + standard

    def named(self, metal: Metal, name: str) -> LookupRow | None:
        """The facility known by exactly this name for this metal, letter case apart."""
        return self._by_name.get((metal, name.casefold()))

    def resembling(self, metal: Metal, name: str) -> LookupRow | None:
        """The facility whose name differs at most in case, blanks and punctuation."""
        key = likeness(name)
        return self._by_likeness.get((metal, key)) if key else None

    def facility(self, metal: Metal, smelter_id: str, name: str | None = None) -> LookupRow | None:
        """A row of the facility, the one with this alias if it has it."""
        rows = self.by_facility.get((metal, smelter_id), ())
        if name:
            folded = name.casefold()
            for row in rows:
                if row.alias.casefold() == folded:
                    return row
        return rows[0] if rows else None

    def metals_of(self, smelter_id: str) -> tuple[Metal, ...]:
        return self._metals.get(smelter_id, ())


def lookup_from(lines: Iterable[LookupLine]) -> Lookup:
    """A list that stands in no sheet of the file."""
    return Lookup(
        tuple(
            LookupRow(0, Metal(metal), name, standard, country, smelter_id)
            for metal, name, standard, country, smelter_id in lines
        )
    )


def look_up_lines(lookup: Lookup) -> tuple[LookupLine, ...]:
    return tuple(look_up_line(row) for row in lookup.rows)


def look_up_line(row: LookupRow) -> LookupLine:
    return str(row.metal), clean(row.alias) or "", row.standard_name, row.country, row.smelter_id


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
        cells = list(map(line.get, _COLUMNS, repeat(EMPTY)))
        metal_text, alias, *others, city, state, _ = [cell[0] for cell in cells]
        metal, alias = english_metal(stored_text(metal_text)), stored_text(alias)
        if metal is None or not alias.strip():
            continue
        standard, country, smelter_id = others
        key = cells[-1]
        found.append(
            LookupRow(
                row,
                metal,
                alias,
                clean_result(standard),
                clean_result(country),
                tidy_id(smelter_id),
                clean_result(city),
                clean_result(state),
                key[1] or key[0] is not None,
            )
        )
    return Lookup(tuple(found))
