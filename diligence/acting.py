"""Corrective actions: the list, one of them, and what waits for somebody."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cmr.downloads import stored_file
from cmr.models import AuditEvent, ReportingPeriod
from cmr.periods import newest_year, period_for
from diligence import access, services
from diligence.forms import ActionForm, ChangeForm, CloseForm
from diligence.models import CorrectiveAction
from diligence.recorded import actions_counted
from diligence.recording import named
from diligence.selectors import SHOWS, actions_about, actions_asked, actions_waiting
from diligence.services import Conflict, Refused
from smelters.models import Smelter
from suppliers.access import request_for

A_PAGE = 100
SHOWN = 5
CHANGED = "Nothing was changed: somebody changed or closed this action meanwhile. This is how it stands."


@require_safe
def actions(request: HttpRequest, year: int) -> HttpResponse:
    """Who has to put what right until when: open ones first, the most overdue at the top."""
    period, today = period_for(year), timezone.localdate()
    show, words = request.GET.get("show", ""), request.GET.get("q", "")[:100].strip()
    owner = request.user if request.GET.get("whose") == "mine" else None
    found = actions_asked(period, today, show=show, words=words, owner=owner)
    counts = actions_counted(period)
    context = {
        "period": period,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "shows": SHOWS.items(),
        "total": sum(counts.values()),
        "open": counts.get(CorrectiveAction.State.OPEN, 0),
        "overdue": actions_asked(period, today, show="overdue").count(),
    }
    return render(request, "diligence/actions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def action_open(request: HttpRequest, year: int) -> HttpResponse:
    """Ask a manufacturer or a facility to put something right."""
    period = period_for(year)
    initial = {"owner": request.user.pk, **named(request, period)}
    form = ActionForm(request.POST if request.method == "POST" else None, period=period, initial=initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            made = services.action_open(
                period,
                what=given["what"],
                owner=given["owner"],
                due_date=given["due_date"],
                request=given["manufacturer"],
                smelter=given["facility"],
                actor=request.user,
            )
        except Refused as refused:
            form.refused(refused.wrong)
        else:
            messages.success(request, "The action is open.")
            return redirect("diligence:action", made.pk)
    context = {"period": period, "form": form}
    return render(request, "diligence/action_open.html", context, status=400 if form.errors else 200)


@require_safe
def action(request: HttpRequest, action_id: int) -> HttpResponse:
    return _page(request, access.action_for(request.user, action_id))


def _page(request: HttpRequest, found: CorrectiveAction, status: int = 200, **forms: Any) -> HttpResponse:
    initial = {"owner": found.owner_id, "due_date": found.due_date, "version": found.version}
    events = AuditEvent.objects.filter(object_type=found._meta.label_lower, object_id=str(found.pk))
    context = {
        "period": found.period,
        "action": found,
        "open": found.state == CorrectiveAction.State.OPEN,
        "events": events.order_by("-id"),
        "change": ChangeForm(initial=initial, prefix="change"),
        "close": CloseForm(initial={"version": found.version}, user=request.user, prefix="close"),
    }
    return render(request, "diligence/action.html", context | forms, status=status)


@require_POST
def change(request: HttpRequest, action_id: int) -> HttpResponse:
    """Give an open action another owner or day."""
    found = access.action_for(request.user, action_id)
    form = ChangeForm(request.POST, prefix="change")
    if not form.is_valid():
        return _page(request, found, 400, change=form)
    given = form.cleaned_data
    found.version = given["version"]
    try:
        services.action_change(
            found, owner=given["owner"], due_date=given["due_date"], reason=given["reason"], actor=request.user
        )
    except Conflict:
        messages.warning(request, CHANGED)
    else:
        messages.success(request, "Owner and day are changed.")
    return redirect("diligence:action", action_id)


@require_POST
def close(request: HttpRequest, action_id: int) -> HttpResponse:
    """Close an action with what came of it, and the file that shows it."""
    found = access.action_for(request.user, action_id)
    form = CloseForm(request.POST, request.FILES, user=request.user, prefix="close")
    if not form.is_valid():
        return _page(request, found, 400, close=form)
    given, seen = form.cleaned_data, found.version
    found.version = given["version"]
    try:
        services.action_close(
            found, state=given["state"], outcome=given["outcome"], evidence=form.kept, actor=request.user
        )
    except Refused as refused:
        form.add_error("outcome", refused.wrong["outcome"])
        found.version = seen
        return _page(request, found, 400, close=form)
    except Conflict:
        messages.warning(request, CHANGED)
    else:
        messages.success(request, "The action is closed.")
    return redirect("diligence:action", action_id)


@require_safe
def evidence(request: HttpRequest, action_id: int) -> HttpResponse:
    """The file that shows what came of an action."""
    found = access.action_for(request.user, action_id)
    if not found.evidence_sha256:
        raise Http404
    return stored_file(found.evidence_sha256, found.evidence_name)


@require_safe
def waiting(request: HttpRequest, year: int) -> HttpResponse:
    """What waits for this person, in a few lines, for the period's page."""
    period = period_for(year)
    found = actions_waiting(period, request.user, timezone.localdate())
    context = {"period": period, "actions": found[:SHOWN], "count": found.count(), "today": timezone.localdate()}
    return render(request, "diligence/_waiting.html", context)


@require_safe
def of_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """What a manufacturer has to put right, for its page."""
    asked = request_for(request.user, request_id)
    return _about(request, asked.period, asked, f"request={asked.pk}")


@require_safe
def of_facility(request: HttpRequest, smelter_id: int) -> HttpResponse:
    """What a facility has to put right in the newest year, for its page."""
    found, year = get_object_or_404(Smelter, pk=smelter_id), newest_year()
    if year is None:
        raise Http404
    return _about(request, period_for(year), found, f"smelter={found.pk}")


def _about(request: HttpRequest, period: ReportingPeriod, party: Any, query: str) -> HttpResponse:
    context = {"period": period, "actions": actions_about(period, party)[:A_PAGE], "query": query, "party": party}
    return render(request, "diligence/about.html", context)
