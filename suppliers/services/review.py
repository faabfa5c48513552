"""The team's decisions on a submission: accept it, or ask for correction. Two at once: one wins, the other is told."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation

from cmr import audit
from cmr.findings import Severity
from cmr.models import User
from suppliers.models import CorrectionRequest, FindingRow, LetterKind, Request, Submission
from suppliers.services.letters import letter_write
from suppliers.services.requests import request_hold, request_settle
from suppliers.shown import TEAM_ONLY, Thing, things_in_words, things_to_do
from suppliers.transitions import Conflict, NotAllowed, move

# Days that a manufacturer usually has for a correction.
CORRECTION_DAYS = 14
# Of a finding, what a request for correction keeps.
FINDING_FIELDS = ("code", "severity", "sheet", "cell", "params")

__all__ = ["Conflict", "NotAllowed", "submission_accept", "submission_return"]


@transaction.atomic
def submission_accept(submission: Submission, *, actor: User | None, note: str = "") -> Submission:
    """Let the filing rest on this submission; the one accepted before it for the same products is superseded.

    Raises Conflict when somebody decided since the caller looked, NotAllowed when it is superseded or accepted already.
    """
    request = request_hold(submission.request_id)
    accepted = request.submissions.filter(state=Submission.State.ACCEPTED, covers=submission.covers)
    for earlier in accepted.exclude(pk=submission.pk):
        move(earlier, Submission.State.SUPERSEDED)
    return _decide(submission, request, Submission.State.ACCEPTED, "submission.accepted", actor, note)


@transaction.atomic
def submission_return(
    submission: Submission,
    *,
    actor: User | None,
    note: str = "",
    findings: Sequence[FindingRow] = (),
    due_date: date | None = None,
) -> Submission:
    """Ask the manufacturer for correction of the findings chosen and of what `note` says; its people get a letter.

    Findings that are for the team alone are never passed on, chosen or not.
    `due_date` is the request's new one (a fortnight from today when none is given). Raises like submission_accept, and
    ValueError when nothing is asked for.
    """
    note, findings = note.strip(), [row for row in findings if row.code not in TEAM_ONLY]
    if not note and not findings:
        raise ValueError("Say what must be corrected.")
    request = request_hold(submission.request_id)
    due_date = due_date or correction_due()
    asked = CorrectionRequest.objects.create(
        submission=submission,
        findings=[{field: getattr(row, field) for field in FINDING_FIELDS} for row in findings],
        note=note,
        due_date=due_date,
        asked_by=actor,
        asked_at=timezone.now(),
    )
    words = "\n".join(filter(None, [note, *things_in_words(_things(asked, submission))]))
    _decide(submission, request, Submission.State.NEEDS_CORRECTION, "submission.returned", actor, words)
    Request.objects.filter(pk=request.pk).update(due_date=due_date)
    _write_to_people(asked, submission, actor)
    return submission


def correction_due() -> date:
    return timezone.localdate() + timedelta(days=CORRECTION_DAYS)


def _write_to_people(asked: CorrectionRequest, submission: Submission, actor: User | None) -> None:
    """One letter to each who answers for the manufacturer, in their language."""
    request, upload = submission.request, submission.upload
    for contact in request.supplier.contacts.filter(ended_at=None, user__is_active=True).select_related("user"):
        with translation.override(contact.user.language):
            lines = things_in_words(_things(asked, submission))
        letter_write(
            LetterKind.CORRECTION,
            period=request.period,
            to=contact.user,
            request=request,
            key=f"correction:{asked.pk}:{contact.user_id}",
            values={
                "corrections": lines,
                "note": asked.note,
                "due date": asked.due_date,
                "receipt": upload.receipt,
                "file": upload.file_name,
            },
            actor=actor,
        )


def _things(asked: CorrectionRequest, submission: Submission) -> list[Thing]:
    rows = [FindingRow(**fields) for fields in asked.findings]
    return [thing for severity in Severity for thing in things_to_do(rows, severity, submission.document)]


def _decide(submission: Submission, request: Request, to: str, event: str, actor: User | None, note: str) -> Submission:
    before, note = {"state": submission.state}, note.strip()
    # The last decision the caller saw is part of what is compared: asking twice for correction leaves the state alone.
    seen = Q(decided_at=submission.decided_at) if submission.decided_at else Q(decided_at__isnull=True)
    move(submission, to, where=seen, decided_by=actor, decided_at=timezone.now(), decision_note=note)
    state = request_settle(request)
    audit.record(event, actor, submission, before=before, after={"state": to, "request": state}, reason=note)
    return submission
