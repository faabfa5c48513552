"""What an administrator does for a person: end their sessions, reset a lost second factor; with a reason.

Who somebody is, and whether they may sign in, is decided in Django admin by a superuser alone.
"""

from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cmr import audit
from cmr.devices import sessions_end
from cmr.models import Role, User

AT_MOST = 100


class Refused(ValueError):
    """What an administrator may not do, or not without a reason; the text says why."""


@transaction.atomic
def person_sign_out(person: User, reason: str, *, actor: User) -> int:
    """End every session of a person; returns how many were listed. Raises Refused."""
    _refuse(person, reason, actor)
    count = sessions_end(person)
    audit.record("person.signed_out", actor, person, after={"sessions": count}, reason=reason.strip())
    return count


@transaction.atomic
def second_factor_reset(person: User, reason: str, *, actor: User) -> None:
    """Take away a person's second factor and sessions; they set up another when they sign in. Raises Refused."""
    _refuse(person, reason, actor)
    if person.pk == actor.pk:
        raise Refused("Your own second factor is changed on your own page, or reset by another administrator.")
    rows = Authenticator.objects.filter(user=person)
    kinds = sorted(rows.values_list("type", flat=True))
    if not kinds:
        raise Refused(f"{person} has no second factor.")
    rows.delete()
    count = sessions_end(person)
    change: dict[str, Any] = {"before": {"kinds": kinds}, "after": {"kinds": [], "sessions": count}}
    audit.record("second_factor.reset", actor, person, reason=reason.strip(), **change)


def _refuse(person: User, reason: str, actor: User) -> None:
    if person.is_superuser and not actor.is_superuser:
        raise Refused(f"{person} is a superuser; only another superuser does this.")
    if not reason.strip():
        raise Refused("Give the reason. It stands in the audit log.")


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The team; or whoever goes by the words looked for, manufacturers' people too."""
    return _page(request)


@require_POST
def signed_out(request: HttpRequest, person_id: int) -> HttpResponse:
    person = _person(person_id)
    assert isinstance(request.user, User)
    try:
        person_sign_out(person, request.POST.get("reason", ""), actor=request.user)
    except Refused as refused:
        return _page(request, person, str(refused))
    messages.success(request, f"{person} is signed out everywhere.")
    return _back(request)


@require_POST
def factor_reset(request: HttpRequest, person_id: int) -> HttpResponse:
    person = _person(person_id)
    assert isinstance(request.user, User)
    try:
        second_factor_reset(person, request.POST.get("reason", ""), actor=request.user)
    except Refused as refused:
        return _page(request, person, str(refused))
    messages.success(request, f"{person} is signed out everywhere, and sets up a second factor with the next sign-in.")
    return _back(request)


def _page(request: HttpRequest, wrong: User | None = None, error: str = "") -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    found = list(_found(words)[: AT_MOST + 1])
    if wrong and wrong.pk not in {one.pk for one in found}:
        found = [*_listed(User.objects.filter(pk=wrong.pk)), *found]
    context = {
        "rows": found[:AT_MOST],
        "more": len(found) > AT_MOST,
        "words": words,
        "wrong": wrong.pk if wrong else None,
        "error": error,
    }
    return render(request, "people/people.html", context, status=400 if error else 200)


def _found(words: str) -> QuerySet[User]:
    if not words:
        return _listed(User.objects.exclude(role=Role.MANUFACTURER))
    return _listed(User.objects.filter(Q(name__icontains=words) | Q(email__icontains=words)))


def _listed(people: QuerySet[User]) -> QuerySet[User]:
    factor = Exists(Authenticator.objects.filter(user=OuterRef("pk")))
    lasting = Q(usersession__last_seen_at__gt=timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE))
    sessions = Count("usersession", filter=lasting)
    return people.annotate(factor=factor, sessions=sessions).order_by("-is_active", "name", "email")


def _person(pk: int) -> User:
    found = User.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse('people:list')}?{request.GET.urlencode()}".rstrip("?"))


app_name = "people"
urlpatterns = [
    path("", people, name="list"),
    path("<int:person_id>/sign-out", signed_out, name="sign_out"),
    path("<int:person_id>/second-factor", factor_reset, name="second_factor"),
]
