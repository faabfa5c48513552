"""Recording an entry, correcting it by one that replaces it, taking it back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cmr.models import ReportingPeriod
from cmr.periods import period_for
from diligence import access
from diligence.forms import EntryForm, WithdrawForm, entry_initial
from diligence.kinds import BY_CODE, CAPTIONS, Kind, Step, kinds_of
from diligence.models import Entry
from diligence.parties import facility_words
from diligence.services import Conflict, Evidence, Refused, entry_record, entry_withdraw
from smelters.models import Smelter

CHANGED = "Nothing was changed: somebody corrected this entry or took it back meanwhile. This is how it stands."


@require_safe
def choose(request: HttpRequest, year: int) -> HttpResponse:
    """What can be recorded, by step."""
    context = {"period": period_for(year), "steps": [(step, CAPTIONS[step], kinds_of(step)) for step in Step]}
    return render(request, "diligence/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Enter one thing that was done."""
    period = period_for(year)
    if code not in BY_CODE:
        raise Http404
    return _form(request, period, BY_CODE[code], {"day": timezone.localdate(), **named(request, period)})


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, line_id: int) -> HttpResponse:
    """An entry that takes the place of another."""
    found = access.entry_for(request.user, line_id)
    if Entry.objects.filter(replaces=found).exists():
        messages.warning(request, CHANGED)
        return redirect("diligence:entry", found.pk)
    return _form(request, found.period, BY_CODE[found.kind], entry_initial(found), found)


def _form(
    request: HttpRequest, period: ReportingPeriod, kind: Kind, initial: dict[str, Any], replaces: Entry | None = None
) -> HttpResponse:
    before = Evidence(replaces.evidence_sha256, replaces.evidence_name) if replaces else Evidence()
    form = EntryForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        kind=kind, period=period, user=request.user, before=before, initial=initial,
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            made = entry_record(
                period,
                kind.code,
                day=given["day"],
                told=form.told(),
                evidence=form.evidence(),
                note=given["note"],
                request=given.get("manufacturer"),
                smelter=given.get("facility"),
                replaces=replaces,
                actor=request.user,
            )
        except Conflict:
            assert replaces
            messages.warning(request, CHANGED)
            return redirect("diligence:entry", replaces.pk)
        else:
            messages.success(request, f"{'Corrected' if replaces else 'Recorded'}: {kind.label.lower()}.")
            return redirect("diligence:entry", made.pk)
    context = {"period": period, "kind": kind, "caption": CAPTIONS[kind.step], "form": form, "replaces": replaces}
    return render(request, "diligence/record.html", context, status=400 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, line_id: int) -> HttpResponse:
    """Take an entry back; both stay on record."""
    found, form = access.entry_for(request.user, line_id), WithdrawForm(request.POST)
    try:
        entry_withdraw(found, reason=form.data.get("note", "")[:4000], actor=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    except Conflict:
        messages.warning(request, CHANGED)
    else:
        messages.success(request, "Taken back. The report no longer rests on it; it stays on record with your reason.")
    return redirect("diligence:entry", found.pk)


def named(request: HttpRequest, period: ReportingPeriod) -> dict[str, str]:
    """The party that a link from its page names: ?request= or ?smelter=."""
    initial = {}
    asked, smelter = request.GET.get("request", ""), request.GET.get("smelter", "")
    if asked.isdecimal() and len(asked) < 10:
        row = period.requests.select_related("supplier").filter(pk=asked).first()
        initial["manufacturer"] = row.supplier.name if row else ""
    if smelter.isdecimal() and len(smelter) < 10:
        facility = Smelter.objects.filter(pk=smelter).first()
        initial["facility"] = facility_words(facility) if facility else ""
    return initial
