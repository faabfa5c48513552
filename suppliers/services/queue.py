"""The row is the queue; everything here only makes somebody look at it sooner."""

import atexit
import logging
import math
import threading
import time

from django.conf import settings
from django.db import connections
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from cmr import storage
from suppliers.models import Upload
from suppliers.services import claims, hints, ingest, outbox
from suppliers.services.follow_up import follow_up_run
from suppliers.transitions import Conflict

log = logging.getLogger(__name__)

LOOK_EVERY = 5.0
SWEEP_AT_MOST = 500
HINT_AT_LATEST = 240.0
FOLLOW_UP_EVERY = 900.0

_stop = threading.Event()
_thread: threading.Thread | None = None
_followed_up = -math.inf


def hint(upload_id: int) -> None:
    """Tell a worker that this row waits. Never raises and never hangs: what it loses, the sweep finds."""
    hints.hint("upload_process", upload_id)


def drain() -> int:
    """Process what is due, oldest first, until nothing is; returns how many attempts were made."""
    done = 0
    while not _stop.is_set():
        upload_id = Upload.objects.filter(claims.due()).order_by("id").values_list("pk", flat=True).first()
        if upload_id is None:
            break
        if ingest.process(upload_id) is not ingest.Outcome.SKIPPED:
            done += 1
    return done


def sweep() -> int:
    """Hint at rows left behind and give up on those whose third attempt died; returns how many rows it touched.

    A queued row is left alone for SWEEP_AFTER_SECONDS, then hinted at with doubling pauses of four minutes at most.
    """
    storage.tidy()
    outbox.sweep()
    touched = expire()
    left = Upload.objects.filter(claims.waiting(), hint_at__lte=Now()).annotate(now=Now())
    for upload in left.order_by("id")[:SWEEP_AT_MOST]:
        age = (upload.now - upload.received_at).total_seconds()
        pause = min(max(age, settings.SWEEP_AFTER_SECONDS), HINT_AT_LATEST)
        # By compare-and-set: of two sweeps at once, one hints.
        if Upload.objects.filter(pk=upload.pk, hint_at=upload.hint_at).update(hint_at=claims.seconds(pause)):
            hint(upload.pk)
            touched += 1
    return touched


def expire() -> int:
    """Move uploads whose third attempt never came back to failed."""
    over = Q(state=Upload.State.READING, attempts__gte=claims.MAX_ATTEMPTS, lease_until__lt=Now())
    count = 0
    for upload in Upload.objects.filter(over):
        try:
            claims.fail(upload, "Reading this file stopped our program three times. The team has been told.")
            count += 1
        except Conflict:
            continue
    return count


def work(until_idle: bool = False) -> int:
    """The claim loop in the foreground; `until_idle` ends it when nothing is due. Returns the attempts made."""
    done = 0
    while not _stop.is_set():
        hints.wake.clear()
        if not until_idle:
            _follow_up()
        storage.tidy()
        done += expire() + drain()
        outbox.expire()
        # A few letters a round: a slow mail server holds no file up.
        if outbox.drain():
            continue
        if until_idle:
            break
        connections.close_all()
        hints.wake.wait(LOOK_EVERY)
    return done


def thread_start() -> None:
    """Run the claim loop in a thread of this process, if settings say so and it does not run yet."""
    global _thread
    if not settings.WORKER_THREAD or (_thread and _thread.is_alive()):
        return
    _stop.clear()
    _thread = threading.Thread(target=_rounds, name="cmr-queue", daemon=True)
    _thread.start()
    atexit.register(thread_stop)


def thread_stop(timeout: float = 40.0) -> None:
    """Let the thread finish the file in its hands, and end it."""
    _stop.set()
    hints.wake.set()
    if _thread:
        _thread.join(timeout)
    _stop.clear()


def _follow_up() -> None:
    """Write the letters of the ladder that are due, every quarter of an hour at most; it holds no file up."""
    global _followed_up
    if time.monotonic() < _followed_up + FOLLOW_UP_EVERY:
        return
    _followed_up = time.monotonic()
    try:
        follow_up_run(timezone.localdate())
    except Exception:
        log.exception("The follow-up ladder stumbled; the next look comes.")


def _rounds() -> None:
    while not _stop.is_set():
        _follow_up()
        try:
            work(until_idle=True)
        except Exception:
            log.exception("The claim loop stumbled and goes on.")
        finally:
            connections.close_all()
        hints.wake.wait(LOOK_EVERY)
