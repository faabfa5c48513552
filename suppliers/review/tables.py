"""The desk's working tables. Filters, order and page stand in the address bar; an export takes the same filters."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cmr.downloads import attachment
from cmr.models import ReportingPeriod
from cmr.periods import period_before, period_for_or_newest
from cmr.tables import csv_bytes
from cmr.vocab import METALS
from smelters.models import Status
from suppliers.models import Request
from suppliers.review import selectors
from suppliers.review.manufacturers import FUNNEL, RequestTable, request_table
from suppliers.review.moved import MOVED, facilities_beside
from suppliers.review.views import no_period
from suppliers.selectors import RequestRow, period_overview

A_PAGE = 100


@require_safe
def manufacturers(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Everyone who was asked, and where each stands."""
    period = period_for_or_newest(year)
    if period is None:
        return no_period(request)
    overview = period_overview(period)
    context = {
        "period": period,
        "overview": overview,
        "page": Paginator(_request_table(request, period), A_PAGE).get_page(request.GET.get("page")),
        "states": [*FUNNEL, *Request.State.choices],
        "sort": request.GET.get("sort", "name"),
    }
    return render(request, "review/manufacturers.html", context)


@require_safe
def manufacturers_csv(request: HttpRequest, year: int) -> HttpResponse:
    period = period_for_or_newest(year)
    assert period
    head = ["Manufacturer", "Country", "State", "Due", "File", "Received", "CMRT", "Rows", "To correct", "To look at"]
    rows = [_csv_row(row) for row in _request_table(request, period)[:]]
    return attachment(csv_bytes(head, rows), f"manufacturers-{year}.csv", "text/csv; charset=utf-8")


@require_safe
def facilities(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Every facility that accepted declarations name, once each, with its status on the period's day."""
    period = period_for_or_newest(year)
    if period is None:
        return no_period(request)
    found, moved = _facilities(request, period)
    rows = _facility_rows(request, moved)
    context = {
        "period": period,
        "day": found.day,
        "total": len(found.rows),
        "considered": len(moved),
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "metals": METALS,
        "groups": Status.Group.choices,
        "moves": MOVED,
        "earlier": period_before(period),
        "sort": request.GET.get("sort", "metal"),
    }
    return render(request, "review/facilities.html", context)


@require_safe
def facilities_csv(request: HttpRequest, year: int) -> HttpResponse:
    period = period_for_or_newest(year)
    assert period
    _, found = _facilities(request, period)
    head = ["Metal", "Smelter ID", "Name", "Country", "Status", "Since", "List", "Named by"]
    rows = [
        [*row.facility[1:5], row.status.label, row.status.valid_from, row.status.list_name, row.manufacturers]
        for row in _facility_rows(request, found)
    ]
    return attachment(csv_bytes(head, rows), f"facilities-{year}.csv", "text/csv; charset=utf-8")


def _request_table(request: HttpRequest, period: ReportingPeriod) -> RequestTable:
    state, words, sort = (request.GET.get(key, "") for key in ("state", "q", "sort"))
    return request_table(period, state=state, words=words, sort=sort)


def _facilities(
    request: HttpRequest, period: ReportingPeriod
) -> tuple[selectors.Facilities, Sequence[selectors.FacilityRow]]:
    """Those of the period, and of them, or of the year before, those to which happened what is asked for."""
    moved = request.GET.get("moved", "")
    beside = facilities_beside(period, timezone.localdate()) if moved in dict(MOVED) else None
    if beside is None:
        found = selectors.facilities_named(period, timezone.localdate())
        return found, found.rows
    return beside.now, beside.rows(moved)


def _facility_rows(request: HttpRequest, found: Sequence[selectors.FacilityRow]) -> list[selectors.FacilityRow]:
    metal, status, words = (request.GET.get(key, "") for key in ("metal", "status", "q"))
    covered = "covered" in request.GET
    words = words.casefold().strip()
    rows = [
        row
        for row in found
        if metal in ("", row.facility.metal)
        and status in ("", row.status.group)
        and (row.covered or not covered)
        and words in " ".join((row.facility.smelter_id, row.facility.name, row.facility.country)).casefold()
    ]
    sort = request.GET.get("sort", "metal")
    keys: dict[str, Any] = {
        "id": lambda row: row.facility.smelter_id,
        "name": lambda row: row.facility.name.casefold(),
        "country": lambda row: row.facility.country,
        "status": lambda row: selectors.GROUPS.index(row.status.group),
        "named": lambda row: row.manufacturers,
    }
    if sort.removeprefix("-") in keys:
        rows.sort(key=keys[sort.removeprefix("-")])
    return rows[::-1] if sort.startswith("-") else rows


def _csv_row(row: RequestRow) -> list[Any]:
    asked, sent, read = row.request, row.upload, row.submission
    return [
        asked.supplier.name,
        asked.supplier.country_code,
        asked.get_state_display(),
        asked.due_date,
        sent.file_name if sent else "",
        sent.received_at.date() if sent else None,
        read.template_version if read else "",
        row.rows if read else None,
        row.findings.get("block", 0) if read else None,
        row.findings.get("warn", 0) if read else None,
    ]
