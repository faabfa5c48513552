"""Finding the calendar year that a page or a command is about."""

from django.http import Http404

from cmr.models import ReportingPeriod


def period_of(year: int | None) -> ReportingPeriod | None:
    """The year asked for, else the newest one; None where there is none."""
    rows = ReportingPeriod.objects.select_related("registrant")
    return rows.filter(year=year).first() if year else rows.first()


def period_for(year: int) -> ReportingPeriod:
    """The year asked for, or 404."""
    found = period_of(year) if year else None
    if found is None:
        raise Http404
    return found


def period_for_or_newest(year: int | None) -> ReportingPeriod | None:
    """The year asked for, or 404; with none asked for the newest, and None while there is none at all."""
    return period_for(year) if year else period_of(None)


def period_before(period: ReportingPeriod) -> ReportingPeriod | None:
    """The same registrant's year before."""
    rows = ReportingPeriod.objects.select_related("registrant")
    return rows.filter(registrant=period.registrant_id, year=period.year - 1).first()


def newest_year() -> int | None:
    """The newest calendar year; None while there is none."""
    return ReportingPeriod.objects.order_by("-year").values_list("year", flat=True).first()
