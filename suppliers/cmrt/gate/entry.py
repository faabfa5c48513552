"""Through the gate in order: layout of the archive, package, every member inflated under count, every part judged.

What passes comes out as cells. Standard library only.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property

from suppliers.cmrt.cells import Line, Lines, Sheet
from suppliers.cmrt.gate.archive import Archive
from suppliers.cmrt.gate.binary import read_binary
from suppliers.cmrt.gate.book import Book, read_book
from suppliers.cmrt.gate.bounds import Budget
from suppliers.cmrt.gate.formats import read_formats
from suppliers.cmrt.gate.package import BINARY_BOOK, WORKSHEET_TYPE, Package, Relationship
from suppliers.cmrt.gate.plain import is_inert, read_sheet
from suppliers.cmrt.gate.refusal import refuse
from suppliers.cmrt.gate.strings import read_strings
from suppliers.cmrt.gate.values import Values

# The template's own words, a fifth of all its cells. Reading has next to no use for them.
_WORD_LISTS = {"Definitions", "L", "C", "SorP"}


def admit(data: bytes) -> tuple[Mapping[str, Sheet], bool]:
    """The sheets of an .xlsx or .xlsb file in order, and whether it counts days from 1904; raises Unreadable."""
    budget = Budget()
    package = Package(Archive(data), budget)
    book_part = package.book_part()
    package.refuse_active_content()
    if package.type_of(book_part) == BINARY_BOOK:
        binary, epoch_1904 = read_binary(package, book_part)
        package.check_unread()
        return binary, epoch_1904
    book = read_book(package.xml(book_part), budget)
    links = package.links(book_part)
    strings_part, formats_part = _only(links, "sharedStrings"), _only(links, "styles")
    strings = read_strings(package.xml(strings_part), budget) if strings_part else []
    dates = read_formats(package.xml(formats_part), budget) if formats_part else []
    values = Values(strings, dates, epoch_1904=book.epoch_1904)
    sheets = _sheets(package, book, links, values)
    package.check_unread()
    return sheets, book.epoch_1904


def _only(links: Mapping[str, Relationship], kind: str) -> str | None:
    """The one part of a kind, None where the workbook has none; one that is missing or doubled is refused."""
    targets = [link.target for link in links.values() if link.kind == kind]
    if len(targets) > 1 or None in targets:
        refuse("malformed_package")
    return targets[0] if targets else None


def _sheets(package: Package, book: Book, links: Mapping[str, Relationship], values: Values) -> Mapping[str, Sheet]:
    """The sheets in the book's order; a chart sheet has no cells."""
    sheets = {}
    used = set()
    for entry in book.sheets:
        link = links.get(entry.link)
        if link is None or link.target is None or link.target in used:
            refuse("malformed_package")
        used.add(link.target)
        if link.kind == "chartsheet":
            sheets[entry.name] = Sheet(entry.name, entry.hidden)
            continue
        if link.kind != "worksheet" or package.type_of(link.target) != WORKSHEET_TYPE:
            refuse("malformed_package")
        data = package.xml(link.target)
        if entry.name in _WORD_LISTS and is_inert(data):
            sheets[entry.name] = Sheet(entry.name, entry.hidden, _Unread(data, values, package.budget))
        else:
            scanned = read_sheet(data, values, package.budget)
            sheets[entry.name] = Sheet(entry.name, entry.hidden, scanned.lines, scanned.hidden_rows)
    return sheets


class _Unread(Mapping[int, Line]):
    """The cells of a sheet that is judged and read when the first of them is asked for; raises Unreadable then."""

    def __init__(self, data: bytes, values: Values, budget: Budget) -> None:
        self._part = (data, values, budget)

    @cached_property
    def _lines(self) -> Lines:
        return read_sheet(*self._part).lines

    def __getitem__(self, row: int) -> Line:
        return self._lines[row]

    def __iter__(self) -> Iterator[int]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)
