"""Files that nobody takes up in time, as people are told of them."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Case, Count, F, Max, Min, Q, When
from django.db.models.functions import Coalesce, Now

from suppliers.models import Upload
from suppliers.services.claims import UNSCANNED, seconds, waiting


def _overdue() -> Q:
    """What should have been taken up DELAYED_AFTER_SECONDS ago and was not, and what waits for the virus scanner."""
    late = seconds(-settings.DELAYED_AFTER_SECONDS)
    left = Q(state=Upload.State.QUEUED, not_before__lt=late) | Q(state=Upload.State.READING, lease_until__lt=late)
    return waiting() & (left | Q(reason_code=UNSCANNED))


@dataclass(frozen=True, slots=True)
class Delay:
    """How many files wait too long to be read, and since when the oldest does."""

    files: int
    since: datetime


def reading_delay() -> Delay | None:
    """Files that no worker takes up or no scanner scans, or None; one query over the few that are open."""
    waits = Case(When(reason_code=UNSCANNED, then=F("received_at")), default=Coalesce("lease_until", "not_before"))
    found = Upload.objects.filter(_overdue()).aggregate(files=Count("id"), since=Min(waits))
    return Delay(found["files"], found["since"]) if found["files"] else None


def upload_is_late(upload: Upload) -> bool:
    """Whether a file that is still to be read waits longer than it should."""
    return Upload.objects.filter(_overdue(), pk=upload.pk).exists()


# Seconds: the oldest file that waits, and the oldest that failed and nobody looked after.
ALARM_WAITING, ALARM_FAILED = 600, 3600


@dataclass(frozen=True, slots=True)
class QueueState:
    """How the queue stands, in files and seconds."""

    waiting: int
    oldest_waiting_s: int
    failed: int
    oldest_failed_s: int

    @property
    def alarms(self) -> list[str]:
        found = []
        if self.oldest_waiting_s > ALARM_WAITING:
            found.append(f"A file has waited for {self.oldest_waiting_s // 60} minutes: do the workers run?")
        if self.oldest_failed_s > ALARM_FAILED:
            found.append(f"{self.failed} failed and nobody has looked after it: see the desk.")
        return found


def queue_state() -> QueueState:
    """The open and the failed files of all years; one query."""
    opened, failed = Q(state__in=[Upload.State.QUEUED, Upload.State.READING]), Q(state=Upload.State.FAILED)
    found = Upload.objects.filter(opened | failed).aggregate(
        now=Max(Now()),
        waiting=Count("id", filter=opened),
        oldest=Min("received_at", filter=opened),
        failed=Count("id", filter=failed),
        oldest_failed=Min("received_at", filter=failed),
    )

    def age(since: datetime | None) -> int:
        return int((found["now"] - since).total_seconds()) if since else 0

    return QueueState(found["waiting"], age(found["oldest"]), found["failed"], age(found["oldest_failed"]))
