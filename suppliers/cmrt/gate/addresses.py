"""Cell addresses: "AH12" is column 34 of row 12; rows and columns count from 1."""

import re

from suppliers.cmrt.gate.bounds import LAST_COLUMN, LAST_ROW

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)


def column_number(letters: str) -> int:
    """1 for A, 34 for AH."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """A for 1, AH for 34."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def split_reference(address: str) -> tuple[int, int]:
    """Row and column of "D8"; anything that is no address inside the grid raises ValueError."""
    match = _ADDRESS.fullmatch(address)
    if match is not None:
        row, column = int(match[2]), column_number(match[1])
        if row <= LAST_ROW and column <= LAST_COLUMN:
            return row, column
    raise ValueError(f"not a cell address: {address!r}")
