"""Every check of a CMRT: one declaration in which it fires, with its cell, and one in which it does not."""

import datetime
import functools
import json
from typing import Any

import pytest

from cmr.findings import Severity
from suppliers.cmrt.checks import ALL_CHECKS, Context, LookUps, context_from_json, remember, subject
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.report import as_json, findings_json
from suppliers.cmrt.workbook import open_workbook
from tests.builders import build_cmrt
from tests.suppliers.cmrt.check_case import B, Case, smelters
from tests.suppliers.cmrt.check_cases import CASES

TODAY = datetime.date(2021, 7, 15)


@functools.cache
def default():
    return read_document(open_workbook(build_cmrt()))


def document(changes: dict[str, Any]):
    return read_document(open_workbook(build_cmrt(**changes))) if changes else default()


def findings(changes: dict[str, Any]) -> list[dict[str, Any]]:
    changes = dict(changes)
    given = {
        name: frozenset(part) if isinstance(part, set) else part for name, part in changes.pop("context", {}).items()
    }
    if "look_ups" in given:
        given["look_ups"] = LookUps(given["look_ups"])
    if "before" in changes:
        given["previous"] = remember(json.loads(json.dumps(as_json(document(changes.pop("before"))))))
    judged = subject(document(changes), TODAY, Context(**given))
    return findings_json(ALL_CHECKS, ALL_CHECKS.run(judged))


def ids(case: Case) -> str:
    return f"{case.code} {case.id}".strip()


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_it_tells_the_manufacturer_where_to_look(case):
    found = [f for f in findings(case.bad) if f["code"] == case.code]
    assert [f"{f['sheet']}!{f['cell']}" for f in found][:1] == [case.place]
    assert found[0]["severity"] == (case.severity or ALL_CHECKS.get(case.code).severity)
    assert "{" not in found[0]["message"] + found[0]["remedy"]
    assert json.loads(json.dumps(found[0]["params"])) == found[0]["params"]


@pytest.mark.parametrize("case", CASES, ids=ids)
def test_it_is_silent_when_nothing_is_wrong(case):
    assert case.code not in {f["code"] for f in findings(case.good)}


def test_it_finds_nothing_in_a_complete_consistent_declaration():
    assert findings({}) == []


def test_it_has_a_case_for_every_check_and_says_why_it_exists():
    assert {case.code for case in CASES} == {item.code for item in ALL_CHECKS}
    for item in ALL_CHECKS:
        assert item.reason and item.source and item.title and len(item.code) <= 20
        assert item.remedy or item.severity is Severity.INFO


def test_it_says_a_thing_once_for_all_rows_and_metals():
    stray = {f"Smelter List!E{row}": "PERU" for row in range(40, 60)}
    twice = [f for f in findings(smelters(B, B, B) | {"cells": stray}) if f["code"] in ("CMRT-K16a", "CMRT-K18")]
    assert [f["message"] for f in twice] == [
        'In rows 40 to 59 something is entered ("PERU"), but no metal; it was not read as a smelter.',
        "CID900005 Estanho Norte Ltda. stands for tin in rows 8 to 10.",
    ]
    shares = {6: {"Tin": "Greater than 75%", "Gold": "Greater than 90%", "Tantalum": "Greater than 90%"}}
    assert [f["message"] for f in findings({"answers": shares})] == [
        "By question 6, not all of your suppliers answered: "
        "greater than 90% for tantalum and gold; greater than 75% for tin."
    ]


def test_it_takes_the_context_from_plain_json():
    printed = json.loads(json.dumps(as_json(default())))
    context = context_from_json(
        {
            "year": 2021,
            "requested_on": "2021-07-01",
            "previous": printed,
            "mined": [["Tin", "CID900005"]],
            "cahra": ["MM"],
            "cahra_parts": [["Gold", "IN"]],
            "origins": [["Tin", "CID900005", "PE"], ["Tin", "CID900005", "BO"]],
        }
    )
    assert context.window_begins == datetime.date(2021, 1, 1)
    assert context.mined == {("Tin", "CID900005")}
    assert ("Tin", "MM") in context.cahra and len(context.cahra) == 4
    assert context.cahra_parts == {("Gold", "IN")}
    assert context.origins == {("Tin", "CID900005"): {"PE", "BO"}}
    codes = [f.code for f in ALL_CHECKS.run(subject(default(), TODAY, context))]
    assert codes == ["CMRT-K20f", "CMRT-K20g", "CMRT-Y3"]
    with pytest.raises(ValueError, match="unknown: colour"):
        context_from_json({"colour": "red"})
