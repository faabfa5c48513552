"""The two pages that belong to nobody in particular."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cmr.models import Role, User


def home(request: HttpRequest) -> HttpResponse:
    """Send each person to their own door."""
    assert isinstance(request.user, User)
    doors = {Role.MANUFACTURER: "portal:requests", Role.LEGAL: "review:period", Role.ADMIN: "admin:index"}
    return redirect(doors[Role(request.user.role)])


def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers; for the container's health check."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
