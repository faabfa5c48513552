"""What is filled in is what is read: every field, in every revision."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmr.vocab import DECLARATION_ORDER
from suppliers.cmrt.checker import recompute
from suppliers.cmrt.layouts.addresses import QUESTIONS
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.workbook import open_workbook
from suppliers.cmrt.writer import fill, from_json
from tests.suppliers.cmrt.blanks import VERSIONS, declarations, official, own_blank, said

SLOW = settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
MORE = settings(SLOW, max_examples=25)


def tidy(text: str | None) -> str | None:
    return " ".join(text.split()) if text else text


def expected_answer(declared: dict[str, Any], question: int, metal: str) -> str | None:
    """Nothing is answered behind a No to question 1 or 2."""
    answers = declared["answers"]
    if question > 1 and answers["1"][metal]["answer"] == "No":
        return None
    if question > 2 and answers["2"][metal]["answer"] == "No":
        return None
    return answers[str(question)][metal]["answer"]


def holds(declared: dict[str, Any], data: bytes) -> None:
    """Compare a declaration with what the reader says of the filled file."""
    found = said(data)
    assert found["language"].casefold() == declared["language"].casefold()
    assert found["company"] == {name: tidy(text) for name, text in declared["company"].items()}
    assert (found["scope"], found["effective_date"]) == (declared["scope"], declared["effective_date"])
    for question in QUESTIONS:
        for metal in map(str, DECLARATION_ORDER):
            answer = found["answers"][str(question)][metal]
            assert answer["answer"] == expected_answer(declared, question, metal)
            assert answer["comment"] == tidy(declared["answers"][str(question)][metal]["comment"])
    for letter, answer in declared["company_answers"].items():
        assert found["company_answers"][letter]["answer"] == answer["answer"]
        assert found["company_answers"][letter]["comment"] == tidy(answer["comment"])
    assert len(found["smelters"]) == len(declared["smelters"])
    for row, (wanted, smelter) in enumerate(zip(declared["smelters"], found["smelters"], strict=True), 5):
        assert smelter["row"] == row
        for name, value in ({"listed": "listed"} | wanted).items():
            assert (name, smelter[name]) == (name, tidy(value))
    assert [(p["number"], p["name"], p["comments"]) for p in found["products"]] == [
        (tidy(p["number"]), tidy(p["name"]), tidy(p["comments"])) for p in declared["products"]
    ]


@pytest.mark.parametrize("version", VERSIONS)
@SLOW
@given(data=st.data())
def test_it_reads_back_what_it_filled_into_an_official_blank(version, data):
    blank = official(version)
    declared = data.draw(declarations(read_document(open_workbook(blank)).lookup))
    filled = fill(blank, from_json(declared))
    holds(declared, filled)
    checked = recompute(read_document(open_workbook(filled)))
    assert checked.cached == checked.remaining


@MORE
@given(data=st.data())
def test_it_reads_back_what_it_filled_into_a_blank_of_our_own(data):
    blank = own_blank()
    declared = data.draw(declarations(read_document(open_workbook(blank)).lookup))
    holds(declared, fill(blank, from_json(declared)))


@pytest.mark.parametrize("version", VERSIONS)
def test_it_fills_again_what_it_read(version):
    """read -> fill -> read changes nothing: the way to a prefilled template."""
    blank = official(version)
    lookup = read_document(open_workbook(blank)).lookup
    rows = [row for row in lookup.rows if row.smelter_id and row.keyed][::40]
    smelters = [{"smelter_id": row.smelter_id} for row in rows[::2]]
    smelters += [{"metal": str(row.metal), "lookup": row.alias} for row in rows[1::2]]
    first = fill(blank, from_json({"company": {"name": "Acme"}, "smelters": smelters}))
    before, after = said(first), said(fill(blank, from_json(said(first))))
    for smelter in (*before["smelters"], *after["smelters"]):
        # A standard name that was picked is sent back as the ID that it stands for, typed in column A.
        del smelter["typed_id"], smelter["cells"]["smelter_id"]
        assert smelter["known"]
    assert before == after


def test_it_clears_what_a_blank_still_carries():
    blank = official("6.5")
    used = fill(
        blank,
        from_json(
            {
                "company": {"name": "The one before", "address": "Somewhere"},
                "answers": {"1": {"Tin": {"answer": "Yes", "comment": "left over"}}},
                "smelters": [{"metal": "Tin", "smelter_id": "CID999999", "name": "Old"}] * 9,
                "products": [{"number": "1"}, {"number": "2"}],
            }
        ),
    )
    declared = from_json({"company": {"name": "Acme"}, "smelters": [{"metal": "Gold", "listed": "not_identified"}]})
    ours, theirs = said(fill(blank, declared)), said(fill(used, declared))
    assert ours == theirs
    assert not re.search("before|left over|Somewhere|Old", str(theirs))
