"""Correct a status of one or many facilities: asked, said in words what will change, then done."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from cmr.models import ReportingPeriod
from smelters.admin.forms import CorrectionForm
from smelters.models import Smelter, Status
from smelters.register import Facility, FacilityStatus
from smelters.selectors import register_as_of, status_day
from smelters.services import status_correct


class Change(NamedTuple):
    facility: Facility
    before: FacilityStatus
    after: FacilityStatus


class Effect(NamedTuple):
    """What a correction changes as read on one day: today, or the day a report reads statuses on."""

    title: str
    day: date
    changes: list[Change]
    unchanged: int


def correction_page(
    model_admin: admin.ModelAdmin, request: HttpRequest, smelters: Sequence[Smelter], hidden: dict[str, Any]
) -> HttpResponse:
    """The form, then the page that says what will change, then the change; `hidden` is posted along unchanged."""
    step = request.POST.get("step", "")
    form = CorrectionForm(request.POST if step else None, initial={"valid_from": timezone.localdate()})
    effects: list[Effect] = []
    if step and form.is_valid():
        given = form.cleaned_data
        if step == "confirm":
            status_correct(
                smelters,
                status_code=given["status"].pk,
                valid_from=given["valid_from"],
                reason=given["reason"],
                evidence=given["evidence"],
                actor=request.user,
            )
            told = f"{len(smelters)} facilities" if len(smelters) > 1 else str(smelters[0])
            messages.success(request, f"Recorded: {told}, {given['status']} from {given['valid_from']:%-d %B %Y}.")
            return redirect("admin:smelters_smelter_changelist")
        if step == "review":
            effects = effects_of(smelters, given["status"], given["valid_from"])
    context = model_admin.admin_site.each_context(request) | {
        "title": "Correct status",
        "opts": Smelter._meta,
        "form": form,
        "media": model_admin.media + form.media,
        "smelters": smelters,
        "hidden": hidden,
        "effects": effects,
    }
    return TemplateResponse(request, "admin/smelters/smelter/correct.html", context)


def effects_of(smelters: Sequence[Smelter], status: Status, valid_from: date) -> list[Effect]:
    """What the correction changes on its own day, today, and on the day of each report that it reaches."""
    today = timezone.localdate()
    days = [("On the effective date", valid_from), ("Today", today)]
    for period in ReportingPeriod.objects.order_by("-year"):
        day = status_day(period, today)
        if day >= valid_from:
            days.append((f"In the report for {period}", day))
    effects = []
    for title, day in days:
        register = register_as_of(day)
        changes = [
            Change(
                register.facilities[each.pk], register.status(each.pk), register.status_if(each.pk, status, valid_from)
            )
            for each in smelters
        ]
        moved = [each for each in changes if each.before.code != each.after.code]
        effects.append(Effect(title, day, moved, len(changes) - len(moved)))
    return effects
