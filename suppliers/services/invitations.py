"""Personal links: signed, used once, revoked at will. A link says who was asked; the code by mail says who is there."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cmr import audit
from cmr.models import User
from suppliers.models import Contact, Invitation, Request

_signer = signing.Signer(salt="suppliers.invitation")


class Spent(Exception):
    """The link opens nothing (any more); the text is the sentence for whoever holds it."""


@transaction.atomic
def invitation_create(request: Request, user: User, *, actor: User | None) -> Invitation:
    """A link for one person to one request, good for INVITATION_DAYS."""
    now = timezone.now()
    invitation = Invitation.objects.create(
        request=request,
        user=user,
        nonce=secrets.token_urlsafe(16),
        created_at=now,
        expires_at=now + timedelta(days=settings.INVITATION_DAYS),
    )
    after = {"to": user.email, "request": request.pk, "expires": invitation.expires_at.date().isoformat()}
    audit.record("invitation.created", actor, invitation, after=after)
    return invitation


def invitation_link(invitation: Invitation) -> str:
    """The address to send; made from SITE_URL alone, whatever host a request came by."""
    token = _signer.sign(f"{invitation.pk}.{invitation.nonce}")
    return settings.SITE_URL + reverse("door:link", args=[token])


def invitation_of(token: str) -> Invitation:
    """The invitation a link stands for, without using it up; raises Spent with the reason it opens nothing."""
    try:
        key, nonce = _signer.unsign(token).split(".", 1)
    except (signing.BadSignature, ValueError):
        raise Spent(_("This link is not one of ours, or a part of it is missing.")) from None
    rows = Invitation.objects.select_related("user", "request__supplier", "request__period__registrant")
    invitation = rows.filter(pk=int(key), nonce=nonce).first() if key.isdecimal() else None
    if invitation is None:
        raise Spent(_("This link is not one of ours, or a part of it is missing."))
    if invitation.used_at:
        raise Spent(_("This link was used before; each link works once."))
    if invitation.revoked_at or not _answers_for(invitation):
        raise Spent(_("This link was withdrawn."))
    if invitation.expires_at <= timezone.now():
        raise Spent(_("This link has expired."))
    return invitation


@transaction.atomic
def invitation_use(token: str) -> Invitation:
    """Use the link up: of two at once one wins. Raises Spent."""
    invitation = invitation_of(token)
    open_ones = Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None, expires_at__gt=Now())
    if not open_ones.update(used_at=Now()):
        raise Spent(_("This link was used before; each link works once."))
    audit.record("invitation.used", invitation.user, invitation)
    return invitation


@transaction.atomic
def invitations_revoke(*, request: Request | None = None, user: User | None = None, actor: User | None) -> int:
    """Withdraw the open links to a request, of a person, or of a person to a request; returns how many there were."""
    rows = Invitation.objects.filter(used_at=None, revoked_at=None)
    if request is not None:
        rows = rows.filter(request=request)
    if user is not None:
        rows = rows.filter(user=user)
    keys = list(rows.values_list("pk", flat=True))
    for invitation in Invitation.objects.filter(pk__in=keys).select_related("user"):
        if rows.filter(pk=invitation.pk).update(revoked_at=Now()):
            audit.record("invitation.revoked", actor, invitation, after={"to": invitation.user.email})
    return len(keys)


def _answers_for(invitation: Invitation) -> bool:
    """Whether its holder may still sign in and still answers for the manufacturer."""
    contacts = Contact.objects.filter(supplier=invitation.request.supplier_id, user=invitation.user_id, ended_at=None)
    return invitation.user.is_active and contacts.exists()
