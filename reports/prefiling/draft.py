"""What the checks before filing look at: the report as it would be printed, beside the facts it must not contradict.

The checks read the printed words and rows. A text that was edited, or a rendering that lost a row, is caught because
it no longer says what the facts say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from reports.document import Report, Table, plain, tables, texts
from reports.factsheet import FilingFacts
from reports.narrative.words import number_read


@dataclass(frozen=True)
class Draft:
    """A report before it is filed: facts, tree, EDGAR documents by name, and the day it is looked at."""

    facts: FilingFacts
    report: Report
    pages: Mapping[str, bytes]
    today: date

    @cached_property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Every printed text with the heading it stands under."""
        return tuple((place, plain(text)) for part in self.report.parts for place, text in texts(part.blocks))

    @cached_property
    def annex(self) -> tuple[tuple[str, str, str, str, str], ...]:
        """The rows of Annex I as printed: metal, name, ID, country, status."""
        return tuple(
            (table.metal, *(plain(cell) for cell in row[:4]))  # type: ignore[misc]
            for table in self.tables("annex")
            for row in table.rows
        )

    @cached_property
    def notes(self) -> dict[str, str]:
        """What Annex I notes of facilities, by their IDs."""
        rows = (row for table in self.tables("annex") for row in table.rows)
        return {plain(row[1]): plain(row[4]) for row in rows if len(row) > 4 and plain(row[4])}

    def tables(self, name: str) -> Iterator[Table]:
        return (table for part in self.report.parts for table in tables(part.blocks, name))

    def said(self, fact: str) -> Iterator[tuple[str, str, int | None]]:
        """Wherever a fact is printed: the heading above it, the words, the number they state."""
        for part in self.report.parts:
            for place, text in texts(part.blocks):
                for run in text:
                    if run.fact == fact:
                        yield place, run.text, number_read(run.text)
