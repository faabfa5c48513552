"""The Declaration against the Smelter List."""

import re
from collections.abc import Iterator

from cmr.countries import country_code, country_label
from cmr.findings import Hit, Severity, at, check
from cmr.vocab import COVERED_COUNTRIES, Metal, is_covered
from suppliers.cmrt.checks.subject import Subject, at_answer, at_row, metals
from suppliers.cmrt.document import SmelterRow
from suppliers.cmrt.layouts.addresses import SMELTER_LIST
from suppliers.cmrt.spellings import english_answer

_RECYCLED = re.compile(r"recycl|scrap", re.IGNORECASE)
_NOT_SAID = re.compile(r"\s*(unknown|not disclosed|n/?a|none|-|tbd|(see )?rcoi.*)\s*", re.IGNORECASE)
_PARTS = re.compile(r"[;/|\n]+|,\s*(?=[A-Z][a-z])|\band\b")
# A list that names nearly everything the reference list knows says nothing about the products.
_NEARLY_ALL = 0.9
_LONG_LIST = 50


@check(
    "CMRT-K01",
    Severity.BLOCK,
    title="Metal without a smelter",
    message="{metal} is declared to be in the products, but the Smelter List names no smelter of it.",
    remedy='Add the smelters in the Smelter List, or "Smelter not yet identified" for the metal.',
    reason="Every metal in scope needs at least one row, even an open one.",
    source="CMRT Declaration questions 1 and 2, Smelter List columns B and C; Checker rows 65 to 68",
)
def metal_in_scope_has_smelters(s: Subject) -> Iterator[Hit]:
    for metal, _ in metals(s):
        if s.in_scope(metal) and not any(row.lookup or row.name or row.smelter_id for row in s.rows(metal)):
            yield at(SMELTER_LIST, "B5", metal=str(metal))


@check(
    "CMRT-K02",
    Severity.BLOCK,
    title="Smelters of a metal declared out",
    message="{count} smelters of {metal} are listed, but {metal} is declared not to be in the products.",
    remedy="Delete the rows, or correct questions 1 and 2 for {metal}.",
    reason="Either the products contain the metal, or the rows do not belong here.",
    source="CMRT Declaration questions 1 and 2, Smelter List column B (marked red by versions 6.4 and 6.5)",
)
def metal_out_of_scope_has_none(s: Subject) -> Iterator[Hit]:
    for metal, name in metals(s):
        rows = s.rows(metal)
        if s.out_of_scope(metal) and rows:
            yield at_row(rows[0], "metal", metal=name, count=len(rows))


@check(
    "CMRT-K05",
    Severity.BLOCK,
    title="All recycled, but mined material listed",
    message="Question 5 says that all {metal} is recycled, but row {row} of the Smelter List {against}.",
    remedy="Correct question 5 for {metal}, or the row.",
    reason="The claim excuses from asking for the origin; it must hold for every row.",
    source="CMRT Declaration D50:D53, Smelter List columns N to P",
)
def recycled_lists_no_mines(s: Subject) -> Iterator[Hit]:
    for metal, name in metals(s):
        if s.answer(5, metal) != "Yes":
            continue
        for row in s.rows(metal):
            if _recycles(row) == "No":
                yield at_row(row, "recycled", metal=name, against="says that its feedstock is not all recycled")
                break
            if mined := next((c for c in ("mines", "mine_countries") if _names_a_mine(getattr(row, c))), None):
                yield at_row(row, mined, metal=name, against="names a mine or its country")
                break


@check(
    "CMRT-K06b",
    Severity.WARN,
    title="Every smelter recycles, yet not all is recycled",
    message="Every smelter of {metal} is listed as all recycled, but question 5 says {text}.",
    remedy="Correct question 5, or column P of the Smelter List.",
    reason="If every smelter works on recycled material alone, so does the metal.",
    source="CMRT Declaration D50:D53, Smelter List column P",
)
def all_recyclers_means_all_recycled(s: Subject) -> Iterator[Hit]:
    for metal, _ in metals(s):
        rows, answer = s.rows(metal), s.answer(5, metal)
        if rows and answer in ("No", "Unknown") and all(_recycles(row) == "Yes" for row in rows):
            yield at_answer(s, 5, metal, text=answer)


@check(
    "CMRT-K08a",
    Severity.BLOCK,
    title="Mines in a Covered Country",
    message="Question 3 for {metal} is {answer}, but row {row} names mines in {country}.",
    remedy="Correct question 3 for {metal}, or the countries of the mines in this row.",
    reason="A Covered Country as origin is what question 3 asks about; the report must not contradict it.",
    source="CMRT Declaration D38:D41, Smelter List column O; Form SD Item 1.01(d)(1)",
)
def mines_agree_with_question_3(s: Subject) -> Iterator[Hit]:
    for metal, name, answer in _not_from_covered(s):
        severity = Severity.INFO if answer == "Unknown" else None
        for row in s.rows(metal):
            if covered := _covered_mines(row):
                country = ", ".join(covered)
                yield at_row(row, "mine_countries", severity=severity, metal=name, answer=answer, country=country)


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
    for metal, name, answer in _not_from_covered(s):
        severity = Severity.INFO if answer == "Unknown" else None
        for row in s.rows(metal):
            if row.country and is_covered(row.country):
                smelter, country = row.name or row.smelter_id or "a smelter", country_label(row.country)
                yield at_row(
                    row, "country", severity=severity, metal=name, answer=answer, smelter=smelter, country=country
                )


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
    for metal, _ in metals(s):
        rows = s.rows(metal)
        shown = any(_covered_mines(row) or is_covered(row.country or "") for row in rows)
        if s.in_scope(metal) and s.answer(3, metal) == "Yes" and rows and not shown:
            yield at_answer(s, 3, metal)


@check(
    "CMRT-Q8",
    Severity.INFO,
    title="Nearly the whole reference list",
    message="{count} of the {all} smelters that the template knows for {metal} are listed.",
    reason="A list of everything that could be used says nothing about these products.",
    source="CMRT Smelter List against Smelter Look-up",
)
def list_is_about_the_products(s: Subject) -> Iterator[Hit]:
    for metal, name in metals(s):
        known = {smelter_id for of, smelter_id in s.document.lookup.by_facility if of == metal}
        listed = {row.smelter_id for row in s.rows(metal) if row.known}
        if len(listed) >= _LONG_LIST and len(listed) >= _NEARLY_ALL * len(known):
            yield at_row(s.rows(metal)[0], "metal", metal=name, count=len(listed), all=len(known))


def _not_from_covered(s: Subject) -> Iterator[tuple[Metal, str, str]]:
    for metal, name in metals(s):
        if (answer := s.answer(3, metal)) in ("No", "Unknown"):
            yield metal, name, answer


def _recycles(row: SmelterRow) -> str | None:
    return english_answer(row.recycled or "", ("Yes", "No", "Unknown"))


def _names_a_mine(text: str | None) -> bool:
    return text is not None and not _RECYCLED.search(text) and not _NOT_SAID.fullmatch(text)


def _covered_mines(row: SmelterRow) -> list[str]:
    """Covered Countries named in column O, as the report prints them; a list may be joined by commas or otherwise."""
    text = row.mine_countries or ""
    if row.listed is None or not text:
        return []
    codes = [country_code(part) for part in (text, *_PARTS.split(text), *text.split(","))]
    return list(dict.fromkeys(country_label(code) for code in codes if code in COVERED_COUNTRIES))


CHECKS = (
    metal_in_scope_has_smelters,
    metal_out_of_scope_has_none,
    recycled_lists_no_mines,
    all_recyclers_means_all_recycled,
    mines_agree_with_question_3,
    smelters_agree_with_question_3,
    covered_sourcing_is_shown,
    list_is_about_the_products,
)
