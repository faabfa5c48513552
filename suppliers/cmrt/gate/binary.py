"""Binary workbooks (.xlsb): the records of the parts read one after another, under the same bounds as XML.

Record and structure names are those of MS-XLSB. Nothing is reserved for a number that the file states: what is read
is what is there. A part that does not hold together is refused with the advice to save the file as .xlsx.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from suppliers.cmrt.cells import Cell, Line, Sheet
from suppliers.cmrt.gate import bounds
from suppliers.cmrt.gate.bounds import Budget
from suppliers.cmrt.gate.package import Package
from suppliers.cmrt.gate.refusal import refuse
from suppliers.cmrt.gate.values import FORMULA, Values, plain_text, shows_date

_ROW, _BLANK, _RK, _ERROR, _BOOL, _REAL, _STRING, _SHARED = range(8)
_FORMULA_STRING, _FORMULA_NUMBER, _FORMULA_BOOL, _FORMULA_ERROR = range(8, 12)
_RICH_STRING = 62
_NUMBERS, _TEXTS = {_RK, _REAL, _FORMULA_NUMBER}, {_STRING, _RICH_STRING, _FORMULA_STRING}
_ERRORS_OF, _BOOLS = {_ERROR, _FORMULA_ERROR}, {_BOOL, _FORMULA_BOOL}
_CELLS = {*range(1, 12), _RICH_STRING}
_STRING_ITEM, _NUMBER_FORMAT, _CELL_FORMAT = 19, 44, 47
_BOOK_PROPERTIES, _SHEET_ENTRY, _BEGIN_DATA, _END_DATA = 153, 156, 145, 146
_BEGIN_FORMATS, _END_FORMATS = 617, 618
_HIDDEN_ROW = 0x10
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
_SHEET_KIND, _CHART_KINDS = "worksheet", ("chartsheet",)


@dataclass(slots=True)
class _Book:
    epoch_1904: bool = False
    entries: list[tuple[str, bool, str]] = field(default_factory=list)


def read_binary(package: Package, book_part: str) -> tuple[Mapping[str, Sheet], bool]:
    """The sheets of a binary workbook in order, and whether it counts days from 1904; raises Unreadable."""
    try:
        return _read(package, book_part)
    except (struct.error, IndexError, UnicodeDecodeError):
        refuse("binary_xlsb")


def _read(package: Package, book_part: str) -> tuple[Mapping[str, Sheet], bool]:
    budget = package.budget
    book = _read_book(package.raw(book_part), budget)
    links = package.links(book_part)
    parts = {link.kind: link.target for link in links.values() if link.target}
    strings = _read_strings(package.raw(parts["sharedStrings"]), budget) if "sharedStrings" in parts else []
    dates = _read_formats(package.raw(parts["styles"]), budget) if "styles" in parts else []
    values = Values([], dates, epoch_1904=book.epoch_1904)
    sheets: dict[str, Sheet] = {}
    used = set()
    for name, hidden, link_id in book.entries:
        link = links.get(link_id)
        if link is None or link.target is None or link.target in used or name in sheets:
            refuse("malformed_package")
        used.add(link.target)
        if link.kind in _CHART_KINDS:
            sheets[name] = Sheet(name, hidden)
        elif link.kind == _SHEET_KIND:
            lines, hidden_rows = _read_sheet(package.raw(link.target), strings, values, budget)
            sheets[name] = Sheet(name, hidden, lines, hidden_rows)
        else:
            refuse("macro_enabled" if "macro" in link.kind.casefold() else "malformed_package")
    return sheets, book.epoch_1904


def _records(data: bytes, budget: Budget) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record; both numbers before it have seven bits to a byte."""
    at, end = 0, len(data)
    while at < end:
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while True:
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 or shift > 21:
                break
        budget.nodes -= 1
        if at + size > end:
            refuse("binary_xlsb")
        if budget.nodes < 0:
            refuse("limit_exceeded")
        yield kind, data[at : at + size]
        at += size


def _text(record: bytes, at: int) -> tuple[str, int]:
    """A text of the record, and where it ends; 2 ** 32 - 1 stands for none."""
    (count,) = struct.unpack_from("<L", record, at)
    at += 4
    if count == 0xFFFFFFFF:
        return "", at
    if at + 2 * count > len(record):
        refuse("binary_xlsb")
    return record[at : at + 2 * count].decode("utf-16-le", "replace"), at + 2 * count


def _read_book(data: bytes, budget: Budget) -> _Book:
    book = _Book()
    for kind, record in _records(data, budget):
        if kind == _BOOK_PROPERTIES:
            book.epoch_1904 = bool(struct.unpack_from("<L", record)[0] & 1)
        elif kind == _SHEET_ENTRY:
            link, end = _text(record, 8)
            name, _ = _text(record, end)
            book.entries.append((name, struct.unpack_from("<L", record)[0] != 0, link))
            if len(book.entries) > bounds.SHEETS:
                refuse("limit_exceeded")
    if not book.entries:
        refuse("binary_xlsb")
    if len({name.casefold() for name, _, _ in book.entries}) < len(book.entries):
        refuse("malformed_package")
    return book


def _read_strings(data: bytes, budget: Budget) -> list[Cell]:
    strings = []
    for kind, record in _records(data, budget):
        if kind == _STRING_ITEM:
            text, _ = _text(record, 1)
            budget.spend_characters(len(text))
            strings.append(Cell(plain_text(text)))
            if len(strings) > bounds.SHARED_STRINGS:
                refuse("limit_exceeded")
    return strings


def _read_formats(data: bytes, budget: Budget) -> list[bool]:
    """Of each cell format, whether it shows a date."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    inside = False
    for kind, record in _records(data, budget):
        if kind == _NUMBER_FORMAT:
            codes[struct.unpack_from("<H", record)[0]] = _text(record, 2)[0]
        elif kind in (_BEGIN_FORMATS, _END_FORMATS):
            inside = kind == _BEGIN_FORMATS
        elif kind == _CELL_FORMAT and inside:
            formats.append(struct.unpack_from("<HH", record)[1])
            if len(formats) > bounds.CELL_FORMATS:
                refuse("limit_exceeded")
    return [shows_date(str(number), codes.get(number)) for number in formats]


def _read_sheet(
    data: bytes, strings: list[Cell], values: Values, budget: Budget
) -> tuple[dict[int, Line], frozenset[int]]:
    """The cells of a sheet; rows and columns must ascend, so that no address stands twice."""
    lines: dict[int, Line] = {}
    hidden: set[int] = set()
    line: dict[int, Cell] = {}
    row = column = count = 0
    inside = False
    for kind, record in _records(data, budget):
        if kind in (_BEGIN_DATA, _END_DATA):
            inside = kind == _BEGIN_DATA
        elif not inside:
            continue
        elif kind == _ROW:
            number = struct.unpack_from("<L", record)[0] + 1
            if not row < number <= bounds.LAST_ROW:
                refuse("malformed_package")
            row, column = number, 0
            line = {}
            if record[11] & _HIDDEN_ROW:
                hidden.add(row)
        elif kind in _CELLS and kind != _BLANK:
            at = struct.unpack_from("<L", record)[0] + 1
            if not row or not column < at <= bounds.LAST_COLUMN:
                refuse("malformed_package")
            column = at
            count += 1
            cell = _cell(kind, record, strings, values, budget)
            if any(cell):
                line[column] = cell
                lines[row] = line
            if count > bounds.SHEET_CELLS or len(lines) > bounds.SHEET_ROWS:
                refuse("limit_exceeded")
    return lines, frozenset(hidden)


def _cell(kind: int, record: bytes, strings: list[Cell], values: Values, budget: Budget) -> Cell:
    formula = _FORMULA_STRING <= kind <= _FORMULA_ERROR
    if kind == _SHARED:
        number: int = struct.unpack_from("<L", record, 8)[0]
        if number >= len(strings):
            refuse("malformed_package")
        budget.spend_characters(len(str(strings[number].value or "")))
        return strings[number]
    if kind in _TEXTS:
        text, _ = _text(record, 9 if kind == _RICH_STRING else 8)
        budget.spend_characters(len(text))
        return FORMULA if formula and not text else Cell(plain_text(text), formula)
    if kind in _ERRORS_OF:
        return Cell(None, formula, _ERRORS.get(record[8], "#VALUE!"))
    if kind in _BOOLS:
        return Cell(bool(record[8]), formula)
    real: float = _rk(struct.unpack_from("<L", record, 8)[0]) if kind == _RK else struct.unpack_from("<d", record, 8)[0]
    style = int.from_bytes(record[4:7], "little")
    return values.cell("n", str(style), repr(real), formula)


def _rk(packed: int) -> float:
    """A number in 30 bits: a whole one, or the upper part of a real one; either may stand for a hundredth of it."""
    if packed & 2:
        whole = packed >> 2
        number = float(whole - (1 << 30) if whole >= 1 << 29 else whole)
    else:
        (number,) = struct.unpack("<d", struct.pack("<LL", 0, packed & 0xFFFFFFFC))
    return number / 100 if packed & 1 else number
