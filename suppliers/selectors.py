"""What the pages and the filing ask of the collected declarations; each question costs a fixed number of queries."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from cmr.models import ReportingPeriod
from suppliers.models import FindingRow, Mention, Request, Submission, Upload


@dataclass(frozen=True, slots=True)
class RequestRow:
    """Where one manufacturer stands: its newest upload and submission, and the one the filing rests on."""

    request: Request
    upload: Upload | None
    submission: Submission | None
    accepted: Submission | None
    findings: dict[str, int]
    rows: int
    facilities: int


@dataclass(frozen=True, slots=True)
class PeriodOverview:
    """Counts of manufacturers, and a row for each. Answered: at least one upload was read as a CMRT."""

    period: ReportingPeriod
    asked: int
    answered: int
    accepted: int
    needs_correction: int
    in_review: int
    rows: tuple[RequestRow, ...]


def period_overview(period: ReportingPeriod) -> PeriodOverview:
    """Who was asked, who answered, who is accepted. Five queries, however many manufacturers."""
    uploads = Prefetch("uploads", Upload.objects.order_by("-id"))
    submissions = Prefetch("submissions", Submission.objects.defer("document").order_by("-upload_id", "-id"))
    requests = list(period.requests.select_related("supplier").prefetch_related(uploads, submissions))
    newest = {sent[0].pk for request in requests if (sent := request.submissions.all())}
    findings = _finding_counts(newest)
    counts = {row["submission"]: row for row in _mention_counts(newest)}
    rows = tuple(_request_row(request, findings, counts) for request in requests)
    states = Counter(row.request.state for row in rows)
    return PeriodOverview(
        period=period,
        asked=len(rows),
        answered=sum(row.submission is not None for row in rows),
        accepted=sum(row.accepted is not None for row in rows),
        needs_correction=states[Request.State.NEEDS_CORRECTION],
        in_review=states[Request.State.IN_REVIEW],
        rows=rows,
    )


def accepted_submissions(period: ReportingPeriod) -> QuerySet[Submission]:
    """What the filing rests on: one submission for each manufacturer accepted, by the manufacturer's name."""
    found = Submission.objects.filter(request__period=period, state=Submission.State.ACCEPTED)
    return found.select_related("request__supplier", "upload").order_by("request__supplier__name")


def accepted_mentions(period: ReportingPeriod) -> QuerySet[Mention]:
    """Every Smelter List row of the accepted submissions, with its facility, its manufacturer and its file."""
    found = Mention.objects.filter(
        submission__request__period=period, submission__state=Submission.State.ACCEPTED
    ).select_related("smelter", "submission__request__supplier", "submission__upload")
    return found.defer("submission__document").order_by("submission__request__supplier__name", "row")


def submission_mentions(submission: Submission) -> QuerySet[Mention]:
    """A submission's Smelter List rows with their facilities, in the sheet's order."""
    return submission.mentions.select_related("smelter", "disposition").order_by("row")


def submission_findings(submission: Submission) -> list[FindingRow]:
    """A submission's findings, what blocks first, then in the order of the checks."""
    rank = {"block": 0, "warn": 1, "info": 2}
    return sorted(submission.findings.all(), key=lambda row: (rank.get(row.severity, 3), row.pk))


def _request_row(
    request: Request, findings: dict[int, dict[str, int]], counts: dict[int, dict[str, int]]
) -> RequestRow:
    uploads, submissions = list(request.uploads.all()), list(request.submissions.all())
    newest = submissions[0] if submissions else None
    count = counts.get(newest.pk, {}) if newest else {}
    return RequestRow(
        request=request,
        upload=uploads[0] if uploads else None,
        submission=newest,
        accepted=next((found for found in submissions if found.state == Submission.State.ACCEPTED), None),
        findings=findings.get(newest.pk, {}) if newest else {},
        rows=count.get("rows", 0),
        facilities=count.get("facilities", 0),
    )


def _finding_counts(submissions: set[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = FindingRow.objects.filter(submission__in=submissions).order_by()
    for row in rows.values("submission", "severity").annotate(count=Count("id")):
        found[row["submission"]][row["severity"]] = row["count"]
    return dict(found)


def _mention_counts(submissions: set[int]) -> QuerySet:
    rows = Mention.objects.filter(submission__in=submissions).order_by()
    facilities = Count("smelter", distinct=True, filter=Q(smelter__isnull=False))
    return rows.values("submission").annotate(rows=Count("id"), facilities=facilities)
