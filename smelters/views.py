"""The register to look things up in; corrections are made in Django admin."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cmr.days import day_read
from cmr.downloads import stored_file
from cmr.models import AuditEvent
from cmr.vocab import COVERED_COUNTRIES, METALS
from smelters.above import recycling_of
from smelters.models import Smelter, Status, StatusRecord
from smelters.register import ListDay
from smelters.searching import by_country, countries, group_codes, lost, searched, with_status
from smelters.selectors import history, lists_until, newest_by_coverage, register_of
from smelters.strip import strip_of

A_PAGE = 50
EVENTS = 20
SORTS = {"id": "smelter_id", "name": "name", "country": "country", "status": "code", "since": "code_since"}


@require_safe
def register_list(request: HttpRequest) -> HttpResponse:
    """Every facility we know, with its status today; found by words, metal, country, status and what it lost."""
    today = timezone.localdate()
    lists, statuses = lists_until(today), list(Status.objects.all())
    groups = group_codes(statuses)
    since = day_read(request.GET.get("lost"))
    found = searched(with_status(Smelter.objects.all(), today, lists, groups), request.GET, groups)
    if since:
        found = lost(found, since, [each for each in lists if each.as_of <= since], groups)
    page = Paginator(found.order_by(*_order(request.GET.get("sort", "metal"))), A_PAGE).get_page(
        request.GET.get("page")
    )
    shown = list(page.object_list)
    register = register_of(shown, today, lists)
    context = {
        "page": page,
        "rows": [(each, register.status(each.pk), each.country_code in COVERED_COUNTRIES) for each in shown],
        "total": Smelter.objects.count(),
        "lists": _deciding(lists),
        "metals": METALS,
        "groups": Status.Group.choices,
        "statuses": statuses,
        "countries": countries(),
        "since": since,
        "day": today,
        "asked": any(request.GET.get(key) for key in ("q", "metal", "status", "country", "covered", "lost")),
        "sort": request.GET.get("sort", "metal"),
    }
    return render(request, "smelters/list.html", context)


@require_safe
def facility(request: HttpRequest, smelter_id: int) -> HttpResponse:
    """One facility: what it is called, where it stands, its status over time, and what was done to it."""
    found, today = get_object_or_404(Smelter, pk=smelter_id), timezone.localdate()
    entries = history(found)
    events = AuditEvent.objects.filter(object_type=found._meta.label_lower, object_id=str(found.pk))
    context = {
        "smelter": found,
        "covered": found.country_code in COVERED_COUNTRIES,
        "status": register_of([found], today).status(found.pk),
        "names": [each for each in found.names.all() if each.name != found.name],
        "recycling": recycling_of(found.pk),
        "history": entries,
        "strip": strip_of(entries[::-1], today),
        "events": events.order_by("-id")[:EVENTS],
        "day": today,
    }
    return render(request, "smelters/facility.html", context)


@require_safe
def country_table(request: HttpRequest) -> HttpResponse:
    """Where facilities stand and how many of them are conformant or active, Covered Countries first."""
    today = timezone.localdate()
    lists = lists_until(today)
    rows = by_country(today, lists, group_codes())
    context = {
        "rows": rows,
        "longest": max((row.total for row in rows), default=0),
        "covered": [row for row in rows if row.covered],
        "covered_facilities": sum(row.total for row in rows if row.covered),
        "total": sum(row.total for row in rows),
        "lists": _deciding(lists),
    }
    return render(request, "smelters/countries.html", context)


@require_safe
def evidence(request: HttpRequest, record_id: int) -> HttpResponse:
    """The file that a correction rests on, hashed again on its way out."""
    record = get_object_or_404(StatusRecord.objects.exclude(evidence_sha256=""), pk=record_id)
    return stored_file(record.evidence_sha256, record.evidence_name)


def _deciding(lists: Iterable[ListDay]) -> list[ListDay]:
    """The lists that today's statuses rest on, newest first; where none covers anything, the newest of all."""
    lists = tuple(lists)
    newest = {(each.as_of, each.name): each for each in newest_by_coverage(lists).values() or lists[-1:]}
    return [newest[key] for key in sorted(newest, reverse=True)]


def _order(sort: str) -> list[str]:
    column = SORTS.get(sort.removeprefix("-"))
    by: list[Any] = [f"{'-' if sort.startswith('-') else ''}{column}"] if column else []
    return [*by, "metal", "name", "pk"]
