"""What the desk's pages show; each question costs a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from cmr.countries import country_code
from cmr.models import AuditEvent, ReportingPeriod
from cmr.vocab import COVERED_COUNTRIES, METALS
from smelters.selectors import Facility, FacilityStatus, Register, register_as_of, status_day
from suppliers.models import Mention, Request, Submission, Upload
from suppliers.selectors import RequestRow, accepted_mentions

GROUPS = ("conformant", "active", "not_listed")


def period_of(year: int | None) -> ReportingPeriod | None:
    """The calendar year asked for, or the newest one; None when there is none."""
    rows = ReportingPeriod.objects.select_related("registrant")
    return rows.filter(year=year).first() if year else rows.first()


def same_list(submission: Submission) -> list[Submission]:
    """What other manufacturers sent for the same year with exactly this list, by name; whoever sent theirs first."""
    if not submission.list_fingerprint:
        return []
    asked = submission.request
    alike = Submission.objects.filter(
        request__period=asked.period_id, list_fingerprint=submission.list_fingerprint
    ).exclude(Q(request__supplier=asked.supplier_id) | Q(state=Submission.State.SUPERSEDED))
    return list(alike.select_related("request__supplier").defer("document").order_by("request__supplier__name", "-pk"))


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
    def by_metal(self) -> list[dict[str, Any]]:
        """For each metal the number of facilities in each status group, and their sum."""
        counts = Counter((row.facility.metal, row.status.group) for row in self.rows)
        lines = []
        for metal in METALS:
            groups = {group: counts[metal.value, group] for group in GROUPS}
            lines.append({"metal": metal.value, "symbol": metal.symbol, **groups, "total": sum(groups.values())})
        return lines

    @property
    def by_status(self) -> Counter[str]:
        return Counter(row.status.group for row in self.rows)

    @property
    def covered(self) -> list[FacilityRow]:
        return [row for row in self.rows if row.covered]


def facilities_named(period: ReportingPeriod, today: date) -> Facilities:
    """Every facility in the accepted declarations of a period; five queries."""
    day = status_day(period, today)
    register = register_as_of(day)
    named = accepted_mentions(period).filter(smelter__isnull=False).order_by()
    makers: dict[int, set[int]] = defaultdict(set)
    for smelter, supplier in named.values_list("smelter_id", "submission__request__supplier_id").distinct():
        makers[smelter].add(supplier)
    rows = [FacilityRow(register.facilities[pk], register.status(pk), len(who)) for pk, who in makers.items()]
    return Facilities(day, tuple(sorted(rows, key=lambda row: (row.facility.metal, row.facility.name.casefold()))))


def request_rows(
    rows: Iterable[RequestRow], *, state: str = "", words: str = "", sort: str = "name"
) -> list[RequestRow]:
    """The manufacturers' table, filtered and sorted; an unknown sort key is the name."""
    keys: dict[str, Any] = {
        "name": lambda row: row.request.supplier.name.casefold(),
        "state": lambda row: list(Request.State).index(Request.State(row.request.state)),
        "due": lambda row: row.request.due_date,
        "sent": lambda row: row.upload.received_at.timestamp() if row.upload else 0,
        "rows": lambda row: row.rows,
        "block": lambda row: row.findings.get("block", 0),
        "warn": lambda row: row.findings.get("warn", 0),
    }
    words = words.casefold().strip()
    found = [row for row in rows if words in row.request.supplier.name.casefold() and _in_state(row, state)]
    found.sort(key=keys["name"])
    found.sort(key=keys.get(sort.removeprefix("-"), keys["name"]), reverse=sort.startswith("-"))
    return found


def _in_state(row: RequestRow, state: str) -> bool:
    """A state of the request, or one of the funnel's two: answered, silent."""
    if state == "answered":
        return row.submission is not None
    if state == "silent":
        return row.submission is None
    return not state or row.request.state == state


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
    "upload.received": ("info", "uploaded a file"),
    "upload.read": ("info", "read the file"),
    "upload.unreadable": ("blocks", "could not read the file"),
    "upload.failed": ("needs", "put the file aside after three attempts"),
    "upload.retried": ("info", "had the file read again"),
    "submission.accepted": ("done", "accepted the declaration"),
    "submission.returned": ("needs", "asked for a correction"),
}


def request_history(request: Request) -> list[Event]:
    """What happened to a request, its files and its declarations, newest first; three queries."""
    uploads = [str(pk) for pk in request.uploads.values_list("pk", flat=True)]
    submissions = [str(pk) for pk in request.submissions.values_list("pk", flat=True)]
    about = (
        Q(object_type="suppliers.request", object_id=str(request.pk))
        | Q(object_type="suppliers.upload", object_id__in=uploads)
        | Q(object_type="suppliers.submission", object_id__in=submissions)
    )
    return [_event(row) for row in AuditEvent.objects.filter(about).order_by("-id")[:200]]


def _event(row: AuditEvent) -> Event:
    meaning, words = _WORDS.get(row.event, ("info", row.event.replace(".", " ").replace("_", " ")))
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
    """Every file of a request, newest first, with its readings."""
    return list(request.uploads.select_related("uploaded_by").prefetch_related("submissions"))


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A Smelter List row with the register's status on the period's day."""

    mention: Mention
    status: FacilityStatus | None

    @property
    def covered(self) -> bool:
        code = self.mention.smelter.country_code if self.mention.smelter else country_code(self.mention.country)
        return code in COVERED_COUNTRIES


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
