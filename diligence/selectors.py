"""What the log says: of a year, and of what holds on a day; which corrective actions there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from cmr.models import ReportingPeriod, User
from diligence.kinds import BY_CODE, CAPTIONS, WHY, Kind, Step, kinds_of
from diligence.models import CorrectiveAction, Entry
from smelters.models import Smelter
from suppliers.models import Request

_STATE = CorrectiveAction.State
# What the list of actions can be asked for.
SHOWS = {"open": "Open", "overdue": "Overdue", "done": "Done", "dropped": "Dropped"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A step in a year: what was entered, newest first, and what holds from years before."""

    step: Step
    entries: Sequence[Entry]
    earlier: Sequence[Entry]

    @property
    def caption(self) -> str:
        return CAPTIONS[self.step]

    @property
    def why(self) -> str:
        return WHY[self.step]

    @property
    def missing(self) -> list[Kind]:
        """The kinds of which nothing stands."""
        there = {entry.kind for entry in (*self.entries, *self.earlier)}
        return [kind for kind in kinds_of(self.step) if kind.code not in there]

    def __bool__(self) -> bool:
        return bool(self.entries or self.earlier)


def entries_standing() -> QuerySet[Entry]:
    """Entries that nothing has replaced and that take nothing back."""
    rows = Entry.objects.filter(replaced_by=None, withdrawn=False)
    return rows.select_related("period", "request__supplier", "smelter", "recorded_by")


def entries_of(period: ReportingPeriod) -> QuerySet[Entry]:
    """What the log of a year holds now, by day."""
    return entries_standing().filter(period=period).order_by("day", "id")


def entries_holding(period: ReportingPeriod, day: date) -> dict[str, Entry]:
    """Of each lasting kind the entry that holds on a day, of this year or an earlier one, by kind."""
    lasting = [code for code, kind in BY_CODE.items() if kind.lasting]
    rows = entries_standing().filter(
        kind__in=lasting, day__lte=day, period__registrant=period.registrant_id, period__year__lte=period.year
    )
    return {entry.kind: entry for entry in rows.order_by("day", "id")}


def steps_of(period: ReportingPeriod, day: date) -> list[Sheet]:
    """The five steps of a year; two queries."""
    entries = entries_of(period).reverse()
    earlier = [entry for entry in entries_holding(period, day).values() if entry.period_id != period.pk]
    return [
        Sheet(
            step,
            [entry for entry in entries if BY_CODE[entry.kind].step == step],
            [entry for entry in earlier if BY_CODE[entry.kind].step == step],
        )
        for step in Step
    ]


def entries_ever(period: ReportingPeriod) -> QuerySet[Entry]:
    """Everything that was ever entered for a year, in that order, with what took its place."""
    rows = Entry.objects.filter(period=period)
    return rows.select_related("request__supplier", "smelter", "recorded_by", "replaced_by").order_by("id")


def entry_history(entry: Entry) -> list[Entry]:
    """An entry's versions, the newest first: what it replaced, and what replaced it. A query a version."""
    rows = Entry.objects.select_related("recorded_by", "request__supplier", "smelter")
    chain, at = [entry], entry
    while later := rows.filter(replaces=at).first():
        chain.insert(0, at := later)
    at = entry
    while at.replaces_id and (earlier := rows.filter(pk=at.replaces_id).first()):
        chain.append(at := earlier)
    return chain


def actions_open(period: ReportingPeriod) -> QuerySet[CorrectiveAction]:
    """Corrective actions still open, the most overdue first."""
    return actions_of(period).filter(state=_STATE.OPEN).order_by("due_date", "id")


def actions_of(period: ReportingPeriod) -> QuerySet[CorrectiveAction]:
    """The corrective actions of a year: open ones by their day, then those closed last."""
    rows = CorrectiveAction.objects.filter(period=period).select_related("request__supplier", "smelter", "owner")
    closed = Case(When(state=_STATE.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(closed, F("closed_at").desc(nulls_first=True), "due_date", "id")


def actions_asked(
    period: ReportingPeriod, today: date, *, show: str = "", words: str = "", owner: User | None = None
) -> QuerySet[CorrectiveAction]:
    """The actions of a year as the list asks for them; `words` are part of a party's name or of what is asked."""
    rows = actions_of(period)
    if show == "overdue":
        rows = rows.filter(state=_STATE.OPEN, due_date__lt=today)
    elif show in SHOWS:
        rows = rows.filter(state=show)
    if owner:
        rows = rows.filter(owner=owner)
    if words:
        party = Q(request__supplier__name__icontains=words) | Q(smelter__name__icontains=words)
        rows = rows.filter(party | Q(smelter__smelter_id__iexact=words) | Q(what__icontains=words))
    return rows


def actions_waiting(period: ReportingPeriod, user: User, today: date) -> QuerySet[CorrectiveAction]:
    """What waits for this person: their own open actions, and everybody's overdue ones."""
    return actions_open(period).filter(Q(owner=user) | Q(due_date__lt=today))


def actions_about(period: ReportingPeriod, party: Request | Smelter) -> QuerySet[CorrectiveAction]:
    """The actions of a year that a manufacturer or a facility is asked for."""
    rows = actions_of(period)
    return rows.filter(request=party) if isinstance(party, Request) else rows.filter(smelter=party)
