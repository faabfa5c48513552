"""Files that nobody takes up in time, as people are told of them."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce

from suppliers.models import Upload
from suppliers.services.claims import seconds, waiting


def _overdue() -> Q:
    """What should have been taken up DELAYED_AFTER_SECONDS ago and was not: no worker runs, or too few."""
    late = seconds(-settings.DELAYED_AFTER_SECONDS)
    left = Q(state=Upload.State.QUEUED, not_before__lt=late) | Q(state=Upload.State.READING, lease_until__lt=late)
    return waiting() & left


@dataclass(frozen=True, slots=True)
class Delay:
    """How many files wait too long to be read, and since when the oldest does."""

    files: int
    since: datetime


def reading_delay() -> Delay | None:
    """Files that no worker takes up, or None; one query over the few that are open."""
    waits = Coalesce("lease_until", "not_before")
    found = Upload.objects.filter(_overdue()).aggregate(files=Count("id"), since=Min(waits))
    return Delay(found["files"], found["since"]) if found["files"] else None


def upload_is_late(upload: Upload) -> bool:
    """Whether a file that is still to be read waits longer than it should."""
    return Upload.objects.filter(_overdue(), pk=upload.pk).exists()
