"""The sheets of a file under the template's names, their inputs at the template's addresses.

People rename sheets, hide them, and insert rows and columns with tools that ignore the protection. What was moved is
found by the cells around it (anchors.py) and laid out anew; where that is not certain, the file is refused rather
than read from the wrong cells.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cmr.vocab import SMELTER_ID, metal_named
from suppliers.cmrt.gate.addresses import column_letters
from suppliers.cmrt.gate.refusal import Unreadable
from suppliers.cmrt.layouts.addresses import (
    CHECKER,
    DECLARATION,
    LOOK_UP,
    LOOK_UP_FIRST_ROW,
    PRODUCT_LIST,
    PRODUCTS_FIRST_ROW,
    SMELTER_COLUMNS,
    SMELTER_LIST,
    SMELTERS_FIRST_ROW,
)
from suppliers.cmrt.layouts.anchors import (
    LABELS,
    Ambiguous,
    aligned,
    are_labels,
    label_rows,
    labels_in_place,
    last_question_is_lost,
    occupied,
)
from suppliers.cmrt.layouts.moved import moved
from suppliers.cmrt.texts import likeness, stored_text
from suppliers.cmrt.workbook import Sheet, Workbook

_SHEETS = ("Revision", "Instructions", "Definitions", DECLARATION, SMELTER_LIST, CHECKER, PRODUCT_LIST, LOOK_UP,
          "L", "C", "SorP", "Standard Smelter Names", "Smelter and Mine List")  # fmt: skip
REVISION = re.compile(r"Revision\s+(\d+(?:\.\d+)*[a-z]?)", re.IGNORECASE)

_HEADS = len(SMELTER_COLUMNS)
_BEHIND_HEADS = "Standard Smelter Name"  # R4, a constant in every language
_STAMP = {DECLARATION: (3, 10), SMELTER_LIST: (3, 17)}
_TOP_ROWS, _TOP_COLUMNS = 60, 40
_ADVICE = "please copy your answers into an unchanged template and send that."


@dataclass(frozen=True, slots=True)
class Arranged:
    """The workbook by the template's names and addresses, the first rows of its two lists, and what was moved."""

    workbook: Workbook
    smelters_from: int
    products_from: int
    notes: tuple[tuple[str, str], ...]


def named(workbook: Workbook) -> tuple[Workbook, list[tuple[str, str]]]:
    """The sheets under the template's names, blanks and letter case apart; raises Unreadable where two claim one."""
    sheets: dict[str, Sheet] = {}
    notes = []
    wanted = {likeness(name): name for name in _SHEETS if name not in workbook.sheets}
    for name, sheet in workbook.sheets.items():
        known = wanted.get(likeness(name))
        if known is None:
            sheets[name] = sheet
        elif known in sheets:
            raise _changed(f"Two sheets of this CMRT are called {known}")
        else:
            sheets[known] = replace(sheet, name=known)
            notes.append((known, f'The sheet "{name}" was read as the sheet "{known}".'))
    return (replace(workbook, sheets=sheets) if notes else workbook), notes


def arrange(workbook: Workbook) -> Arranged:
    """Lay moved inputs of named sheets out at the template's addresses.

    Raises Unreadable (layout_changed) where they are lost.
    """
    sheets = dict(workbook.sheets)
    notes = [
        (name, f"The sheet {name} is hidden; it was read all the same.")
        for name in (DECLARATION, SMELTER_LIST, PRODUCT_LIST)
        if name in sheets and sheets[name].hidden
    ]
    sheets[DECLARATION], note = _declaration(sheets[DECLARATION])
    notes += note
    sheets[SMELTER_LIST], smelters_from, note = _smelter_list(sheets[SMELTER_LIST])
    notes += note
    products_from = PRODUCTS_FIRST_ROW
    if PRODUCT_LIST in sheets:
        sheets[PRODUCT_LIST], products_from, note = _product_list(sheets[PRODUCT_LIST])
        notes += note
    if LOOK_UP in sheets:
        sheets[LOOK_UP], note = _look_up(sheets[LOOK_UP])
        notes += note
    return Arranged(replace(workbook, sheets=sheets), smelters_from, products_from, tuple(notes))


def stamp(sheet: Sheet) -> tuple[int, int] | None:
    """Where the sheet says its revision: the template's own cell, else the first cell of the top that does."""
    row, column = _STAMP[sheet.name]
    if _is_stamp(sheet, row, column):
        return row, column
    places = ((r, c) for r in range(1, _TOP_ROWS) for c in range(1, _TOP_COLUMNS) if _is_stamp(sheet, r, c))
    return next(places, None)


def _is_stamp(sheet: Sheet, row: int, column: int) -> bool:
    value = sheet.cell(row, column).value
    return isinstance(value, str) and REVISION.match(value.strip()) is not None


def _declaration(sheet: Sheet) -> tuple[Sheet, list[tuple[str, str]]]:
    row, column = _STAMP[DECLARATION]
    if labels_in_place(sheet) and _is_stamp(sheet, row, column):
        if last_question_is_lost(sheet, 2, LABELS[-1]):
            raise _lost(DECLARATION)
        return sheet, []
    found = stamp(sheet) or (row, column)
    shift = found[1] - column
    between = range(max(min(2, 2 + shift), 1), max(2, 2 + shift) + 1)
    labels = max(between, key=lambda number: len(label_rows(sheet, number)))
    if not are_labels(label_rows(sheet, labels)):
        # A file without labels is read by address; that is only wrong where something else shows a shift.
        if found != (row, column):
            raise _lost(DECLARATION)
        return sheet, []
    try:
        rows = dict(aligned(sheet, labels, found[0]))
    except Ambiguous:
        raise _lost(DECLARATION) from None
    if last_question_is_lost(sheet, labels, rows.get(LABELS[-1], LABELS[-1])):
        raise _lost(DECLARATION)
    if rows or found[0] != row:
        rows = {row - 2: max(found[0] - 2, 1), row - 1: max(found[0] - 1, 1), row: found[0]} | (
            rows or {line: line for line in range(4, 91)}
        )
    columns = _answer_columns(sheet, rows.get(25, 25), labels, found[1]) if shift or labels != 2 else {}
    notes = [(DECLARATION, text) for text in (*_told_rows(DECLARATION, rows), *_told_columns(DECLARATION, columns))]
    return moved(sheet, rows, columns), notes


def _answer_columns(sheet: Sheet, heading: int, labels: int, stamped: int) -> dict[int, int]:
    """The template's columns by the headings of question 1: B the question, D the answer, G the comment."""
    heads = [column for column in range(labels, stamped) if occupied(sheet, heading, column)]
    if len(heads) != 3 or heads[0] != labels:
        raise _lost(DECLARATION)
    _, answer, comment = heads
    behind = {column: column + stamped - 10 for column in range(10, 27)}
    return {2: labels, 4: answer, 7: comment} | behind


def _smelter_list(sheet: Sheet) -> tuple[Sheet, int, list[tuple[str, str]]]:
    row, column = _STAMP[SMELTER_LIST]
    in_place = all(occupied(sheet, row + 1, number) for number in range(1, _HEADS + 1))
    found = (row, column) if in_place and _is_stamp(sheet, row, column) else stamp(sheet)
    if in_place and found in (None, (row, column)):
        return sheet, SMELTERS_FIRST_ROW, []
    header = next((line for line in range(1, _TOP_ROWS) if _is_header(sheet, line)), None)
    if header is None:
        if found is not None and found[1] != column:
            raise _lost(SMELTER_LIST)
        rows = (line for line in range(1, SMELTERS_FIRST_ROW) if _names_smelter(sheet, line))
        first = next(rows, SMELTERS_FIRST_ROW)
        note = f"The sheet {SMELTER_LIST} has no row of headings; its columns were read as in the template, from row"
        return sheet, first, [(SMELTER_LIST, f"{note} {first} on.")]
    columns = _smelter_columns(sheet, header, found)
    told = _told_rows(SMELTER_LIST, {4: header}) if header != 4 else ()
    notes = [(SMELTER_LIST, text) for text in (*told, *_told_columns(SMELTER_LIST, columns))]
    return moved(sheet, {}, columns), header + 1, notes


def _is_header(sheet: Sheet, row: int) -> bool:
    """A heading over every column, give or take a deleted few; a row that names a smelter is none."""
    used = sum(occupied(sheet, row, column) for column in range(1, _TOP_COLUMNS))
    return used > _HEADS - 3 and not _names_smelter(sheet, row)


def _names_smelter(sheet: Sheet, row: int) -> bool:
    values = (stored_text(sheet.cell(row, column).value).strip() for column in range(1, 8))
    return any(SMELTER_ID.fullmatch(text.upper()) or metal_named(text) for text in values)


def _smelter_columns(sheet: Sheet, header: int, found: tuple[int, int] | None) -> dict[int, int]:
    """The template's columns A to Q by the order of the headings; {} if none moved."""
    heads = [column for column in range(1, _TOP_COLUMNS) if occupied(sheet, header, column)]
    behind = next((c for c in heads if sheet.cell(header, c).value == _BEHIND_HEADS), None)
    end = behind - 1 if behind else found[1] if found else None
    if end == _HEADS or (end is None and len(heads) < _HEADS):
        return {}
    heads = [column for column in heads if end is None or column <= end]
    if len(heads) > _HEADS:
        # Headings that somebody typed over columns of their own stand among the template's formulas.
        heads = [column for column in heads if sheet.cell(header, column).formula] if end else heads[:_HEADS]
    if len(heads) != _HEADS:
        raise _lost(SMELTER_LIST)
    columns = dict(enumerate(heads, 1))
    if all(column == true for column, true in columns.items()):
        return {}
    shift = heads[-1] - _HEADS
    return columns | {column: column + shift for column in range(_HEADS + 1, 35)}


def _product_list(sheet: Sheet) -> tuple[Sheet, int, list[tuple[str, str]]]:
    header = PRODUCTS_FIRST_ROW - 1
    if occupied(sheet, header, 2) and occupied(sheet, header, 3) and not occupied(sheet, header, 1):
        return sheet, PRODUCTS_FIRST_ROW, []
    places = (
        (row, column)
        for row in range(1, _TOP_ROWS)
        for column in range(1, 12)
        if all(occupied(sheet, row, column + n) for n in range(3))
    )
    row, column = next(places, (header, 2))
    shift = column - 2
    columns = {number: number + shift for number in range(max(1, 1 - shift), 12)} if shift else {}
    told = _told_rows(PRODUCT_LIST, {header: row}) if row != header else ()
    notes = [(PRODUCT_LIST, text) for text in (*told, *_told_columns(PRODUCT_LIST, columns))]
    return moved(sheet, {}, columns), row + 1, notes


def _look_up(sheet: Sheet) -> tuple[Sheet, list[tuple[str, str]]]:
    """The reference list by its first metal, which stands in column A."""
    rows = range(LOOK_UP_FIRST_ROW, _TOP_ROWS)
    places = (column for row in rows for column in range(1, 9) if _is_metal(sheet, row, column))
    shift = next(places, 1) - 1
    columns = {number: number + shift for number in range(1, 12)} if shift else {}
    return moved(sheet, {}, columns), [(LOOK_UP, text) for text in _told_columns(LOOK_UP, columns)]


def _is_metal(sheet: Sheet, row: int, column: int) -> bool:
    return metal_named(stored_text(sheet.cell(row, column).value)) is not None


def _told_rows(name: str, rows: dict[int, int]) -> Iterator[str]:
    offset = 0
    for row, true in sorted(rows.items()):
        if true - row != offset:
            many, what = abs(true - row - offset), "inserted" if true - row > offset else "deleted"
            lines = "1 row was" if many == 1 else f"{many} rows were"
            yield f"On the sheet {name} {lines} {what} above row {true}; the fields were found by the lines around."
            offset = true - row


def _told_columns(name: str, columns: dict[int, int]) -> Iterator[str]:
    first = next(((column, true) for column, true in sorted(columns.items()) if column != true), None)
    if first:
        column, true = (column_letters(number) for number in first)
        yield (
            f"On the sheet {name} column {column} of the template was found in column {true}; "
            "the columns were told apart by their headings."
        )


def _lost(name: str) -> Unreadable:
    return _changed(f"Rows or columns of the sheet {name} were moved so that its fields cannot be told apart")


def _changed(what: str) -> Unreadable:
    return Unreadable("layout_changed", f"{what}; {_ADVICE}")
