"""Patterns in what a manufacturer typed, as a spreadsheet's MATCH takes them."""

import datetime

import pytest

from suppliers.cmrt.checker import recompute
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.wildcards import has_wildcards, literal_start, wildcard_pattern
from suppliers.cmrt.workbook import open_workbook
from tests.builders import build_cmrt


@pytest.mark.parametrize(
    ("typed", "text", "same"),
    [
        ("TinEstanho*", "tinestanho norte", True),
        ("Tin?stanho Norte", "tinestanho norte", True),
        ("Tin~Estanho Norte", "tinestanho norte", True),
        ("TinEstanho~*", "tinestanho norte", False),
        ("TinH?ganäs~?", "tinhöganäs?", True),
        ("Tin[a-z]*", "tinestanho norte", False),
        ("Tin[1]*", "tin[1] works", True),
        ("Estanho*", "tinestanho norte", False),
        ("T" * 300 + "*", "t" * 301, False),
    ],
)
def test_it_takes_signs_as_a_pattern(typed, text, same):
    assert has_wildcards(typed)
    assert bool(wildcard_pattern(typed).match(text)) is same
    assert not same or text.startswith(literal_start(typed))


def test_it_shows_a_country_for_a_pattern_and_never_an_identity():
    row = {"metal": "Tin", "name": "Estanho N*", "manner": "not_listed"}
    kept = {"Smelter List!E5": "=IF(ISERROR(V5),\"\",'Smelter Look-up'!D5)"}
    document = read_document(open_workbook(build_cmrt(version="6.5", smelters=[row], cells=kept)))
    assert document.smelters[0].shown.country == "BRAZIL"
    assert document.smelters[0].smelter_id is None
    assert 69 not in {item.row for item in recompute(document).items}


def test_it_tells_why_a_counter_broke_with_the_first_product_row():
    """Up to 6.1 the Checker points at Product List!B6 itself; deleting that row leaves #REF! in it."""
    kept = {"version": "6.1", "cells": {"Checker!D2": "#REF!"}, "effective_date": datetime.date(2021, 6, 30)}
    verdict = recompute(read_document(open_workbook(build_cmrt(**kept))))
    assert verdict.remaining is None
    assert verdict.error_cells == ("Product List!B6",)
    assert recompute(read_document(open_workbook(build_cmrt(**kept | {"version": "6.5"})))).remaining == 0
