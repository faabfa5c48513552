"""One facility's grade in a year, by the rule and from the facts that the report grades it by."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from cmr.models import ReportingPeriod
from cmr.periods import period_before
from reports.facts.assessing import Said, assess
from reports.facts.origins import origin_read
from smelters.models import Smelter
from smelters.risk import METHOD, Assessment, missing
from smelters.selectors import Register, register_of, status_day
from smelters.tables.book import Book
from smelters.tables.selectors import book_as_of
from suppliers.models import Submission


class Graded(NamedTuple):
    """A grade with its reasons, the year and the day it is for, and what could not be told without tables.

    `rows`: rows of accepted declarations that name the facility; with none, no report of the year grades it.
    """

    period: ReportingPeriod
    day: date
    assessment: Assessment
    missing: tuple[str, ...]
    rows: int
    method: str = METHOD


class Means(NamedTuple):
    """What facilities are graded by."""

    register: Register
    earlier: Register | None
    book: Book


def facility_grade(smelter: Smelter, today: date) -> Graded | None:
    """The facility's grade in the newest year that names it, else in the newest; None while there is no year."""
    rows = smelter.mentions.filter(submission__state=Submission.State.ACCEPTED).order_by()
    named = ReportingPeriod.objects.filter(pk__in=rows.values("submission__request__period"))
    period = named.order_by("-year").first() or ReportingPeriod.objects.order_by("-year").first()
    if period is None:
        return None
    day = status_day(period, today)
    details = list(rows.filter(submission__request__period=period).values_list("details", flat=True))
    means = means_of([smelter], period, day)
    found = assess({smelter.pk: said_in(details)}, *means)
    return Graded(period, day, found[smelter.pk], missing(means.book), len(details))


def means_of(smelters: Collection[Smelter], period: ReportingPeriod, day: date) -> Means:
    """The register and the tables of a day, and the register of the day before by which a lost status is told."""
    book = book_as_of(day)
    earlier = None if missing(book) else register_of(smelters, day_before(period, day))
    # Without a list by then nothing was lost since.
    return Means(register_of(smelters, day, named=True), earlier if earlier and earlier.lists else None, book)


def day_before(period: ReportingPeriod, as_of: date) -> date:
    """The day by which a lost status is told: the last report's, or one year earlier where none is set."""
    last = period_before(period)
    if last and last.status_as_of and last.status_as_of < as_of:
        return last.status_as_of
    return as_of.replace(year=as_of.year - 1, day=min(as_of.day, 28) if as_of.month == 2 else as_of.day)


def said_in(details: Iterable[Mapping[str, Any]]) -> Said:
    """What rows of a Smelter List say of one facility's feedstock; `details` as `Mention` keeps them."""
    origins: set[str] = set()
    recycled: set[str] = set()
    for row in details:
        origins |= origin_read(row.get("mine_countries"))[0]
        recycled.add(str(row.get("recycled") or "").strip().casefold())
    return Said(frozenset(origins), frozenset(recycled))
