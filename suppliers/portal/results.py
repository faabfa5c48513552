"""What the result page of a file shows: what to correct and to explain, what is solved, what was read."""

from dataclasses import dataclass

from cmr.findings import Severity
from smelters.models import Smelter
from suppliers.cmrt.findings_book import findings_book
from suppliers.last_year import Comparison, compared_with_last_year
from suppliers.models import CorrectionRequest, FindingRow, Mention, Submission, Upload
from suppliers.services.explanations import things_explained
from suppliers.services.settling import Waived, explanations_given, findings_not_waived, waivers_standing
from suppliers.shown import (
    TEAM_ONLY,
    AnswerRow,
    Thing,
    answer_grid,
    finding_said,
    minutes_for,
    things_compared,
    things_to_do,
)
from suppliers.stored import document_of


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
    """All that the result page of a file shows.

    What the reviewer chose stands in `asked_for` and nowhere else. `earlier` is the file before this one for the same
    products, `solved` what was found there and is no longer.
    """

    submission: Submission
    to_correct: list[Thing]
    to_look_at: list[Thing]
    explained: list[Thing]
    notes: list[Thing]
    minutes: int
    correction: CorrectionRequest | None
    asked_for: list[Thing]
    earlier: Upload | None
    solved: list[Thing]
    answers: list[AnswerRow]
    smelters: list[SmelterLine]
    unplaced: int
    last_year: Comparison | None

    @property
    def note(self) -> str:
        """The reviewer's own words; what they chose besides stands in `asked_for`."""
        return self.correction.note if self.correction else self.submission.decision_note

    @property
    def open_for_reasons(self) -> bool:
        """Whether an explanation still changes anything."""
        return self.submission.state in (
            Submission.State.DRAFT,
            Submission.State.IN_REVIEW,
            Submission.State.NEEDS_CORRECTION,
        )


def result_of(upload: Upload) -> Result | None:
    """The newest reading of an upload, or None while there is none; eleven queries at most."""
    submission = upload.submissions.select_related("decided_by").order_by("-id").first()
    if submission is None:
        return None
    submission.upload, submission.request = upload, upload.request
    waived = waivers_standing(upload.request, upload.covers)
    findings, document = _told(submission, waived), submission.document
    mentions = list(submission.mentions.select_related("smelter"))
    blocking, warned, notes = (things_to_do(findings, severity, document) for severity in _SEVERITIES)
    earlier, solved = _beside_earlier(upload, [*blocking, *warned], waived)
    given = explanations_given(upload.request, upload.covers)
    correction = submission.corrections.order_by("-id").first() if submission.decided_at else None
    chosen = {found["code"] for found in correction.findings} if correction else set()
    to_correct, explained = things_explained(blocking, given, correction)
    to_look_at, explained_too = things_explained(warned, given, correction)
    lines = [_line(mention) for mention in mentions]
    return Result(
        submission=submission,
        to_correct=[thing for thing in to_correct if thing.code not in chosen],
        to_look_at=[thing for thing in to_look_at if thing.code not in chosen],
        explained=[*explained, *explained_too],
        notes=notes,
        minutes=minutes_for(to_correct),
        correction=correction,
        asked_for=[thing for thing in (*to_correct, *to_look_at) if thing.code in chosen],
        earlier=earlier,
        solved=solved,
        answers=answer_grid(document, findings),
        smelters=lines,
        unplaced=sum(not line.recognised for line in lines),
        last_year=compared_with_last_year(submission, mentions),
    )


def findings_workbook(upload: Upload) -> bytes | None:
    """The findings of the newest reading as an .xlsx file; None while there is none. Nothing for the team alone."""
    submission = upload.submissions.order_by("-id").first()
    if submission is None or upload.kind != Upload.Kind.WORKBOOK:
        return None
    rows = []
    for row in _told(submission, waivers_standing(upload.request, upload.covers)):
        message, remedy = finding_said(row.code, row.params)
        place = {"sheet": row.sheet, "cell": row.cell}
        rows.append(place | {"severity": row.severity, "message": message, "remedy": remedy})
    return findings_book(rows, document_of(submission, submission.mentions.all()))


_SEVERITIES = (Severity.BLOCK, Severity.WARN, Severity.INFO)


def _told(submission: Submission, waived: Waived) -> list[FindingRow]:
    """The findings without those for the team alone and those that the team lets pass."""
    return findings_not_waived(submission.findings.exclude(code__in=TEAM_ONLY), submission.document, waived)


def _beside_earlier(upload: Upload, things: list[Thing], waived: Waived) -> tuple[Upload | None, list[Thing]]:
    """The file read before this one for the same products, and what of its findings is solved."""
    before = (
        Submission.objects.filter(
            request=upload.request_id, upload__covers=upload.covers, upload__kind=upload.kind, upload_id__lt=upload.pk
        )
        .exclude(upload__sha256=upload.sha256)
        .select_related("upload")
        .order_by("-upload_id", "-id")
        .first()
    )
    if before is None:
        return None, []
    found = _told(before, waived)
    earlier = [
        thing
        for severity in (Severity.BLOCK, Severity.WARN)
        for thing in things_to_do(found, severity, before.document)
    ]
    return before.upload, things_compared(things, earlier)


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
