"""Decisions: each leaves who, when and why, and of two reviewers at once one wins."""

import pytest

from cmr.audit import chain_breaks
from cmr.models import AuditEvent
from suppliers.models import Request, Submission
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
    assert AuditEvent.objects.count() == 1


def test_it_does_not_decide_on_what_was_superseded(alder, legal):
    old = a_submission(an_upload(alder), state="superseded")
    with pytest.raises(NotAllowed):
        submission_accept(old, actor=legal)
