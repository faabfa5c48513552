"""From a claimed upload to its submission: read in a child, match, write in one short transaction."""

import logging
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone

from cmr import audit, storage
from cmr.findings import Severity
from smelters.selectors import register_as_of
from suppliers.cmrt.child import Died, Read, Refused, read_in_child
from suppliers.matching import match_rows
from suppliers.models import FindingRow, Mention, Request, Submission, Upload
from suppliers.register_checks import REGISTER_CHECKS
from suppliers.services import claims
from suppliers.services.context import context_for
from suppliers.services.faults import point
from suppliers.services.requests import request_hold, request_settle
from suppliers.services.rows import finding_rows, mention_rows, storable
from suppliers.transitions import Conflict, move

log = logging.getLogger(__name__)

# Raise it when the same file would be understood differently; old results stay beside the new.
READER_VERSION = "1"
# Parts of the reader's JSON that are stored beside the document.
_BESIDE = {"smelters", "findings", "list_fingerprint"}


class Outcome(StrEnum):
    """What became of one call of process()."""

    READ = "read"
    UNREADABLE = "unreadable"
    WAITING = "waiting"
    FAILED = "failed"
    SKIPPED = "skipped"
    LOST = "lost"


def process(upload_id: int) -> Outcome:
    """Claim an upload and read it; the one service behind thread, worker and command.

    SKIPPED: not ours to do now. WAITING: the attempt failed, another follows. LOST: the lease ran out meanwhile and
    nothing was written. Raises only what stops the process itself, and database errors; then the lease decides.
    """
    upload = claims.claim(upload_id)
    if upload is None:
        return Outcome.SKIPPED
    point("process.after_claim")
    try:
        return _attempt(upload)
    except Conflict:
        log.warning("Upload %s: the lease ran out; the result is discarded.", upload.pk)
        return Outcome.LOST
    except (KeyboardInterrupt, SystemExit):
        claims.give_back(upload)
        raise
    except Exception:
        log.exception("Upload %s: attempt %s failed.", upload.pk, upload.attempts)
        return _failed(upload, "Something went wrong on our side while the file was read.")


def _attempt(upload: Upload) -> Outcome:
    try:
        data = storage.read(upload.sha256)
    except (storage.Damaged, FileNotFoundError):
        log.exception("Upload %s: its bytes are damaged or gone.", upload.pk)
        return _failed(upload, "The stored file is damaged; please send it again.", claims.DAMAGED)
    outcome = read_in_child(data, upload.received_at.date(), context_for(upload))
    point("process.after_read")
    match outcome:
        case Read(document):
            _write(upload, storable(document))
            return Outcome.READ
        case Refused(code, sentence):
            _refuse(upload, code, sentence)
            return Outcome.UNREADABLE
        case Died(reason):
            log.error("Upload %s: the reader died: %s", upload.pk, reason)
            return _failed(upload, "The program that reads the file stopped before it was done.")


def _failed(upload: Upload, why: str, code: str = claims.NOT_READ) -> Outcome:
    try:
        state = claims.attempt_failed(upload, why, code)
    except Conflict:
        return Outcome.LOST
    return Outcome.FAILED if state == Upload.State.FAILED else Outcome.WAITING


@transaction.atomic
def _refuse(upload: Upload, code: str, sentence: str) -> None:
    """A file that is no readable CMRT is a result, with its reason."""
    claims.end(upload, Upload.State.UNREADABLE, reason_code=code, reason=sentence)
    state = request_settle(request_hold(upload.request_id))
    after = {"state": upload.state, "reason_code": code, "request": state}
    audit.record("upload.unreadable", None, upload, after=after, reason=sentence)


def _write(upload: Upload, document: Mapping[str, Any]) -> None:
    """Match outside the transaction, then write everything in a short one; raises Conflict when the lease was lost."""
    rows = match_rows(document["smelters"], register_as_of(upload.received_at.date()))
    findings = finding_rows(document["findings"], REGISTER_CHECKS.run(rows))
    blocking = sum(row.severity == Severity.BLOCK for row in findings)
    with transaction.atomic():
        claims.end(upload, Upload.State.READ, reason_code="", reason="")
        request = request_hold(upload.request_id)
        submission = _submission(upload, document, blocking)
        submission.state = _place_among(submission, request)
        submission.save(force_insert=True)
        mentions = mention_rows(rows, submission)
        for row in findings:
            row.submission = submission
        Mention.objects.bulk_create(mentions, batch_size=500)
        FindingRow.objects.bulk_create(findings, batch_size=500)
        state = request_settle(request)
        after = {
            "state": upload.state,
            "request": state,
            "submission": submission.pk,
            "rows": len(mentions),
            "blocking": blocking,
        }
        audit.record("upload.read", None, upload, after=after)
        transaction.on_commit(lambda: point("process.after_commit"))
        point("process.before_commit")


def _submission(upload: Upload, document: Mapping[str, Any], blocking: int) -> Submission:
    checker = document.get("checker") or {}
    effective = document.get("effective_date")
    return Submission(
        upload=upload,
        request_id=upload.request_id,
        reader_version=READER_VERSION,
        state=Submission.State.NEEDS_CORRECTION if blocking else Submission.State.IN_REVIEW,
        read_at=timezone.now(),
        template_version=document["version"],
        company_name=(document["company"].get("name") or "")[:300],
        effective_date=date.fromisoformat(effective) if effective else None,
        scope=document.get("scope") or "",
        document={key: value for key, value in document.items() if key not in _BESIDE},
        list_fingerprint=document.get("list_fingerprint") or "",
        checker_remaining=_count(checker.get("remaining")),
        checker_cached=_count(checker.get("cached")),
    )


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and 0 <= value <= 32767 else None


def _place_among(submission: Submission, request: Request) -> str:
    """Supersede what is open and older; be superseded at birth when a newer upload was read first.

    The accepted submission stays until a person accepts its successor.
    """
    others = request.submissions.exclude(state=Submission.State.SUPERSEDED)
    if others.filter(upload_id__gt=submission.upload_id).exists():
        return Submission.State.SUPERSEDED
    for older in others.exclude(state=Submission.State.ACCEPTED):
        move(older, Submission.State.SUPERSEDED)
    return submission.state
