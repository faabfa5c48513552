"""The gate: a file passes only if every reader would read it the same way and none would drown in it.

Order: layout of the archive, package, every member inflated under count, every XML part walked. What passes is not
the file itself but a new package with the values in it. Standard library only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from suppliers.cmrt.gate.archive import Archive
from suppliers.cmrt.gate.book import Book, Formats, Strings, read_book, read_formats, read_strings
from suppliers.cmrt.gate.bounds import Budget
from suppliers.cmrt.gate.package import WORKSHEET_TYPE, Package, Relationship
from suppliers.cmrt.gate.refusal import refuse
from suppliers.cmrt.gate.sheets import ScannedSheet, scan_sheet
from suppliers.cmrt.gate.trimmed import write_package


@dataclass(frozen=True, slots=True)
class Passed:
    """What came through: the package for the reader, and what the walk knows about sheet n of the book."""

    package: bytes
    book: Book
    sheets: Sequence[ScannedSheet]


def admit(data: bytes) -> Passed:
    """Judge the bytes of an .xlsx file; raises Unreadable."""
    budget = Budget()
    package = Package(Archive(data), budget)
    book_part = package.book_part()
    package.refuse_active_content()
    book = read_book(package.xml(book_part), budget)
    links = package.links(book_part)
    strings_part, formats_part = _only(links, "sharedStrings"), _only(links, "styles")
    strings = read_strings(package.xml(strings_part), budget) if strings_part else Strings()
    formats = read_formats(package.xml(formats_part), budget) if formats_part else Formats()
    sheets = _sheets(package, book, links, strings)
    package.check_unread()
    return Passed(write_package(book, sheets, strings, formats), book, sheets)


def _only(links: Mapping[str, Relationship], kind: str) -> str | None:
    """The one part of a kind, None where the workbook has none; one that is missing or doubled is refused."""
    targets = [link.target for link in links.values() if link.kind == kind]
    if len(targets) > 1 or None in targets:
        refuse("malformed_package")
    return targets[0] if targets else None


def _sheets(
    package: Package, book: Book, links: Mapping[str, Relationship], strings: Strings
) -> Sequence[ScannedSheet]:
    """The scanned sheets in the book's order; a chart sheet has no cells."""
    scanned = []
    used = set()
    for entry in book.sheets:
        link = links.get(entry.link)
        if link is None or link.target is None or link.target in used:
            refuse("malformed_package")
        used.add(link.target)
        if link.kind == "chartsheet":
            scanned.append(ScannedSheet())
        elif link.kind == "worksheet" and package.type_of(link.target) == WORKSHEET_TYPE:
            scanned.append(scan_sheet(package.xml(link.target), strings.lengths, package.budget))
        else:
            refuse("malformed_package")
    return scanned
