"""Which pages there are to look at: the address plan, the table of who may open what, and the sample's objects."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib import admin
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Count
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from cmr.access import may_open
from cmr.models import ReportingPeriod, Role, User
from diligence.models import CorrectiveAction, Entry
from reports.models import OwnCMRT, RenderedDocument, Snapshot
from reports.owncmrt.services import Wanted, own_prepare
from smelters.models import Smelter, StatusRecord
from suppliers.models import (
    Contact,
    CoveredProduct,
    Disposition,
    Letter,
    Request,
    StrayMail,
    Submission,
    UnknownName,
    Upload,
)
from suppliers.services.letters import letter_write
from suppliers.services.prefill import blank_set

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def people() -> list[User]:
    """One of each kind."""
    found = (User.objects.filter(role=role, is_active=True).order_by("pk").first() for role in Role.values)
    return [user for user in found if user]


def session_for(user: User) -> str:
    session = SessionStore()
    session.update(
        {SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: user.get_session_auth_hash()}
    )
    session.create()
    return str(session.session_key)


def furnish() -> None:
    """What the sample has none of: a letter; and our own CMRT, where CMRT_BLANK names an official blank to fill."""
    actor, today = User.objects.filter(role=Role.LEGAL).order_by("pk")[0], timezone.localdate()
    request = Request.objects.order_by("pk")[0]
    person = Contact.objects.filter(supplier=request.supplier_id).order_by("pk")[0]
    letter_write("invitation", period=request.period, to=person.user, request=request, key="shots", actor=actor)
    if not (blank := os.environ.get("CMRT_BLANK")):
        return
    blank_set(request.period, file_name=Path(blank).name, data=Path(blank).read_bytes(), actor=actor)
    people = {"contact_name": "Dana Whitfield", "contact_email": "minerals@meridian.example"}
    people |= {"contact_phone": "(408) 555-0100", "authorizer_name": "Ola Brandt"}
    people |= {"authorizer_email": "ola.brandt@meridian.example"}
    own_prepare(request.period, Wanted(people, today), actor=actor, today=today)


def plan() -> Iterator[tuple[str, str, str]]:
    """(URL name, person, address) of what may be a page; an object that the sample lacks leaves its pages out."""
    for user in [None, *people()]:
        person = str(user.role) if user else "anonymous"
        objects = _objects(user)
        for name, wanted in _patterns():
            given = {**objects, **_admin_object(name)}
            given = {key: given[key] for key in wanted if given.get(key) is not None}
            if not may_open(user, name) or len(given) < len(wanted):
                continue
            try:
                yield name, person, reverse(name, kwargs=given)
            except NoReverseMatch:
                continue


def _patterns() -> list[tuple[str, tuple[str, ...]]]:
    """Full name and argument names of each pattern; of two by one name the one that says more, as pages link to it."""
    found: dict[str, tuple[str, ...]] = {}

    def walk(patterns: list[Any], namespaces: tuple[str, ...] = ()) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, (*namespaces, *filter(None, [pattern.namespace])))
            elif isinstance(pattern, URLPattern) and pattern.name:
                name, wanted = ":".join([*namespaces, pattern.name]), tuple(pattern.pattern.regex.groupindex)
                found[name] = max(found.get(name, ()), wanted, key=len)

    walk(get_resolver().url_patterns)
    return sorted(found.items())


def _objects(user: User | None) -> dict[str, Any]:
    """One of everything as URL arguments: theirs, and of those the fullest."""
    asked = Request.objects.all()
    if user and user.role == Role.MANUFACTURER:
        asked = asked.filter(supplier__contacts__user=user)
    request = asked.annotate(files=Count("uploads")).order_by("-files", "pk").first()
    sent = Submission.objects.filter(request__in=asked).annotate(said=Count("findings")).order_by("-said", "pk").first()
    period = ReportingPeriod.objects.order_by("-year").first()
    named = Smelter.objects.annotate(times=Count("mentions")).order_by("-times", "pk").first()
    newest = {
        "product_id": CoveredProduct, "letter_id": Letter, "stray_id": StrayMail, "record_id": StatusRecord,
        "document_id": RenderedDocument, "snapshot_id": Snapshot, "name_id": UnknownName,
        "disposition_id": Disposition, "line_id": Entry, "action_id": CorrectiveAction, "upload_id": Upload,
        "own_id": OwnCMRT,
    }  # fmt: skip
    return {key: _newest(model.objects) for key, model in newest.items()} | {
        "year": period and period.year,
        "request_id": request and request.pk,
        "supplier_id": request and request.supplier_id,
        "contact_id": request and _newest(Contact.objects.filter(supplier=request.supplier_id)),
        "submission_id": sent and sent.pk,
        "upload_id": sent.upload_id if sent else _newest(Upload.objects),
        "smelter_id": named and named.pk,
        "code": "policy",
        "section": "inquiry",
        "asked": "1-Tin",
        "name": "we-examined-each-cmrt-that-we-received-for-completeness-for-cons",
        "kind": "invitation",
        "language": "en",
        "app_label": "smelters",
    }


def _newest(rows: Any) -> int | None:
    newest = rows.order_by("-pk").first()
    return newest and newest.pk


def _admin_object(name: str) -> dict[str, str]:
    """An object of the model that a page of Django admin is about."""
    for model in admin.site._registry:
        if name.startswith(f"admin:{model._meta.app_label}_{model._meta.model_name}_") and (
            pk := _newest(model._default_manager)
        ):
            return {"object_id": str(pk)}
    return {}
