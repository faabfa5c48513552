"""Deciding what is filed: who, why, on which data; and that the data is heard again when it changes."""

from dataclasses import replace

import pytest
from django.urls import reverse

from cmr.models import AuditEvent
from reports.determination.tree import Leaf
from reports.facts.outreach import Log
from reports.models import Determination
from reports.services import NotDecided, branches, decision_of, determination_decide
from suppliers.models import CoveredProduct
from tests.reports.decided import METALS, decide
from tests.reports.examples import AUDIT, LUNA, clean, facts

NO = {metal: {"Yes": 0, "No": 3, "Unknown": 0} for metal in METALS}
TO_N5 = (("N0", "yes"), ("N1", "yes"), ("N2", "yes"), ("N3", "no"), ("N4", "no"))


def test_it_leads_to_what_is_filed_and_keeps_who_and_why(period, legal):
    held = facts()
    assert decision_of(period, held).leaf is None

    decide(period, held, *TO_N5, ("N5", "reason"), ("N6", "otherwise"), ("N7", "no_label"), actor=legal)

    assert decision_of(period, held).leaf == Leaf.L7
    tin = Determination.objects.get(question="N5", metal="Tin")
    assert (tin.decided_by, tin.proposed, tin.rationale) == (legal, "reason", "Looked at it.")
    assert any("Luna Smelter, Ltd. (Rwanda)" in line for line in tin.said)
    assert (
        AuditEvent.objects.filter(event="determination.decided", actor=legal).count() == Determination.objects.count()
    )


def test_it_asks_a_shared_question_once(period):
    decide(period, facts(), ("N0", "yes"))
    row = Determination.objects.get()
    assert (row.family, row.metal) == ("", "")
    assert {branch.open.code for branch in branches(period, facts())} == {"N1"}


def test_it_decides_each_product_family_on_its_own(period):
    for family in ("Appliances", "Probes"):
        CoveredProduct.objects.create(period=period, name=f"{family} 1", family=family)
    decide(period, facts(), *TO_N5[:2], families=("Appliances",))

    found = {(branch.family, branch.metal): branch.open.code for branch in branches(period, facts())}
    assert len(found) == 8
    assert (found["Appliances", "Tin"], found["Probes", "Tin"]) == ("N2", "N1")


def test_it_refuses_no_reason_to_believe_with_a_facility_in_a_covered_country(period):
    held = facts(question_3_by_metal=NO)
    decide(period, held, *TO_N5)

    with pytest.raises(NotDecided, match="Luna Smelter"):
        decide(period, held, ("N5", "no_reason"), metals=("Tin",))

    decide(period, held, ("N5", "no_reason"), metals=("Gold",))


def test_it_wants_a_reason_and_an_answer_it_knows(period):
    for answer, rationale in (("yes", " "), ("perhaps", "Because.")):
        with pytest.raises(NotDecided):
            determination_decide(
                period, facts(), "N1", answer, metals=("Tin",), families=("",), rationale=rationale, actor=None
            )
    assert not Determination.objects.exists()


def test_it_falls_back_to_open_when_the_data_no_longer_allows_it(period):
    quiet = clean(question_3_by_metal=NO)
    decide(period, quiet, *TO_N5, ("N5", "no_reason"))
    assert decision_of(period, quiet).leaf == Leaf.L3

    loud = replace(quiet, annex=(*quiet.annex, LUNA))

    assert decision_of(period, loud).leaf is None
    tin = next(branch for branch in branches(period, loud) if branch.metal == "Tin")
    assert tin.open.code == "N5" and "Luna Smelter" in tin.because
    (still,) = decision_of(period, loud).open
    assert (still.metal, still.question) == ("Tin", "N5") and "Luna Smelter" in still.because


def test_it_asks_again_what_was_answered_against_the_data_when_the_data_changes(period):
    held = facts(question_3_by_metal=NO, sentinels=1)
    decide(period, held, *TO_N5, ("N5", "no_reason"), metals=("Gold",))
    later = replace(held, sentinels=5)
    gold = next(branch for branch in branches(period, later) if branch.metal == "Gold")
    assert [each.question.code for each in gold.decided if each.against] == ["N5"]
    assert gold.open.code == "N5" and "5 rows name no facility" in gold.because
    decide(period, later, ("N5", "no_reason"), metals=("Gold",))
    gold = next(branch for branch in branches(period, later) if branch.metal == "Gold")
    assert (gold.open, gold.leaf) == (None, Leaf.L3)


def test_it_does_not_ask_again_where_the_data_leads_to_the_answer_given(period):
    held = facts()
    decide(period, held, *TO_N5, ("N5", "reason"))
    assert {branch.open.code for branch in branches(period, replace(held, sentinels=5))} == {"N6"}


def test_it_does_not_ask_again_because_one_more_manufacturer_was_asked(period):
    held = facts(question_3_by_metal=NO)
    decide(period, held, *TO_N5)
    gold = next(branch for branch in branches(period, replace(held, surveyed=4)) if branch.metal == "Gold")
    assert (gold.open.code, gold.because) == ("N5", "")


def test_it_takes_the_label_only_with_the_audit_in_the_log(period):
    held = facts()
    decide(period, held, *TO_N5, ("N5", "reason"), ("N6", "otherwise"))
    with pytest.raises(NotDecided, match="audit"):
        decide(period, held, ("N7", "label"))

    audited = replace(held, log=Log(entries=(AUDIT,)))
    decide(period, audited, ("N7", "label"))

    assert decision_of(period, audited).leaf == Leaf.L6
    assert "audit" in decision_of(period, held).open[0].because


@pytest.fixture
def today_holds(monkeypatch):
    monkeypatch.setattr("reports.deciding.facts_now", lambda period, today: facts())


def test_it_asks_on_the_page_and_takes_the_answer(client_for, legal, period, today_holds):
    desk = client_for(legal)
    url = reverse("reports:decision", args=[period.year])
    assert "13(a) or 15(d)" in desk.get(url).content.decode()

    missing = desk.post(reverse("reports:decide", args=[period.year]), {"question": "N0", "answer": "yes"})
    assert missing.status_code == 400
    assert "Give the reason" in missing.content.decode()

    desk.post(
        reverse("reports:decide", args=[period.year]), {"question": "N0", "answer": "yes", "rationale": "Form 10-K."}
    )
    desk.post(
        reverse("reports:decide", args=[period.year]),
        {
            "question": "N1",
            "answer": "yes",
            "rationale": "We design them.",
            "branch": ["|Tin", "|Gold", "Not ours|Tin"],
        },
    )

    assert set(Determination.objects.filter(question="N1").values_list("family", "metal")) == {
        ("", "Tin"),
        ("", "Gold"),
    }
    page = desk.get(url).content.decode()
    assert "Form 10-K." in page and "Lena Hart" in page


def test_it_lets_the_administrator_look_and_not_decide(client_for, admin_user, period, today_holds):
    page = client_for(admin_user).get(reverse("reports:decision", args=[period.year])).content.decode()
    assert "The legal team decides" in page
    assert "<textarea" not in page
