"""Workbooks of the project's own: the CMRT's sheets and cell addresses, our words, invented facilities.

`build_cmrt()` returns the bytes of a complete, consistent declaration; each argument changes one thing. openpyxl keeps
no cached formula values, so what it writes is also the hardest kind of file to read: only typed cells have a value.
"""

import datetime as dt
import io
from collections.abc import Iterable, Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from cmr.countries import NAMES
from cmr.vocab import DECLARATION_ORDER
from tests.cmrt_words import (
    ANSWERS,
    COMPANY,
    COMPANY_QUESTIONS,
    LANGUAGES,
    LOOKUP,
    LOOKUP_HEADS,
    QUESTIONS,
    RELEASES,
    SCOPES,
    SMELTER_HEADS,
    SPECIAL,
    Facility,
)

__all__ = ["LOOKUP", "Facility", "build_cmrt"]

BOLD = Font(bold=True)
HEAD = PatternFill("solid", fgColor="DCE6F1")
INPUT = PatternFill("solid", fgColor="FFFBE6")
LINE = Border(*(Side(style="thin", color="BFBFBF"),) * 4)


def build_cmrt(
    *,
    version: str = "6.1",
    language: str | None = "English",
    company: Mapping[str, Any] | None = None,
    scope: str | None = "A",
    effective_date: dt.date | str | float | None = dt.date(2021, 6, 30),
    answers: Mapping[int, Any] | None = None,
    company_answers: Mapping[str, Any] | None = None,
    smelters: Iterable[Mapping[str, Any]] | None = None,
    manner: str = "ids",
    products: Iterable[tuple[Any, ...]] = (),
    lookup: Iterable[Facility] = LOOKUP,
    cells: Mapping[str, Any] | None = None,
    kind: str = "Conflict Minerals Reporting Template",
) -> bytes:
    """A declaration as .xlsx bytes, complete by default.

    `answers` and `company_answers` override the complete default: {3: "Unknown", 1: {"Tin": ("No", "a comment")}}.
    `smelters` are mappings of a Facility's field names and of row, name, mines, mine_countries, recycled, comments,
    manner. `manner` is how the rows are filled: "ids" types column A only, "picked" columns B and C, "values" pastes
    B-J, "f_only" types B, C and the ID in F; "not_listed" and "not_identified" are the two special entries.
    `cells` puts anything anywhere at last: {"Declaration!J3": "…", "Smelter List!B9": None}.
    """
    book, lookup = Workbook(), tuple(lookup)
    revision = f"Revision {version}\n{RELEASES.get(version, 'May 1, 2020')}"
    _sheet(book, "Revision", {"B3": kind})
    _sheet(book, "Instructions", {"A77": revision.replace("\n", " ")})
    _sheet(book, "Definitions", {"A1": "Covered Countries: the DRC and the countries sharing a border with it"})
    company = {name: default for name, (_, _, default) in COMPANY.items()} | dict(company or {})
    _declaration(book, revision, language, company, SCOPES.get(scope or "", scope), effective_date)
    full = 1 if version in ("6.01", "6.1", "6.22") else "100%"
    _answers(book["Declaration"], answers or {}, full)
    _company_answers(book["Declaration"], dict(company_answers or {}))
    if smelters is None:
        smelters = [{"smelter_id": i} for i in ("CID900001", "CID900003", "CID900005", "CID900006")]
    _smelter_list(book, revision, list(smelters), manner, lookup)
    checked = {f"A{row}": label for row, (_, label, _) in enumerate(COMPANY.values(), 4)}
    links = {f"B{row}": f"=Declaration!{cell}" for row, (cell, _, _) in enumerate(COMPANY.values(), 4)}
    _sheet(book, "Checker", {"A1": "Completeness", "A3": "Field", "B3": "Answer"} | checked | links, head=3)
    _sheet(book, "Product List", {"B5": "Product number", "C5": "Product name", "D5": "Comments"}, head=5)
    _fill(book["Product List"], 6, 2, products)
    _sheet(book, "Smelter Look-up", {f"{c}4": head for c, head in zip("ABCDEFGHI", LOOKUP_HEADS, strict=True)}, head=4)
    rows: list[tuple] = [
        (f.metal, f.alias, f.standard_name, f.country, f.smelter_id, "RMI", None, f.city, f.state) for f in lookup
    ]
    for metal in sorted({f.metal for f in lookup}):
        rows += [(metal, SPECIAL[0]), (metal, SPECIAL[1], "Unknown", "Unknown")]
    _fill(book["Smelter Look-up"], 5, 1, rows)
    for row in range(5, 5 + len(rows)):
        book["Smelter Look-up"][f"J{row}"] = f"=A{row}&B{row}"
    _hidden(book)
    for place, value in (cells or {}).items():
        sheet, _, ref = place.rpartition("!")
        book[sheet][ref] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _declaration(book: Workbook, revision: str, language: Any, company: dict, scope: Any, date: Any) -> None:
    cells = {"B2": "Declaration of conflict minerals", "D2": "=L!D2", "B3": "Language", "D3": language, "J3": revision}
    cells |= {ref: company[name] for name, (ref, _, _) in COMPANY.items()}
    cells |= {f"B{ref[1:]}": label for ref, label, _ in COMPANY.values()}
    cells |= {"B9": "Scope", "D9": scope, "B22": "Effective date", "D22": date, "P3": "=MATCH($D$3,L!$D$1:$M$1,0)"}
    sheet = _sheet(book, "Declaration", cells, widths={"A": 3, "B": 44, "D": 42, "G": 48, "J": 18})
    sheet["B2"].font = Font(bold=True, size=16)
    sheet["D22"].number_format = "d-mmm-yyyy"
    for row in (3, *range(8, 11), *range(12, 23)):
        sheet[f"D{row}"].fill, sheet[f"D{row}"].border = INPUT, LINE


def _answers(sheet: Worksheet, given: Mapping[int, Any], full: Any) -> None:
    for question, title in QUESTIONS.items():
        first, default = 26 + 6 * (question - 1), (ANSWERS | {6: full})[question]
        answer = given.get(question, default)
        _title(sheet, first - 1, f"{question}. {title}")
        for row, metal in enumerate(DECLARATION_ORDER, first):
            _answer(sheet, row, str(metal), answer.get(metal, default) if isinstance(answer, dict) else answer)


def _company_answers(sheet: Worksheet, answers: Mapping[str, Any]) -> None:
    _title(sheet, 74, "Company")
    for row, (letter, (title, default)) in zip(range(75, 90, 2), COMPANY_QUESTIONS.items(), strict=True):
        _answer(sheet, row, f"{letter}. {title}", answers.get(letter, default))


def _answer(sheet: Worksheet, row: int, label: str, given: Any) -> None:
    answer, comment = given if isinstance(given, tuple) else (given, None)
    sheet[f"B{row}"], sheet[f"D{row}"], sheet[f"G{row}"] = label, answer, comment
    for column in "DG":
        sheet[f"{column}{row}"].fill, sheet[f"{column}{row}"].border = INPUT, LINE
    sheet[f"D{row}"].number_format = "0%" if answer == 1 else "General"


def _smelter_list(book: Workbook, revision: str, smelters: list, manner: str, lookup: tuple[Facility, ...]) -> None:
    cells = {f"{column}4": head for column, head in zip("ABCDEFGHIJKLMNOPQ", SMELTER_HEADS, strict=True)}
    widths = dict.fromkeys("ABCDEFGHIJKLMNOPQ", 20)
    sheet = _sheet(book, "Smelter List", cells | {"Q3": revision}, head=4, widths=widths)
    known = {facility.smelter_id: facility for facility in reversed(lookup)}
    for row, given in enumerate(smelters, 5):
        row = given.get("row", row)
        facts = (known[given["smelter_id"]]._asdict() if given.get("smelter_id") in known else {}) | dict(given)
        _formulas(sheet, row)
        for column, value in _typed(given.get("manner", manner), facts).items():
            sheet[f"{column}{row}"] = value
    for row in range(5 + len(smelters), 15 + len(smelters)):
        _formulas(sheet, row)


def _formulas(sheet: Worksheet, row: int) -> None:
    """What the row works out by itself in a program that calculates; rows left over are prepared the same way."""
    for column, source in {"B": "A", "C": "C"}.items():
        found = f"INDEX('Smelter Look-up'!{source}:{source},MATCH(A{row},'Smelter Look-up'!E:E,0))"
        sheet[f"{column}{row}"] = f'=IF(A{row}="","",{found})'
    for column, source in {"E": "D", "F": "E", "G": "F", "H": "G", "I": "H", "J": "I", "R": "C"}.items():
        sheet[f"{column}{row}"] = f'=IFERROR(INDEX(\'Smelter Look-up\'!{source}:{source},$V{row})&"","")'
    sheet[f"V{row}"] = f"=MATCH(B{row}&C{row},'Smelter Look-up'!J:J,0)"
    sheet[f"AB{row}"] = f"=B{row}&C{row}"


def _typed(manner: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Column -> what the manufacturer typed, pasted or picked in one row."""
    own = {"N": "mines", "O": "mine_countries", "P": "recycled", "Q": "comments"}
    cells = {column: facts[key] for column, key in own.items() if key in facts}
    metal, name = facts.get("metal"), facts.get("name") or facts.get("alias")
    ids = facts.get("smelter_id")
    place = {"E": facts.get("country"), "I": facts.get("city"), "J": facts.get("state")}
    pasted = {"B": metal, "C": name, "D": name, **place, "F": ids, "G": "RMI", "H": 0}
    return (
        cells
        | {
            "ids": {"A": ids},
            "picked": {"B": metal, "C": name},
            "values": pasted,
            "f_only": {"B": metal, "C": name, "F": ids},
            "not_listed": {"B": metal, "C": SPECIAL[0], "D": name, "E": facts.get("country")},
            "not_identified": {"B": metal, "C": SPECIAL[1]},
        }[manner]
    )


def _hidden(book: Workbook) -> None:
    _sheet(book, "L", {"B2": "Declaration", "C2": "D2", "D2": "Declaration of conflict minerals (CMRT)"})
    _fill(book["L"], 1, 4, [LANGUAGES])
    _sheet(book, "C", {"A1": "Code", "B1": "Country"})
    _fill(book["C"], 2, 1, NAMES.items())
    _sheet(book, "SorP", {"A1": "Code", "B1": "Subdivision"})
    for name in ("L", "C", "SorP"):
        book[name].sheet_state = "hidden"


def _sheet(book: Workbook, name: str, cells: dict, *, head: int = 0, widths: dict | None = None) -> Worksheet:
    sheet = book.active if book.sheetnames == ["Sheet"] else book.create_sheet()
    sheet.title = name
    for column in "ABCDEFGHI":
        sheet.column_dimensions[column].width = 28
    for column, width in (widths or {}).items():
        sheet.column_dimensions[column].width = width
    for ref, value in cells.items():
        sheet[ref] = value
    if head:
        sheet.freeze_panes = f"A{head + 1}"
        for cell in sheet[head]:
            cell.font, cell.fill, cell.border, cell.alignment = BOLD, HEAD, LINE, Alignment(wrap_text=True)
    return sheet


def _title(sheet: Worksheet, row: int, text: str) -> None:
    sheet[f"B{row}"], sheet[f"D{row}"], sheet[f"G{row}"] = text, "Answer", "Comment"
    for column in "BDG":
        sheet[f"{column}{row}"].font, sheet[f"{column}{row}"].fill = BOLD, HEAD


def _fill(sheet: Worksheet, row: int, column: int, rows: Iterable[Iterable[Any]]) -> None:
    for r, values in enumerate(rows, row):
        for c, value in enumerate(values, column):
            if value is not None:
                sheet.cell(r, c, value)
