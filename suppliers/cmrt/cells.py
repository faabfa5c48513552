"""Sheets as cells at their addresses: what every container is turned into, and all that the reader sees of it."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from suppliers.cmrt.gate.addresses import split_reference

Value = str | float | bool | datetime.date | None


class Cell(NamedTuple):
    """One cell: its raw value, whether it holds a formula, and the error it shows ("#N/A"), if any."""

    value: Value = None
    formula: bool = False
    error: str | None = None


EMPTY = Cell()
# The cells of a row by column, and the rows of a sheet by number; what is not there is empty.
Line = Mapping[int, Cell]
Lines = Mapping[int, Line]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; rows and columns count from 1, and any address outside the data is an empty cell.

    `lines` holds each cell with a value, a formula or an error, and rows alike may share one mapping.
    """

    name: str
    hidden: bool = False
    lines: Lines = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()

    @property
    def last_row(self) -> int:
        """The last row with a value, 0 on an empty sheet."""
        return next((row for row in sorted(self.lines, reverse=True) if _has_value(self.lines[row])), 0)

    @property
    def last_column(self) -> int:
        """The last column with a value, 0 on an empty sheet."""
        return max((c for line in self.lines.values() for c, cell in line.items() if cell[0] is not None), default=0)

    def cell(self, row: int, column: int) -> Cell:
        """The cell in a row and column."""
        line = self.lines.get(row)
        return EMPTY if line is None else line.get(column, EMPTY)

    def value(self, address: str) -> Cell:
        """The cell at an address such as "D8"."""
        return self.cell(*split_reference(address))

    def rows(self, first: int = 1) -> Iterator[tuple[int, list[Cell]]]:
        """Row number and cells from column A on, for every row with a value from `first` to the last."""
        columns = range(1, self.last_column + 1)
        for row in sorted(self.lines):
            line = self.lines[row]
            if row >= first and _has_value(line):
                yield row, [line.get(column, EMPTY) for column in columns]

    def used(self, first: int, columns: int) -> Iterator[tuple[int, Line]]:
        """The rows from `first` on with a value or an error in one of the first so many columns."""
        unused: set[int] = set()
        for row in sorted(self.lines):
            line = self.lines[row]
            if row < first or id(line) in unused:
                continue
            for column, cell in line.items():
                if column <= columns and (cell[0] is not None or cell[2]):
                    yield row, line
                    break
            else:
                # A template has thousands of empty rows, and rows alike are one.
                unused.add(id(line))


def _has_value(line: Line) -> bool:
    return any(cell[0] is not None for cell in line.values())


def lines_of(cells: Iterable[tuple[int, int, Cell]]) -> Lines:
    """Lines from cells with their row and column, in any order; empty cells are left out."""
    lines: dict[int, dict[int, Cell]] = {}
    for row, column, cell in cells:
        if cell != EMPTY:
            lines.setdefault(row, {})[column] = cell
    return lines
