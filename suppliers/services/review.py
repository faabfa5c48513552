"""The team's decisions on a submission: accept it, or ask for correction. Two at once: one wins, the other is told."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cmr import audit
from cmr.models import User
from suppliers.models import Request, Submission
from suppliers.services.requests import request_hold, request_settle
from suppliers.transitions import Conflict, NotAllowed, move

__all__ = ["Conflict", "NotAllowed", "submission_accept", "submission_return"]


@transaction.atomic
def submission_accept(submission: Submission, *, actor: User | None, note: str = "") -> Submission:
    """Let the filing rest on this submission; the one accepted before it is superseded.

    Raises Conflict when somebody decided since the caller looked, NotAllowed when it is superseded or accepted already.
    """
    request = request_hold(submission.request_id)
    for earlier in request.submissions.filter(state=Submission.State.ACCEPTED).exclude(pk=submission.pk):
        move(earlier, Submission.State.SUPERSEDED)
    return _decide(submission, request, Submission.State.ACCEPTED, "submission.accepted", actor, note)


@transaction.atomic
def submission_return(submission: Submission, *, actor: User | None, note: str) -> Submission:
    """Ask the manufacturer for correction; `note` says what, and they see it. Raises like submission_accept."""
    if not note.strip():
        raise ValueError("Say what must be corrected.")
    request = request_hold(submission.request_id)
    return _decide(submission, request, Submission.State.NEEDS_CORRECTION, "submission.returned", actor, note)


def _decide(submission: Submission, request: Request, to: str, event: str, actor: User | None, note: str) -> Submission:
    before, note = {"state": submission.state}, note.strip()
    # The last decision the caller saw is part of what is compared: asking twice for correction leaves the state alone.
    seen = Q(decided_at=submission.decided_at) if submission.decided_at else Q(decided_at__isnull=True)
    move(submission, to, where=seen, decided_by=actor, decided_at=timezone.now(), decision_note=note)
    state = request_settle(request)
    audit.record(event, actor, submission, before=before, after={"state": to, "request": state}, reason=note)
    return submission
