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


def upload_receive(request: Request, *, file_name: str, chunks: Iterable[bytes], actor: User | None) -> Upload:
    """Keep what a manufacturer sent and promise so: bytes, row and audit event are on disk when this returns.

    The same bytes for the same request are the upload that is there already. Raises storage.TooLarge past
    UPLOAD_LIMIT, and OSError or a database error when nothing could be stored.
    """
    return upload_take(request, file_name=file_name, chunks=chunks, actor=actor)[0]


def upload_take(
    request: Request, *, file_name: str, chunks: Iterable[bytes], actor: User | None
) -> tuple[Upload, bool]:
    """upload_receive, and whether the file is new; one whose stored bytes were damaged is read again."""
    blob = storage.store(chunks, settings.UPLOAD_LIMIT)
    point("receive.after_blob")
    known = Upload.objects.filter(request=request, sha256=blob.sha256).first()
    if known is None:
        try:
            return _enter(request, clean_name(file_name), blob, actor), True
        except IntegrityError:
            # Somebody sent the same bytes at the same moment and was first.
            known = Upload.objects.get(request=request, sha256=blob.sha256)
    if known.state == Upload.State.FAILED and known.reason_code == claims.DAMAGED:
        with suppress(Conflict):
            upload_retry(known, actor=actor, reason="The same file was sent again.")
    return known, False


def upload_wait(request: Request) -> int:
    """Seconds until this manufacturer may send another new file; 0 is now."""
    hour, now = timedelta(hours=1), timezone.now()
    sent = Upload.objects.filter(request__supplier_id=request.supplier_id, received_at__gt=now - hour)
    times = list(sent.order_by("-received_at").values_list("received_at", flat=True)[: settings.UPLOADS_AN_HOUR])
    if len(times) < settings.UPLOADS_AN_HOUR:
        return 0
    return max(1, math.ceil((times[-1] + hour - now).total_seconds()))


@transaction.atomic
def _enter(request: Request, name: str, blob: storage.Blob, actor: User | None) -> Upload:
    upload = Upload.objects.create(
        request=request,
        file_name=name,
        sha256=blob.sha256,
        size=blob.size,
        uploaded_by=actor,
        received_at=timezone.now(),
        not_before=Now(),
        hint_at=seconds(settings.SWEEP_AFTER_SECONDS),
    )
    held = request_hold(request.pk)
    request.state = request_settle(held)
    after = {"file": name, "sha256": blob.sha256, "size": blob.size, "request": request.state}
    audit.record("upload.received", actor, upload, after=after)
    transaction.on_commit(lambda: point("receive.after_commit"))
    transaction.on_commit(lambda: queue.hint(upload.pk), robust=True)
    point("receive.before_commit")
    return upload


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
