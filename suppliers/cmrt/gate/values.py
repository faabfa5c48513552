"""From what a cell stores, its kind, its format and its text, to the value that it holds."""

import datetime
import re
from collections.abc import Sequence
from html import unescape
from itertools import repeat
from math import isinf

from suppliers.cmrt.cells import EMPTY, Cell, Value
from suppliers.cmrt.gate import bounds
from suppliers.cmrt.gate.refusal import refuse

_NUMBER = re.compile(r"[+-]?(?:\d{1,320}\.?\d{0,64}|\.\d{1,64})(?:[eE][+-]?\d{1,4})?", re.ASCII)
_INDEX_DIGITS = 10
_TRUTH = {"0": False, "1": True, "false": False, "true": True}
_ERROR_CHARACTERS = 40
_BAD_NUMBER, _BAD_VALUE = "#NUM!", "#VALUE!"

# Half the price of calling the class, on a path that is taken ten thousand times.
_new = tuple.__new__
FORMULA = Cell(formula=True)

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Control characters that XML escapes let into a cell; no database or page wants them.
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

# The day before serial number 1; up to 59 the calendar of 1900 runs as it should, then it has a 29 February.
_EPOCH_1900, _EPOCH_1904 = datetime.date(1899, 12, 31), datetime.date(1904, 1, 1)
_LEAP_DAY, _LAST_DAY_1900 = 60, 2_958_465
_LAST_DAY_1904 = _LAST_DAY_1900 - 1462


class Values:
    """The cells of one workbook: its shared strings, the formats that show a date, and its calendar.

    `strings` are the shared strings as XML has them, entities and all; `dates` tells of each cell format whether it
    shows a date.
    """

    def __init__(self, strings: Sequence[bytes], dates: Sequence[bool], *, epoch_1904: bool) -> None:
        self._strings = strings
        self._dates = {str(number) for number, is_date in enumerate(dates) if is_date}
        self._epoch_1904 = epoch_1904
        self._shared: dict[str, Cell] = {}

    def cell(self, kind: str, style: str, text: str, formula: bool) -> Cell:
        """The cell with this content; raises Unreadable for a string that does not exist."""
        if not text:
            return FORMULA if formula else EMPTY
        if kind == "str":
            return _new(Cell, (plain_text(text), formula, None))
        if kind == "s":
            cell = self.shared_cell(text)
            return _new(Cell, (cell[0], True, None)) if formula else cell
        value, error = self._judged(kind, style, text)
        return _new(Cell, (value, formula, error))

    def shared_cell(self, index: str) -> Cell:
        """The cell with the shared string of this number; raises Unreadable where there is none."""
        cell = self._shared.get(index)
        if cell is None:
            [cell] = self._text_cells(self._named([index]), False)
            self._shared[index] = cell
        return cell

    def cells(self, kind: str, style: str, texts: Sequence[str], formula: bool) -> Sequence[Cell]:
        """The cells of one kind and style with these contents, none of which is empty, their entities as they stand.

        Raises Unreadable as `cell` does.
        """
        if kind == "s":
            return self._text_cells(self._named(texts), formula)
        if kind == "str":
            return self._text_cells(texts, formula)
        return [self.cell(kind, style, unescape(text), formula) for text in texts]

    def _named(self, indexes: Sequence[str]) -> Sequence[str]:
        """The shared strings of these numbers."""
        digits = "".join(indexes)
        if not (digits.isascii() and digits.isdigit()) or not 0 < max(map(len, indexes)) < _INDEX_DIGITS:
            refuse("malformed_package")
        numbers = list(map(int, indexes))
        if max(numbers) >= len(self._strings):
            refuse("malformed_package")
        return [self._strings[number].decode() for number in numbers]

    def _text_cells(self, texts: Sequence[str], formula: bool) -> Sequence[Cell]:
        # Most texts are plain as they stand, and so many that a call for each costs more than all of them are worth.
        values = [
            text if text.isprintable() and "&" not in text and "_x" not in text and text else plain_text(unescape(text))
            for text in texts
        ]
        return list(map(_new, repeat(Cell), zip(values, repeat(formula), repeat(None))))

    def _judged(self, kind: str, style: str, text: str) -> tuple[Value, str | None]:
        """Value and error of a stored text that is not empty."""
        if kind == "n":
            number = float(text) if _NUMBER.fullmatch(text) else None
            if number is None or isinf(number):
                return None, _BAD_NUMBER
            return (self._day(number) if (style or "0") in self._dates else number), None
        if kind == "b" and text in _TRUTH:
            return _TRUTH[text], None
        if kind == "d":
            try:
                return datetime.date.fromisoformat(text[:10]), None
            except ValueError:
                return None, _BAD_VALUE
        return None, text[:_ERROR_CHARACTERS] if kind == "e" else _BAD_VALUE

    def _day(self, number: float) -> Value:
        """The day of a serial number; one outside the calendar, or a mere time, stays the number."""
        if not 1 <= number < (_LAST_DAY_1904 if self._epoch_1904 else _LAST_DAY_1900) + 1:
            return number
        day = int(number)
        if self._epoch_1904:
            return _EPOCH_1904 + datetime.timedelta(day)
        return _EPOCH_1900 + datetime.timedelta(day - (day >= _LEAP_DAY))


def plain_text(text: str) -> str | None:
    """The text as a person sees it: escapes resolved, control characters gone; None when nothing is left."""
    if "_x" in text:
        text = _ESCAPE.sub(_unescaped, text)
    if len(text) > bounds.TEXT_CHARACTERS:
        refuse("limit_exceeded")
    # Line ends are the usual reason why a text is not printable, and a search for the others costs far more.
    return (text if text.replace("\n", "").isprintable() else _CONTROLS.sub("", text)) or None


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if 0xD800 <= code < 0xE000 else chr(code)


# Quoted and escaped characters, padding, and the conditions, colours and languages in brackets.
_SKIPPED = re.compile(r'"[^"]*(?:"|$)|[\\_*].?|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}
_DATE_LETTERS = frozenset("dmyhs")


def shows_date(format_id: str, code: str | None) -> bool:
    """Whether a number format shows a date or a time of day; one of elapsed time shows a number.

    `code` is the workbook's own for this format, None for one that is built in.
    """
    if code is None:
        return format_id.isascii() and format_id.isdigit() and int(format_id[:9]) in _BUILT_IN_DATES
    first = _SKIPPED.sub("", code.partition(";")[0]).lower()
    return "[" not in first and not _DATE_LETTERS.isdisjoint(first)
