"""A document and its findings as the JSON that the command line prints and the site takes over."""

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

from cmr.findings import CheckSet, Finding
from suppliers.cmrt.checker import Checked
from suppliers.cmrt.document import Answer, Document, SmelterRow
from suppliers.cmrt.layouts.addresses import SMELTER_LIST
from suppliers.cmrt.lookup import Lookup, tidy_id
from suppliers.cmrt.texts import clean, stored_text, zero_as_empty

_CELLS = ("metal", "lookup", "name", "country", "city", "state", "mines", "mine_countries", "recycled", "comments")


def as_json(document: Document) -> dict[str, Any]:
    """What `read` prints: plain values, each with the cell it stands in."""
    return {
        "kind": "CMRT",
        "version": document.version,
        "language": document.language.text,
        "company": {name: field.text for name, field in document.company.items()},
        "company_cells": {name: field.cell for name, field in document.company.items()},
        "effective_date": document.effective_date.date.isoformat() if document.effective_date.date else None,
        "effective_date_raw": clean(document.effective_date.raw),
        "scope": document.scope,
        "scope_raw": document.scope_field.text,
        "answers": {
            str(question): {str(metal): _answer(answer) for metal, answer in by_metal.items()}
            for question, by_metal in document.answers.items()
        },
        "company_answers": {letter: _answer(answer) for letter, answer in document.company_answers.items()},
        "smelters": [_smelter(row, document.lookup) for row in document.smelters],
        "products": [
            {"row": product.row, "number": product.number, "name": product.name, "comments": product.comments}
            for product in document.products
        ],
        "problems": [{"cell": problem.cell, "message": problem.message} for problem in document.problems],
    }


def checker_json(checked: Checked) -> dict[str, Any]:
    """The recomputed Checker. `remaining` is null where the workbook's own counter is an error; `errors` say why."""
    return {
        "remaining": checked.remaining,
        "cached": checked.cached,
        "errors": list(checked.error_cells),
        "items": [{"cell": item.cell, "field": item.field, "message": item.message} for item in checked.items],
    }


def findings_json(checks: CheckSet, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "code": finding.code,
            "severity": str(finding.severity),
            "sheet": finding.place.sheet,
            "cell": finding.place.cell,
            "message": checks.message(finding.code, finding.params),
            "remedy": checks.remedy(finding.code, finding.params),
            "params": _plain(finding.params),
        }
        for finding in findings
    ]


def _answer(answer: Answer) -> dict[str, Any]:
    # A number stays one where it has a JSON form (an overflowing 1e999 has none).
    raw = answer.raw if isinstance(answer.raw, float) and isfinite(answer.raw) else stored_text(answer.raw) or None
    return {"answer": answer.answer, "comment": answer.comment, "cell": answer.cell, "raw": raw}


def _smelter(row: SmelterRow, lookup: Lookup) -> dict[str, Any]:
    return {
        "row": row.row,
        "metal": str(row.metal) if row.metal else None,
        "smelter_id": row.smelter_id,
        "lookup": row.lookup,
        "name": row.name,
        "standard_name": row.standard_name,
        "country": row.country,
        "source": clean(zero_as_empty(row.typed.get("G"))),
        "street": clean(zero_as_empty(row.typed.get("H"))),
        "city": row.city,
        "state": row.state,
        "contact_name": clean(zero_as_empty(row.typed.get("K"))),
        "contact_email": clean(zero_as_empty(row.typed.get("L"))),
        "next_steps": clean(zero_as_empty(row.typed.get("M"))),
        "listed": str(row.listed) if row.listed else None,
        "known": row.known,
        "lookup_metals": [str(metal) for metal in lookup.metals_of(row.smelter_id)] if row.smelter_id else [],
        "recycled": row.recycled,
        "mines": row.mines,
        "mine_countries": row.mine_countries,
        "comments": row.comments,
        "typed_id": clean(row.typed.get("A")) or clean(row.typed.get("F")),
        "error": "#N/A" if row.shown.error else None,
        "hidden": row.hidden,
        "cells": _cells(row),
    }


def _cells(row: SmelterRow) -> dict[str, str]:
    """Where each value stands; an ID not typed in A stands in F, where the workbook shows it by formula."""
    cells = {name: f"{SMELTER_LIST}!{row.cell(name)}" for name in _CELLS}
    column = "A" if tidy_id(row.typed.get("A")) or not (row.smelter_id or "F" in row.typed) else "F"
    named = "D" if row.name and row.name != row.lookup else "C"
    chosen = {"smelter_id": row.cell(column), "name": row.cell(named)}
    return cells | {name: f"{SMELTER_LIST}!{ref}" for name, ref in chosen.items()}


def _plain(params: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value if isinstance(value, str | int | float | None) else str(value) for key, value in params.items()}
