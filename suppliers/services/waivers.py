"""The team lets a finding pass, with a reason. The manufacturer is no longer asked, and is told nothing of it."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from cmr import audit
from cmr.models import User
from suppliers.models import FindingWaiver, Request, Submission
from suppliers.services.requests import request_hold, request_settle
from suppliers.services.settling import Waived, nothing_left
from suppliers.shown import Thing, fingerprints_of
from suppliers.transitions import Conflict, move


def things_waived(things: Iterable[Thing], waived: Waived) -> tuple[list[Thing], list[Thing]]:
    """Those that stand and those that the team lets pass, with the waiver."""
    standing, passed = [], []
    for thing in things:
        thing.waiver = waived.get((thing.code, thing.fingerprint))
        (passed if thing.waiver else standing).append(thing)
    return standing, passed


class NotFound(Exception):
    """The file does not show exactly this (any more), or is past it."""


@transaction.atomic
def finding_waive(submission: Submission, *, code: str, fingerprint: str, reason: str, actor: User) -> FindingWaiver:
    """Let pass what a check found in this file, and in later ones for the same products that show the same.

    When nothing else is left to correct, the file is reviewed. Raises NotFound when the file does not show what the
    caller saw, Conflict when somebody let it pass already, ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("Say why.")
    request = request_hold(submission.request_id)
    findings = list(submission.findings.all())
    shown = {(of, one) for (of, _), one in fingerprints_of(findings, submission.document).items()}
    if submission.state not in Submission.STANDING or (code, fingerprint) not in shown:
        raise NotFound
    kept = {"request": request, "covers": submission.covers, "code": code, "fingerprint": fingerprint}
    if FindingWaiver.objects.filter(**kept, lifted_at=None).exists():
        raise Conflict
    waiver = FindingWaiver.objects.create(**kept, reason=reason.strip(), decided_by=actor, decided_at=timezone.now())
    before, after = {"submission": submission.state}, {"code": code, "fingerprint": fingerprint}
    if submission.state == Submission.State.NEEDS_CORRECTION and nothing_left(submission, findings):
        after |= _moved(submission, request, Submission.State.IN_REVIEW)
    audit.record("finding.waived", actor, submission, before=before, after=after, reason=waiver.reason)
    return waiver


@transaction.atomic
def waiver_lift(waiver: FindingWaiver, submission: Submission, *, actor: User) -> None:
    """Take it back, on the file where a person saw it: what blocks there counts again.

    A file in review goes back to its manufacturer when something is left to correct; an acceptance stands. Raises
    Conflict when it was taken back already.
    """
    request = request_hold(submission.request_id)
    standing = FindingWaiver.objects.filter(pk=waiver.pk, lifted_at=None)
    if not standing.update(lifted_by=actor, lifted_at=timezone.now()):
        raise Conflict
    before, after = {"submission": submission.state}, {"code": waiver.code, "fingerprint": waiver.fingerprint}
    if submission.state == Submission.State.IN_REVIEW and not nothing_left(submission, list(submission.findings.all())):
        after |= _moved(submission, request, Submission.State.NEEDS_CORRECTION)
    audit.record("finding.waiver_lifted", actor, submission, before=before, after=after)


def _moved(submission: Submission, request: Request, to: str) -> dict[str, str]:
    move(submission, to)
    return {"submission": to, "request": request_settle(request)}
