"""The workbook part, the shared strings and the cell formats: counted, and reduced to what the reader needs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from suppliers.cmrt.gate import bounds
from suppliers.cmrt.gate.bounds import Budget
from suppliers.cmrt.gate.markup import new_parser, walk
from suppliers.cmrt.gate.names import LINKS, MAIN, local_name
from suppliers.cmrt.gate.refusal import refuse

_TRUE = ("1", "true")
# Elapsed time, which the reader turns into durations that overflow: such cells come as plain numbers.
_ELAPSED_FORMAT_ID = "46"
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_GENERAL = "0"


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it; `link` is the id of its relationship."""

    name: str
    hidden: bool
    link: str


@dataclass(frozen=True, slots=True)
class Book:
    sheets: Sequence[SheetEntry]
    epoch_1904: bool


def read_book(data: bytes, budget: Budget) -> Book:
    """The sheets in order and the date system; sheet names are unique without regard to case."""
    sheets: list[SheetEntry] = []
    names = 0
    epoch = False

    def opened(depth: int, name: str, attributes: dict[str, str]) -> None:
        nonlocal names, epoch
        local = local_name(name, MAIN)
        if depth == 1 and local != "workbook":
            refuse("malformed_package")
        if local == "sheet":
            link = next((attributes[key] for uri in LINKS if (key := f"{uri} id") in attributes), "")
            hidden = attributes.get("state", "visible") != "visible"
            sheets.append(SheetEntry(attributes.get("name", ""), hidden, link))
        elif local == "definedName":
            names += 1
        elif local == "workbookPr":
            epoch = attributes.get("date1904") in _TRUE
        if len(sheets) > bounds.SHEETS or names > bounds.NAMES:
            refuse("limit_exceeded")

    walk(data, budget, opened)
    if not sheets or len({sheet.name.casefold() for sheet in sheets}) < len(sheets):
        refuse("malformed_package")
    return Book(sheets, epoch)


@dataclass(frozen=True, slots=True)
class Strings:
    """The shared strings: their XML without the counts that the reader would trust, and the length of each."""

    items: bytes = b""
    lengths: Sequence[int] = ()


def read_strings(data: bytes, budget: Budget) -> Strings:
    lengths: list[int] = []
    begin = end = 0
    total = 0
    parser = new_parser()

    def opened(depth: int, name: str, _attributes: dict[str, str]) -> None:
        nonlocal begin, total
        if depth == 1 and local_name(name, MAIN) != "sst":
            refuse("malformed_package")
        if depth == 2 and local_name(name, MAIN) == "si":
            begin = begin or parser.CurrentByteIndex
            total = 0

    def closed(depth: int, name: str, text: str) -> None:
        nonlocal end, total
        if depth > 2:
            total += len(text)
        elif depth == 2 and local_name(name, MAIN) == "si":
            end = parser.CurrentByteIndex
            lengths.append(total)
            budget.spend_characters(total)
            if len(lengths) > bounds.SHARED_STRINGS or total > bounds.TEXT_CHARACTERS:
                refuse("limit_exceeded")

    walk(data, budget, opened, closed, parser)
    return Strings(data[begin : data.index(b">", end) + 1] if lengths else b"", lengths)


@dataclass(frozen=True, slots=True)
class Formats:
    """The number format of each cell format, and the codes of those that the workbook defines itself."""

    cells: Sequence[str] = (_GENERAL,)
    codes: Sequence[tuple[str, str]] = ()


def read_formats(data: bytes, budget: Budget) -> Formats:
    cells: list[str] = []
    codes: dict[str, str] = {}
    within = ""

    def opened(depth: int, name: str, attributes: dict[str, str]) -> None:
        nonlocal within
        local = local_name(name, MAIN)
        if depth == 1 and local != "styleSheet":
            refuse("malformed_package")
        if depth == 2:
            within = local
        elif depth == 3 and (within, local) == ("cellXfs", "xf"):
            cells.append(attributes.get("numFmtId", _GENERAL))
            if len(cells) > bounds.CELL_FORMATS:
                refuse("limit_exceeded")
        elif depth == 3 and (within, local) == ("numFmts", "numFmt"):
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")

    walk(data, budget, opened)
    elapsed = {key for key, code in codes.items() if _ELAPSED.search(code)} | {_ELAPSED_FORMAT_ID}
    known = [(key, code) for key, code in codes.items() if key.isascii() and key.isdigit() and key not in elapsed]
    plain = [_GENERAL if key in elapsed or not (key.isascii() and key.isdigit()) else key for key in cells]
    return Formats(plain, known)
