"""What the system recorded itself of each step, beside the log: letters, calls, answers, lists, actions."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils import timezone

from cmr.models import ReportingPeriod
from diligence.kinds import Step
from diligence.models import CorrectiveAction
from smelters.models import StatusList
from suppliers.contact_log import LEFT
from suppliers.models import ContactRecord, Letter, LetterKind, Submission

_STEPS = {LetterKind.ESCALATION: Step.RESPOND}


@dataclass(frozen=True, slots=True)
class Recorded:
    """So many of something, from one day to another, and the page with the rows behind the count."""

    what: str
    count: int
    url: str
    first: date | None = None
    last: date | None = None
    more: str = ""


def recorded_of(period: ReportingPeriod, actions: Mapping[str, int] | None = None) -> dict[Step, list[Recorded]]:
    """What was recorded in a year, by step; only what there is. Five queries, four with the actions' counts given."""
    found: dict[Step, list[Recorded]] = {step: [] for step in Step}
    for step, line in (*_letters(period), *_contacts(period), *_answers(period), *_lists()):
        found[step].append(line)
    counts = actions_counted(period) if actions is None else actions
    if total := sum(counts.values()):
        url = reverse("diligence:actions", args=[period.year])
        more = f"{counts.get(CorrectiveAction.State.OPEN, 0)} open"
        found[Step.RESPOND].append(Recorded("Corrective actions", total, url, more=more))
    return found


def actions_counted(period: ReportingPeriod) -> dict[str, int]:
    """How many corrective actions of a year are in which state."""
    rows = CorrectiveAction.objects.filter(period=period).order_by().values_list("state")
    return Counter(dict(rows.annotate(Count("pk"))))


def _letters(period: ReportingPeriod) -> list[tuple[Step, Recorded]]:
    rows = (
        Letter.objects.filter(period=period, state__in=LEFT)
        .exclude(kind=LetterKind.RECEIPT)
        .order_by("kind")
        .values("kind")
        .annotate(
            count=Count("pk"), back=Count("pk", filter=Q(state=Letter.State.BOUNCED)), first=Min("sent_at"),
            last=Max("sent_at"),
        )
    )  # fmt: skip
    by_kind = {row["kind"]: row for row in rows}
    return [
        (
            _STEPS.get(kind, Step.ASSESS),
            Recorded(
                f"Letters: {kind.label}",
                row["count"],
                _log(period, kind),
                _day(row["first"]),
                _day(row["last"]),
                f"{row['back']} came back" if row["back"] else "",
            ),
        )
        for kind in LetterKind
        if (row := by_kind.get(kind))
    ]


def _contacts(period: ReportingPeriod) -> list[tuple[Step, Recorded]]:
    kinds = (ContactRecord.Kind.REPLY, ContactRecord.Kind.TELEPHONE, ContactRecord.Kind.MEETING)
    rows = ContactRecord.objects.filter(request__period=period, kind__in=kinds).order_by("kind").values("kind")
    words = {kinds[0]: "Replies", kinds[1]: "Telephone calls", kinds[2]: "Meetings"}
    return [
        (
            Step.ASSESS,
            Recorded(words[row["kind"]], row["count"], _log(period, row["kind"]), row["first"], row["last"]),
        )
        for row in rows.annotate(count=Count("pk"), first=Min("day"), last=Max("day"))
    ]


def _answers(period: ReportingPeriod) -> list[tuple[Step, Recorded]]:
    accepted = Submission.objects.filter(request__in=period.requests.standing(), state=Submission.State.ACCEPTED)
    told = accepted.aggregate(count=Count("request", distinct=True), first=Min("decided_at"), last=Max("decided_at"))
    if not told["count"]:
        return []
    url = f"{reverse('review:manufacturers', args=[period.year])}?{urlencode({'state': 'accepted'})}"
    line = Recorded("Manufacturers accepted", told["count"], url, _day(told["first"]), _day(told["last"]))
    return [(Step.ASSESS, line)]


def _lists() -> list[tuple[Step, Recorded]]:
    told = StatusList.objects.aggregate(count=Count("pk"), first=Min("as_of"), last=Max("as_of"))
    if not told["count"]:
        return []
    line = Recorded(
        "Status lists in the register", told["count"], reverse("smelters:list"), told["first"], told["last"]
    )
    return [(Step.AUDIT, line)]


def _log(period: ReportingPeriod, kind: str) -> str:
    return f"{reverse('campaign:log', args=[period.year])}?{urlencode({'what': str(kind)})}"


def _day(at: object) -> date | None:
    return timezone.localdate(at) if at else None  # type: ignore[arg-type]
