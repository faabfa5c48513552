"""Follow-up: who would get which letter today and why, the ladder, and the letters about facilities."""

from collections import Counter
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cmr.models import ReportingPeriod
from cmr.periods import period_for
from smelters.selectors import status_day
from suppliers.campaign.letter_forms import LadderForms
from suppliers.models import LadderStep, LetterKind
from suppliers.services.campaigns import campaign_of
from suppliers.services.facility_letters import facility_letters, facility_letters_write, facility_lines
from suppliers.services.follow_up import follow_up_due, ladder_offer, ladder_set
from suppliers.services.follow_up import follow_up_run as run

A_PAGE = 100


@require_safe
def follow_up(request: HttpRequest, year: int) -> HttpResponse:
    """Who would get what today, and who gets nothing and why."""
    return _page(request, period_for(year))


def _page(request: HttpRequest, period: ReportingPeriod, ladder: object = None, status: int = 200) -> HttpResponse:
    plan = follow_up_due(period, timezone.localdate())
    rungs = LadderStep.objects.filter(campaign__period=period)
    due = [one for one in plan if not one.skipped]
    context = {
        "period": period,
        "campaign": campaign_of(period),
        "today": timezone.localdate(),
        "due": Paginator(due, A_PAGE).get_page(request.GET.get("page")),
        "kinds": dict(LetterKind.choices),
        "skipped": _skipped(plan),
        "asked": len({one.asked.id for one in plan if one.asked}),
        "ladder": ladder or LadderForms(queryset=rungs, prefix="rung"),
        "rungs": len(rungs),
    }
    return render(request, "campaign/today.html", context, status=status)


def _skipped(plan: list) -> list[tuple[str, int, list]]:
    """Who gets nothing, by reason; the most frequent reason first."""
    reasons = Counter(one.skipped for one in plan if one.skipped)
    whom = {reason: [one for one in plan if one.skipped == reason] for reason in reasons}
    return [(reason, count, whom[reason][:50]) for reason, count in reasons.most_common(40)]


@require_POST
def follow_up_run(request: HttpRequest, year: int) -> HttpResponse:
    """Write now what is due today."""
    letters = run(timezone.localdate(), period=period_for(year), actor=request.user)
    if letters:
        messages.success(request, f"{len(letters)} {'letter leaves' if len(letters) == 1 else 'letters leave'} now.")
    else:
        messages.info(request, "Nothing is due today that is not written already.")
    return redirect("campaign:follow_up", year)


@require_POST
def follow_up_offer(request: HttpRequest, year: int) -> HttpResponse:
    """Take the usual ladder, where there is none."""
    ladder_offer(period_for(year), actor=request.user)
    return redirect("campaign:follow_up", year)


@require_POST
def follow_up_ladder(request: HttpRequest, year: int) -> HttpResponse:
    """Set the ladder's rungs."""
    period = period_for(year)
    forms = LadderForms(request.POST, queryset=LadderStep.objects.filter(campaign__period=period), prefix="rung")
    if not forms.is_valid():
        return _page(request, period, forms, 400)
    kept = [form for form in forms.initial_forms if form not in forms.deleted_forms]
    new = [form for form in forms.extra_forms if form.has_changed() and form not in forms.deleted_forms]
    rungs = [(form.instance.pk, form.cleaned_data["days"], form.cleaned_data["kind"]) for form in kept + new]
    ladder_set(period, rungs, actor=request.user)
    messages.success(request, "The ladder is set.")
    return redirect("campaign:follow_up", year)


@require_safe
def letters_facilities(request: HttpRequest, year: int) -> HttpResponse:
    """Accepted declarations that name facilities off both lists, and the letters about them."""
    period = period_for(year)
    day = _day(request.GET.get("day"), period)
    found = facility_letters(period, day)
    context = {
        "period": period,
        "day": day,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "lines": facility_lines,
        "writable": sum(1 for one in found if one.people and not one.written),
        "total": len(found),
    }
    return render(request, "campaign/letters_facilities.html", context)


@require_POST
def letters_facilities_send(request: HttpRequest, year: int) -> HttpResponse:
    """Write the chosen letters about facilities."""
    period = period_for(year)
    day = _day(request.POST.get("day"), period)
    chosen = {int(pk) for pk in request.POST.getlist("submission") if pk.isdecimal() and len(pk) < 18}
    count = len(facility_letters_write(period, day, chosen, actor=request.user))
    if count:
        messages.success(request, f"{count} {'letter leaves' if count == 1 else 'letters leave'} now.")
    else:
        messages.warning(request, "No letter was written: choose manufacturers that have a contact and no letter yet.")
    return redirect("campaign:letters_facilities", year)


def _day(given: str | None, period: ReportingPeriod) -> date:
    """The day asked for, else that of the period's statuses; never one to come."""
    today = timezone.localdate()
    try:
        return min(date.fromisoformat(given or ""), today)
    except ValueError:
        return status_day(period, today)
