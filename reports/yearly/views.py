"""The page of this year beside last year: every number opens its facilities, and each loss is given its reason."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cmr.downloads import attachment
from cmr.models import ReportingPeriod
from cmr.periods import period_before, period_for
from cmr.vocab import METALS
from reports.facts.yearly import Before
from reports.models import MoveReason
from reports.services import facts_now
from reports.services.yearly import AS_PROPOSED, NotReasoned, reason_undo, reasons_decide
from reports.texts.difference import compare
from reports.yearly.export import SOURCES, comparison_csv, comparison_xlsx
from reports.yearly.reasons import proposals
from reports.yearly.rows import (
    COLUMNS,
    REASONED,
    SHOWN,
    by_metal,
    by_status,
    moved_shown,
    reasons_said,
    rows_of,
    shown_first,
)
from reports.yearly.text import texts_beside

A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def yearly(request: HttpRequest, year: int) -> HttpResponse:
    return _page(request, period_for(year))


@require_safe
def yearly_text(request: HttpRequest, year: int) -> HttpResponse:
    """This year's words against last year's, as they would be built now."""
    period = period_for(year)
    older, newer = texts_beside(period, timezone.localdate())
    changes = compare(older.report, newer.report) if older else []
    context = {"period": period, "older": older, "newer": newer, "changes": changes}
    return render(request, "reports/yearly_text.html", context)


@require_safe
def yearly_csv(request: HttpRequest, year: int) -> HttpResponse:
    facts = facts_now(period_for(year), timezone.localdate())
    return attachment(comparison_csv(facts), f"beside-last-year-{year}.csv", "text/csv; charset=utf-8")


@require_safe
def yearly_xlsx(request: HttpRequest, year: int) -> HttpResponse:
    facts = facts_now(period_for(year), timezone.localdate())
    return attachment(comparison_xlsx(facts), f"beside-last-year-{year}.xlsx", XLSX)


@require_POST
def decide(request: HttpRequest, year: int) -> HttpResponse:
    """Give the ticked facilities, or all that the page would show, a reason."""
    period = period_for(year)
    facts = facts_now(period, timezone.localdate())
    given, asked = request.POST, _asked(request.POST)
    moved = [
        each
        for move in REASONED
        for each in moved_shown(period, facts, move, metal=asked["metal"], waiting=bool(asked["waiting"]))
        if asked["show"] == move
    ]
    if not given.get("all"):
        ticked = set(given.getlist("row"))
        moved = [each for each in moved if each.seen in ticked]
    kind = given.get("kind", "")
    try:
        rows = reasons_decide(
            period,
            moved,
            kind,
            text=given.get("text", "")[:4000],
            into=given.get("into", ""),
            proposals=proposals(period, facts),
            actor=request.user,
        )
    except NotReasoned as error:
        return _page(request, period, error=str(error), status=400)
    left = len(moved) - len(rows)
    messages.success(
        request,
        f"{len(rows)} reason{'s' if len(rows) > 1 else ''} kept with your name."
        + (f" For {left} the data proposes none; choose one." if kind == AS_PROPOSED and left else ""),
    )
    return redirect(_back(year, asked))


@require_POST
def undo(request: HttpRequest, year: int, reason_id: int) -> HttpResponse:
    """Take a reason back; it stays on record."""
    period = period_for(year)
    row = get_object_or_404(MoveReason, pk=reason_id, period=period)
    try:
        reason_undo(row, actor=request.user)
    except NotReasoned as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"Taken back, and kept on record: {row.smelter_id}, {row.get_kind_display()}.")
    return redirect(_back(year, _asked(request.POST)))


def _page(request: HttpRequest, period: ReportingPeriod, *, error: str = "", status: int = 200) -> HttpResponse:
    facts = facts_now(period, timezone.localdate())
    context: dict[str, Any] = {"period": period, "facts": facts, "last": facts.yearly, "error": error}
    if facts.yearly:
        asked = _asked(request.POST if request.method == "POST" else request.GET)
        show = asked["show"] or shown_first(facts)
        narrowed = {"metal": asked["metal"], "status": asked["status"], "waiting": bool(asked["waiting"])}
        moved = moved_shown(period, facts, show, **narrowed)
        page = Paginator(moved, A_PAGE).get_page(request.GET.get("page"))
        last = facts.yearly
        kinds = MoveReason.FOR.get(show, ())
        context |= {
            "source": SOURCES[Before(last.source)],
            "earlier": period_before(period),
            "columns": COLUMNS,
            "lines": by_metal(facts),
            "statuses": by_status(facts),
            "shown": [(key, words, len(moved_shown(period, facts, key))) for key, words in SHOWN if key != "before"],
            "waits": len(last.unexplained()),
            "show": show,
            "title": dict(SHOWN)[show],
            "asked": asked | {"show": show},
            "metals": METALS,
            "page": page,
            "rows": rows_of(period, facts, page.object_list),
            "kinds": [(kind.value, kind.label) for kind in kinds],
            "history": reasons_said(period),
            "given": request.POST,
        }
    return render(request, "reports/yearly.html", context, status=status)


def _asked(given: Any) -> dict[str, str]:
    """What is asked for, from the address or the form; unknown words count as nothing."""
    asked = {name: given.get(name, "") for name in ("show", "metal", "status", "waiting")}
    if asked["show"] and asked["show"] not in dict(SHOWN):
        raise Http404
    return asked


def _back(year: int, asked: dict[str, str]) -> str:
    query = urlencode({name: value for name, value in asked.items() if value})
    return reverse("reports:yearly", args=[year]) + (f"?{query}" if query else "") + "#rows"
