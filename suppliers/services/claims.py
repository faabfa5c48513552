"""Claiming an upload and letting go of it: compare-and-set with a lease, by the database's clock alone.

The attempt is counted before the work, so that running out of memory and power loss count too. Its number fences:
a slow worker whose lease ran out can no longer write.
"""

import logging
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from cmr import audit
from suppliers.models import Upload
from suppliers.services.requests import request_hold, request_settle
from suppliers.transitions import Conflict, move

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
# Why an upload failed: our reader gave up on it, or its stored bytes are not what was sent.
NOT_READ, DAMAGED = "not_read", "damaged"
# Why one waits: the virus scanner does not answer.
UNSCANNED = "not_scanned"


def seconds(number: float) -> Any:
    """A moment that many seconds from the database's now."""
    return Now() + timedelta(seconds=number)


def waiting() -> Q:
    """What is not at rest and may be tried once more: in the words of the index over the few rows that are open."""
    return Q(state__in=[Upload.State.QUEUED, Upload.State.READING], attempts__lt=MAX_ATTEMPTS)


def due() -> Q:
    """What a worker may claim now."""
    return waiting() & (
        Q(state=Upload.State.QUEUED, not_before__lte=Now()) | Q(state=Upload.State.READING, lease_until__lt=Now())
    )


def claim(upload_id: int) -> Upload | None:
    """Take the upload for one attempt, or None: somebody else has it, or it is at rest, or not due yet."""
    taken = Upload.objects.filter(due(), pk=upload_id).update(
        state=Upload.State.READING,
        attempts=F("attempts") + 1,
        lease_until=seconds(settings.LEASE_SECONDS),
        hint_at=seconds(settings.LEASE_SECONDS),
    )
    if not taken:
        return None
    return Upload.objects.select_related("request__supplier", "request__period", "uploaded_by").get(pk=upload_id)


def end(upload: Upload, to: str, **changes: Any) -> None:
    """Move a claimed upload out of reading; raises Conflict when the lease was lost meanwhile."""
    # What a transaction that was rolled back left in memory does not count.
    upload.state = Upload.State.READING
    move(upload, to, where=Q(attempts=upload.attempts), lease_until=None, **changes)


def give_back(upload: Upload) -> None:
    """An orderly stop is no strike: the row waits again as if nobody had taken it. Quiet when the work was done."""
    with suppress(Conflict):
        end(upload, Upload.State.QUEUED, attempts=F("attempts") - 1, not_before=Now(), hint_at=Now())


def postpone(upload: Upload, why: str, code: str) -> None:
    """Let the upload wait a minute for something that is no fault of its own; no strike is counted."""
    wait = seconds(settings.RETRY_SECONDS)
    again = {"attempts": F("attempts") - 1, "not_before": wait, "hint_at": wait}
    end(upload, Upload.State.QUEUED, reason_code=code, reason=why, **again)


def attempt_failed(upload: Upload, why: str, code: str = NOT_READ) -> str:
    """Let the upload wait for its next attempt (1, then 2 minutes), or rest as failed after the third.

    Returns the new state; raises Conflict when the lease was lost.
    """
    if upload.attempts >= MAX_ATTEMPTS:
        fail(upload, why, code)
    else:
        wait = seconds(settings.RETRY_SECONDS * upload.attempts)
        end(upload, Upload.State.QUEUED, not_before=wait, hint_at=wait, reason_code="", reason=why)
    return upload.state


@transaction.atomic
def fail(upload: Upload, why: str, code: str = NOT_READ) -> None:
    """Put the upload where people see it; only they can take it from there."""
    log.error("Upload %s rests as failed: %s", upload.pk, why)
    end(upload, Upload.State.FAILED, reason_code=code, reason=why)
    request_settle(request_hold(upload.request_id))
    audit.record("upload.failed", None, upload, after={"state": upload.state, "attempts": upload.attempts}, reason=why)
