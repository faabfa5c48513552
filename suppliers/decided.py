"""What was decided on unknown names: what holds in a year, and what it reaches. Reads only."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Min, QuerySet
from django.utils import timezone

from cmr.models import ReportingPeriod
from smelters.above import Recycling, filed_periods
from suppliers.models import Disposition, Submission, UnknownName

A_QUERY = 500


def dispositions_in_force(names: Iterable[int], year: int) -> dict[int, Disposition]:
    """For each of these unknown names (by pk) the decision that holds in a year, as it holds there, if there is one."""
    pks, found = list(names), dict[int, Disposition]()
    for start in range(0, len(pks), A_QUERY):
        rows = Disposition.objects.filter(
            unknown_name__in=pks[start : start + A_QUERY], period__year__lte=year, voids=None, undone_by=None
        )
        for row in rows.select_related("period", "smelter", "unknown_name", "decided_by").order_by(
            "period__year", "pk"
        ):
            row.stock_used &= row.period.year == year  # stock used in one year says nothing of the next
            found[row.unknown_name_id] = row
    return found


class FiledPeriod(NamedTuple):
    """A period whose report has left the house, and the day it did."""

    period: ReportingPeriod
    filed_on: date


def filed_reached(name: UnknownName, year: int) -> list[FiledPeriod]:
    """The filed periods that count rows of the name which a decision for a year on, or its undo, settles otherwise.

    A decision reaches until the next one in force; a filed report says what it said.
    """
    filed = filed_periods()
    if not filed:
        return []
    until = name.dispositions.filter(period__year__gt=year, voids=None, undone_by=None).aggregate(
        year=Min("period__year")
    )["year"]
    found = ReportingPeriod.objects.filter(
        pk__in=list(filed),
        year__gte=year,
        requests__submissions__state=Submission.State.ACCEPTED,
        requests__submissions__mentions__unknown_name=name,
    )
    found = found.filter(year__lt=until) if until else found
    return [FiledPeriod(each, filed[each.pk]) for each in found.distinct().order_by("year")]


def recyclers(year: int) -> set[int]:
    """The facilities that decisions in force in a year take for recyclers, by their keys; two queries."""
    return {row.smelter_id for row in _recycling(Disposition.objects.all(), year) if row.smelter_id}


def recycling_of(smelter: int) -> list[Recycling]:
    """Who of the team takes a facility for a recycler, since which year and why; two queries."""
    held = _recycling(Disposition.objects.filter(smelter=smelter), date.max.year)
    return [
        Recycling(
            since=row.period.year,
            name=row.unknown_name.name or row.unknown_name.reported_id,
            reason=row.reason,
            who=str(row.decided_by or "CMR"),
            said_on=timezone.localdate(row.decided_at),
        )
        for row in held
        if row.smelter_id == smelter
    ]


def _recycling(among: QuerySet[Disposition], year: int) -> list[Disposition]:
    names = among.filter(kind=Disposition.Kind.RECYCLER).order_by().values_list("unknown_name", flat=True).distinct()
    held = dispositions_in_force(names, year).values()
    return [row for row in held if row.kind == Disposition.Kind.RECYCLER]
