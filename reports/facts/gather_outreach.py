"""Reads what was written to manufacturers and what the due-diligence log holds, for the facts of a filing."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone

from cmr.models import ReportingPeriod
from diligence.models import CorrectiveAction, Entry
from diligence.selectors import entries_holding, entries_of
from reports.facts.outreach import Log, LogFact, Outreach, Sent
from suppliers.models import ContactRecord, Exclusion, Letter, LetterKind, Submission, Upload

_PURPOSES = {
    "invitations": (LetterKind.INVITATION,),
    "reminders": (LetterKind.REMINDER, LetterKind.OVERDUE, LetterKind.FINAL),
    "corrections": (LetterKind.CORRECTION,),
    "facilities_told": (LetterKind.FACILITIES,),
    "escalations": (LetterKind.ESCALATION,),
}


def outreach_of(period: ReportingPeriod, submissions: Sequence[Submission]) -> Outreach:
    """`submissions` are those that count, with their uploads. Three queries."""
    sent = list(
        Letter.objects.filter(period=period, sent_at__isnull=False)
        .exclude(state=Letter.State.BOUNCED)
        .values_list("kind", "request_id", "sent_at")
    )
    accepted = [sub for sub in submissions if sub.state == Submission.State.ACCEPTED]
    workbooks = [sub for sub in accepted if sub.upload.kind == Upload.Kind.WORKBOOK]
    by_workbook = {sub.request_id for sub in submissions if sub.upload.kind == Upload.Kind.WORKBOOK}
    decided = [sub.decided_at for sub in accepted if sub.decided_at]
    talks = (ContactRecord.Kind.TELEPHONE, ContactRecord.Kind.MEETING)
    return Outreach(
        statements=len({sub.request_id for sub in submissions} - by_workbook),
        statements_accepted=len({sub.request_id for sub in accepted} - {sub.request_id for sub in workbooks}),
        workbooks=len(workbooks),
        left_out=Exclusion.objects.filter(period=period, lifted_at=None).count(),
        accepted_last=timezone.localdate(max(decided)) if decided else None,
        talks=ContactRecord.objects.filter(request__period=period, kind__in=talks).count(),
        **{name: _sent(row for row in sent if row[0] in kinds) for name, kinds in _PURPOSES.items()},
    )


def log_of(period: ReportingPeriod, as_of: date) -> Log:
    """The log as it stands, with what holds on a day. Three queries."""
    actions = list(CorrectiveAction.objects.filter(period=period).values_list("state", flat=True))
    return Log(
        entries=tuple(_fact(entry) for entry in entries_of(period)),
        holding=tuple(_fact(entry) for entry in entries_holding(period, as_of).values()),
        actions=len(actions),
        actions_done=actions.count(CorrectiveAction.State.DONE),
    )


def _sent(rows: Iterable[tuple[str, int | None, object]]) -> Sent:
    held = list(rows)
    if not held:
        return Sent()
    days = [timezone.localdate(at) for _, _, at in held]  # type: ignore[arg-type]
    return Sent(len(held), len({request for _, request, _ in held if request}), min(days), max(days))


def _fact(entry: Entry) -> LogFact:
    party = entry.request.supplier.name if entry.request else entry.smelter.name if entry.smelter else ""
    return LogFact(entry.kind, entry.day, entry.told, party, entry.evidence_sha256 or entry.evidence_url)
