"""The one frozen input of every check, and the words that several checks share."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from cmr.findings import Hit, Severity, at
from cmr.vocab import DECLARATION_ORDER, Metal
from suppliers.cmrt.checker import Checked, recompute
from suppliers.cmrt.document import Document, SmelterRow, place_of
from suppliers.cmrt.layouts import layout_numbered

# What people type where a name or a value should stand.
PLACEHOLDERS = {
    "same", "same as above", "see above", "as above", "n/a", "na", "none", "not available", "not applicable", "unknown",
    "tbd", "tba", "-", "--", ".", "x", "?",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subject:
    """A document, the Checker recomputed over it, and the day it is judged on (the day of receipt).

    `oldest_date` and `minimum_version` are the asking company's rules, None when it has set none.
    """

    document: Document
    checked: Checked
    today: datetime.date
    oldest_date: datetime.date | None = None
    minimum_version: Decimal | None = None

    def answer(self, question: int, metal: Metal) -> str | None:
        return self.document.answer(question, metal)

    def in_scope(self, metal: Metal) -> bool:
        """Questions 1 and 2 are both Yes."""
        return self.answer(1, metal) == "Yes" and self.answer(2, metal) == "Yes"

    def out_of_scope(self, metal: Metal) -> bool:
        """Question 1 is No, or question 2 is No behind a Yes."""
        used, remains = self.answer(1, metal), self.answer(2, metal)
        return used == "No" or (used == "Yes" and remains == "No")

    def rows(self, metal: Metal) -> tuple[SmelterRow, ...]:
        return self.document.rows_of(metal)


def subject(
    document: Document,
    today: datetime.date,
    *,
    oldest_date: datetime.date | None = None,
    minimum_version: str | None = None,
) -> Subject:
    """What ALL_CHECKS.run() takes."""
    minimum = layout_numbered(minimum_version) if minimum_version else None
    return Subject(document, recompute(document), today, oldest_date, minimum.number if minimum else None)


def metals(s: Subject) -> Iterator[tuple[Metal, str]]:
    """Each metal in the order of the Declaration, with its name inside a sentence."""
    for metal in DECLARATION_ORDER:
        yield metal, metal.lower()


def at_answer(s: Subject, question: int, metal: Metal, *, severity: Severity | None = None, **params: object) -> Hit:
    """A hit at the answer cell of a question for a metal."""
    return at_cell(
        s.document.answers[question][metal].cell, severity=severity, question=question, metal=metal.lower(), **params
    )


def at_cell(cell: str, *, severity: Severity | None = None, **params: object) -> Hit:
    """A hit at "Sheet!A1"."""
    sheet, ref = place_of(cell)
    return at(sheet, ref, severity=severity, **params)


def at_row(row: SmelterRow, column: str, *, severity: Severity | None = None, **params: object) -> Hit:
    """A hit in the Smelter List; the message gets the row's number as {row}."""
    return at("Smelter List", row.cell(column), severity=severity, row=row.row, **params)


def is_placeholder(text: str | None) -> bool:
    return (text or "").strip().casefold() in PLACEHOLDERS
