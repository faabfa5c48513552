"""Letting a finding before filing pass, and taking it back, from the report's page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cmr.periods import period_for
from reports.models import Waiver
from reports.services import NotWaived, findings_waive, waiver_lift
from reports.views import filing_page


@require_POST
def waive(request: HttpRequest, year: int) -> HttpResponse:
    """Let pass the findings of one check that were chosen, with one reason."""
    period = period_for(year)
    code, chosen = request.POST.get("code", ""), request.POST.getlist("fingerprint")
    reason = request.POST.get("reason", "")
    try:
        if not chosen:
            raise NotWaived("Choose which of the findings pass.")
        waivers = findings_waive(period, code, chosen, reason, actor=request.user, today=timezone.localdate())
    except NotWaived as error:
        said = {"code": code, "chosen": chosen, "reason": reason, "error": str(error)}
        return render(request, "reports/filing.html", filing_page(request, period, unsaid=said), status=400)
    many = f"{len(waivers)} findings pass" if len(waivers) > 1 else "The finding passes"
    messages.success(request, f"{many}, with your reason. Another finding of this check asks again.")
    return redirect(reverse("reports:filing", args=[year]) + "#passed")


@require_POST
def waiver_lifted(request: HttpRequest, passed_id: int) -> HttpResponse:
    """Take a waiver back: the finding counts again."""
    waiver = get_object_or_404(Waiver.objects.select_related("period"), pk=passed_id)
    try:
        waiver_lift(waiver, actor=request.user)
    except NotWaived as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Taken back. The finding counts again.")
    return redirect("reports:filing", waiver.period.year)
