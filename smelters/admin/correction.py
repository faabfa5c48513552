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
from smelters.above import filed_periods
from smelters.admin.forms import CorrectionForm
from smelters.models import Smelter, Status
from smelters.register import Facility, FacilityStatus
from smelters.selectors import register_of, status_day
from smelters.services import Evidence, status_correct


class Change(NamedTuple):
    facility: Facility
    before: FacilityStatus
    after: FacilityStatus


class Effect(NamedTuple):
    """What a correction changes as read on one day: today, or the day a report reads statuses on.

    `filed_on` is set where that report has left the house: what was filed says otherwise from now on.
    """

    title: str
    day: date
    changes: list[Change]
    unchanged: int
    filed_on: date | None = None
    period: ReportingPeriod | None = None


def correction_page(
    model_admin: admin.ModelAdmin, request: HttpRequest, smelters: Sequence[Smelter], hidden: dict[str, Any]
) -> HttpResponse:
    """The form, then the page that says what will change, then the change; `hidden` is posted along unchanged."""
    step = request.POST.get("step", "")
    given = (request.POST, request.FILES) if step else (None, None)
    form = CorrectionForm(*given, user=request.user, initial={"valid_from": timezone.localdate()})
    effects: list[Effect] = []
    if step and form.is_valid():
        given = form.cleaned_data
        if step == "confirm":
            effects = effects_of(smelters, given["status"], given["valid_from"])
            status_correct(
                smelters,
                status_code=given["status"].pk,
                valid_from=given["valid_from"],
                reason=given["reason"],
                filed=[str(effect.period) for effect in effects if effect.filed_on],
                evidence=Evidence(given["evidence"], given["evidence_url"], *_kept(form)),
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
        "filed": [effect for effect in effects if effect.filed_on],
    }
    return TemplateResponse(request, "admin/smelters/smelter/correct.html", context)


def _kept(form: CorrectionForm) -> tuple[str, str]:
    return (form.kept.name, form.kept.sha256) if form.kept else ("", "")


def effects_of(smelters: Sequence[Smelter], status: Status, valid_from: date) -> list[Effect]:
    """What the correction changes on its own day, today, and on the day of each report that it reaches."""
    today = timezone.localdate()
    days: list[tuple[str, date, ReportingPeriod | None]] = [
        ("On the effective date", valid_from, None), ("Today", today, None),
    ]  # fmt: skip
    filed = filed_periods()
    for period in ReportingPeriod.objects.order_by("-year"):
        day = status_day(period, filed.get(period.pk, today))
        if day >= valid_from:
            days.append((f"In the report for {period}", day, period))
    effects = []
    for title, day, of in days:
        register = register_of(smelters, day)
        changes = [
            Change(
                register.facilities[each.pk], register.status(each.pk), register.status_if(each.pk, status, valid_from)
            )
            for each in smelters
        ]
        moved = [each for each in changes if each.before.code != each.after.code]
        filed_on = filed.get(of.pk) if of and moved else None
        effects.append(Effect(title, day, moved, len(changes) - len(moved), filed_on, of))
    return effects
