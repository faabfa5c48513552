"""What holds for the Checker recomputed over any declaration, however it was filled."""

import dataclasses
import functools
import re

import pytest

from suppliers.cmrt.checker import recompute
from suppliers.cmrt.layouts.addresses import ALLOWED_ANSWERS, ALLOWED_COMPANY_ANSWERS, SCOPES
from suppliers.cmrt.lookup import read_lookup
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.workbook import open_workbook
from tests.builders import LOOKUP, build_cmrt
from tests.suppliers.cmrt.declarations import VERSIONS, Declaration, draw
from tests.suppliers.cmrt.overlay import overlay

SEEDS = range(12)
SPARE_ROWS = range(60, 70)
EMPTY = {
    "scope": None,
    "effective_date": None,
    "smelters": [],
    "cells": {f"Smelter List!AB{row}": f"=B{row}&C{row}" for row in SPARE_ROWS},
}
FREE_CELLS = (
    "Declaration!D12",
    "Declaration!D21",
    "Declaration!G26",
    "Declaration!G89",
    "Smelter List!N5",
    "Product List!D6",
)
FIXES = {
    "scope": SCOPES["A"],
    "contact_email": "ana@muster.example",
    "authorizer_email": "karl@muster.example",
    "effective_date": "30-Jun-2025",
    "company_b_comment": "www.muster.example",
}


@functools.cache
def template(version):
    return open_workbook(build_cmrt(version=version, **EMPTY))


@functools.cache
def lookup(version):
    return read_lookup(template(version))


def judge(declaration):
    document = read_document(overlay(template(declaration.version), declaration.cells))
    return document, recompute(document)


def drawn(version):
    return (draw(version, lookup(version), seed) for seed in SEEDS)


def summary(verdict):
    return verdict.remaining, [item.row for item in verdict.items], verdict.required_rows


@pytest.mark.parametrize("version", VERSIONS)
def test_it_counts_its_items_and_asks_only_for_what_is_required(version):
    for declaration in drawn(version):
        _, verdict = judge(declaration)
        rows = [item.row for item in verdict.items]
        assert rows == sorted(set(rows))
        assert set(rows) <= set(verdict.required_rows)
        assert verdict.remaining == (None if verdict.error_cells else len(rows))
        assert all(
            re.fullmatch(r"(Declaration|Smelter List|Product List)![A-Z]+\d+", item.cell) for item in verdict.items
        )


@pytest.mark.parametrize("version", VERSIONS)
def test_it_does_not_look_at_what_the_workbook_does_not_ask_for(version):
    for declaration in drawn(version):
        more = {sheet: dict(cells) for sheet, cells in declaration.cells.items()}
        for place in FREE_CELLS:
            sheet, _, ref = place.partition("!")
            more.setdefault(sheet, {})[ref] = "a word"
        assert summary(judge(dataclasses.replace(declaration, cells=more))[1]) == summary(judge(declaration)[1])


@pytest.mark.parametrize("version", VERSIONS)
def test_it_ignores_the_letter_case_of_answers(version):
    for declaration in drawn(version):
        cells = declaration.cells["Declaration"]
        lower = {ref: text.lower() if isinstance(text, str) and ref != "D3" else text for ref, text in cells.items()}
        other = dataclasses.replace(declaration, cells=declaration.cells | {"Declaration": lower})
        assert summary(judge(other)[1]) == summary(judge(declaration)[1])


@pytest.mark.parametrize("version", VERSIONS)
def test_it_is_satisfied_when_everything_it_asks_for_is_entered(version):
    for declaration in drawn(version):
        for _ in range(40):
            document, verdict = judge(declaration)
            if verdict.remaining == 0:
                break
            for cell in verdict.error_cells:
                correct_error(declaration, cell)
            for item in verdict.items:
                enter(declaration, document, item)
        assert verdict.remaining == 0, verdict


def correct_error(declaration: Declaration, cell: str) -> None:
    sheet, _, ref = cell.partition("!")
    declaration.type(sheet, ref, "English" if ref == "D3" else None)


def enter(declaration: Declaration, document, item) -> None:
    """Do what the item says, as a person who reads it would."""
    sheet, _, ref = item.cell.partition("!")
    kind, _, name = item.field.partition("_")
    value = FIXES.get(item.field, "something")
    if kind == "smelters":
        used = {row.row for row in document.shown_rows}
        row = next(row for row in SPARE_ROWS if row not in used)
        declaration.type(sheet, f"B{row}", name.title())
        declaration.type(sheet, f"C{row}", next(f.alias for f in LOOKUP if f.metal == name.title()))
        return
    if asked := re.match(r"Answer question ([12]) for", item.message):
        ref, value = f"D{int(ref[1:]) - 6 * (int(kind[1:]) - int(asked[1]))}", "Yes"
    elif kind in {f"q{question}" for question in ALLOWED_ANSWERS}:
        value = ALLOWED_ANSWERS[int(kind[1:])][0]
    elif kind == "company" and name.upper() in ALLOWED_COMPANY_ANSWERS:
        value = ALLOWED_COMPANY_ANSWERS[name.upper()][0]
    declaration.type(sheet, ref, value)
