"""What happened to a request, in the words of whoever answers it. Persons of the team are not named."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cmr.models import AuditEvent
from cmr.templatetags.ui import day
from suppliers.models import CorrectionRequest, Upload
from suppliers.portal.parts import Asked, File

_WORDS: dict[str, tuple[str, str | Promise]] = {
    "request.opened": ("info", gettext_lazy("You were asked for your CMRT")),
    "request.withdrawn": ("info", gettext_lazy("You are no longer asked")),
    "request.restored": ("info", gettext_lazy("You are asked again")),
    "request.part_withdrawn": ("info", gettext_lazy("A part of your answer no longer counts")),
    "upload.received": ("info", gettext_lazy("You sent a file")),
    "upload.draft_received": ("info", gettext_lazy("You had a file checked, without sending it")),
    "upload.read": ("info", gettext_lazy("We read it")),
    "upload.unreadable": ("blocks", gettext_lazy("We could not read it")),
    "upload.failed": ("info", gettext_lazy("We put it aside to look at it ourselves")),
    "explanation.given": ("info", gettext_lazy("You told us why")),
    "submission.accepted": ("done", gettext_lazy("Your declaration was accepted")),
    "submission.returned": ("needs", gettext_lazy("You were asked for a correction")),
}
_QUOTED = {"submission.returned", "explanation.given", "upload.unreadable"}


@dataclass(frozen=True, slots=True)
class Event:
    """One line: when, what, about which file, and the words that came with it."""

    at: datetime
    meaning: str
    words: str | Promise
    file: Upload | None
    quote: str
    due: date | None


def request_events(asked: Asked) -> list[Event]:
    """Newest first; two queries."""
    files = {str(file.upload.pk): file.upload for file in asked.files}
    read = {str(file.reading.pk): file for file in asked.files if file.reading}
    about = (
        Q(object_type="suppliers.request", object_id=str(asked.request.pk))
        | Q(object_type="suppliers.upload", object_id__in=list(files))
        | Q(object_type="suppliers.submission", object_id__in=list(read))
    )
    rows = AuditEvent.objects.filter(about, event__in=_WORDS).order_by("-id")[:200]
    corrections = list(CorrectionRequest.objects.filter(submission__request=asked.request).order_by("id"))
    return [_event(row, files, read, corrections) for row in rows]


def _event(
    row: AuditEvent, files: dict[str, Upload], read: dict[str, File], corrections: list[CorrectionRequest]
) -> Event:
    meaning, words = _WORDS[row.event]
    file = files.get(row.object_id) if row.object_type == "suppliers.upload" else None
    quote, due = row.reason if row.event in _QUOTED else "", None
    if row.object_type == "suppliers.submission" and row.object_id in read:
        file = read[row.object_id].upload
        if row.event == "submission.returned" and (asked := _asked(row, corrections)):
            # What was chosen stands on the file's page, in the reader's language.
            quote, due = asked.note, asked.due_date
    elif row.event == "request.opened" and row.after.get("due_date"):
        words = _("You were asked for your CMRT by %(day)s") % {"day": day(date.fromisoformat(row.after["due_date"]))}
    return Event(row.at, meaning, words, file, quote, due)


def _asked(row: AuditEvent, corrections: list[CorrectionRequest]) -> CorrectionRequest | None:
    """The request for this correction: the newest that was entered before it was put on record."""
    asked = [one for one in corrections if str(one.submission_id) == row.object_id and one.asked_at <= row.at]
    return asked[-1] if asked else None
