"""What the portal's pages show. Each takes an object that `suppliers.access` handed out."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from cmr.findings import Severity
from cmr.models import User
from cmr.templatetags.ui import moment, shown
from smelters.models import Smelter
from suppliers.access import requests_of
from suppliers.models import Mention, Request, Submission, Upload
from suppliers.shown import TEAM_ONLY, AnswerRow, Thing, answer_grid, things_to_do


def requests_open_to(user: User) -> QuerySet[Request]:
    """What this person was asked for, newest year first, each with what was sent."""
    rows = Request.objects.filter(requests_of(user)).select_related("supplier", "period__registrant")
    return rows.prefetch_related("uploads").order_by("-period__year", "supplier__name").distinct()


def uploads_sent(request: Request) -> list[Upload]:
    """Everything sent for a request, newest first, each with what came of it."""
    newest = Submission.objects.annotate(
        blocking=Count("findings", filter=Q(findings__severity=Severity.BLOCK) & ~Q(findings__code__in=TEAM_ONLY))
    ).order_by("-id")
    return list(
        request.uploads.select_related("uploaded_by").prefetch_related(
            Prefetch("submissions", newest, to_attr="readings")
        )
    )


def newer_upload(upload: Upload) -> Upload | None:
    """The newest file sent for the same request after this one, if there is one."""
    return Upload.objects.filter(request_id=upload.request_id, pk__gt=upload.pk).order_by("-pk").first()


def sent_before(upload: Upload) -> str:
    """What to tell somebody who sends the bytes of an earlier file again."""
    known = f"was received before, on {moment(upload.received_at)} (receipt {upload.receipt})"
    newer = newer_upload(upload)
    if newer:
        return (
            f"Exactly this file {known}. Since then {shown(newer.file_name)} (receipt {newer.receipt}, "
            f"{moment(newer.received_at)}) has taken its place, and that one counts. If this file is right after all, "
            "save it again in Excel and upload it then."
        )
    if upload.state == Upload.State.READ:
        return f"Exactly this file {known}. If you changed something in it, save it in Excel first, then upload it."
    return f"Exactly this file {known}. Here is what came of it."


@dataclass(frozen=True, slots=True)
class SmelterLine:
    """A row of the Smelter List and what we recognised in it, without anything other manufacturers told us."""

    row: int
    metal: str
    written: str
    written_id: str
    recognised: str
    recognised_id: str
    country: str
    cell: str
    listed: str


@dataclass(frozen=True, slots=True)
class Result:
    """All that the result page of a file shows."""

    submission: Submission
    to_correct: list[Thing]
    to_look_at: list[Thing]
    notes: list[Thing]
    answers: list[AnswerRow]
    smelters: list[SmelterLine]
    unplaced: int


def result_of(upload: Upload) -> Result | None:
    """The newest reading of an upload, or None while there is none; three queries."""
    submission = upload.submissions.select_related("decided_by").order_by("-id").first()
    if submission is None:
        return None
    findings = list(submission.findings.exclude(code__in=TEAM_ONLY))
    smelters = [_line(mention) for mention in submission.mentions.select_related("smelter")]
    return Result(
        submission=submission,
        to_correct=things_to_do(findings, Severity.BLOCK, submission.document),
        to_look_at=things_to_do(findings, Severity.WARN, submission.document),
        notes=things_to_do(findings, Severity.INFO, submission.document),
        answers=answer_grid(submission.document, findings),
        smelters=smelters,
        unplaced=sum(not line.recognised for line in smelters),
    )


def _line(mention: Mention) -> SmelterLine:
    smelter, cells = mention.smelter, mention.cells
    place = cells.get("smelter_id") or cells.get("name") or cells.get("metal") or f"Smelter List!A{mention.row}"
    if smelter and smelter.origin == Smelter.Origin.REPORTED:
        # All we know of it may be another manufacturer's words; each sees its own.
        own = mention.standard_name or mention.name
        smelter = Smelter(name=own, smelter_id=mention.reported_id, country=mention.country)
    return SmelterLine(
        row=mention.row,
        metal=mention.metal,
        written=mention.name or mention.standard_name,
        written_id=mention.reported_id,
        recognised=smelter.name if smelter else "",
        recognised_id=smelter.smelter_id if smelter else "",
        country=smelter.country if smelter else mention.country,
        cell=place,
        listed=mention.get_listed_display() if mention.listed != Mention.Listed.LISTED else "",
    )
