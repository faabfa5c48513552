"""The queue of unknown names as a table to take away; it takes the page's filters."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cmr.downloads import attachment
from cmr.models import ReportingPeriod
from cmr.periods import period_for_or_newest
from cmr.tables import Table, csv_bytes, workbook_bytes
from suppliers.models import Disposition
from suppliers.review import name_queue as queue

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAMES = (
    "Metal", "Name as written", "ID as written", "Country", "Manufacturers", "Rows", "State", "Decision", "From year",
    "Smelter ID", "Facility", "Reason", "Decided by", "Decided on",
)  # fmt: skip
ROWS = (
    "Metal", "Name", "Standard name", "ID", "Country", "City", "Entered as", "Comments", "Manufacturer", "File", "Cell",
)  # fmt: skip


@require_safe
def names_csv(request: HttpRequest, year: int) -> HttpResponse:
    """The names, one a line."""
    _, shown = _asked(request, year)
    data = csv_bytes(NAMES, _names(shown))
    return attachment(data, f"unknown-names-{year}.csv", "text/csv; charset=utf-8")


@require_safe
def names_xlsx(request: HttpRequest, year: int) -> HttpResponse:
    """The names on one sheet, and on a second every row that gives one, with its file and cell."""
    period, shown = _asked(request, year)
    data = workbook_bytes(
        Table("Unknown names", NAMES, _names(shown)), Table("Where they stand", ROWS, _rows(period, shown))
    )
    return attachment(data, f"unknown-names-{year}.xlsx", XLSX)


def _asked(request: HttpRequest, year: int) -> tuple[ReportingPeriod, list[queue.QueuedName]]:
    period = period_for_or_newest(year)
    assert period
    return period, queue.names_asked(queue.names_queued(period), request.GET)


def _names(shown: Sequence[queue.QueuedName]) -> Iterator[list[Any]]:
    decided = queue.decisions_on(one.disposition for one in shown)
    states = dict(queue.STATES)
    for one in shown:
        given = [one.metal, one.name, one.reported_id, one.country, one.manufacturers, one.rows, states[one.state]]
        yield [*given, *_decision(decided.get(one.disposition or 0))]


def _decision(row: Disposition | None) -> list[Any]:
    if row is None:
        return [None] * 7
    facility = [row.smelter.smelter_id, row.smelter.name] if row.smelter else [None, None]
    who = str(row.decided_by or "CMR")
    return [row.get_kind_display(), row.period.year, *facility, row.reason, who, timezone.localdate(row.decided_at)]


def _rows(period: ReportingPeriod, shown: Sequence[queue.QueuedName]) -> Iterator[list[Any]]:
    rows = queue.name_rows(period, [one.pk for one in shown])
    for one in shown:
        for mention, cell in rows[one.pk]:
            yield [
                mention.metal, mention.name, mention.standard_name, mention.reported_id, mention.country,
                mention.details.get("city"), mention.get_listed_display(), mention.details.get("comments"),
                mention.submission.request.supplier.name, mention.submission.upload.file_name, cell,
            ]  # fmt: skip
