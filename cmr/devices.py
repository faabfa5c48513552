"""Where a person is signed in: the sessions of each, how one is ended, and how all are.

A session is signed over the person's role and `session_round` (`cmr.models.User`). Counting that up ends all of them,
whatever is listed here, and a changed role does so by itself.
"""

import contextlib
import re
import time
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import OperationalError, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cmr.models import User

# When a session was last seen is noted so often, in seconds; by each web process for itself.
NOTED_EVERY = 300
_noted: dict[str, float] = {}

# Newest names first: Edge and Opera call themselves Chrome too, and all call themselves Safari.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS": "macOS", "Linux": "Linux",
}  # fmt: skip


def seen(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Note now and then that a session is in use, and from which address."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        key, now = request.session.session_key, time.monotonic()
        if key is None or AUTHENTICATION_METHODS_SESSION_KEY not in request.session:
            return response
        if now - _noted.get(key, -NOTED_EVERY) >= NOTED_EVERY:
            if len(_noted) > 10_000:
                _noted.clear()
            _noted[key] = now
            ip = get_adapter().get_client_ip(request)
            # A page that was only read is there, even while nothing can be written.
            with contextlib.suppress(OperationalError):
                UserSession.objects.filter(session_key=key).update(last_seen_at=timezone.now(), ip=ip)
        return response

    return middleware


def sessions_of(person: User) -> list[UserSession]:
    """Where the person is signed in now, the newest sign of life first. Two queries."""
    rows = UserSession.objects.filter(user=person).order_by("-last_seen_at")
    open_ = Session.objects.filter(session_key__in=[row.session_key for row in rows], expire_date__gt=timezone.now())
    keys = set(open_.values_list("session_key", flat=True))
    return [row for row in rows if row.session_key in keys]


def session_end(person: User, pk: int) -> bool:
    """End one session of the person; False when it is none of theirs, or over."""
    row = UserSession.objects.filter(user=person, pk=pk).first()
    if row is not None:
        row.end()
    return row is not None


@transaction.atomic
def sessions_end(person: User) -> int:
    """Sign the person out everywhere, from the next request on. Returns how many sessions were listed."""
    rows = UserSession.objects.filter(user=person)
    count = Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()[0]
    rows.delete()
    User.objects.filter(pk=person.pk).update(session_round=F("session_round") + 1)
    person.refresh_from_db(fields=["session_round"])
    return count


@transaction.atomic
def sessions_end_elsewhere(request: HttpRequest) -> None:
    """Sign the person out everywhere but here."""
    assert isinstance(request.user, User)
    here = UserSession.objects.filter(session_key=request.session.session_key).first()
    sessions_end(request.user)
    update_session_auth_hash(request, request.user)
    if here:
        # The session goes on under a new key, and is listed as the one it was.
        here.pk, here.session_key = None, request.session.session_key
        here.save()


def browser(user_agent: str) -> str:
    """ "Firefox on Windows", as far as a browser tells; what it says is not trusted beyond that."""
    name = next((word for sign, word in BROWSERS.items() if f"{sign}/" in user_agent), "")
    system = next((word for sign, word in SYSTEMS.items() if sign in user_agent), "")
    if name and system:
        return f"{name}, {system}"
    return name or system or re.sub(r"[^\w ./()-]", "", user_agent)[:60]
