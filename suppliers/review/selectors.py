"""What the desk's pages show; each question costs a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from cmr.countries import country_code
from cmr.kept import kept
from cmr.models import AuditEvent, ReportingPeriod
from cmr.vocab import COVERED_COUNTRIES
from smelters.above import grades_of
from smelters.models import Smelter
from smelters.selectors import Facility, FacilityStatus, Register, register_of, status_day
from suppliers.models import Mention, Request, Submission, Upload
from suppliers.rollup import roll_up
from suppliers.shown import rule_said

GROUPS = ("conformant", "active", "not_listed")


def same_list(submission: Submission) -> list[Submission]:
    """What other manufacturers sent for the same year with exactly this list, by name; whoever sent theirs first."""
    if not submission.list_fingerprint:
        return []
    asked = submission.request
    alike = Submission.objects.filter(
        request__period=asked.period_id, list_fingerprint=submission.list_fingerprint
    ).exclude(request__supplier=asked.supplier_id)
    return list(
        alike.standing()
        .select_related("request__supplier")
        .defer("document")
        .order_by("request__supplier__name", "-pk")
    )


@dataclass(frozen=True, slots=True)
class FacilityRow:
    """A facility that accepted declarations name, with its status on the day and how many manufacturers name it."""

    facility: Facility
    status: FacilityStatus
    manufacturers: int

    @property
    def covered(self) -> bool:
        return self.facility.country_code in COVERED_COUNTRIES


@dataclass(frozen=True, slots=True)
class Facilities:
    """The facilities of a period, each counted once under its metal and ID."""

    day: date
    rows: tuple[FacilityRow, ...]

    @property
    def counts(self) -> Counter[tuple[str, str]]:
        """How many there are of each metal and status group."""
        return Counter((row.facility.metal, row.status.group) for row in self.rows)

    @property
    def covered(self) -> list[FacilityRow]:
        return [row for row in self.rows if row.covered]


@kept
def facilities_named(period: ReportingPeriod, today: date) -> Facilities:
    """Every facility in the accepted declarations of a period; six queries at most."""
    named = roll_up(period).manufacturers
    register = register_of(Smelter.objects.filter(pk__in=named), status_day(period, today))
    rows = [FacilityRow(facility, register.status(pk), named[pk]) for pk, facility in register.facilities.items()]
    rows.sort(key=lambda row: (row.facility.metal, row.facility.name.casefold(), row.facility.pk))
    return Facilities(register.day, tuple(rows))


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a declaration's history."""

    at: Any
    who: str
    words: str
    meaning: str
    reason: str


_WORDS = {
    "request.opened": ("info", "asked for the CMRT"),
    "request.withdrawn": ("info", "left this manufacturer out of scope"),
    "request.restored": ("info", "took this manufacturer back into scope"),
    "request.part_withdrawn": ("info", "took a part out of the answer"),
    "upload.received": ("info", "uploaded a file"),
    "upload.read": ("info", "read the file"),
    "upload.unreadable": ("blocks", "could not read the file"),
    "upload.failed": ("needs", "put the file aside after three attempts"),
    "upload.retried": ("info", "had the file read again"),
    "explanation.given": ("info", "gave a reason"),
    "finding.waived": ("done", "let pass"),
    "finding.waiver_lifted": ("needs", "took back to let pass"),
    "submission.accepted": ("done", "accepted the declaration"),
    "submission.returned": ("needs", "asked for a correction"),
}


def request_history(request: Request) -> list[Event]:
    """What happened to a request, what was sent for it and its declarations, newest first; three queries."""
    uploads = [str(pk) for pk in request.uploads.filter(draft=False).values_list("pk", flat=True)]
    submissions = [str(pk) for pk in request.submissions.filter(upload__draft=False).values_list("pk", flat=True)]
    about = (
        Q(object_type="suppliers.request", object_id=str(request.pk))
        | Q(object_type="suppliers.upload", object_id__in=uploads)
        | Q(object_type="suppliers.submission", object_id__in=submissions)
    )
    return [_event(row) for row in AuditEvent.objects.filter(about).order_by("-id")[:200]]


def _event(row: AuditEvent) -> Event:
    meaning, words = _WORDS.get(row.event, ("info", row.event.replace(".", " ").replace("_", " ")))
    if row.event.startswith("finding."):
        words = f"{words}: {rule_said(row.after['code'])[0]}"
    return Event(row.at, row.actor_name, words, meaning, row.reason)


def review_next(period_id: int, after: str = "") -> Submission | None:
    """The next declaration that waits for a decision: by manufacturer's name after the given one, then from the top."""
    waiting = (
        Submission.objects.filter(request__period_id=period_id, state=Submission.State.IN_REVIEW)
        .select_related("request__supplier")
        .defer("document")
        .order_by("request__supplier__name")
    )
    return waiting.filter(request__supplier__name__gt=after).first() or waiting.first()


def uploads_of(request: Request) -> list[Upload]:
    """Everything sent for a request, newest first, with its readings."""
    return list(request.uploads.filter(draft=False).select_related("uploaded_by").prefetch_related("submissions"))


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A Smelter List row with the register's status on the period's day."""

    mention: Mention
    status: FacilityStatus | None

    @property
    def covered(self) -> bool:
        code = self.mention.smelter.country_code if self.mention.smelter else country_code(self.mention.country)
        return code in COVERED_COUNTRIES


def grades_shown(period: ReportingPeriod, lines: Iterable[MentionRow]) -> Mapping[int, str]:
    """The risk grade of each facility that the rows name, by its key."""
    said: dict[Smelter, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        if line.mention.smelter:
            said[line.mention.smelter].append(line.mention.details)
    return grades_of(period, said, timezone.localdate())


def mentions_with_status(
    mentions: Iterable[Mention], register: Register, *, metal: str = "", show: str = ""
) -> list[MentionRow]:
    """The rows of a Smelter List, filtered by metal and by what stands out (a status group, unplaced, covered)."""
    rows = [MentionRow(one, register.status(one.smelter_id) if one.smelter_id else None) for one in mentions]
    if metal:
        rows = [row for row in rows if row.mention.metal == metal]
    if show == "unplaced":
        return [row for row in rows if row.status is None]
    if show == "covered":
        return [row for row in rows if row.covered]
    return [row for row in rows if row.status and row.status.group == show] if show else rows
