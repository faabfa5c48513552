"""The pages that belong to nobody in particular."""

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cmr.access import SIGNED_OUT
from cmr.models import LANGUAGES, Role, User

DOORS = {
    Role.MANUFACTURER: "portal:requests",
    Role.REVIEWER: "review:period",
    Role.LEGAL: "review:period",
    Role.EXECUTIVE: "reports:filing",
    Role.ADMIN: "admin:index",
}


def home(request: HttpRequest) -> HttpResponse:
    """Send each person to their own door."""
    assert isinstance(request.user, User)
    return redirect(DOORS[Role(request.user.role)])


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language chosen: for this browser, and for whoever is signed in, for our letters too."""
    chosen, back = request.POST.get("language", ""), request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    response = redirect(back if here else "home")
    if chosen in dict(LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
        )
        if isinstance(request.user, User):
            User.objects.filter(pk=request.user.pk).update(language=chosen)
    return response


def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers; for the container's health check."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: most often a page left open for longer than the session."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"error": SIGNED_OUT}, status=403)
    return render(request, "403_csrf.html", status=403)


OUT_OF_ORDER = _("A part of CMR does not answer. Nothing was received, sent or changed; please try again soon.")


def failed(request: HttpRequest) -> HttpResponse:
    """The page of an error nobody expected: 503 while the database or the disk refuses, 500 for a mistake of ours."""
    refused = isinstance(sys.exc_info()[1], OperationalError | InterfaceError | OSError)
    status = 503 if refused else 500
    if request.headers.get("Accept", "").startswith("application/json"):
        error = OUT_OF_ORDER if refused else _("Something went wrong on our side. Please try again in a few minutes.")
        response: HttpResponse = JsonResponse({"error": error}, status=status)
    else:
        response = render(request, f"{status}.html", {"sentence": OUT_OF_ORDER}, status=status)
    if refused:
        response["Retry-After"] = "120"
    return response
