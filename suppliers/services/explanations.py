"""What a manufacturer answers to the questions that findings put: kept, shown again, and what follows from it."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from cmr import audit
from cmr.models import User
from suppliers import explaining
from suppliers.models import CorrectionRequest, Explanation, Submission
from suppliers.services.requests import request_hold, request_settle
from suppliers.services.settling import Given, nothing_left, said_after
from suppliers.shown import TEAM_ONLY, Thing
from suppliers.transitions import move


class NotAsked(Exception):
    """The file raises no such question (any more)."""


def things_explained(
    things: Iterable[Thing], given: Given, correction: CorrectionRequest | None = None
) -> tuple[list[Thing], list[Thing]]:
    """Those that are open and those that were explained, with the explanations.

    Whoever chose a thing for `correction` knew what was said of it until then: only a later word answers it.
    """
    still_open, explained = [], []
    for thing in things:
        thing.explanations = given.get((thing.code, thing.fingerprint), []) if thing.asks else []
        answered = bool(thing.explanations) and not (correction and _asked_since(thing, correction))
        (explained if answered else still_open).append(thing)
    return still_open, explained


def _asked_since(thing: Thing, correction: CorrectionRequest) -> bool:
    chosen = {found["code"] for found in correction.findings}
    return thing.code in chosen and not said_after(thing.explanations, correction)


@transaction.atomic
def explanation_give(submission: Submission, *, code: str, fingerprint: str, text: str, actor: User) -> Explanation:
    """Keep the answer to a question of this file. When it was the last that somebody waited for, the file is reviewed.

    Raises NotAsked when the file does not raise exactly this question or is past it, ValueError for an empty text.
    """
    if not text.strip():
        raise ValueError("Say why.")
    request = request_hold(submission.request_id)
    findings = list(submission.findings.exclude(code__in=TEAM_ONLY))
    asked = explaining.questions((row.code, row.severity, row.params) for row in findings)
    known = {fingerprint for (of, _), fingerprint in asked.items() if of == code}
    if submission.state not in _OPEN or fingerprint not in known:
        raise NotAsked
    explanation = Explanation.objects.create(
        request=request,
        covers=submission.covers,
        code=code,
        fingerprint=fingerprint,
        text=text.strip(),
        given_by=actor,
        given_at=timezone.now(),
    )
    before, after = {"submission": submission.state}, {"code": code, "submission": submission.state}
    if submission.state == Submission.State.NEEDS_CORRECTION and nothing_left(submission, findings):
        move(submission, Submission.State.IN_REVIEW)
        after |= {"submission": submission.state, "request": request_settle(request)}
    audit.record("explanation.given", actor, submission, before=before, after=after, reason=explanation.text)
    return explanation


_OPEN = (Submission.State.DRAFT, Submission.State.IN_REVIEW, Submission.State.NEEDS_CORRECTION)
