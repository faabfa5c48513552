"""The contact log: what left, what came back, what was said; mails that answer none of our letters."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cmr.downloads import attachment, stored_file
from cmr.periods import period_for
from cmr.tables import csv_bytes
from suppliers import access
from suppliers.campaign.letter_forms import MailForm, StrayForm
from suppliers.contact_form import RecordForm
from suppliers.contact_log import WHAT, entries, log_of
from suppliers.models import ContactRecord, StrayMail
from suppliers.services.mail_in import contact_record, mail_take, stray_file

A_PAGE = 100
STRAYS = 50
_HEAD = ["Day", "Manufacturer", "What", "With or by", "Words", "State", "Letter", "Record", "Original (sha256)"]


@require_safe
def log(request: HttpRequest, year: int) -> HttpResponse:
    """Every contact of the year in one line of time."""
    period = period_for(year)
    name, what = request.GET.get("q", "")[:100], request.GET.get("what", "")
    page = Paginator(log_of(period, name=name, what=what if what in WHAT else ""), A_PAGE)
    found = page.get_page(request.GET.get("page"))
    strays = list(StrayMail.objects.filter(record=None)[:STRAYS])
    context = {
        "period": period,
        "page": found,
        "entries": entries(found.object_list),
        "whats": WHAT.items(),
        "strays": strays,
        "manufacturers": period.requests.values_list("supplier__name", flat=True) if strays else (),
    }
    return render(request, "campaign/log.html", context)


@require_safe
def log_csv(request: HttpRequest, year: int) -> HttpResponse:
    """The whole log, as evidence: with the same filters as the page."""
    period = period_for(year)
    name, what = request.GET.get("q", "")[:100], request.GET.get("what", "")
    rows = [
        [
            one.day,
            one.manufacturer,
            one.what,
            one.person,
            one.words,
            one.state,
            one.letter_id,
            one.record_id,
            one.original,
        ]
        for one in entries(log_of(period, name=name, what=what if what in WHAT else ""))
    ]
    return attachment(csv_bytes(_HEAD, rows), f"contact-log-{year}.csv", "text/csv; charset=utf-8")


@require_POST
def log_mail(request: HttpRequest, year: int) -> HttpResponse:
    """Take in a mail that arrived elsewhere; it finds its letter by itself, or waits among the strays."""
    form = MailForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, form.errors["file"][0])
    else:
        taken = mail_take(form.cleaned_data["file"].read(), actor=request.user)
        (messages.warning if taken.stray else messages.success)(request, taken.sentence)
    return redirect("campaign:log", period_for(year).year)


@require_POST
def log_record(request: HttpRequest, request_id: int) -> HttpResponse:
    """Record a call, a reply or a letter that came back, on the manufacturer's page."""
    asked = access.request_for(request.user, request_id)
    form = RecordForm(request.POST, request.FILES, request=asked)
    if not form.is_valid():
        for field, errors in form.errors.items():
            label = form.fields[field].label if field in form.fields else ""
            messages.error(request, f"{label}: {errors[0]}" if label else errors[0])
        return redirect("review:manufacturer", request_id)
    given = form.cleaned_data
    if given["file"]:
        taken = mail_take(given["file"].read(), request=asked, actor=request.user)
        messages.success(request, taken.sentence)
    if given["text"].strip():
        contact_record(
            asked, given["kind"], text=given["text"], day=given["day"], letter=given["letter"], actor=request.user
        )
        messages.success(request, f"Recorded: {ContactRecord.Kind(given['kind']).label.lower()}.")
    return redirect("review:manufacturer", request_id)


@require_safe
def log_original(request: HttpRequest, entry_id: int) -> HttpResponse:
    """A mail as it came."""
    found = access.record_for(request.user, entry_id)
    if not found.original_sha256:
        raise Http404
    return stored_file(found.original_sha256, f"mail-{found.pk}.eml")


@require_safe
def log_stray(request: HttpRequest, stray_id: int) -> HttpResponse:
    """A stray mail as it came."""
    found = access.stray_for(request.user, stray_id)
    return stored_file(found.sha256, f"stray-{found.pk}.eml")


@require_POST
def log_stray_file(request: HttpRequest, year: int, stray_id: int) -> HttpResponse:
    """File a stray mail under a manufacturer."""
    period, stray = period_for(year), access.stray_for(request.user, stray_id)
    form = StrayForm(request.POST, period=period)
    if not form.is_valid():
        messages.error(request, form.errors["manufacturer"][0])
    elif stray_file(stray, form.cleaned_data["manufacturer"], actor=request.user):
        messages.success(request, f"Filed under {form.cleaned_data['manufacturer'].supplier.name}.")
    else:
        messages.warning(request, "Somebody filed this mail meanwhile.")
    return redirect("campaign:log", year)
