"""From a claimed upload to its submission: read in a child, match, write in one short transaction."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone

from cmr import audit, storage
from cmr.bulk import bulk_insert
from smelters.selectors import register_as_of
from suppliers.cmrt.child import Died, Read, Refused, read_in_child
from suppliers.matching import Row, match_rows
from suppliers.models import FindingRow, Request, Submission, Upload
from suppliers.register_checks import REGISTER_CHECKS
from suppliers.services import claims, scanning
from suppliers.services.context import context_for
from suppliers.services.faults import point
from suppliers.services.receipts import receipt_write
from suppliers.services.requests import request_hold, request_settle
from suppliers.services.rows import draft_rows, finding_rows, mention_rows, storable
from suppliers.services.settling import blocking_open
from suppliers.services.summaries import summary_keep
from suppliers.transitions import Conflict, move

log = logging.getLogger(__name__)

# Raise it when the same file would be understood differently; old results stay beside the new.
READER_VERSION = "1"
# Parts of the reader's JSON that are stored beside the document.
BESIDE = {"smelters", "findings", "list_fingerprint"}


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
    point("process.after_blob")
    try:
        if scanning.scan(data):
            _refuse(upload, scanning.INFECTED, scanning.FOUND)
            return Outcome.UNREADABLE
    except scanning.NotScanned as error:
        log.error("Upload %s waits for the virus scanner: %s", upload.pk, error)
        claims.postpone(upload, scanning.NOT_YET, claims.UNSCANNED)
        return Outcome.WAITING
    outcome = read_in_child(data, upload.received_at.date(), context_for(upload))
    point("process.after_read")
    match outcome:
        case Read(document):
            _write(upload, document)
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
    receipt_write(upload, None)


@dataclass(frozen=True, slots=True)
class Result:
    """A file as read, its rows matched against the register of the day it came, and how many findings block."""

    document: Mapping[str, Any]
    rows: tuple[Row, ...]
    findings: list[FindingRow]
    blocking: int


def result_match(upload: Upload, read: Mapping[str, Any]) -> Result:
    """What reading found, matched; takes its time, so call it outside a transaction."""
    document = storable(read)
    rows = tuple(match_rows(document["smelters"], register_as_of(upload.received_at.date())))
    findings = finding_rows(document["findings"], REGISTER_CHECKS.run(rows))
    return Result(document, rows, findings, blocking_open(findings, document, upload.request, upload.covers))


def result_enter(upload: Upload, result: Result, request: Request) -> tuple[Submission, int]:
    """Write the submission, its rows and its findings; call it in a transaction that holds the request."""
    submission = _submission(upload, result.document, result.blocking)
    submission.state = _place_among(submission, request)
    submission.save(force_insert=True)
    mentions = mention_rows(result.rows, submission) if not upload.draft else draft_rows(result.rows, submission)
    for row in result.findings:
        row.submission = submission
    bulk_insert(mentions)
    point("process.half_the_rows")
    bulk_insert(result.findings)
    summary_keep(submission.pk, mentions)
    return submission, len(mentions)


def _write(upload: Upload, document: Mapping[str, Any]) -> None:
    """Match outside the transaction, then write everything in a short one; raises Conflict when the lease was lost."""
    result = result_match(upload, document)
    point("process.after_match")
    with transaction.atomic():
        claims.end(upload, Upload.State.READ, reason_code="", reason="")
        request = request_hold(upload.request_id)
        submission, rows = result_enter(upload, result, request)
        after = {
            "state": upload.state,
            "request": request_settle(request),
            "submission": submission.pk,
            "rows": rows,
            "blocking": result.blocking,
        }
        audit.record("upload.read", None, upload, after=after)
        receipt_write(upload, submission, result.findings)
        transaction.on_commit(lambda: point("process.after_commit"))
        point("process.before_commit")


def _submission(upload: Upload, document: Mapping[str, Any], blocking: int) -> Submission:
    checker = document.get("checker") or {}
    effective = document.get("effective_date")
    return Submission(
        upload=upload,
        request_id=upload.request_id,
        covers=upload.covers,
        reader_version=READER_VERSION,
        state=Submission.State.NEEDS_CORRECTION if blocking else Submission.State.IN_REVIEW,
        read_at=timezone.now(),
        template_version=document["version"],
        company_name=(document["company"].get("name") or "")[:300],
        effective_date=date.fromisoformat(effective) if effective else None,
        scope=document.get("scope") or "",
        document={key: value for key, value in document.items() if key not in BESIDE},
        list_fingerprint=document.get("list_fingerprint") or "",
        checker_remaining=_count(checker.get("remaining")),
        checker_cached=_count(checker.get("cached")),
    )


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and 0 <= value <= 32767 else None


def _place_among(submission: Submission, request: Request) -> str:
    """Supersede what is open, older and of the same products; be superseded at birth when a newer one was read first.

    The accepted submission stays until a person accepts its successor. A draft takes nobody's place.
    """
    if submission.upload.draft:
        return Submission.State.DRAFT
    if submission.upload.withdrawn_at or request.state == Request.State.WITHDRAWN:
        return Submission.State.WITHDRAWN
    others = request.submissions.standing().filter(covers=submission.covers)
    if others.filter(upload_id__gt=submission.upload_id).exists():
        return Submission.State.SUPERSEDED
    for older in others.exclude(state=Submission.State.ACCEPTED):
        move(older, Submission.State.SUPERSEDED)
    return submission.state
