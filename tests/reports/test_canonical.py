"""Canonical JSON: one spelling, written piece by piece; and a snapshot of which only what is printed is read."""

import json
from dataclasses import replace
from datetime import date

import pytest

from reports.canonical import canonical, jsonable
from reports.document import to_json
from reports.facts.sources import Sources
from reports.narrative.compose import compose_report
from reports.services.build import _shown
from tests.reports.examples import facts


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        {"b": [], "a": {}, "c": ()},
        {"z": 1, "a": [{"y": [{"deep": [1, {"k": None}]}], "x": "e\u0301"}], "e\u0301": True},
        [[[[[1]]]]],
        {"day": date(2026, 5, 4), 3: "a number's name"},
        facts(),
    ],
    ids=["nothing", "no items", "empty members", "nested", "deep", "days", "a filing's facts"],
)
def test_it_writes_in_pieces_what_it_would_write_at_once(value):
    at_once = json.dumps(jsonable(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert canonical(value) == at_once.encode()


def test_it_refuses_a_number_with_more_than_one_spelling():
    with pytest.raises(TypeError):
        canonical({"share": 0.5})


@pytest.mark.parametrize("draft", [True, False])
def test_it_reads_the_report_out_of_a_snapshot_whatever_its_texts_say(draft):
    held = facts(products='our ,"report":{"parts":[]} appliances')
    report = to_json(compose_report(held))
    content = canonical({"draft": draft, "facts": held, "report": report, "rules": ',"report":', "waivers": []})
    assert _shown(content) == {"draft": draft, "report": json.loads(content)["report"]}


def test_it_holds_where_rows_lie_as_pairs():
    pairs = ((0, "Smelter List!A5"), (2, "Smelter List!A6"), (2, "Smelter List!A7"))
    held = Sources(pairs)
    assert (tuple(held), len(held), held[1], tuple(held[1:])) == (pairs, 3, pairs[1], pairs[1:])
    assert held == pairs and held != pairs[:2]
    row = replace(facts().annex[0], sources=held)
    assert row == replace(row, sources=pairs) and canonical(row) == canonical(replace(row, sources=pairs))
