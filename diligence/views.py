"""The log of a year in five sheets, one entry with its history, and the files that show what is told."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cmr.downloads import stored_file
from cmr.periods import newest_year, period_for
from diligence import access
from diligence.forms import WithdrawForm
from diligence.kinds import Step
from diligence.parties import facilities_like, manufacturers_like
from diligence.recorded import recorded_of
from diligence.selectors import entry_history, steps_of

# So many entries of a step stand on the year's page, and on the step's own.
A_SHEET = 12
A_PAGE = 100


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    year = newest_year()
    return redirect("diligence:log", year) if year else render(request, "review/no_period.html")


@require_safe
def log(request: HttpRequest, year: int) -> HttpResponse:
    """How the five steps stand in a year; ?step= is one of them with all its entries."""
    period = period_for(year)
    sheets, recorded = steps_of(period, timezone.localdate()), recorded_of(period)
    context = {
        "period": period,
        "bare": [sheet for sheet in sheets if not sheet],
        "sheets": [(sheet, recorded[sheet.step], sheet.entries[:A_SHEET]) for sheet in sheets],
        "total": sum(len(sheet.entries) for sheet in sheets),
    }
    asked = request.GET.get("step", "")
    if asked in set(Step):
        sheet = next(sheet for sheet in sheets if sheet.step == asked)
        page = Paginator(sheet.entries, A_PAGE).get_page(request.GET.get("page"))
        context |= {"sheets": [(sheet, recorded[sheet.step], page.object_list)], "page": page, "only": sheet}
    return render(request, "diligence/log.html", context)


@require_safe
def entry(request: HttpRequest, line_id: int) -> HttpResponse:
    """One entry: what it tells, what shows it, and its earlier and later versions."""
    found = access.entry_for(request.user, line_id)
    history = entry_history(found)
    context = {
        "period": found.period,
        "entry": found,
        "newest": history[0],
        "stands": history[0].pk == found.pk,
        "history": history,
        "form": WithdrawForm(),
    }
    return render(request, "diligence/entry.html", context)


@require_safe
def evidence(request: HttpRequest, line_id: int) -> HttpResponse:
    """The file that shows what an entry tells, as it was given."""
    found = access.entry_for(request.user, line_id)
    if not found.evidence_sha256:
        raise Http404
    return stored_file(found.evidence_sha256, found.evidence_name)


@require_safe
def parties(request: HttpRequest, year: int) -> HttpResponse:
    """Proposals for the field that asks: manufacturers of the year, or facilities."""
    period, facility = period_for(year), request.GET.get("facility", "")[:100].strip()
    words = request.GET.get("manufacturer", "")[:100].strip()
    found = facilities_like(facility) if facility else manufacturers_like(period, words) if words else []
    return render(request, "diligence/_parties.html", {"found": found})
