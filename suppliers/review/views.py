"""The desk of the legal team: the period, one manufacturer, its files."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cmr.downloads import stored_file
from cmr.periods import period_before, period_for_or_newest
from suppliers import access
from suppliers.contact_form import RecordForm
from suppliers.contact_log import log_of_request
from suppliers.models import Letter, Request, Upload
from suppliers.review import selectors
from suppliers.review.forms import RefuseForm
from suppliers.review.moved import facilities_beside, status_lines
from suppliers.review.name_queue import rows_unplaced
from suppliers.selectors import (
    PeriodOverview,
    period_overview,
    requests_first,
    uploads_put_aside,
)
from suppliers.services.delays import reading_delay
from suppliers.services.requests import part_withdraw
from suppliers.services.review import Conflict, NotAllowed
from suppliers.services.scanning import upload_kept_back
from suppliers.services.uploads import upload_refuse, upload_retry


def no_period(request: HttpRequest) -> HttpResponse:
    return render(request, "review/no_period.html")


@require_safe
def period(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Where a calendar year stands."""
    asked_year = request.GET.get("year", "")
    if asked_year.isdecimal() and len(asked_year) == 4:
        return redirect("review:period", int(asked_year))
    found = period_for_or_newest(year)
    if found is None:
        return no_period(request)
    overview = period_overview(found)
    facilities, earlier = selectors.facilities_named(found, timezone.localdate()), period_before(found)
    lines = status_lines(facilities)
    context = {
        "period": found,
        "overview": overview,
        "facilities": facilities,
        "earlier": earlier.year if earlier else None,
        "lines": lines,
        "longest": max(line.longest for line in lines[:-1]),
        "correcting": overview.in_state(Request.State.NEEDS_CORRECTION),
        "stuck": uploads_put_aside(found, limit=4),
        "unplaced": rows_unplaced(found),
        "next": selectors.review_next(found.pk),
        "delay": reading_delay(),
        **_waiting(overview),
    }
    return render(request, "review/period.html", context)


@require_safe
def moved(request: HttpRequest, year: int) -> HttpResponse:
    """The facilities of a year beside those of the year before: a part of the period's page, or a page by itself."""
    found, today = period_for_or_newest(year), timezone.localdate()
    assert found
    beside = facilities_beside(found, today)
    facilities = beside.now if beside else selectors.facilities_named(found, today)
    lines = status_lines(facilities, beside.before if beside else None)
    context = {
        "period": found,
        "facilities": facilities,
        "beside": beside,
        "earlier": beside.year if beside else None,
        "lines": lines,
        "longest": max(line.longest for line in lines[:-1]),
    }
    part = "review/_facilities.html" if request.headers.get("HX-Request") else "review/moved.html"
    return render(request, part, context)


def _waiting(overview: PeriodOverview) -> dict[str, object]:
    """Who waits for the team and who for the manufacturers: how many, and the first of them."""
    state, period = Request.State, overview.period
    with_them = (state.NEEDS_CORRECTION, state.UNREADABLE)
    return {
        "to_review": requests_first(period, state.IN_REVIEW, limit=6),
        "to_review_count": overview.in_state(state.IN_REVIEW),
        "silent": requests_first(period, state.REQUESTED, limit=5),
        "silent_count": overview.in_state(state.REQUESTED),
        "with_them": requests_first(period, *with_them, limit=5),
        "with_them_count": overview.in_state(*with_them),
    }


@require_safe
def manufacturer(request: HttpRequest, request_id: int) -> HttpResponse:
    """One manufacturer in one year: its people, its files, what happened."""
    asked = access.request_for(request.user, request_id)
    uploads = selectors.uploads_of(asked)
    context = {
        "asked": asked,
        "period": asked.period,
        "uploads": uploads,
        "failed": [sent for sent in uploads if sent.state == Upload.State.FAILED],
        "parts": sorted({sent.covers for sent in uploads if not sent.withdrawn_at}),
        "resend": RefuseForm.PROPOSAL,
        "contacts": asked.supplier.contacts.select_related("user"),
        "history": selectors.request_history(asked),
        "entries": log_of_request(asked),
        "waiting": asked.letters.filter(state__in=[Letter.State.WAITING, Letter.State.SENDING]).count(),
        "record": RecordForm(request=asked),
    }
    return render(request, "review/manufacturer.html", context)


@require_POST
def part_taken_out(request: HttpRequest, request_id: int) -> HttpResponse:
    """Take one part out of a manufacturer's answer: its files stay on record and count nowhere."""
    asked = access.request_for(request.user, request_id)
    reason, covers = request.POST.get("reason", "").strip(), request.POST.get("covers", "")
    if not reason:
        messages.error(request, "Say why this part no longer counts. Nothing was changed.")
    elif not asked.uploads.filter(covers=covers, draft=False, withdrawn_at=None).exists():
        messages.warning(request, "Nothing to do: this part no longer counts.")
    else:
        part_withdraw(asked, covers, actor=request.user, reason=reason)
        messages.success(request, f"“{covers or 'All products'}” no longer counts; its files stay on record.")
    return redirect("review:manufacturer", asked.pk)


@require_safe
def original(request: HttpRequest, upload_id: int) -> HttpResponse:
    """The file as it was sent."""
    sent = access.upload_for(request.user, upload_id)
    if why := upload_kept_back(sent):
        messages.warning(request, why)
        return redirect("review:manufacturer", sent.request_id)
    return stored_file(sent.sha256, sent.file_name)


@require_POST
def retry(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Read a file again that was put aside."""
    sent = access.upload_for(request.user, upload_id)
    try:
        upload_retry(sent, actor=request.user)
    except (Conflict, NotAllowed):
        messages.warning(request, "Nothing to do: the file is no longer put aside.")
    else:
        messages.success(request, f"{sent.receipt} is being read again.")
    return redirect("review:manufacturer", sent.request_id)


@require_POST
def refuse(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Say of a file that was put aside that it cannot be read, in words that its manufacturer sees."""
    sent = access.upload_for(request.user, upload_id)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["reason"][0])
        return redirect("review:manufacturer", sent.request_id)
    try:
        upload_refuse(sent, actor=request.user, reason=form.cleaned_data["reason"])
    except (Conflict, NotAllowed):
        messages.warning(request, "Nothing to do: the file is no longer put aside.")
    else:
        messages.success(
            request, f"{sent.request.supplier.name} now sees that {sent.receipt} could not be read, and why."
        )
    return redirect("review:manufacturer", sent.request_id)
