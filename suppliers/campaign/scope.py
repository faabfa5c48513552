"""Scope: the table of manufacturers of a year."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cmr.downloads import attachment
from cmr.periods import period_for
from cmr.tables import csv_bytes
from suppliers.campaign.scope_rows import SHOWS, ScopeRow, scope_counts, scope_found, scope_rows
from suppliers.models import Request
from suppliers.scope_table import LABELS

A_PAGE = 50


@require_safe
def scope(request: HttpRequest, year: int) -> HttpResponse:
    """Who is in scope, who is left out and why, who was asked."""
    period = period_for(year)
    page = Paginator(scope_found(period, request.GET.dict()), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "period": period,
        "counts": scope_counts(period),
        "page": page,
        "rows": scope_rows(period, page.object_list),
        "shows": SHOWS,
        "states": Request.State.choices,
        "sort": request.GET.get("sort", "name"),
    }
    return render(request, "campaign/scope.html", context)


@require_safe
def scope_csv(request: HttpRequest, year: int) -> HttpResponse:
    """The table as the filters show it, a row a contact, in the columns that an import reads."""
    period = period_for(year)
    rows = scope_rows(period, scope_found(period, request.GET.dict()))
    head = [*LABELS.values(), "Asked on", "State", "Last letter", "Its state"]
    data = csv_bytes(head, (line for row in rows for line in _lines(row)))
    return attachment(data, f"scope-{year}.csv", "text/csv; charset=utf-8")


def _lines(row: ScopeRow) -> Iterator[list[Any]]:
    one, letter = row.supplier, row.letter
    scope = ["; ".join(product.name for product in row.products), "no" if one.reason else "yes", one.reason or ""]
    after = [
        one.asked_on.date() if one.asked_on else None,
        Request.State(one.state).label if one.state else "",
        letter.get_kind_display() if letter else "",
        letter.get_state_display() if letter else "",
    ]
    for contact in row.contacts or [None]:
        user = contact.user if contact else None
        person = [user.name, user.email, user.language] if user else ["", "", ""]
        yield [one.name, one.country_code, *person, *scope, *after]
