"""The Declaration against the Smelter List."""

import re
from collections.abc import Iterator

from cmr.findings import Hit, Severity, check
from suppliers.cmrt.checks.subject import (
    Subject,
    at_answer,
    at_row,
    at_table,
    is_placeholder,
    listing,
    metals,
    rows_named,
    shortened,
)
from suppliers.cmrt.document import Listed, SmelterRow
from suppliers.cmrt.layouts.addresses import SMELTER_LIST
from suppliers.cmrt.spellings import english_answer

_RECYCLED = re.compile(r"recycl|scrap", re.IGNORECASE)
_NOT_SAID = re.compile(r"\s*(unknown|not disclosed|n/?a|none|-|tbd|(see )?rcoi.*)\s*", re.IGNORECASE)
# Of a metal with few smelters a large manufacturer may well use nearly all; of one with many, nobody does.
_NEARLY_ALL = 0.9
_LONG_LIST = 50
_CLAIMS = {7: "question 7 says that all are identified", 8: "question 8 says that all are reported"}


@check(
    "CMRT-K01",
    Severity.BLOCK,
    title="Metal without a smelter",
    message="{metal} is declared to be in the products, but the Smelter List names no smelter of it{though}.",
    remedy='Add the smelters in the Smelter List, or "Smelter not yet identified" for the metal.',
    reason="Every metal in scope needs at least one row, even an open one.",
    source="CMRT Declaration questions 1 and 2, Smelter List columns B and C; Checker rows 65 to 68",
)
def metal_in_scope_has_smelters(s: Subject) -> Iterator[Hit]:
    for metal, _ in metals(s):
        if s.in_scope(metal) and not any(row.lookup or row.name or row.smelter_id for row in s.rows(metal)):
            claims = [claim for question, claim in _CLAIMS.items() if s.answer(question, metal) == "Yes"]
            though = f", although {claims[0]}" if claims else ""
            yield at_table(s, SMELTER_LIST, "B", metal=str(metal), though=though)


@check(
    "CMRT-K02",
    Severity.BLOCK,
    title="Smelters of a metal declared out",
    message="By questions 1 and 2 there is no {metal} in the products, but the Smelter List names it in {rows}.",
    remedy="Empty {rows}, or correct questions 1 and 2 for {metal}.",
    reason="Either the products contain the metal, or the rows do not belong here.",
    source="CMRT Declaration questions 1 and 2, Smelter List column B (marked red by versions 6.4 and 6.5)",
)
def metal_out_of_scope_has_none(s: Subject) -> Iterator[Hit]:
    for metal, name in metals(s):
        rows = s.rows(metal)
        if s.out_of_scope(metal) and rows:
            places = rows_named(row.row for row in rows)
            yield at_row(rows[0], "metal", metal=name, rows=places, count=len(rows))


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
            if mined := _mined(row):
                yield at_row(row, mined, metal=name, against="names a mine or its country")
                break


@check(
    "CMRT-K05b",
    Severity.WARN,
    title="All recycled, but not said of each smelter",
    message="Question 5 says that all {metal} is recycled, but column {P} says so of {count} of {all} rows only.",
    remedy="Enter Yes in column {P} of each smelter that works on recycled material alone, or correct question 5.",
    reason="The claim excuses from asking for the origin; it must hold for every smelter.",
    source="CMRT Declaration D50:D53, Smelter List column P",
)
def recycled_is_said_of_each_smelter(s: Subject) -> Iterator[Hit]:
    for metal, _ in metals(s):
        rows = s.rows(metal)
        said = [_recycles(row) for row in rows]
        # A row that says No, or names a mine, is told of by the check before.
        if s.answer(5, metal) == "Yes" and "No" not in said and not any(_mined(row) for row in rows):
            silent = [row for row in rows if _recycles(row) != "Yes" and not _says_recycled(row)]
            if silent:
                yield at_answer(s, 5, metal, count=len(rows) - len(silent), all=len(rows))


@check(
    "CMRT-Q7",
    Severity.WARN,
    title="All recycled, but a smelter of mined material",
    message="Question 5 says that all {metal} is recycled, but {smelter} in row {row} is known to use mined material.",
    remedy="Correct question 5 for {metal}, or say in column {Q} how you know that your material was recycled.",
    reason="The claim excuses from asking for the origin; it must hold for every smelter.",
    source="CMRT Declaration D50:D53, Smelter List; our register of smelters",
)
def known_miners_are_not_recycled(s: Subject) -> Iterator[Hit]:
    for metal, name in metals(s):
        if s.answer(5, metal) == "Yes":
            for row in s.rows(metal):
                facility = (metal, row.smelter_id or "")
                if facility in s.context.mined or facility in s.context.origins:
                    yield at_row(row, "recycled", metal=name, smelter=row.name or row.smelter_id)


@check(
    "CMRT-K06b",
    Severity.WARN,
    title="Every smelter recycles, yet not all is recycled",
    message="Every smelter of {metal} is listed as all recycled, but question 5 says {text}.",
    remedy="Correct question 5, or column {P} of the Smelter List.",
    reason="If every smelter works on recycled material alone, so does the metal.",
    source="CMRT Declaration D50:D53, Smelter List column P",
)
def all_recyclers_means_all_recycled(s: Subject) -> Iterator[Hit]:
    for metal, _ in metals(s):
        rows, answer = s.rows(metal), s.answer(5, metal)
        if rows and answer in ("No", "Unknown") and all(_recycles(row) == "Yes" for row in rows):
            yield at_answer(s, 5, metal, text=answer)


@check(
    "CMRT-Q2",
    Severity.WARN,
    title="Smelters that nobody has confirmed",
    message="Entered as not listed: {names}.",
    remedy="Add for each in column {Q} what shows that it smelts or refines, such as its website; "
    "if it only trades, plates or makes parts, name the smelter behind it instead.",
    reason="Names that are on no list are mostly traders and makers of parts; each one must be looked into.",
    source="CMRT Smelter List columns C and D",
)
def unlisted_smelters_need_evidence(s: Subject) -> Iterator[Hit]:
    unknown = [
        row
        for row in s.document.smelters
        if row.listed is Listed.NOT_LISTED and row.metal and row.name and not is_placeholder(row.name)
        # Known after all, or with a comment that may be the evidence: nothing to ask here.
        if not row.comments and not s.document.lookup.resembling(row.metal, row.name)
    ]
    if unknown:
        names = [f"{row.name} (row {row.row})" for row in unknown]
        yield at_row(
            unknown[0],
            "name",
            count=len(names),
            names=listing(shortened(names)),
        )


@check(
    "CMRT-Q8",
    Severity.WARN,
    title="Nearly the whole reference list",
    message="The Smelter List names nearly every smelter that the template knows: {shares}.",
    remedy="List the smelters of the materials in your products only, as your own suppliers named them.",
    reason="A list of everything that could be used says nothing about these products.",
    source="CMRT Smelter List against Smelter Look-up",
)
def list_is_about_the_products(s: Subject) -> Iterator[Hit]:
    shares, first = [], None
    for metal, name in metals(s):
        known = {smelter_id for of, smelter_id in s.document.lookup.by_facility if of == metal}
        listed = {row.smelter_id for row in s.rows(metal) if row.known}
        if len(listed) >= _LONG_LIST and len(listed) >= _NEARLY_ALL * len(known):
            shares.append(f"{len(listed)} of {len(known)} for {name}")
            first = first or s.rows(metal)[0]
    if first:
        yield at_row(first, "metal", shares=listing(shares))


def _recycles(row: SmelterRow) -> str | None:
    return english_answer(row.recycled or "", ("Yes", "No", "Unknown"))


def _names_a_mine(text: str | None) -> bool:
    return text is not None and not _RECYCLED.search(text) and not _NOT_SAID.fullmatch(text)


def _mined(row: SmelterRow) -> str | None:
    """The column in which the row names a mine or its country, if it does."""
    return next((column for column in ("mines", "mine_countries") if _names_a_mine(getattr(row, column))), None)


def _says_recycled(row: SmelterRow) -> bool:
    return any(_RECYCLED.search(text) for text in (row.mines, row.mine_countries) if text)


CHECKS = (
    metal_in_scope_has_smelters,
    metal_out_of_scope_has_none,
    recycled_lists_no_mines,
    recycled_is_said_of_each_smelter,
    known_miners_are_not_recycled,
    all_recyclers_means_all_recycled,
    unlisted_smelters_need_evidence,
    list_is_about_the_products,
)
