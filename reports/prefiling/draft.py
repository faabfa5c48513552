"""What the checks before filing look at: the report as it would be printed, beside the facts it must not contradict.

The checks read the printed words and rows. A text that was edited, or a rendering that lost a row, is caught because
it no longer says what the facts say.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from reports.document import Bullets, Heading, Paragraph, Part, Report, Table, Text, plain, tables, texts
from reports.facts.sheet import FilingFacts
from reports.narrative.words import number_read
from reports.prefiling.beside import Beside
from reports.render.edgar_rules import violations

# A full stop ends a sentence only before a blank and a capital, so that "Luna Smelter, Ltd." does not.
_SENTENCE_END = re.compile(r"(?<=[.;:!?])\s+(?=[A-Z“(])")


def sentences(text: str) -> list[str]:
    return _SENTENCE_END.split(text)


def own_words(text: Text) -> str:
    """The words of a text itself: what a fact filled in is left out, since names and titles of lists are not ours."""
    return "".join("…" if run.fact else run.text for run in text)


@dataclass(frozen=True)
class Draft:
    """A report before it is filed: facts, tree, EDGAR documents by name, and the day it is looked at.

    `beside` is what is known and not printed; `terms` are abbreviations that the text may use without defining them.
    """

    facts: FilingFacts
    report: Report
    pages: Mapping[str, bytes]
    today: date
    beside: Beside = field(default_factory=Beside)
    terms: frozenset[str] = frozenset()

    @cached_property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Every printed text with the heading it stands under."""
        return tuple((place, plain(text)) for part in self.report.parts for place, text in texts(part.blocks))

    @cached_property
    def sentences(self) -> tuple[tuple[str, str], ...]:
        """Every printed sentence with the heading it stands under."""
        return tuple((place, each) for place, text in self.lines for each in sentences(text))

    @cached_property
    def texts(self) -> tuple[tuple[str, Text], ...]:
        """Every text of the exhibit, run by run, with the heading it stands under."""
        return tuple(each for part in self.exhibit for each in texts(part.blocks))

    @cached_property
    def own(self) -> tuple[tuple[str, str], ...]:
        """The same texts, without what facts filled in."""
        return tuple((place, own_words(text)) for place, text in self.texts)

    @cached_property
    def prose(self) -> tuple[tuple[str, Text], ...]:
        """The exhibit's paragraphs and points, without headings and tables."""
        found: list[tuple[str, Text]] = []
        for part in self.exhibit:
            place = ""
            for block in part.blocks:
                match block:
                    case Heading():
                        place = plain(block.text)
                    case Paragraph():
                        found.append((place, block.text))
                    case Bullets():
                        found += [(place, item) for item in block.items]
        return tuple(found)

    @property
    def exhibit(self) -> tuple[Part, ...]:
        """Exhibit 1.01, or nothing where the form goes out alone."""
        return tuple(part for part in self.report.parts if part.code == "ex101")

    def section(self, key: str) -> tuple[tuple[str, str], ...]:
        """The texts of a section of the exhibit, by its key, with the heading each stands under."""
        found: list[tuple[str, str]] = []
        for part in self.exhibit:
            place, inside = "", False
            for block in part.blocks:
                if isinstance(block, Heading):
                    place = plain(block.text)
                    inside = block.anchor == key if block.level == 1 else inside
                if inside:
                    found += [(place, plain(text)) for _, text in texts((block,))]
        return tuple(found)

    @cached_property
    def refused_by_edgar(self) -> dict[str, list[str]]:
        """What EDGAR would refuse in each document, by its name."""
        return {name: violations(data, self.pages) for name, data in self.pages.items()}

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
