"""Put cells into an opened workbook, as typing would: typed cells replace a formula, other formulas stay."""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from suppliers.cmrt.cells import Cell, Sheet
from suppliers.cmrt.gate.addresses import split_reference
from suppliers.cmrt.workbook import Workbook


def overlay(workbook: Workbook, cells: Mapping[str, Mapping[str, Any]], *, cached: bool = True) -> Workbook:
    """A copy of the workbook with the cells typed; `cached=False` also forgets every kept result of a formula."""
    sheets = {}
    for name, sheet in workbook.sheets.items():
        typed = {split_reference(ref): _stored(ref, value) for ref, value in cells.get(name, {}).items()}
        sheets[name] = _typed(sheet if cached else _uncached(sheet), typed)
    return replace(workbook, sheets=sheets)


def _stored(ref: str, value: Any) -> Any:
    if ref == "D22" and isinstance(value, str) and value[:4].isdigit():
        return datetime.date.fromisoformat(value)
    return float(value) if isinstance(value, int) else value or None


def _uncached(sheet: Sheet) -> Sheet:
    lines = {
        row: {column: Cell(formula=True) if cell.formula else cell for column, cell in line.items()}
        for row, line in sheet.lines.items()
    }
    return replace(sheet, lines=lines)


def _typed(sheet: Sheet, typed: Mapping[tuple[int, int], Any]) -> Sheet:
    lines = dict(sheet.lines)
    for (row, column), value in typed.items():
        lines[row] = dict(lines.get(row, {})) | {column: Cell(value)}
    return replace(sheet, lines=lines)
