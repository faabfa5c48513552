"""The decision tree: where answers lead, what the data proposes, and what it does not allow."""

from dataclasses import replace

import pytest

from reports.determination.evidence import grounds_of, propose, refused
from reports.determination.tree import BY_CODE, QUESTIONS, Leaf, leaf_of_all, walk
from reports.facts.conclusion import Ground
from reports.facts.outreach import Log
from tests.reports.examples import AUDIT, COUNSEL, clean, facts

TO_N5 = {"N0": "yes", "N1": "yes", "N2": "yes", "N3": "no", "N4": "no"}
NO = {metal: {"Yes": 0, "No": 3, "Unknown": 0} for metal in ("Gold", "Tantalum", "Tin", "Tungsten")}


@pytest.mark.parametrize(
    ("answers", "leaf"),
    [
        ({"N0": "no"}, Leaf.X0),
        ({"N0": "yes", "N1": "no"}, Leaf.X0),
        (TO_N5 | {"N5": "not_covered"}, Leaf.L1),
        (TO_N5 | {"N5": "recycled"}, Leaf.L2),
        (TO_N5 | {"N5": "no_reason"}, Leaf.L3),
        (TO_N5 | {"N5": "reason", "N6": "not_covered"}, Leaf.L4),
        (TO_N5 | {"N5": "reason", "N6": "recycled"}, Leaf.L5),
        (TO_N5 | {"N5": "reason", "N6": "otherwise", "N7": "no_label"}, Leaf.L7),
        (TO_N5 | {"N5": "reason", "N6": "otherwise", "N7": "label"}, Leaf.L6),
        (TO_N5 | {"N5": "reason", "N6": "otherwise", "N7": "form_only"}, Leaf.L8),
    ],
)
def test_it_leads_from_answers_to_what_is_filed(answers, leaf):
    assert walk(answers).leaf == leaf


def test_it_names_the_question_that_is_open():
    way = walk(TO_N5)
    assert (way.leaf, way.open.code, len(way.answered)) == (None, "N5", 5)


def test_it_passes_over_answers_that_lie_off_the_way():
    assert walk({"N0": "no", "N5": "no_reason"}).leaf == Leaf.X0


def test_it_leads_every_option_somewhere():
    for question in QUESTIONS:
        for option in question.options:
            assert bool(option.leaf) != bool(option.to)
            assert option.leaf or option.to in BY_CODE


def test_it_takes_the_most_demanding_leaf_for_the_filing():
    assert leaf_of_all([Leaf.X0, Leaf.L3, Leaf.L7]) == Leaf.L7
    assert leaf_of_all([Leaf.L3, Leaf.L2]) == Leaf.L3
    assert leaf_of_all([Leaf.L7, None]) is None
    assert leaf_of_all([]) is None


def test_it_finds_reason_to_believe_in_a_facility_in_a_covered_country():
    held = facts()
    lines = {line.ground: line.text for line in grounds_of(held, "Tin")}
    assert "Luna Smelter, Ltd. (Rwanda)" in lines[Ground.LOCATION]
    assert Ground.LOCATION not in {line.ground for line in grounds_of(held, "Gold")}
    assert propose(held, "Tin")["N5"].answer == "reason"


def test_it_proposes_no_reason_only_where_nothing_speaks_for_it():
    quiet = clean(question_3_by_metal=NO)
    assert propose(quiet, "Tin")["N5"].answer == "no_reason"
    assert propose(replace(quiet, accepted=2), "Tin")["N5"].answer == "reason"


def test_it_proposes_recycled_where_all_say_so():
    held = clean(question_3_by_metal=NO, recycled_by_metal={"Gold": 3, "Tantalum": 0, "Tin": 0, "Tungsten": 0})
    assert propose(held, "Gold")["N5"].answer == "recycled"
    assert propose(held, "Tin")["N5"].answer == "no_reason"


@pytest.mark.parametrize("answer", ["no_reason", "not_covered"])
def test_it_refuses_the_conclusion_that_a_facility_in_the_data_contradicts(answer):
    assert "Luna Smelter" in refused(facts(question_3_by_metal=NO), "Tin", "N5", answer)
    assert refused(facts(question_3_by_metal=NO), "Gold", "N5", answer) == ""


def test_it_refuses_recycled_where_one_manufacturer_does_not_say_so():
    assert "3 manufacturers do not say" in refused(facts(), "Gold", "N5", "recycled")


def test_it_refuses_the_label_without_an_audit_and_the_form_alone_without_counsel():
    assert "audit" in refused(facts(), "Tin", "N7", "label")
    assert "Counsel" in refused(facts(), "Tin", "N7", "form_only")
    assert refused(facts(), "Tin", "N7", "no_label") == ""

    signed = replace(facts(), log=Log(entries=(AUDIT, COUNSEL)))
    assert refused(signed, "Tin", "N7", "label") == refused(signed, "Tin", "N7", "form_only") == ""


def test_it_refuses_that_due_diligence_showed_another_origin_than_the_one_stated():
    stated = facts(origins={"Tin": ("CD",)})
    assert "Covered Country as the origin" in refused(stated, "Tin", "N6", "not_covered")
    where_it_stands = facts(question_3_by_metal=NO)
    assert refused(where_it_stands, "Tin", "N6", "not_covered") == "", "a location is never an origin"
