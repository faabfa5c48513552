"""Rows and columns inserted into or deleted from an opened workbook, with everything in its cells."""

from dataclasses import replace

from suppliers.cmrt.workbook import Workbook


def insert(workbook: Workbook, sheet: str, *, row: int = 0, column: int = 0, count: int = 1) -> Workbook:
    """A copy with empty rows (columns) inserted before one; a negative count deletes that many from it on."""

    def line(number: int, at: int) -> int | None:
        if not at or number < at:
            return number
        return None if count < 0 and number < at - count else number + count

    old = workbook.sheets[sheet]
    lines = {
        to_row: {to_column: cell for c, cell in cells.items() if (to_column := line(c, column))}
        for r, cells in old.lines.items()
        if (to_row := line(r, row))
    }
    return replace(workbook, sheets=workbook.sheets | {sheet: replace(old, lines=lines)})


def rename(workbook: Workbook, old: str, new: str) -> Workbook:
    return replace(
        workbook,
        sheets={
            new if name == old else name: replace(sheet, name=new if name == old else name)
            for name, sheet in workbook.sheets.items()
        },
    )
