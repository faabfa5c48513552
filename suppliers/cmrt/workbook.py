"""Bytes to cell-addressed sheets.

Values are what the manufacturer's program stored: text untrimmed, numbers as float, dates only where the cell
has a date format. A formula's value is the cached one, or None where the saving program kept none; None therefore
means "not known", never "answered with nothing".
"""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Value = str | float | bool | datetime.date | None

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class Unreadable(Exception):
    """The bytes are no workbook that we read: a stable reason code, and one sentence that says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its raw value, whether it holds a formula, and the error it shows ("#N/A"), if any."""

    value: Value = None
    formula: bool = False
    error: str | None = None


EMPTY = Cell()


def column_number(letters: str) -> int:
    """ "A" is 1, "AH" is 34."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def split_reference(reference: str) -> tuple[int, int]:
    """ "D8" is row 8, column 4; anything else raises ValueError."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise ValueError(f"not a cell address: {reference!r}")
    return int(match[2]), column_number(match[1])


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; rows and columns count from 1, and any address outside the data is an empty cell."""

    name: str
    hidden: bool = False
    values: Sequence[Sequence[Value]] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)

    @property
    def last_row(self) -> int:
        """The last row with a value, 0 on an empty sheet."""
        return len(self.values)

    def cell(self, row: int, column: int) -> Cell:
        address = (row, column)
        value: Value = None
        if 1 <= row <= len(self.values):
            line = self.values[row - 1]
            if 1 <= column <= len(line):
                value = line[column - 1]
        formula = address in self.formulas
        if value is None and not formula and address not in self.errors:
            return EMPTY
        return Cell(value, formula, self.errors.get(address))

    def value(self, reference: str) -> Cell:
        """The cell at an address such as "D8"."""
        return self.cell(*split_reference(reference))

    def rows(self, first: int = 1) -> Iterator[tuple[int, list[Cell]]]:
        """Row number and cells from column A on, for every row with a value from `first` to the last."""
        for row in range(max(first, 1), self.last_row + 1):
            line = self.values[row - 1]
            if any(value is not None for value in line):
                yield row, [self.cell(row, column) for column in range(1, len(line) + 1)]


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets in the order of the workbook, by name."""

    sheets: Mapping[str, Sheet]
    epoch_1904: bool = False
    container: str = "xlsx"


def open_workbook(data: bytes) -> Workbook:
    """Judge the bytes, then read them; raises Unreadable and nothing else."""
    from suppliers.cmrt.containers import read

    return read(data)
