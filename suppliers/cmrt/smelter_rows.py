"""The Smelter List: rows as the manufacturer filled them, completed from the workbook's own Smelter Look-up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import repeat

from cmr.vocab import METALS
from suppliers.cmrt.cells import EMPTY
from suppliers.cmrt.document import Listed, Problem, ShownRow, SmelterRow, StrayRow
from suppliers.cmrt.layouts import Layout
from suppliers.cmrt.layouts.addresses import (
    NOT_IDENTIFIED,
    NOT_LISTED,
    SMELTER_COLUMNS,
    SMELTER_LIST,
    SMELTERS_FIRST_ROW,
    SMELTERS_LAST_ROW,
)
from suppliers.cmrt.layouts.moved import letters_in
from suppliers.cmrt.lookup import Lookup, LookupRow, tidy_id
from suppliers.cmrt.shown_rows import Derived, derive
from suppliers.cmrt.spellings import english_metal
from suppliers.cmrt.texts import clean, clean_lines, clean_result, zero_as_empty
from suppliers.cmrt.workbook import Cell, Sheet, Unreadable
from suppliers.cmrt.workbook import Value as Raw

_KEY_COLUMN = 28  # AB, metal & look-up name: the Checker counts it, and a few prepared rows lack it
_LETTERS = tuple(SMELTER_COLUMNS.values())
_NUMBERS = range(1, len(_LETTERS) + 1)
_METALS = {metal.casefold() for metal in METALS}
_SPECIAL = {NOT_LISTED.casefold(): Listed.NOT_LISTED, NOT_IDENTIFIED.casefold(): Listed.NOT_IDENTIFIED}


@dataclass(frozen=True, slots=True)
class SmelterList:
    """The sheet, sorted out: rows that name a metal or an ID, rows that name neither, and what the Checker sees."""

    rows: tuple[SmelterRow, ...]
    strays: tuple[StrayRow, ...]
    shown: tuple[ShownRow, ...]
    problems: tuple[Problem, ...]


def read_smelters(sheet: Sheet, layout: Layout, lookup: Lookup, first: int = SMELTERS_FIRST_ROW) -> SmelterList:
    """Every row from the first on that holds anything; gaps are passed over, and no empty row ends the list.

    Raises Unreadable when smelters stand where the template has none of its columns.
    """
    rows: list[SmelterRow] = []
    strays: list[StrayRow] = []
    shown: list[ShownRow] = []
    stale: list[str] = []
    without_keys = not any(_has_key(sheet, row) for row in range(first, sheet.last_row + 1))
    letters = letters_in(sheet)
    for number, cells in _filled(sheet, first):
        derived = derive(number, cells, layout, lookup, without_keys or _has_key(sheet, number))
        typed = {column: cell[0] for column, cell in cells.items() if cell[0] is not None and not cell[1]}
        # Pasted results of the template's formulas hold the number 0 where the Look-up was empty.
        typed = {column: value for column, value in typed.items() if clean_result(value) is not None}
        if not (typed or derived.shown.metal or derived.shown.lookup):
            continue
        shown.append(derived.shown)
        if row := _smelter(number, cells, typed, derived, lookup):
            if letters or number in sheet.hidden_rows:
                row = replace(row, letters=letters, hidden=number in sheet.hidden_rows)
            rows.append(row)
            stale += _stale(cells, row)
        elif typed:
            strays.append(StrayRow(number, typed))
    if not rows and any(_is_smelter(value) for stray in strays for value in stray.typed.values()):
        raise Unreadable(
            "layout_changed",
            "Smelters stand in other columns of the sheet Smelter List than the template has for them; "
            "please copy them into an unchanged template and send that.",
        )
    return SmelterList(tuple(rows), tuple(strays), tuple(shown), tuple(_problems(rows, stale)))


def _filled(sheet: Sheet, first: int) -> Iterator[tuple[int, dict[str, Cell]]]:
    for row, line in sheet.used(first, len(_LETTERS)):
        yield row, dict(zip(_LETTERS, map(line.get, _NUMBERS, repeat(EMPTY)), strict=True))


def _has_key(sheet: Sheet, row: int) -> bool:
    cell = sheet.cell(row, _KEY_COLUMN)
    return cell.formula or cell.value is not None


def _is_smelter(raw: Raw) -> bool:
    text = clean(raw) or ""
    return tidy_id(text) is not None or text.casefold() in _METALS


def _smelter(
    number: int, cells: Mapping[str, Cell], typed: Mapping[str, Raw], derived: Derived, lookup: Lookup
) -> SmelterRow | None:
    shown, found = derived.shown, derived.found
    metal = english_metal(clean(shown.metal) or "")
    input_id, typed_id = tidy_id(typed.get("A")), tidy_id(typed.get("F"))
    if metal is None:
        metal = next((m for given in (input_id, typed_id) if given for m in lookup.metals_of(given)), None)
    if metal is None and "A" not in typed and typed_id is None:
        return None
    entry = clean(shown.lookup)
    listed = _SPECIAL.get((entry or "").casefold(), Listed.LISTED)
    given_name = clean(shown.name)
    name = entry if listed is Listed.LISTED and entry else given_name
    if found is None or found.smelter_id is None:
        by_name = lookup.named(metal, name) if metal and name and listed is not Listed.NOT_IDENTIFIED else None
    else:
        by_name = found
    smelter_id = (by_name.smelter_id if by_name else None) or input_id or typed_id
    match = lookup.facility(metal, smelter_id, name) if metal and smelter_id else None
    reference = match or found

    def text(column: str, otherwise: str | None = None) -> str | None:
        return clean_result(typed.get(column)) or otherwise

    return SmelterRow(
        row=number,
        metal=metal,
        smelter_id=smelter_id,
        listed=listed if metal or entry else None,
        lookup=entry or (_completed(reference) if metal else None),
        name=None if listed is Listed.NOT_IDENTIFIED else name or _completed(match),
        standard_name=reference.standard_name if reference else None,
        country=_country(cells["E"], shown, reference),
        city=text("I", reference.city if reference else None),
        state=text("J", reference.state if reference else None),
        mines=text("N"),
        mine_countries=text("O"),
        recycled=text("P"),
        comments=clean_lines(zero_as_empty(typed.get("Q"))),
        match=match,
        typed=typed,
        shown=shown,
    )


def _country(cell: Cell, shown: ShownRow, reference: LookupRow | None) -> str | None:
    if clean(shown.country) and shown.country != "0":
        return clean(shown.country)
    return reference.country if reference else None


def _completed(match: LookupRow | None) -> str | None:
    return match.standard_name if match and match.smelter_id else None


def _stale(cells: Mapping[str, Cell], row: SmelterRow) -> Iterator[str]:
    """Formula cells whose kept result says something else than the Look-up of the same file."""
    for column, value in (("B", row.metal), ("E", row.country), ("F", row.smelter_id)):
        cell = cells[column]
        kept = clean_result(cell[0]) if cell[1] and not cell[2] else None
        if kept and kept != value and (row.match or column == "B") and kept.casefold() != (value or "").casefold():
            yield f"{SMELTER_LIST}!{row.cell(column)}"


def _problems(rows: list[SmelterRow], stale: list[str]) -> Iterator[Problem]:
    if stale:
        yield Problem(
            stale[0],
            f"{len(stale)} cells show results that do not follow from the Smelter Look-up of this file; "
            "the rows were worked out again from what was typed.",
        )
    if unseen := [row for row in rows if row.hidden]:
        yield Problem(
            f"{SMELTER_LIST}!{unseen[0].cell('metal')}",
            f"{len(unseen)} of the {len(rows)} smelter rows are hidden, by a filter perhaps; "
            "they were read all the same.",
        )
    beyond = [row.row for row in rows if row.row > SMELTERS_LAST_ROW]
    if beyond:
        yield Problem(
            f"{SMELTER_LIST}!B{beyond[0]}",
            f"{len(beyond)} smelters stand below row {SMELTERS_LAST_ROW}, where the workbook itself no longer looks.",
        )
