"""Many different years: whatever the evidence, the report says nothing that it does not carry, and reads as prose."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from reports.determination.tree import Leaf
from reports.document import Bullets, Heading, Paragraph, Table, plain
from reports.facts.conclusion import Conclusion, Ground
from reports.narrative.compose import compose_report
from reports.prefiling import ALL_CHECKS
from tests.reports.examples import (
    ANNEX,
    FILER,
    LIST,
    LUNA,
    SANCTIONED,
    TABLES,
    clean,
    decided,
    draft,
    facts,
    graded,
    origins,
    row,
    words,
)  # fmt: skip

METALS = ("Gold", "Tantalum", "Tin", "Tungsten")
NO_ANSWER: dict[str, Any] = {
    "question_3": {"yes": 0, "no": 0, "unknown": 0, "out": 0},
    "question_3_by_metal": {metal: {"Yes": 0, "No": 0, "Unknown": 0} for metal in METALS},
    "declared_by_metal": dict.fromkeys(METALS, 0),
}
NOTHING: dict[str, Any] = NO_ANSWER | {
    "annex": (), "unresolved": (), "sentinels": 0, "responded": 0, "accepted": 0, "files": (), "returned": 0,
    "received": None, "effective": None, "declaration_levels": {"A": 0, "B": 0, "C": 0},
}  # fmt: skip
ALONE: dict[str, Any] = {
    "surveyed": 1, "responded": 1, "accepted": 1, "files": facts().files[:1], "returned": 0, "unresolved": (),
    "sentinels": 0, "declaration_levels": {"A": 1, "B": 0, "C": 0}, "declared_by_metal": dict.fromkeys(METALS, 1),
}  # fmt: skip
NO = {"question_3": {"yes": 0, "no": 1, "unknown": 0, "out": 0}}
OUT = {"yes": 0, "no": 0, "unknown": 0, "out": 1}
YES = {"question_3": {"yes": 1, "no": 0, "unknown": 0, "out": 0}}
UGANDA = row("Gold", 2222, "Kampala Gold", "Uganda", "UG", "active")
TANZANIA = row("Gold", 2223, "Mwanza Gold", "Tanzania, United Republic of", "TZ", "not_listed")
UNKNOWN_LIST = {"list_name": "", "list_date": None}
CORRECTED = replace(ANNEX[0], corrected=True, list_name="", list_date=None)
ODD_NAME = row("Gold", 1, '日本製錬 <b>&"O\'Brien" ^ Société ' + "x" * 100, "Côte d'Ivoire", "CI")

# A year, and the findings that block its filing.
YEARS: dict[str, tuple[Any, set[str]]] = {
    "nobody was asked": (facts(**NOTHING | {"surveyed": 0, "requested": None, "lists": ()}), {"P01", "T20"}),
    "nobody answered": (facts(**NOTHING | {"without_accepted": ("A", "B", "C")}), {"P01"}),
    "the one asked did not answer": (facts(**NOTHING | {"surveyed": 1, "without_accepted": ("A",)}), {"P01"}),
    "none accepted": (facts(**NOTHING | {"responded": 2, "without_accepted": ("A", "B", "C")}), {"P01"}),
    "three of eight": (facts(surveyed=8, responded=5, without_accepted=tuple("ABCDE")), {"P01"}),
    "one facility, in Rwanda": (facts(**ALONE | YES, annex=(LUNA,)), set()),
    "one facility, elsewhere": (facts(**ALONE | NO, annex=ANNEX[:1]), set()),
    "two facilities, elsewhere": (clean(annex=ANNEX[:2]), set()),
    "one not listed in Tanzania": (facts(annex=(*clean().annex, TANZANIA)), set()),
    "three covered countries": (facts(annex=(ANNEX[0], UGANDA, TANZANIA, LUNA)), set()),
    "only covered countries": (facts(annex=(UGANDA, LUNA)), set()),
    "no facility": (facts(annex=(), unresolved=(), sentinels=0), set()),
    "only entries that name none": (facts(annex=(), unresolved=()), set()),
    "no sourcing beside Rwanda": (facts(question_3={"yes": 0, "no": 3, "unknown": 0, "out": 0},
                                        no_sourcing_but_listing_covered=2), set()),
    "one no beside Rwanda": (facts(no_sourcing_but_listing_covered=1), set()),
    "clean": (clean(), set()),
    "clean, product level": (clean(declaration_levels={"A": 0, "B": 3, "C": 0}, annex=(ANNEX[0], ANNEX[3])), set()),
    "clean but for an entry": (clean(sentinels=1), set()),
    "recycled": (clean(recycled=3, all_recycled=3, recycled_by_metal=dict.fromkeys(METALS, 3)), set()),
    "no metal declared": (facts(**ALONE | NO_ANSWER | {"annex": (), "question_3": OUT}), {"F16"}),
    "all not listed": (clean(annex=(ANNEX[2],)), set()),
    "no list": (facts(lists=(), annex=tuple(replace(each, status="not_listed", **UNKNOWN_LIST) for each in ANNEX)),
                {"T20"}),
    "a list for some metals": (facts(annex=(*ANNEX[:-1], replace(ANNEX[-1], status="not_listed", **UNKNOWN_LIST))),
                               set()),
    "two lists": (facts(lists=(LIST, replace(LIST, as_of=date(2026, 2, 1)))), set()),
    "a correction": (facts(annex=(CORRECTED, *ANNEX[1:])), set()),
    "corrections and no list": (facts(lists=(), annex=(CORRECTED,)), {"T20"}),
    "origins": (facts(origins=dict.fromkeys(METALS, ()) | {"Gold": ("CD", "PE")}, mines=2), set()),
    "origins not understood": (clean(unread_origins=1, mines=1), set()),
    "graded": (graded(), set()),
    "graded, one facility": (graded(facts(**ALONE | YES, annex=(LUNA,))), set()),
    "graded, none in an area": (graded(clean(annex=(ANNEX[0],))), set()),
    "graded, a place not known": (graded(clean(annex=(ANNEX[0], replace(ANNEX[2], country="", country_code="")))),
                                  {"G04"}),
    "graded, two tables of areas": (graded(None, *TABLES, replace(TABLES[0], name="EU list of areas")), set()),
    "areas and no grades": (graded(None, TABLES[0]), set()),
    "a screening and no grades": (graded(None, TABLES[2]), set()),
    "sanctioned": (graded(None, *TABLES, SANCTIONED), {"G11"}),
    "no facility to grade": (graded(facts(annex=(), unresolved=(), sentinels=0)), set()),
    "origins from a table": (graded(stated=origins(("Gold", "CID000113", "PE"), ("Tin", "CID003387", "CD"),
                                                   publishable=True)), set()),
    "origins not to be printed": (graded(stated=origins(("Gold", "CID000113", "PE"))), set()),
    "origins in part not to be printed": (graded(facts(origins=dict.fromkeys(METALS, ()) | {"Gold": ("CL",)}),
                                                 stated=origins(("Gold", "CID000113", "PE"))), set()),
    "user-defined scope": (facts(declaration_levels={"A": 0, "B": 0, "C": 3}), set()),
    "odd names": (facts(filer=replace(FILER, name="Smith & Söhne <AG> “Nord”", policy_url="", overview=""),
                        annex=(ODD_NAME,)), set()),
}  # fmt: skip


@pytest.fixture(params=YEARS)
def held(request):
    return YEARS[request.param][0]


@pytest.mark.parametrize("name", YEARS)
def test_it_blocks_what_must_not_be_filed_and_nothing_else(name):
    held, blocking = YEARS[name]
    assert {finding.code for finding in ALL_CHECKS.run(draft(held)) if finding.severity == "block"} == blocking


def test_it_leaves_no_heading_announcement_or_table_without_what_it_announces(held):
    for part in compose_report(held).parts:
        for block, following in zip(part.blocks, (*part.blocks[1:], None), strict=True):
            if isinstance(block, Heading) and part.code == "ex101":
                assert following and (not isinstance(following, Heading) or following.level > block.level), block
            if isinstance(block, Paragraph) and block.style == "body" and part.code == "ex101":
                assert plain(block.text).endswith(":") == isinstance(following, Bullets), plain(block.text)
            if isinstance(block, Table):
                assert block.rows, block.name


def test_it_agrees_in_number(held):
    text = words(held)
    for wrong in (
        r"\bone (facilities|manufacturers|contract manufacturers|CMRTs|names|entries|declarations)\b",
        r"\b(zero|two|three|\d\d+) (facility|contract manufacturer|CMRT|name|entry)\b",
        r"\bone [\w ]{0,20}\b(are|were|have)\b(?! \w+ed by)",
        r"\b(of|the) zero\b(?! contract manufacturers within)",
        r"\bof the one\b",
        r"\bnone of the two\b",
        r" [,.;]| \)|\( |\(\)|\.\.| {2}",
    ):
        assert not re.search(wrong, text.replace("one of the accepted CMRTs were", "")), re.search(wrong, text)


def test_it_says_that_nobody_answered_or_nothing_was_accepted():
    text = words(YEARS["nobody answered"][0])
    assert "We have not received a CMRT that we could read from any contract manufacturer" in text
    assert "We do not have an accepted CMRT from any contract manufacturer" in text
    for claim in ("We examined each CMRT", "We kept each CMRT", "We linked each facility", "We compared", "lists of"):
        assert claim not in text, claim
    text = words(YEARS["none accepted"][0])
    assert "We have not accepted any CMRT that we received" in text
    assert "Two CMRTs received and not accepted." in text


def test_it_names_facilities_in_several_covered_countries_as_a_sentence_does():
    assert (
        "Of the four facilities in Annex I, three are located in Covered Countries: Kampala Gold (gold, CID002222), "
        "located in Uganda, whose status is active; Mwanza Gold (gold, CID002223), located in Tanzania, whose status "
        "is “not listed”; and Luna Smelter, Ltd. (tin, CID003387), located in Rwanda, whose status is conformant."
    ) in words(YEARS["three covered countries"][0])
    assert "The one facility in Annex I is located in a Covered Country: Luna" in words(
        YEARS["one facility, in Rwanda"][0]
    )


@pytest.mark.parametrize(
    ("changes", "ground"),
    [
        ({"sentinels": 1}, Ground.UNIDENTIFIED),
        ({"unread_origins": 1}, Ground.UNREAD),
        ({"annex": (row("Gold", 9, "Somewhere", "", ""),)}, Ground.UNPLACED),
        ({"question_3": {"yes": 0, "no": 2, "unknown": 1, "out": 0}}, Ground.UNKNOWN),
        ({"surveyed": 0, "accepted": 0}, Ground.SILENT),
    ],
)
def test_it_never_concludes_more_than_the_evidence_carries(changes, ground):
    held = clean(**changes)
    assert held.conclusion == Conclusion.REASON_TO_BELIEVE and held.grounds == (ground,)


def test_it_takes_manufacturers_without_any_mineral_out_of_the_recycled_count():
    held = clean(recycled=2, all_recycled=2, question_3={"yes": 0, "no": 0, "unknown": 2, "out": 1})
    assert held.conclusion == Conclusion.RECYCLED
    text = words(held)
    assert "whether all of them came from recycled" not in text
    assert "we reasonably believe that these conflict minerals came from recycled or scrap sources" in text


def test_it_says_what_no_list_and_no_answer_leaves_open_in_the_form_alone():
    text = words(clean(sentinels=1, decision=decided(Leaf.L3)))
    assert "The declarations contain entries that do not identify a smelter or refiner." in text
    assert "Exhibit 1.01" not in text and "we have no reason to believe" in text


def test_it_speaks_of_lists_only_where_there_are_any():
    text = words(YEARS["no list"][0])
    assert "For six facilities, no list was available to us that covers the metal." in text
    assert "neither a list nor any other information was available to us" in text
    for claim in ("the list shows", "the lists show", "The statuses rest on", "published lists of their results"):
        assert claim not in text, claim
    some = words(YEARS["a list for some metals"][0])
    assert "The statuses rest on the list" in some and "For one facility, no list was available" in some


def test_it_says_whose_status_the_team_recorded_and_what_the_words_then_mean():
    text = words(YEARS["a correction"][0])
    assert "For one facility (CID000113), the status rests on information that we recorded ourselves" in text
    assert "“Conformant” means that the list, or the information that we recorded in place of a list, shows" in text
    alone = words(YEARS["corrections and no list"][0])
    assert (
        "means that the information that we recorded ourselves shows" in alone and "The statuses rest on" not in alone
    )


def test_it_does_not_deny_mines_or_origins_that_a_manufacturer_states():
    text = words(YEARS["origins not understood"][0])
    assert "contain one entry in which a mine is stated" in text
    assert "In one entry, the accepted CMRTs describe an origin without naming a country" in text
    assert "does not extend to individual mines" not in text
    assert "do not state the countries of origin" not in text


def test_it_calls_statuses_different_by_metal_only_across_metals():
    twice = (row("Gold", 1, "Same Name", "China", "CN"), row("Gold", 2, "Same Name", "China", "CN", "not_listed"))
    assert not facts(annex=twice).names_with_two_statuses


def test_it_claims_work_since_the_period_ended_only_on_evidence():
    assert "Since the end of the Reporting Period we have received and examined CMRTs" in words(facts())
    assert "Since the end of the Reporting Period" not in words(facts(received=None, effective=None))


def test_it_says_which_facilities_it_knows_from_manufacturers_alone():
    sentence = "For one facility, the name, the RMI ID and the country of location are as stated in the accepted CMRTs"
    assert sentence in words(facts(annex=(*ANNEX[:-1], replace(ANNEX[-1], reported=True))))
    assert "as stated in the accepted CMRTs;" not in words(facts())
