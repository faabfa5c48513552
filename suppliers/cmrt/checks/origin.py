"""Where the metals come from: the answers on origin against the countries in the Smelter List."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from cmr.countries import NAMES, country_code, country_label
from cmr.findings import Hit, Severity, check
from cmr.vocab import COVERED_COUNTRIES, Metal, is_covered
from suppliers.cmrt.checks.context import Facility
from suppliers.cmrt.checks.subject import Subject, at_answer, at_row, listing, metals, rows_named
from suppliers.cmrt.document import SmelterRow

_PARTS = re.compile(r"[;/|\n]+|,\s*(?=[A-Z][a-z])|\band\b")
_COVERED = frozenset(COVERED_COUNTRIES)
# One list of countries on this many rows, and of this many countries, was not written for each smelter.
_COPIED_ROWS, _COPIED_COUNTRIES = 5, 3


@check(
    "CMRT-K08a",
    Severity.BLOCK,
    title="Mines in a Covered Country",
    message="Question 3 for {metal} is {answer}, but column {O} of {rows} names mines in {country}.",
    remedy="Correct question 3 for {metal}, or the countries of the mines.",
    reason="A Covered Country as origin is what question 3 asks about; the report must not contradict it.",
    source="CMRT Declaration D38:D41, Smelter List column O; Form SD Item 1.01(d)(1)",
)
def mines_agree_with_question_3(s: Subject) -> Iterator[Hit]:
    for metal, name, answer in _not_said(s, 3):
        severity = Severity.INFO if answer == "Unknown" else None
        for codes, rows in _by_mines(s, metal, _COVERED).items():
            yield at_row(rows[0], "mine_countries", severity=severity, metal=name, answer=answer, **_told(rows, codes))


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
    Severity.BLOCK,
    title="Mines in an area of conflict or high risk",
    message="Question 4 for {metal} is {answer}, but column {O} of {rows} names mines in {country}.",
    remedy="Correct question 4 for {metal}, or say in its comment why these mines are no concern.",
    reason="We count these countries, or parts of them, among the conflict-affected and high-risk areas.",
    source="CMRT Declaration D44:D47, Smelter List column O; the company's own list of areas",
)
def mines_agree_with_question_4(s: Subject) -> Iterator[Hit]:
    for metal, name, answer in _not_said(s, 4):
        for codes, rows in _by_mines(s, metal, _areas(s, metal)).items():
            severity = _severity_of(s, metal, answer, codes)
            yield at_row(rows[0], "mine_countries", severity=severity, metal=name, answer=answer, **_told(rows, codes))


@check(
    "CMRT-K08d",
    Severity.BLOCK,
    title="Smelter in an area of conflict or high risk",
    message="Question 4 for {metal} is {answer}, but by {rows} smelters stand in {country}.",
    remedy="Correct question 4 for {metal}, or say in its comment where the ore of these smelters comes from.",
    reason="We count this country, or a part of it, among the conflict-affected and high-risk areas; "
    "a smelter's country is not its ore's origin, but it asks for an answer.",
    source="CMRT Declaration D44:D47, Smelter List column E; the company's own list of areas",
)
def smelters_agree_with_question_4(s: Subject) -> Iterator[Hit]:
    for metal, name, answer in _not_said(s, 4):
        standing: dict[str, list[SmelterRow]] = {}
        areas = _areas(s, metal)
        for row in s.rows(metal) if areas else ():
            if (code := country_code(row.country or "")) in areas:
                standing.setdefault(code, []).append(row)
        for code, rows in standing.items():
            severity = _severity_of(s, metal, answer, (code,))
            yield at_row(rows[0], "country", severity=severity, metal=name, answer=answer, **_told(rows, (code,)))


@check(
    "CMRT-K08e",
    Severity.BLOCK,
    title="Smelter known to use material from such an area",
    message="Question {question} for {metal} is {answer}, but {smelter} in row {row} is known to process material "
    "from {country}.",
    remedy="Ask this smelter where your material comes from; correct question {question} for {metal}, or say in its "
    "comment what you learned.",
    reason="What a smelter processes may be in your product; the report must not contradict what is known of it.",
    source="CMRT Declaration D38:D47, Smelter List; published origins of the smelter",
)
def known_origins_agree_with_the_answers(s: Subject) -> Iterator[Hit]:
    yield from _origins_against(s, s.context.origins)


@check(
    "CMRT-Q12",
    Severity.WARN,
    title="Confidential origin of a smelter",
    message="Question {question} for {metal} is {answer}, but by a source that may not be published {smelter} in "
    "row {row} processes material from {country}.",
    remedy="Ask the manufacturer about this smelter, without naming the source.",
    reason="The report must not contradict what is known; the source binds us not to pass it on.",
    source="CMRT Declaration D38:D47, Smelter List; origins that may not be published",
)
def confidential_origins_agree_with_the_answers(s: Subject) -> Iterator[Hit]:
    for hit in _origins_against(s, s.context.origins_confidential):
        yield replace(hit, severity=Severity.INFO if hit.severity is Severity.INFO else None)


@check(
    "CMRT-Q4",
    Severity.WARN,
    title="Covered Country, but no smelter for it",
    message="Question 3 for {metal} is Yes, but no row of the Smelter List names a Covered Country.",
    remedy="Name the mine's country in column {O} of the smelter that it concerns.",
    reason="Nobody can follow up on an origin that no row shows.",
    source="CMRT Declaration D38:D41, Smelter List columns E and O",
)
def covered_sourcing_is_shown(s: Subject) -> Iterator[Hit]:
    for metal, _ in metals(s):
        rows = s.rows(metal)
        shown = any(is_covered(row.country or "") or _mines_in(row, _COVERED) for row in rows)
        if s.in_scope(metal) and s.answer(3, metal) == "Yes" and rows and not shown:
            yield at_answer(s, 3, metal)


@check(
    "CMRT-K08f",
    Severity.WARN,
    title="Mines where the metal is not mined",
    message="Column {O} of {rows} names mines in {country}, where {metal} is not known to be mined.",
    remedy="Name the country in which the ore was mined, not the one in which it was smelted, bought or recycled.",
    reason="An origin that cannot be right hides the one that is.",
    source="CMRT Smelter List column O; the company's own list of producing countries",
)
def mines_are_where_the_metal_is_mined(s: Subject) -> Iterator[Hit]:
    for metal, name in metals(s):
        producers = {code for of, code in s.context.producers if of == metal}
        if producers:
            for codes, rows in _by_mines(s, metal, frozenset(NAMES) - producers).items():
                yield at_row(rows[0], "mine_countries", metal=name, **_told(rows, codes))


@check(
    "CMRT-Q10",
    Severity.INFO,
    title="One list of mine countries for all smelters",
    message="Column {O} holds the same {count} countries on {number} rows of {metal}.",
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


def _areas(s: Subject, metal: Metal) -> frozenset[str]:
    """Conflict-affected and high-risk areas, the Covered Countries apart: those are what question 3 asks about."""
    return frozenset(code for of, code in s.context.cahra | s.context.cahra_parts if of == metal) - _COVERED


def _severity_of(s: Subject, metal: Metal, answer: str, codes: Iterable[str]) -> Severity | None:
    """Question 4 stays open until it is answered: a comment is one, and an area within a country proves little."""
    if answer == "Unknown":
        return Severity.INFO
    whole = any((metal, code) in s.context.cahra for code in codes)
    return None if whole and not s.document.answers[4][metal].comment else Severity.WARN


def _told(rows: Sequence[SmelterRow], codes: Iterable[str]) -> dict[str, Any]:
    return {
        "rows": rows_named(row.row for row in rows),
        "country": listing(country_label(code) for code in codes),
    }


def _origins_against(s: Subject, origins: Mapping[Facility, Collection[str]]) -> Iterator[Hit]:
    """Known origins of the facilities listed, where question 3 or 4 says that there are none such."""
    for question in (3, 4) if origins else ():
        for metal, name, answer in _not_said(s, question):
            areas = _COVERED if question == 3 else _areas(s, metal)
            for row in s.rows(metal):
                codes = [code for code in sorted(origins.get((metal, row.smelter_id or ""), ())) if code in areas]
                if codes:
                    unknown = Severity.INFO if answer == "Unknown" else None
                    yield at_row(
                        row,
                        "lookup",
                        severity=unknown if question == 3 else _severity_of(s, metal, answer, codes),
                        question=question,
                        metal=name,
                        answer=answer,
                        smelter=row.name or row.smelter_id,
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
    smelters_agree_with_question_4,
    known_origins_agree_with_the_answers,
    confidential_origins_agree_with_the_answers,
    covered_sourcing_is_shown,
    mines_are_where_the_metal_is_mined,
    mine_countries_are_of_the_smelter,
)
