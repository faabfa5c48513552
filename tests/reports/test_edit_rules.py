"""Sentences keep their keys, and the day of filing chooses the rules."""

from dataclasses import replace
from datetime import date

import pytest

from reports.determination.tree import Leaf
from reports.document import Heading, Run, plain
from reports.facts.decision import Result
from reports.facts.texts import Kind, TeamText
from reports.narrative import rules
from reports.narrative.compose import compose_report
from reports.narrative.conditions import CODES, WORDS, appears_when
from reports.narrative.parts import Section, always, compose, para, points, say
from reports.narrative.placeholders import holes, unfillable
from reports.narrative.rules import RULE_SETS, NoRules, rules_on
from reports.narrative.typed import typed_numbers
from reports.prefiling import ALL_CHECKS
from reports.prefiling.draft import Draft
from reports.services.texts import facts_with, said_in
from tests.reports.examples import ANNEX, facts, row, words

NOW = RULE_SETS[-1]


def test_it_gives_every_sentence_a_key_of_its_own_that_fits_its_column():
    keys = [key for key, _ in NOW.sentences()]
    assert len(keys) == len(set(keys)) > 150
    assert max(map(len, keys)) <= 80
    assert all(key.partition(".")[0] in {section.key for section in NOW.sections} for key in keys)


def test_it_keeps_a_key_when_other_sentences_come_go_or_change_places():
    one, other = say("We asked {surveyed} manufacturers."), say("We received {responded} answers.")
    before = dict(Section("s", "S", (para(one, other),)).sentences())
    after = dict(
        Section("s", "S", (points(other), para("We begin.", say("{total:Number} stand here."), one))).sentences()
    )
    assert set(before) <= set(after)
    assert after["s.we-asked-surveyed-manufacturers"] is one


def test_it_refuses_two_sentences_of_one_key_and_says_what_to_do():
    with pytest.raises(ValueError, match="give one of them a name"):
        Section("s", "S", (para("We asked them.", "We asked them."),))
    Section("s", "S", (para("We asked them.", say("We asked them.", name="again")),))


def test_it_names_only_sentences_that_there_are():
    known = {key for key, _ in NOW.sentences()} | {sentence.code for _, sentence in NOW.sentences()}
    assert set(NOW.demanded) | set(NOW.fixed) <= known
    assert set(WORDS) <= known


def test_it_can_say_when_each_conditional_sentence_appears():
    said = {key: appears_when(key, sentence) for key, sentence in NOW.sentences()}
    assert said["inquiry.we-accepted-accepted-of-the-cmrts-that-we-received-the-other-not"].startswith(
        "there is something to say of: contract manufacturers with an accepted CMRT"
    )
    assert said["design.the-oecd-guidance-sets-out-five-steps"] == ""
    assert not [key for key, sentence in NOW.sentences() if unfillable(sentence.text)]


def test_it_lets_no_sentence_be_left_out_that_a_check_or_another_sentence_needs():
    many = tuple(row("Gold", 5000 + number, f"Refiner {number}", "Uganda", "UG") for number in range(5))
    for held in (facts(), facts(annex=ANNEX + many), facts(responded=2, accepted=1, without_accepted=("Alder",))):
        before = _blocks(held)
        free = [
            (section, said)
            for section, said in said_in(held)
            if said.printed and said.ours and not NOW.why_demanded(said.key, said.ours)
        ]
        assert free
        out = held
        for section, said in free:
            out = facts_with(out, TeamText(section.key, said.key, Kind.LEFT_OUT), said.key)
        assert _blocks(out) <= before, "all that may be left out is left out, and nothing new blocks"


def test_it_chooses_the_rules_by_the_day_of_filing(monkeypatch):
    shorter = tuple(section for section in NOW.sections if section.key in ("company", "introduction"))
    later = replace(
        NOW, code="2030-01-01", since=date(2030, 1, 1), sections=shorter[::-1], demanded={"K13": "a reason"}
    )
    monkeypatch.setattr(rules, "RULE_SETS", (NOW, later))
    assert [rules_on(day).code for day in (date(2029, 12, 31), date(2030, 1, 1), date(2031, 5, 31))] == [
        "2021-03-16",
        "2030-01-01",
        "2030-01-01",
    ]
    for code, first in (("2021-03-16", "1. Introduction"), ("2030-01-01", "1. Covered Products")):
        blocks = compose_report(facts(rules=code)).part("ex101").blocks
        assert plain(next(block for block in blocks if isinstance(block, Heading)).text) == first


def test_it_knows_no_rules_for_a_day_before_the_first_and_none_of_another_name():
    with pytest.raises(NoRules, match="filed on 2021-03-15"):
        rules_on(date(2021, 3, 15))
    with pytest.raises(NoRules, match="“1999”"):
        compose_report(facts(rules="1999"))


def test_it_leaves_out_a_section_whose_condition_does_not_hold_and_numbers_on():
    sections = [
        Section("a", "A", (para("One thing."),)),
        Section("b", "B", (para("Another."),), when=lambda facts: facts.total > 99),
        Section("c", "C", (para("A third."),)),
    ]
    assert [plain(block.text) for block in compose(sections, facts()) if isinstance(block, Heading)] == ["1. A", "2. C"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("We asked twelve suppliers.", ["twelve"]),
        ("About a dozen, or twenty-one.", ["dozen", "twenty-one"]),
        ("Half are ½ and 12² of 2025.", ["½", "12²", "2025"]),
        ("One of them, under the five steps of the OECD Guidance and Rule 13p-1.", []),
        ("TWO of them", ["TWO"]),
    ],
)
def test_it_finds_numbers_typed_in_figures_and_in_words(text, numbers):
    assert list(typed_numbers((Run(text),))) == numbers


def test_it_says_which_facts_a_text_names_and_which_it_cannot():
    text = "{total:Number} {total:facility} of {total} and {nobody} {total:walrus}"
    assert holes(text) == ("total", "nobody")
    assert unfillable(text) == ("nobody", "total:walrus")


def _blocks(held):
    draft = Draft(held, compose_report(held), {}, held.due_date)
    return {
        (each.code, str(each.place), str(sorted(each.params.items(), key=str)))
        for each in ALL_CHECKS.run(draft)
        if each.severity == "block" and each.code[0] != "P"
    }


def test_it_discloses_a_business_left_out_as_acquired_by_the_decision():
    out = Result("Packet probes", "Tin", Leaf.X0, "N4", "?", "Yes", "Bought in May.", "Lena Hart", date(2026, 5, 1))
    held = facts()
    held = replace(held, decision=replace(held.decision, results=(*held.decision.results, out)))
    said = "This Report does not cover Packet probes: the business that makes it was acquired or first registered"
    assert said in words(held)
    assert "does not cover" not in words(facts())
    key = next(key for key, sentence in NOW.sentences() if sentence.code == "K16")
    assert NOW.why_demanded(key, dict(NOW.sentences())[key]).startswith("a business that is left out is disclosed")


def test_it_knows_what_each_code_of_the_rule_is_printed_for():
    codes = {sentence.code for _, sentence in NOW.sentences() if sentence.code and sentence.when is not always}
    assert codes <= set(CODES)
