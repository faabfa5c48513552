"""The company's own declaration as a whole: answers, smelters, people, in the form that `suppliers.cmrt` reads; pure.

Of a metal in scope the list has each facility once (metal and ID, under the standard name of the blank's Smelter
Look-up), the names that a person decided to keep as "Smelter not listed", and one row "not yet identified" where a
manufacturer has one. What cannot be written is left out, told, and turns question 8 to No.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cmr.countries import NAMES
from cmr.vocab import DECLARATION_ORDER
from reports.owncmrt.company import CompanyRuled, Practice, company_ruled
from reports.owncmrt.evidence import Evidence, Facility
from reports.owncmrt.guard import Guard
from reports.owncmrt.rules import NO, YES, Ground, Ruled, metal_ruled
from suppliers.cmrt.layouts.addresses import COMPANY_FIELDS, COMPANY_QUESTIONS, SCOPES, question_row

# (metal, ID) -> standard name and country, of the blank that is filled.
LookUp = Mapping[tuple[str, str], tuple[str, str]]
FIRST_ROW = 5


@dataclass(frozen=True, slots=True)
class About:
    """What is not rolled up: who declares, as of when, for which products, into which blank."""

    company: Mapping[str, str]
    effective_date: date
    products: tuple[tuple[str, str], ...]
    look_up: LookUp


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that manufacturers sent and the declaration does not have, and why."""

    metal: str
    name: str
    why: str
    named_by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rolled:
    """The declaration as JSON, with the rule behind each answer and the rows left out.

    `wider`: the declarations that it rests on which do not speak of products, and may list more than theirs need.
    """

    declaration: dict[str, Any]
    answers: Mapping[str, Mapping[int, Ruled]]
    company_answers: Mapping[str, CompanyRuled]
    left_out: tuple[LeftOut, ...]
    wider: int


def roll(evidence: Evidence, practice: Practice, about: About, guard: Guard) -> Rolled:
    ruled = {str(metal): metal_ruled(evidence, metal) for metal in DECLARATION_ORDER}
    smelters: list[dict[str, Any]] = []
    left_out: list[LeftOut] = []
    for metal, answers in ruled.items():
        in_scope = answers[1].answer == YES == answers[2].answer
        rows, gone = _rows(evidence, metal, about.look_up, guard) if in_scope else ([], _denied(evidence, metal))
        smelters += rows
        left_out += gone
        if in_scope and gone:
            grounds = tuple(Ground(f"“{each.name}” is left out: {each.why}", each.named_by) for each in gone)
            why = "Smelters that were received are not in this list."
            answers[8] = replace(answers[8], answer=NO, why=why, rests_on=grounds + answers[8].rests_on)
    company = company_ruled(practice)
    if not any(answers[1].answer == YES == answers[2].answer for answers in ruled.values()):
        company = {}  # asked only of who uses a metal (Checker row 54)
    wider = sum(part.scope != "B" for part in evidence.parts)
    numbered = [{"row": number, **row} for number, row in enumerate(smelters, FIRST_ROW)]
    return Rolled(_declaration(about, ruled, company, numbered), ruled, company, tuple(left_out), wider)


def _declaration(
    about: About,
    ruled: Mapping[str, Mapping[int, Ruled]],
    company: Mapping[str, CompanyRuled],
    smelters: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    scope = "B" if about.products else "A"
    return {
        "version": "",
        "language": "English",
        "company": dict(about.company),
        "company_cells": {name: f"Declaration!{COMPANY_FIELDS[name]}" for name in about.company},
        "scope": scope,
        "scope_raw": SCOPES[scope],
        "effective_date": about.effective_date.isoformat(),
        "effective_date_raw": about.effective_date.isoformat(),
        "answers": {
            str(question): {
                str(metal): _answer(ruled[metal][question].answer, question_row(question, metal))
                for metal in DECLARATION_ORDER
            }
            for question in range(1, 9)
        },
        "company_answers": {
            letter: _answer(each.ruled.answer, COMPANY_QUESTIONS[letter], each.comment)
            for letter, each in company.items()
        },
        "smelters": list(smelters),
        "products": [
            {"row": row, "number": name, "name": family or name, "comments": None}
            for row, (name, family) in enumerate(about.products, 6)
        ],
    }


def _answer(answer: str | None, row: int, comment: str = "") -> dict[str, Any]:
    return {"answer": answer, "raw": answer, "comment": comment or None, "cell": f"Declaration!D{row}"}


def _rows(evidence: Evidence, metal: str, look_up: LookUp, guard: Guard) -> tuple[list[dict[str, Any]], list[LeftOut]]:
    rows: list[dict[str, Any]] = []
    gone: list[LeftOut] = []
    for each in sorted(evidence.facilities_of(metal), key=lambda each: (each.name.casefold(), each.smelter_id)):
        known = look_up.get((metal, each.smelter_id))
        why = "" if known else _unfit(each.name if each.reported else "", each.country_code, guard)
        if why:
            gone.append(LeftOut(metal, each.name or each.smelter_id, why, each.named_by))
            continue
        if known:
            identity = _row(metal, known[0], known[1], "listed")
        else:
            identity = _row(metal, each.name, NAMES[each.country_code], "not_listed")
        rows.append(identity | {"smelter_id": each.smelter_id} | _feedstock(each))
    for name in sorted(evidence.names_of(metal), key=lambda name: name.name.casefold()):
        why = _unfit(name.name, name.country_code, guard) if name.kept else "nobody has decided yet what it is"
        if why:
            gone.append(LeftOut(metal, name.name, why, name.named_by))
        else:
            rows.append(_row(metal, name.name, NAMES[name.country_code], "not_listed"))
    if evidence.unnamed.get(metal):
        rows.append(_row(metal, None, None, "not_identified"))
    return rows, gone


def _unfit(name: str, country_code: str, guard: Guard) -> str:
    """Why a smelter that the blank does not know cannot be written; `name` where a manufacturer wrote it."""
    if guard.betrays(name):
        return "its name would tell who our manufacturers are"
    return "" if country_code in NAMES else "its country is not known, and an unlisted smelter needs one"


def _row(metal: str, name: str | None, country: str | None, listed: str) -> dict[str, Any]:
    empty = dict.fromkeys(("smelter_id", "recycled", "mines", "mine_countries", "comments"))
    return {"metal": metal, "name": name, "country": country, "listed": listed} | empty


def _feedstock(each: Facility) -> dict[str, str | None]:
    """Columns O and P in our own words: countries that rows state, Yes or No where no two rows differ."""
    said = {"yes": "Yes", "no": "No"}
    recycled = said[next(iter(each.recycled))] if len(each.recycled) == 1 else "Unknown" if each.recycled else None
    countries = "; ".join(sorted(NAMES[code] for code in each.origins if code in NAMES))
    return {"recycled": recycled, "mine_countries": countries or None}


def _denied(evidence: Evidence, metal: str) -> list[LeftOut]:
    """Smelters of a metal that the declarations say is not in the products; the template refuses them (check K02)."""
    return list(_named(evidence, metal, "no declaration says that the metal is in the products"))


def _named(evidence: Evidence, metal: str, why: str) -> Iterator[LeftOut]:
    for each in evidence.facilities_of(metal):
        yield LeftOut(metal, each.name, why, each.named_by)
    for name in evidence.names_of(metal):
        yield LeftOut(metal, name.name, why, name.named_by)
