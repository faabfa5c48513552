"""From the database to the tables in force on a day."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from smelters.models import DatedRow, DatedTable
from smelters.tables.book import KINDS, Book, Sheet
from smelters.tables.parse import Line


def book_as_of(day: date, kinds: Collection[str] = KINDS) -> Book:
    """The tables in force on a day: of each kind and name, the newest that is not later than the day; two queries."""
    newest: dict[tuple[str, str], DatedTable] = {}
    for table in DatedTable.objects.filter(as_of__lte=day, kind__in=kinds).order_by("as_of", "pk"):
        newest[table.kind, table.name] = table
    if not newest:
        return Book(day)
    lines: dict[int, list[Line]] = defaultdict(list)
    for pk, *fields in (
        DatedRow.objects.filter(table__in=[table.pk for table in newest.values()])
        .order_by("table_id", "row", "pk")
        .values_list("table_id", *Line._fields)
    ):
        line = Line(*fields)
        lines[pk].append(line._replace(metals=tuple(line.metals)))
    sheets = (
        Sheet(
            table.kind, table.name, table.source, table.as_of, table.sha256, table.publishable, tuple(lines[table.pk])
        )
        for table in newest.values()
    )
    return Book(day, tuple(sorted(sheets, key=lambda sheet: (sheet.kind, sheet.name))))


def book_newest(book: Book) -> Book:
    """The tables in force whatever their day; the very same book where none is later than its day."""
    return book_as_of(date.max) if DatedTable.objects.filter(as_of__gt=book.day).exists() else book
