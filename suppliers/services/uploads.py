"""Receiving a file. The order is bytes, row, message: the answer comes after the commit, and the hint after that."""

import logging
import math
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from cmr import audit, storage
from cmr.models import User
from suppliers.models import Request, Upload
from suppliers.services import claims, queue
from suppliers.services.claims import seconds
from suppliers.services.faults import point
from suppliers.services.requests import request_hold, request_settle
from suppliers.transitions import Conflict, move

log = logging.getLogger(__name__)


def upload_receive(
    request: Request,
    *,
    file_name: str,
    chunks: Iterable[bytes],
    actor: User | None,
    covers: str = "",
    draft: bool = False,
) -> Upload:
    """Keep what a manufacturer sent and promise so: bytes, row and audit event are on disk when this returns.

    The same bytes for the same request are the upload that is there already. Raises storage.TooLarge past
    UPLOAD_LIMIT, and OSError or a database error when nothing could be stored.
    """
    return upload_take(request, file_name=file_name, chunks=chunks, actor=actor, covers=covers, draft=draft)[0]


def upload_take(
    request: Request,
    *,
    file_name: str,
    chunks: Iterable[bytes],
    actor: User | None,
    covers: str = "",
    draft: bool = False,
) -> tuple[Upload, bool]:
    """upload_receive, and whether the file is new; one whose stored bytes were damaged is read again.

    `covers` names the products the file speaks of (empty: all). A `draft` is to be checked only; one whose bytes were
    sent as an answer before is that answer.
    """
    blob = storage.store(chunks, settings.UPLOAD_LIMIT)
    point("receive.after_blob")
    same = Upload.objects.filter(request=request, sha256=blob.sha256)
    known = same.filter(draft=False).first() or (same.first() if draft else None)
    if known is None:
        upload = Upload(
            request=request,
            covers=covers.strip()[:120],
            draft=draft,
            file_name=clean_name(file_name),
            sha256=blob.sha256,
            size=blob.size,
            uploaded_by=actor,
        )
        try:
            return _enter(upload), True
        except IntegrityError:
            # Somebody sent the same bytes at the same moment and was first.
            known = same.get(draft=draft)
    if known.state == Upload.State.FAILED and known.reason_code == claims.DAMAGED:
        with suppress(Conflict):
            upload_retry(known, actor=actor, reason="The same file was sent again.")
    return known, False


def upload_wait(request: Request) -> int:
    """Seconds until this manufacturer may send another new file; 0 is now."""
    spans = (timedelta(hours=1), settings.UPLOADS_AN_HOUR), (timedelta(days=1), settings.UPLOADS_A_DAY)
    now = timezone.now()
    sent = Upload.objects.filter(request__supplier_id=request.supplier_id, received_at__gt=now - timedelta(days=1))
    times = list(sent.order_by("-received_at").values_list("received_at", flat=True)[: settings.UPLOADS_A_DAY])
    waits = [times[limit - 1] + span - now for span, limit in spans if len(times) >= limit]
    return max([0, *(math.ceil(wait.total_seconds()) for wait in waits)])


@transaction.atomic
def _enter(upload: Upload) -> Upload:
    upload.received_at = timezone.now()
    upload.not_before = Now()
    upload.hint_at = seconds(settings.SWEEP_AFTER_SECONDS)
    upload.save(force_insert=True)
    held = request_hold(upload.request_id)
    upload.request.state = request_settle(held)
    after = {"file": upload.file_name, "sha256": upload.sha256, "size": upload.size, "request": upload.request.state}
    if upload.covers:
        after["covers"] = upload.covers
    event = "upload.draft_received" if upload.draft else "upload.received"
    audit.record(event, upload.uploaded_by, upload, after=after)
    transaction.on_commit(lambda: point("receive.after_commit"))
    transaction.on_commit(lambda: queue.hint(upload.pk), robust=True)
    transaction.on_commit(lambda: point("receive.after_hint"))
    point("receive.before_commit")
    return upload


def draft_send(draft: Upload, *, actor: User) -> Upload:
    """Send a draft's bytes as the answer: an upload of its own, with its own receipt, read like any other.

    Raises storage.Damaged or FileNotFoundError when the stored bytes are not what was checked.
    """
    data = storage.read(draft.sha256)
    return upload_receive(
        draft.request, file_name=draft.file_name, chunks=[data], actor=actor, covers=draft.covers, draft=False
    )


@transaction.atomic
def upload_retry(upload: Upload, *, actor: User | None, reason: str = "") -> None:
    """Read a failed upload again, with three fresh attempts."""
    before = {"state": upload.state, "reason": upload.reason}
    move(
        upload,
        Upload.State.QUEUED,
        attempts=0,
        not_before=Now(),
        hint_at=seconds(settings.SWEEP_AFTER_SECONDS),
        reason_code="",
        reason="",
    )
    request_settle(request_hold(upload.request_id))
    audit.record("upload.retried", actor, upload, before=before, after={"state": upload.state}, reason=reason)
    transaction.on_commit(lambda: queue.hint(upload.pk), robust=True)


@transaction.atomic
def upload_refuse(upload: Upload, *, actor: User, reason: str) -> None:
    """Say that a failed upload cannot be read; `reason` is the sentence the manufacturer sees."""
    before = {"state": upload.state, "reason": upload.reason}
    move(upload, Upload.State.UNREADABLE, reason_code="refused", reason=reason)
    request_settle(request_hold(upload.request_id))
    audit.record("upload.unreadable", actor, upload, before=before, after={"state": upload.state}, reason=reason)


def clean_name(name: str) -> str:
    """A client's file name as we show it: the last part of its path, no control or direction characters, 120 long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C").strip()
    if len(kept) > 120:
        stem, dot, end = kept.rpartition(".")
        kept = f"{stem[: 119 - len(end)]}.{end}" if dot and len(end) <= 10 else kept[:120]
    return kept or "unnamed"
