"""A sheet whose rows or columns were moved, laid out anew at the template's own addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from suppliers.cmrt.cells import Lines, Sheet
from suppliers.cmrt.gate.addresses import column_letters, split_reference


@dataclass(frozen=True, slots=True)
class Moved(Sheet):
    """The sheet as the template has it; the two mappings lead from the template's lines to those of the file.

    A line that is not in a mapping stands where the template has it.
    """

    true_rows: Mapping[int, int] = field(default_factory=dict)
    true_columns: Mapping[int, int] = field(default_factory=dict)


def address_in(sheet: Sheet, ref: str) -> str:
    """Where the template's cell really stands in the file: "D10" for "D8" when two rows were inserted above it."""
    if not isinstance(sheet, Moved):
        return ref
    row, column = split_reference(ref)
    return f"{column_letters(sheet.true_columns.get(column, column))}{sheet.true_rows.get(row, row)}"


def letters_in(sheet: Sheet) -> dict[str, str]:
    """The true letters of the columns that were moved, by the template's letter."""
    if not isinstance(sheet, Moved):
        return {}
    moved = sheet.true_columns.items()
    return {column_letters(column): column_letters(true) for column, true in moved if column != true}


def moved(sheet: Sheet, rows: Mapping[int, int], columns: Mapping[int, int]) -> Sheet:
    """The sheet with the template's lines taken from the given lines of the file; empty mappings leave lines alone."""
    if all(line == true for lines in (rows, columns) for line, true in lines.items()):
        return sheet
    lines: Lines = (
        {row: sheet.lines[true] for row, true in rows.items() if true in sheet.lines} if rows else sheet.lines
    )
    if columns:
        lines = {
            row: {column: line[true] for column, true in columns.items() if true in line} for row, line in lines.items()
        }
    hidden = frozenset(row for row, true in rows.items() if true in sheet.hidden_rows) if rows else sheet.hidden_rows
    return Moved(sheet.name, sheet.hidden, lines, hidden, rows, columns)
