"""The pages of unknown names: the queue, one name at a time, the decision on it, and its undo."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cmr.access import may_open
from cmr.models import ReportingPeriod
from cmr.periods import period_for_or_newest
from cmr.vocab import METALS
from smelters.selectors import status_day
from suppliers import access
from suppliers.decided import FiledPeriod, filed_reached
from suppliers.models import Disposition, UnknownName
from suppliers.review import name_queue as queue
from suppliers.review.likely import choices, facilities_found, likely, other_metals, pools
from suppliers.review.name_forms import NameForm, UndoForm
from suppliers.review.views import no_period
from suppliers.services.dispositions import Conflict, disposition_undo, name_decide

A_PAGE = 25
CANDIDATES, FOUND = 4, 8
DECIDING = "review:name_decided"
MEANWHILE = "Somebody decided meanwhile, so nothing was changed. This is how it stands now."


@require_safe
def names(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Every name of a year that belongs to no facility, once each, and what was decided on it."""
    period = period_for_or_newest(year)
    if period is None:
        return no_period(request)
    every = queue.names_queued(period)
    page = Paginator(queue.names_asked(every, request.GET), A_PAGE).get_page(request.GET.get("page"))
    counts = {key: sum(one.state == key for one in every) for key, _ in queue.STATES}
    context = {
        "period": period,
        "page": page,
        "lines": _lines(period, list(page)),
        "total": len(every),
        "counts": counts,
        "states": [(key, words, counts[key]) for key, words in queue.STATES],
        "state": request.GET.get("state", queue.OPEN),
        "may_decide": may_open(request.user, DECIDING),
        "first": next((one for one in every if one.state == queue.OPEN), None),
        "nameless": queue.nameless_rows(period),
        "metals": METALS,
        "sort": request.GET.get("sort", ""),
    }
    return render(request, "review/names.html", context)


def _lines(period: ReportingPeriod, page: list[queue.QueuedName]) -> list[dict[str, object]]:
    """The names of a page with their first rows, the likeliest facility of the open ones, and their decisions."""
    rows = queue.name_rows(period, [one.pk for one in page], each=queue.SHOWN_ROWS)
    decided = queue.decisions_on(one.disposition for one in page)
    undecided = [one for one in page if not one.disposition]
    known = pools(one.metal for one in undecided)
    best = {one.pk: likely(one.name, rows[one.pk], known.get(one.metal), limit=1) for one in undecided}
    found = [(one, best[one.pk][0]) for one in undecided if best[one.pk]]
    shown = choices([(one.name, candidate) for one, candidate in found], status_day(period, timezone.localdate()))
    could_be = {one.pk: choice for (one, _), choice in zip(found, shown, strict=True)}
    return [
        {
            "name": one,
            "rows": rows[one.pk],
            "decision": decided.get(one.disposition or 0),
            "likely": could_be.get(one.pk),
        }
        for one in page
    ]


@require_safe
def name(request: HttpRequest, year: int, name_id: int) -> HttpResponse:
    period, found = access.unknown_name_for(request.user, year, name_id)
    return _name_page(request, period, found)


def _name_page(
    request: HttpRequest, period: ReportingPeriod, found: UnknownName, form: NameForm | None = None, status: int = 200
) -> HttpResponse:
    """One name: who gives it and where, what it may mean, what was decided, and the decision to take."""
    every = queue.names_queued(period)
    rows = queue.name_rows(period, [found.pk])[found.pk]
    day = status_day(period, timezone.localdate())
    candidates = likely(found.name, rows, pools([found.metal]).get(found.metal), limit=CANDIDATES)
    history = queue.decision_history(found)
    words = request.GET.get("q", "")
    chosen = form["smelter"].value() if form else request.GET.get("smelter", "")
    context = {
        "period": period,
        "name": found,
        "queued": next((one for one in every if one.pk == found.pk), None),
        "around": queue.name_around(every, found.pk),
        "rows": rows,
        "likely": choices([(found.name, one) for one in candidates], day),
        "found": facilities_found(words, found.metal, day, limit=FOUND),
        "words": words,
        "chosen": str(chosen or ""),
        "other_metals": other_metals(found, day),
        "history": history,
        "undone": {row.voids_id for row in history},
        "filed": filed_reached(found, period.year),
        "may_decide": may_open(request.user, DECIDING),
        "form": form or NameForm(name=found, initial={"seen": found.version}),
        "day": day,
    }
    return render(request, "review/name.html", context, status=status)


@require_POST
def name_decided(request: HttpRequest, year: int, name_id: int) -> HttpResponse:
    """Decide, then go on to the next name; a decision on what has changed meanwhile changes nothing."""
    period, found = access.unknown_name_for(request.user, year, name_id)
    form = NameForm(request.POST, name=found)
    if not form.is_valid():
        return _name_page(request, period, found, form, status=400)
    try:
        row = name_decide(found, period, actor=request.user, **form.decision)
    except Conflict:
        messages.warning(request, MEANWHILE)
        return redirect("review:name", year, found.pk)
    messages.success(request, _said(found, row))
    _warn(request, filed_reached(found, year))
    following = queue.name_around(queue.names_queued(period), found.pk).next
    return redirect("review:name", year, following.pk) if following else redirect("review:names", year)


def _said(found: UnknownName, row: Disposition) -> str:
    called, facility = found.name or found.reported_id, row.smelter and f"{row.smelter.name} ({row.smelter.smelter_id})"
    if row.stock_used:
        return f"“{called}” counts as {facility} in {row.period.year}, with a note in Annex I, and is left out later."
    if row.counts:
        return f"“{called}” counts as {facility} from {row.period.year} on."
    if row.kind in Disposition.WAITING:
        return f"“{called}” stays among the unresolved names."
    return f"“{called}” is left out from {row.period.year} on, with your reason."


def _warn(request: HttpRequest, filed: list[FiledPeriod]) -> None:
    for each in filed:
        messages.warning(
            request,
            f"This touches what was filed for {each.period} on {each.filed_on:%-d %B %Y}. That report stays as it was "
            "signed; ask counsel whether it needs an amendment (Form SD/A).",
        )


@require_POST
def name_undone(request: HttpRequest, year: int, disposition_id: int) -> HttpResponse:
    """Take a decision back, with a reason."""
    row = access.disposition_for(request.user, disposition_id)
    form = UndoForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say why you undo the decision.")
    else:
        try:
            disposition_undo(row, actor=request.user, **form.cleaned_data)
        except Conflict:
            messages.warning(request, MEANWHILE)
        else:
            messages.success(request, "The decision is undone; its rows stand as they stood before it.")
            _warn(request, filed_reached(row.unknown_name, row.period.year))
    return redirect(reverse("review:name", args=[year, row.unknown_name_id]))
