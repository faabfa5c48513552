"""Where you are signed in: each browser, when it was last seen, and the way to sign out there."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cmr.access import TEAM
from cmr.devices import session_end, sessions_end_elsewhere, sessions_of
from cmr.models import User


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    team = request.user.role in TEAM
    context = {
        "rows": sessions_of(request.user),
        "here": request.session.session_key,
        "team": team,
        "layout": "review/base.html" if team else "portal/base.html",
    }
    return render(request, "account/sessions.html", context)


@require_POST
def session_ended(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign out in one browser; this one has a button of its own."""
    assert isinstance(request.user, User)
    if not session_end(request.user, session_id):
        raise Http404
    messages.success(request, _("Signed out there."))
    return redirect("account:sessions")


@require_POST
def sessions_ended(request: HttpRequest) -> HttpResponse:
    """Sign out in every browser but this one."""
    sessions_end_elsewhere(request)
    messages.success(request, _("You are signed out everywhere but here."))
    return redirect("account:sessions")


app_name = "account"
urlpatterns = [
    path("sessions/", sessions, name="sessions"),
    path("sessions/<int:session_id>/end", session_ended, name="session_end"),
    path("sessions/end", sessions_ended, name="sessions_end"),
]
