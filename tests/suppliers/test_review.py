"""Decisions: each leaves who, when and why, and of two reviewers at once one wins."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from cmr.audit import chain_breaks
from cmr.models import AuditEvent, User
from suppliers.models import Contact, CorrectionRequest, FindingRow, Letter, Request, Submission
from suppliers.services.review import Conflict, NotAllowed, submission_accept, submission_return
from tests.suppliers.parts import a_submission, an_upload


@pytest.fixture
def submission(alder) -> Submission:
    return a_submission(an_upload(alder))


def state(submission: Submission) -> str:
    return Submission.objects.get(pk=submission.pk).state


def test_it_accepts_with_a_note(submission, legal):
    submission_accept(submission, actor=legal, note="Complete.")

    stored = Submission.objects.get()
    assert (stored.state, stored.decided_by, stored.decision_note) == ("accepted", legal, "Complete.")
    assert stored.decided_at
    assert stored.request.state == "accepted"
    event = AuditEvent.objects.get(event="submission.accepted")
    assert (event.actor, event.reason, event.before, event.after["state"]) == (
        legal,
        "Complete.",
        {"state": "in_review"},
        "accepted",
    )
    assert chain_breaks() == []


def test_it_asks_for_correction_and_says_what(submission, legal):
    submission_return(submission, actor=legal, note="Question 3 contradicts row 12.")

    stored = Submission.objects.get()
    assert (stored.state, stored.decision_note) == ("needs_correction", "Question 3 contradicts row 12.")
    assert stored.request.state == "needs_correction"


def test_it_wants_to_know_what_is_to_be_corrected(submission, legal):
    with pytest.raises(ValueError, match="must be corrected"):
        submission_return(submission, actor=legal, note="  ")
    assert state(submission) == "in_review"
    assert not AuditEvent.objects.exists()


def test_it_lets_a_person_overrule_the_checks_request_for_correction(alder, legal):
    submission = a_submission(an_upload(alder), state="needs_correction")
    submission_accept(submission, actor=legal, note="The answer is right; explained by mail.")
    assert state(submission) == "accepted"


def test_it_lets_a_person_say_more_than_the_checks_did(alder, legal):
    submission = a_submission(an_upload(alder), state="needs_correction")
    submission_return(submission, actor=legal, note="And the date is of last year.")
    assert Submission.objects.get().decision_note == "And the date is of last year."


def test_it_reopens_what_was_accepted_by_asking_for_correction(submission, legal):
    submission_accept(submission, actor=legal)
    submission_return(submission, actor=legal, note="A smelter was withdrawn.")
    assert state(submission) == "needs_correction"
    assert Request.objects.get().state == "needs_correction"


def test_it_supersedes_the_accepted_one_only_when_its_successor_is_accepted(alder, legal):
    first = a_submission(an_upload(alder, b"one"))
    submission_accept(first, actor=legal)
    second = a_submission(an_upload(alder, b"two"))
    assert state(first) == "accepted"

    submission_accept(second, actor=legal)
    assert (state(first), state(second)) == ("superseded", "accepted")


@pytest.mark.parametrize("first", [submission_accept, submission_return])
@pytest.mark.parametrize("second", [submission_accept, submission_return])
def test_it_lets_one_of_two_reviewers_win_and_tells_the_other(first, second, submission, legal, admin_user):
    mine, theirs = Submission.objects.get(), Submission.objects.get()
    first(mine, actor=legal, note="first")

    with pytest.raises(Conflict):
        second(theirs, actor=admin_user, note="second")

    stored = Submission.objects.get()
    assert (stored.decided_by, stored.decision_note) == (legal, "first")
    assert AuditEvent.objects.filter(event__startswith="submission.").count() == 1


def test_it_does_not_decide_on_what_was_superseded(alder, legal):
    old = a_submission(an_upload(alder), state="superseded")
    with pytest.raises(NotAllowed):
        submission_accept(old, actor=legal)


def test_it_writes_to_each_person_what_to_correct_in_their_language(submission, alder, alice, bob, legal):
    Contact.objects.create(supplier=alder.supplier, user=bob)
    User.objects.filter(pk=bob.pk).update(language="zh-hans")
    found = FindingRow.objects.create(
        submission=submission, code="CMRT-S02", severity="block", sheet="Smelter List", cell="B9", params={}
    )

    submission_return(submission, actor=legal, note="Call me.", findings=[found], due_date=date(2026, 4, 30))

    letters = {letter.to_address: letter for letter in Letter.objects.all()}
    assert letters.keys() == {alice.email, bob.email}
    english, chinese = letters[alice.email], letters[bob.email]
    assert "Smelter List!B9" in english.body and "Call me." in english.body and "30 April 2026" in english.body
    assert "2026年4月30日" in chinese.body
    alder.refresh_from_db()
    assert alder.due_date == date(2026, 4, 30)
    asked = CorrectionRequest.objects.get()
    assert asked.findings == [
        {"code": "CMRT-S02", "severity": "block", "sheet": "Smelter List", "cell": "B9", "params": {}}
    ]


def test_it_writes_to_nobody_who_no_longer_answers(submission, alder, legal):
    alder.supplier.contacts.update(ended_at=timezone.now())

    submission_return(submission, actor=legal, note="Please name the refiner.")

    assert not Letter.objects.exists()
    assert CorrectionRequest.objects.get().note == "Please name the refiner."


def test_it_asks_on_the_desk_for_the_findings_ticked(submission, alder, client_for, legal):
    for code, cell in (("CMRT-S02", "B9"), ("CMRT-Q2", "D30")):
        FindingRow.objects.create(submission=submission, code=code, severity="warn", sheet="Declaration", cell=cell)
    client = client_for(legal)
    page = client.get(reverse("review:submission", args=[submission.pk]))
    form = {"decision": "return", "seen": page.context["seen"], "due_date": "2099-01-31"}

    refused = client.post(reverse("review:decide", args=[submission.pk]), form)
    assert refused.status_code == 400
    assert "Choose what the manufacturer should correct" in refused.content.decode()

    client.post(reverse("review:decide", args=[submission.pk]), form | {"things": ["CMRT-Q2"]})
    asked = CorrectionRequest.objects.get()
    assert [row["code"] for row in asked.findings] == ["CMRT-Q2"]
    assert asked.due_date == date(2099, 1, 31)


def test_it_takes_a_part_out_of_an_answer_with_a_reason(alder, client_for, legal):
    whole, probes = an_upload(alder, b"1"), an_upload(alder, b"2", covers="Probes")
    a_submission(whole, state="accepted")
    Submission.objects.filter(pk=a_submission(probes, state="needs_correction").pk).update(covers="Probes")
    desk, url = client_for(legal), reverse("review:part_taken_out", args=[alder.pk])

    desk.post(url, {"covers": "Probes", "reason": " "})
    assert Submission.objects.get(upload=probes).state == "needs_correction"

    desk.post(url, {"covers": "Probes", "reason": "The statement took its place."})
    alder.refresh_from_db()
    assert Submission.objects.get(upload=probes).state == "withdrawn"
    assert alder.state == "accepted"
    event = AuditEvent.objects.get(event="request.part_withdrawn")
    assert (event.actor, event.reason) == (legal, "The statement took its place.")
    page = desk.get(reverse("review:manufacturer", args=[alder.pk])).content.decode()
    assert "no longer counted" in page
