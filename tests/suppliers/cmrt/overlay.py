"""Put cells into an opened workbook, as typing would: typed cells replace a formula, other formulas stay."""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from suppliers.cmrt.workbook import Sheet, Workbook, split_reference


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
    values = [list(line) for line in sheet.values]
    for row, column in sheet.formulas:
        if row <= len(values) and column <= len(values[row - 1]):
            values[row - 1][column - 1] = None
    return replace(sheet, values=values, errors={})


def _typed(sheet: Sheet, typed: Mapping[tuple[int, int], Any]) -> Sheet:
    values = list(sheet.values)
    for (row, column), value in typed.items():
        values += [[] for _ in range(row - len(values))]
        line = list(values[row - 1])
        line += [None] * (column - len(line))
        line[column - 1] = value
        values[row - 1] = line
    errors = {place: error for place, error in sheet.errors.items() if place not in typed}
    return replace(sheet, values=values, formulas=sheet.formulas - typed.keys(), errors=errors)
