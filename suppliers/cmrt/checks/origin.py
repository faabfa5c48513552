"""Where the metals come from: the answers on origin against the countries in the Smelter List."""

import re
from collections.abc import Iterator

from cmr.countries import country_code, country_label
from cmr.findings import Hit, Severity, check
from cmr.vocab import COVERED_COUNTRIES, Metal, is_covered
from suppliers.cmrt.checks.subject import Subject, at_answer, at_row, listing, metals, rows_named
from suppliers.cmrt.document import SmelterRow

_PARTS = re.compile(r"[;/|\n]+|,\s*(?=[A-Z][a-z])|\band\b")
# One list of countries on this many rows, and of this many countries, was not written for each smelter.
_COPIED_ROWS, _COPIED_COUNTRIES = 5, 3


@check(
    "CMRT-K08a",
    Severity.BLOCK,
    title="Mines in a Covered Country",
    message="Question 3 for {metal} is {answer}, but column O of {rows} names mines in {country}.",
    remedy="Correct question 3 for {metal}, or the countries of the mines.",
    reason="A Covered Country as origin is what question 3 asks about; the report must not contradict it.",
    source="CMRT Declaration D38:D41, Smelter List column O; Form SD Item 1.01(d)(1)",
)
def mines_agree_with_question_3(s: Subject) -> Iterator[Hit]:
    yield from _mines_against(s, 3, frozenset(COVERED_COUNTRIES))


@check(
    "CMRT-K08b",
    Severity.BLOCK,
    title="Smelter in a Covered Country",
    message="Question 3 for {metal} is {answer}, but {smelter} in row {row} stands in {country}.",
    remedy="Confirm question 3 for {metal} with this smelter in mind, and say in the comment where its ore comes from.",
    reason="A smelter's country is not its ore's origin, but one in a Covered Country makes a No hard to believe.",
    source="CMRT Declaration D38:D41, Smelter List column E; Form SD Item 1.01(d)(1)",
)
def smelters_agree_with_question_3(s: Subject) -> Iterator[Hit]:
    for metal, name, answer in _not_said(s, 3):
        severity = Severity.INFO if answer == "Unknown" else None
        for row in s.rows(metal):
            if row.country and is_covered(row.country):
                smelter, country = row.name or row.smelter_id or "a smelter", country_label(row.country)
                yield at_row(
                    row, "country", severity=severity, metal=name, answer=answer, smelter=smelter, country=country
                )


@check(
    "CMRT-K08c",
    Severity.WARN,
    title="Mines in an area of conflict or high risk",
    message="Question 4 for {metal} is {answer}, but column O of {rows} names mines in {country}.",
    remedy="Correct question 4 for {metal}, or say in its comment why these mines are no concern.",
    reason="We count these countries among the conflict-affected and high-risk areas.",
    source="CMRT Declaration D44:D47, Smelter List column O; the company's own list of areas",
)
def mines_agree_with_question_4(s: Subject) -> Iterator[Hit]:
    yield from _mines_against(s, 4, s.context.cahra - COVERED_COUNTRIES.keys())


@check(
    "CMRT-Q4",
    Severity.WARN,
    title="Covered Country, but no smelter for it",
    message="Question 3 for {metal} is Yes, but no row of the Smelter List names a Covered Country.",
    remedy="Name the mine's country in column O of the smelter that it concerns.",
    reason="Nobody can follow up on an origin that no row shows.",
    source="CMRT Declaration D38:D41, Smelter List columns E and O",
)
def covered_sourcing_is_shown(s: Subject) -> Iterator[Hit]:
    covered = frozenset(COVERED_COUNTRIES)
    for metal, _ in metals(s):
        rows = s.rows(metal)
        shown = any(is_covered(row.country or "") or _mines_in(row, covered) for row in rows)
        if s.in_scope(metal) and s.answer(3, metal) == "Yes" and rows and not shown:
            yield at_answer(s, 3, metal)


@check(
    "CMRT-Q10",
    Severity.INFO,
    title="One list of mine countries for all smelters",
    message="Column O holds the same {count} countries on {number} rows of {metal}.",
    remedy="Name for each smelter the countries that its own material comes from, or leave the cell empty.",
    reason="A list copied onto every row says nothing about any of them.",
    source="CMRT Smelter List column O",
)
def mine_countries_are_of_the_smelter(s: Subject) -> Iterator[Hit]:
    for metal, name in metals(s):
        alike: dict[str, list[SmelterRow]] = {}
        for row in s.rows(metal):
            if row.mine_countries:
                alike.setdefault(row.mine_countries.casefold(), []).append(row)
        for text, rows in alike.items():
            count = len(_countries(text)) if len(rows) >= _COPIED_ROWS else 0
            if count >= _COPIED_COUNTRIES:
                yield at_row(rows[0], "mine_countries", metal=name, count=count, number=len(rows))


def _not_said(s: Subject, question: int) -> Iterator[tuple[Metal, str, str]]:
    """Each metal of which the question does not say Yes."""
    for metal, name in metals(s):
        if (answer := s.answer(question, metal)) in ("No", "Unknown"):
            yield metal, name, answer


def _mines_against(s: Subject, question: int, areas: frozenset[str]) -> Iterator[Hit]:
    """Mines in one of the areas, where the question says that there are none or that nobody knows."""
    for metal, name, answer in _not_said(s, question):
        severity = Severity.INFO if answer == "Unknown" else None
        for codes, rows in _by_mines(s, metal, areas).items():
            yield at_row(
                rows[0],
                "mine_countries",
                severity=severity,
                metal=name,
                answer=answer,
                rows=rows_named(row.row for row in rows),
                country=listing(country_label(code) for code in codes),
            )


def _by_mines(s: Subject, metal: Metal, among: frozenset[str]) -> dict[tuple[str, ...], list[SmelterRow]]:
    """Rows by those of the countries that their column O names."""
    found: dict[tuple[str, ...], list[SmelterRow]] = {}
    for row in s.rows(metal):
        if codes := _mines_in(row, among):
            found.setdefault(codes, []).append(row)
    return found


def _mines_in(row: SmelterRow, among: frozenset[str]) -> tuple[str, ...]:
    if row.listed is None or not row.mine_countries:
        return ()
    return tuple(code for code in _countries(row.mine_countries) if code in among)


def _countries(text: str) -> tuple[str, ...]:
    """ISO codes of the countries in a cell; a list may be joined by commas or otherwise."""
    codes = (country_code(part) for part in (text, *_PARTS.split(text), *text.split(",")))
    return tuple(dict.fromkeys(code for code in codes if code))


CHECKS = (
    mines_agree_with_question_3,
    smelters_agree_with_question_3,
    mines_agree_with_question_4,
    covered_sourcing_is_shown,
    mine_countries_are_of_the_smelter,
)
