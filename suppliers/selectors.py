"""What the pages and the filing ask of the collected declarations; each question costs a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Prefetch, QuerySet

from cmr.kept import kept
from cmr.models import ReportingPeriod
from suppliers.models import FindingRow, Mention, Request, Submission, Upload


class Asked(NamedTuple):
    """A manufacturer's request of a period, as much of it as all of them can be read of at once."""

    pk: int
    name: str
    state: str
    due: date


@dataclass(frozen=True, slots=True)
class PeriodOverview:
    """How many manufacturers were asked, by the state of their requests.

    Answered: at least one CMRT was read. Accepted: the whole answer is, and nothing newer waits for a decision; the
    filing calls nobody accepted of whom this is not so (P01).
    """

    period: ReportingPeriod
    states: Counter[str]
    answered: int

    @property
    def accepted(self) -> int:
        return self.states[Request.State.ACCEPTED]

    @property
    def asked(self) -> int:
        return self.states.total()

    def in_state(self, *states: str) -> int:
        return sum(self.states[state] for state in states)


@dataclass(frozen=True, slots=True)
class RequestRow:
    """Where one manufacturer stands: its newest upload and submission, with findings by severity and its rows."""

    request: Request
    upload: Upload | None
    submission: Submission | None
    findings: dict[str, int]
    rows: int


@kept
def period_overview(period: ReportingPeriod) -> PeriodOverview:
    """Who was asked, who answered, who is accepted; two queries."""
    asked = period.requests.standing().order_by()
    states = Counter(dict(asked.values_list("state").annotate(Count("pk"))))
    answered = submissions_sent().filter(request__in=asked).aggregate(answered=Count("request", distinct=True))
    return PeriodOverview(period, states, **answered)


@kept
def requests_asked(period: ReportingPeriod) -> list[Asked]:
    """Every request of a period that stands, by manufacturer; one query."""
    rows = period.requests.standing().order_by().values_list("pk", "supplier__name", "state", "due_date")
    return sorted(map(Asked._make, rows), key=lambda each: each.name.casefold())


def requests_first(period: ReportingPeriod, *states: str, limit: int) -> list[Request]:
    """The first manufacturers' requests in these states, with the newest submission of each; two queries."""
    submissions = Prefetch("submissions", submissions_sent().defer("document").order_by("-upload_id", "-id"))
    rows = period.requests.filter(state__in=states).select_related("supplier").prefetch_related(submissions)
    return list(rows.order_by("supplier__name")[:limit])


def uploads_sent() -> QuerySet[Upload]:
    """What was sent as an answer and is part of it."""
    return Upload.objects.filter(draft=False, withdrawn_at=None)


def submissions_sent() -> QuerySet[Submission]:
    """What was read of answers, superseded ones too."""
    return Submission.objects.exclude(state__in=[Submission.State.DRAFT, Submission.State.WITHDRAWN])


def request_rows(requests: Iterable[int]) -> list[RequestRow]:
    """These requests, given by their keys, in the same order; four queries."""
    pks = list(requests)
    uploads = Prefetch("uploads", uploads_sent().order_by("-id"))
    read = submissions_sent().defer("document").annotate(rows=F("summary__rows"))
    submissions = Prefetch("submissions", read.order_by("-upload_id", "-id"))
    rows = Request.objects.filter(pk__in=pks).select_related("supplier").prefetch_related(uploads, submissions)
    found = {request.pk: request for request in rows.order_by()}
    newest = {sent[0].pk for request in found.values() if (sent := request.submissions.all())}
    findings = _finding_counts(newest)
    return [_request_row(found[pk], findings) for pk in pks]


def uploads_put_aside(period: ReportingPeriod, limit: int) -> list[Upload]:
    """The first manufacturers' newest files that rest as failed, so that a person decides."""
    newer = uploads_sent().filter(request=OuterRef("request"), pk__gt=OuterRef("pk"))
    failed = uploads_sent().filter(~Exists(newer), state=Upload.State.FAILED, request__in=period.requests.standing())
    return list(failed.select_related("request__supplier").order_by("request__supplier__name")[:limit])


def submission_mentions(submission: Submission) -> QuerySet[Mention]:
    """A submission's Smelter List rows with their facilities, in the sheet's order."""
    return submission.mentions.select_related("smelter", "disposition").order_by("row")


def submission_findings(submission: Submission) -> list[FindingRow]:
    """A submission's findings, what blocks first, then in the order of the checks."""
    rank = {"block": 0, "warn": 1, "info": 2}
    return sorted(submission.findings.all(), key=lambda row: (rank.get(row.severity, 3), row.pk))


def _request_row(request: Request, findings: Mapping[int, dict[str, int]]) -> RequestRow:
    upload, read = next(iter(request.uploads.all()), None), next(iter(request.submissions.all()), None)
    return RequestRow(request, upload, read, findings.get(read.pk, {}) if read else {}, read.rows or 0 if read else 0)


def _finding_counts(submissions: set[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = FindingRow.objects.filter(submission__in=submissions).order_by()
    for row in rows.values("submission", "severity").annotate(count=Count("id")):
        found[row["submission"]][row["severity"]] = row["count"]
    return dict(found)
