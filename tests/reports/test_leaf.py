"""The leaf decided says what is filed: which documents, in which words, and what becomes of them."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from diligence.services import Evidence, entry_record
from reports.determination.tree import Leaf
from reports.document import plain
from reports.facts.decision import Decision, Open
from reports.facts.outreach import Log
from reports.narrative.compose import compose_report
from reports.out.binder import binder
from reports.prefiling import ALL_CHECKS
from reports.services import NotApproved, facts_now, filing_build, filing_filed, filing_sign_day
from reports.services.verification import filing_verify
from reports.texts.difference import compare
from tests.reports.decided import decide, decide_all
from tests.reports.examples import AUDIT, COUNSEL, REPORT, clean, decided, draft, facts, words
from tests.reports.signing import SIGNED, TODAY, all_sign

NO = {metal: {"Yes": 0, "No": 3, "Unknown": 0} for metal in ("Gold", "Tantalum", "Tin", "Tungsten")}
RESULTS = {
    Leaf.L1: "we have determined that these conflict minerals did not originate in the Covered Countries",
    Leaf.L2: "we reasonably believe that these conflict minerals came from recycled or scrap sources",
    Leaf.L3: "we have no reason to believe that these conflict minerals originated in the Covered Countries",
    Leaf.L4: "Due diligence showed that these conflict minerals did not originate in the Covered Countries",
    Leaf.L5: "Due diligence showed that these conflict minerals came from recycled or scrap sources",
    Leaf.L8: "we have reason to believe that these conflict minerals may have originated in the Covered Countries",
}


def quiet(leaf: Leaf, **more):
    fields = {"log": Log(entries=(COUNSEL,))} | more
    return clean(question_3_by_metal=NO, decision=decided(leaf), **fields)


def blocking(held) -> set[str]:
    return {finding.code for finding in ALL_CHECKS.run(draft(held)) if finding.severity == "block"}


@pytest.mark.parametrize("leaf", RESULTS)
def test_it_files_the_form_alone_with_the_inquiry_and_the_result_of_its_leaf(leaf):
    held = quiet(leaf)
    report, text = compose_report(held), words(held)
    assert [part.code for part in report.parts] == ["sd"]
    assert report.head == "Form SD for 2025"
    assert "We therefore conducted in good faith a reasonable country of origin inquiry" in text
    assert [other for other, result in RESULTS.items() if result in text] == [leaf]
    assert "Exhibit 1.01" not in text and "Annex" not in text
    assert "Item 1.02 Exhibit Not applicable." in text and "Item 3.01 Exhibits None." in text
    assert blocking(held) == set()


@pytest.mark.parametrize("leaf", [Leaf.L4, Leaf.L5])
def test_it_tells_due_diligence_only_where_it_decided(leaf):
    assert "exercised due diligence on their source and chain of custody" in words(quiet(leaf))
    assert "due diligence on their source" not in words(quiet(Leaf.L3))


@pytest.mark.parametrize("leaf", [Leaf.L8, Leaf.L4])
def test_it_names_the_facilities_in_covered_countries_in_the_form_alone_too(leaf):
    held = facts(decision=decided(leaf), log=Log(entries=(COUNSEL,)))
    assert "Luna Smelter, Ltd. (tin, CID003387), located in Rwanda" in words(held)
    assert blocking(held) == set()


def test_it_hears_a_conclusion_that_the_facilities_refute():
    assert "G07" in blocking(facts(decision=decided(Leaf.L3)))


def test_it_files_the_report_where_the_leaf_calls_for_one():
    text = words(facts(decision=REPORT))
    assert "as required by Items 1.01 and 1.02 of this Form" in text
    assert "We do not describe any of the Covered Products as “DRC conflict free,”" in text
    assert not any(result in text for result in RESULTS.values())


def test_it_calls_products_conflict_free_only_by_the_leaf_with_its_audit():
    held = facts(decision=decided(Leaf.L6), log=Log(entries=(AUDIT,)))
    text = words(held)
    assert "We describe the Covered Products as “DRC conflict free,”" in text
    assert "independent private sector audit of this Report by Northgate LLP. Its report, dated April 1, 2026" in text
    assert "Annex III: Independent Private Sector Audit Report" in text
    assert "do not describe any" not in text and "T04" not in blocking(held)
    without = words(facts(decision=decided(Leaf.L6)))
    assert "We describe" not in without and "Annex III" not in without


def test_it_prints_the_results_where_they_differ_and_only_there():
    held = facts(decision=decided(Leaf.L3, Leaf.L2, Leaf.L7, Leaf.X0))
    (table,) = draft(held).tables("results")
    assert [column.name for column in table.columns] == ["Conflict Mineral", "Result"]
    assert [row[1] for row in table.rows] == [
        "No reason to believe in an origin in the Covered Countries",
        "Came from recycled or scrap sources",
        "Reason to believe in a possible origin in the Covered Countries",
        "Not contained, or not necessary",
    ]
    assert not list(draft(facts(decision=REPORT)).tables("results"))


def test_it_prints_them_by_product_family():
    two = Decision(
        decided(Leaf.L7, family="Appliances").results + decided(Leaf.L3, family="Probes").results,
    )
    (table,) = draft(facts(decision=two)).tables("results")
    assert [plain(row[0]) for row in table.rows] == ["Appliances"] * 4 + ["Probes"] * 4
    assert two.leaf == Leaf.L7, "the whole takes the most demanding"


def test_it_writes_a_memo_where_nothing_is_owed():
    held = facts(decision=decided(Leaf.X0))
    report = compose_report(held)
    text = words(held)
    assert [part.code for part in report.parts] == ["memo"] and draft(held).pages == {}
    assert "does not owe a Form SD for 2025" in text and "FORM SD" not in text
    (table,) = draft(held).tables("decisions")
    assert table.rows[0][-2:] == ("Looked at it.", "Lena Hart, May 4, 2026")
    assert not ALL_CHECKS.run(draft(held))


def test_it_stays_a_draft_that_says_which_questions_are_open():
    still = Decision(
        results=REPORT.results[:2],
        open=(Open("", "Tin", "N5", "What does it show?", "The data says otherwise."), Open("", "Gold", "N7", "How?")),
    )
    held = facts(decision=still)
    told = [
        ALL_CHECKS.message(finding.code, finding.params)
        for finding in ALL_CHECKS.run(draft(held))
        if finding.code == "F17"
    ]
    assert told == ["Tin: What does it show? The data says otherwise.", "Gold: How? This is not decided."]
    assert [part.code for part in compose_report(held).parts] == ["sd", "ex101"], "the form that the data calls for"
    assert blocking(facts(decision=Decision(open=(Open("", "Tin", "N0", "?"),)))) == {"F17"}
    assert {"F17"} == blocking(replace(facts(), decision=Decision()))


def test_it_hears_documents_of_another_leaf():
    other = replace(draft(facts()), facts=quiet(Leaf.L3))
    assert "F14" in {finding.code for finding in ALL_CHECKS.run(other)}


def test_it_compares_reports_with_and_without_an_exhibit():
    changes = compare(compose_report(facts()), compose_report(quiet(Leaf.L3)))
    assert any("no reason to believe" in "".join(span.words for span in each.spans) for each in changes)


# In the database: built, packed, signed, verified.


@pytest.fixture
def counselled(approvable, people):
    """The year decided otherwise: the form alone, with counsel's sign-off."""
    told = {"counsel": "Ana Roth", "opinion": "The statement stands."}
    evidence = Evidence(sha256="a" * 64, name="opinion.pdf")
    entry_record(approvable, "counsel", day=date(2026, 4, 2), told=told, evidence=evidence, actor=None)
    for metal in ("Gold", "Tantalum", "Tin", "Tungsten"):
        decide(approvable, facts_now(approvable, TODAY), ("N7", "form_only"), metals=(metal,))
    filing_sign_day(approvable, SIGNED, today=TODAY, actor=people[0])
    return approvable


def test_it_builds_packs_and_verifies_a_filing_without_an_exhibit(counselled, people, client_for):
    built = filing_build(counselled, actor=people[0], today=TODAY)
    assert not built.snapshot.draft
    assert sorted(built.documents) == ["form-sd.pdf", "sd.htm"]
    answer = client_for(people[0]).get(reverse("reports:package", args=[built.snapshot.pk]))
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.namelist() == ["sd.htm", "form-sd.pdf", "manifest.json"]
    manifest = json.loads(archive.read("manifest.json"))
    assert [each["type"] for each in manifest["documents"]] == ["SD", "unofficial copy"]
    filing = all_sign(built.snapshot, people)
    assert filing_verify(filing).wrong == []
    assert binder(built.snapshot)
    assert client_for(people[0]).get(reverse("reports:filing", args=[counselled.year])).status_code == 200


def test_it_keeps_a_memo_that_is_signed_and_never_filed(approvable, people, client_for):
    decide(approvable, facts_now(approvable, TODAY), ("N0", "no"))
    filing_sign_day(approvable, SIGNED, today=TODAY, actor=people[0])
    built = filing_build(approvable, actor=people[0], today=TODAY)
    assert list(built.documents) == ["memo.pdf"] and not built.snapshot.draft
    filing = all_sign(built.snapshot, people)
    with pytest.raises(NotApproved, match="No Form SD is owed"):
        filing_filed(filing, filed_on=TODAY, accession_number="0001234567-26-000123", today=TODAY, actor=people[0])
    assert filing_verify(filing).wrong == []
    desk = client_for(people[0])
    assert desk.get(reverse("reports:package", args=[built.snapshot.pk])).status_code == 404
    page = desk.get(reverse("reports:filing", args=[approvable.year])).content.decode()
    assert "Memo on scope" in page and reverse("reports:package", args=[built.snapshot.pk]) not in page


def test_it_builds_a_draft_until_the_open_questions_are_answered(approvable, people, client_for):
    decide(approvable, clean(question_3_by_metal=NO), ("N5", "no_reason"), metals=("Tin",))  # on other data
    built = filing_build(approvable, actor=people[0], today=TODAY)
    assert built.snapshot.draft and {finding.code for finding in built.blocking} == {"F17"}
    page = client_for(people[0]).get(reverse("reports:filing", args=[approvable.year])).content.decode()
    assert reverse("reports:decision", args=[approvable.year]) in page and "not decided" in page
    assert "The data says otherwise" in page
    decide_all(approvable)
    assert not filing_build(approvable, actor=people[0], today=TODAY).blocking
