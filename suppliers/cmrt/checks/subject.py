"""The one frozen input of every check, and the words that several checks share."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from cmr.findings import Hit, Severity, at
from cmr.vocab import DECLARATION_ORDER, Metal
from suppliers.cmrt.checker import Checked, recompute
from suppliers.cmrt.checks.context import Context, Facility
from suppliers.cmrt.document import Document, SmelterRow, place_of
from suppliers.cmrt.layouts.addresses import SMELTER_LIST
from suppliers.cmrt.texts import stored_text

_ID_COLUMNS = ("A", "F")

# What people type where a name or a value should stand.
PLACEHOLDERS = {
    "same", "same as above", "see above", "as above", "n/a", "na", "none", "not available", "not applicable", "unknown",
    "tbd", "tba", "-", "--", ".", "x", "?",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subject:
    """A document, the Checker recomputed over it, the day it is judged on (the day of receipt), and its context."""

    document: Document
    checked: Checked
    today: datetime.date
    context: Context

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

    def facilities(self) -> dict[Facility, str]:
        """Each facility named with its ID, and its name."""
        rows = [row for row in self.document.smelters if row.metal and row.smelter_id]
        return {(row.metal, row.smelter_id): row.name or row.smelter_id for row in rows if row.metal and row.smelter_id}


def subject(document: Document, today: datetime.date, context: Context | None = None) -> Subject:
    """What ALL_CHECKS.run() takes."""
    return Subject(document, recompute(document), today, context or Context())


def metals(s: Subject) -> Iterator[tuple[Metal, str]]:
    """Each metal in the order of the Declaration, with its name inside a sentence."""
    for metal in DECLARATION_ORDER:
        yield metal, metal.lower()


def at_answer(s: Subject, question: int, metal: Metal, *, severity: Severity | None = None, **params: object) -> Hit:
    """A hit at the answer cell of a question for a metal."""
    params = {"question": question, "metal": metal.lower(), **s.document.tables[SMELTER_LIST].letters, **params}
    return at_cell(s.document.answers[question][metal].cell, severity=severity, **params)


def at_cell(cell: str, *, severity: Severity | None = None, **params: object) -> Hit:
    """A hit at "Sheet!A1"."""
    sheet, ref = place_of(cell)
    return at(sheet, ref, severity=severity, **params)


def at_row(row: SmelterRow, column: str, *, severity: Severity | None = None, **params: object) -> Hit:
    """A hit in the Smelter List; the message gets the row's number as {row}, and {A} to {Q} for its columns."""
    return at("Smelter List", row.cell(column), severity=severity, row=row.row, **row.letters, **params)


def at_table(
    s: Subject,
    sheet: str,
    column: str,
    line: int | None = None,
    /,
    *,
    severity: Severity | None = None,
    **params: object,
) -> Hit:
    """A hit in a list of the workbook, in its first row unless another is given; the message gets {first_row}."""
    table = s.document.tables[sheet]
    params = {"first_row": table.first_row, **table.letters, **params}
    return at(sheet, table.cell(column, line), severity=severity, **params)


def typed_ids(s: Subject) -> Iterator[tuple[SmelterRow, str, str]]:
    """Each ID as it was typed, with its row and column."""
    for row in s.document.smelters:
        for column in _ID_COLUMNS:
            if column in row.typed:
                yield row, column, stored_text(row.typed[column])


def is_placeholder(text: str | None) -> bool:
    return (text or "").strip().casefold() in PLACEHOLDERS


def listing(words: Iterable[str]) -> str:
    """ "tin, gold and tungsten" """
    *before, last = words
    return f"{', '.join(before)} and {last}" if before else last


def shortened(words: Sequence[str]) -> list[str]:
    """The first three, and how many more there are."""
    return [*words[:3], f"{len(words) - 3} more"] if len(words) > 4 else list(words)


def rows_named(rows: Iterable[int]) -> str:
    """ "row 5", or "rows 5 to 9 and 12": as a sentence names them, five places at most."""
    numbers = sorted(set(rows))
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    places = [
        f"{run[0]} to {run[-1]}" if len(run) > 2 else str(n) for run in runs for n in run[: 1 if len(run) > 2 else 2]
    ]
    if len(places) > 5:
        places = [*places[:4], "more"]
    return f"{'row' if len(numbers) == 1 else 'rows'} {listing(places)}"
