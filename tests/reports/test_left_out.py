"""What decisions on unknown names do to the filing: counted as a facility, left out with the reason, or still open."""

from datetime import date
from html import unescape

import pytest

from reports.facts.conclusion import Ground
from reports.facts.gather import build_facts
from reports.out.export import facts_out
from reports.services import filing_build
from smelters.models import Smelter
from suppliers.models import UnknownName
from suppliers.services.dispositions import disposition_undo, name_decide
from tests.reports.year import asked, facility, mention, sent

TODAY = date(2026, 5, 2)


@pytest.fixture
def tin(db) -> Smelter:
    return facility("Tin", 1, "Luna Smelter, Ltd.", "RWANDA")


@pytest.fixture
def names(period, tin) -> dict[str, UnknownName]:
    """Two manufacturers that name three things which nobody knows, one of them both."""
    found = {
        key: UnknownName.objects.create(metal="Tin", key=key, name=name)
        for key, name in {"harbor": "Harbor Metals", "depot": "Paste Depot", "lunar": "Lunar Smelter"}.items()
    }
    for maker, keys in {"Alder": ("harbor", "depot"), "Birchfield": ("harbor", "lunar")}.items():
        submission = sent(asked(period, maker), tin)
        for number, key in enumerate(keys, 1):
            mention(submission, number, name=found[key].name, country="CHINA", unknown_name=found[key])
    return found


def decide(name: UnknownName, period, kind: str, **fields):
    name.refresh_from_db()
    given = {"reason": "A distributor of paste.", "actor": None, "seen": name.version}
    return name_decide(name, period, kind, **given | fields)


def sentences(built) -> str:
    return b" ".join(built.documents[kind] for kind in built.documents if kind.endswith(".htm")).decode()


def test_it_counts_what_was_matched_as_the_facility(period, names, tin):
    decide(names["lunar"], period, "alias", smelter=tin)
    facts = build_facts(period, today=TODAY)
    assert [row.name for row in facts.annex] == ["Luna Smelter, Ltd."]
    assert len(facts.annex[0].sources) == 3
    assert [row.name for row in facts.unresolved] == ["Harbor Metals", "Paste Depot"]


def test_it_lists_what_was_left_out_with_the_reason(period, names):
    decide(names["harbor"], period, "not_a_smelter")
    facts = facts_out(build_facts(period, today=TODAY))
    assert facts["excluded_names"] == [
        {
            "metal": "Tin",
            "name": "Harbor Metals",
            "country": "China",
            "kind": "not_a_smelter",
            "reason": "A distributor of paste.",
            "manufacturers": 2,
        }
    ]
    assert [row["name"] for row in facts["unresolved"]] == ["Lunar Smelter", "Paste Depot"]
    assert facts["total"] == 1


def test_what_was_reported_stays_unresolved_and_an_undo_brings_back(period, names):
    decide(names["harbor"], period, "reported_to_rmi", reference_date=TODAY)
    assert len(build_facts(period, today=TODAY).unresolved) == 3
    row = decide(names["harbor"], period, "withdrawn")
    assert len(build_facts(period, today=TODAY).unresolved) == 2
    names["harbor"].refresh_from_db()
    disposition_undo(row, reason="It was not.", actor=None, seen=names["harbor"].version)
    assert len(build_facts(period, today=TODAY).unresolved) == 3


@pytest.mark.parametrize(("kind", "open_ground"), [("duplicate", False), ("upstream_downstream", True)])
def test_only_a_duplicate_leaves_no_facility_unnamed(period, names, kind, open_ground):
    for name in names.values():
        decide(name, period, kind)
    facts = build_facts(period, today=TODAY)
    assert not facts.unresolved
    assert (Ground.UNIDENTIFIED in facts.grounds) is open_ground


def test_the_report_says_how_many_names_were_left_out_and_as_what(period, names, legal):
    decide(names["harbor"], period, "not_a_smelter")
    decide(names["depot"], period, "not_a_smelter")
    decide(names["lunar"], period, "closed")
    built = filing_build(period, actor=legal, today=TODAY)
    words = " ".join(sentences(built).split())
    assert "On review, we did not count three names: two as not a smelter or refiner and one as closed or" in words
    assert not [finding for finding in built.findings if finding.code == "P02" and "neither listed" in str(finding)]


def test_annex_one_notes_a_recycler_and_a_closed_facility_whose_stock_was_used(period, names, tin, legal):
    closed = facility("Tin", 2, "Old Works", "CHINA")
    other = facility("Gold", 3, "Quiet Refining", "GERMANY")
    sent(asked(period, "Cascade"), other)
    decide(names["lunar"], period, "recycler", smelter=tin)
    decide(names["harbor"], period, "closed", smelter=closed, stock_used=True)
    built = filing_build(period, actor=legal, today=TODAY)
    assert {row.name: row.note for row in built.facts.annex} == {
        "Luna Smelter, Ltd.": "Recycler",
        "Old Works": "Closed",
        "Quiet Refining": "",
    }
    assert [row["recycler"] for row in facts_out(built.facts)["annex"]] == [False, True, False]
    words = " ".join(unescape(sentences(built)).split())
    assert "The note “Recycler” marks one facility that" in words
    assert "The note “Closed” marks one facility that" in words
    assert words.count(">Recycler</") == words.count(">Closed</") == 1
    codes = {finding.code for finding in built.findings}
    assert not codes & {"P02", "S15", "C01", "C12", "T26", "P04"}


def test_the_note_is_no_column_where_there_is_nothing_to_note(period, names, legal):
    decide(names["lunar"], period, "closed")
    built = filing_build(period, actor=legal, today=TODAY)
    assert ">Note</" not in sentences(built)
