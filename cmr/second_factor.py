"""The second factor of the team, over allauth's: who must show one, how its secrets lie, what the log says.

A mailbox alone opens the portal, whose files are one manufacturer's own. Whoever reads everybody's shows a second
factor as well, in each session, where MFA_REQUIRED says so; who has none yet is led to set one up.
"""

import base64
import hashlib
import secrets
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cmr import audit
from cmr.access import ANYONE, lead_to, roles_for
from cmr.models import Role

# Where a second factor is shown or set up, and the ways out.
ON_THE_WAY = frozenset({"mfa_activate_totp", "mfa_add_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"})


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are kept encrypted under SECRET_KEY: whoever copies the database cannot make codes from it."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This is not the code or key of this moment. Try again with the next one.",
    }

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Security key {count + 1}"

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # The key it was kept under is gone. No code may match; an administrator resets the second factor.
            return base64.b32encode(secrets.token_bytes(20)).decode()


class SecondFactorMiddleware:
    """Open nothing of the team's to a session that has not shown a second factor; `cmr.access` says 404 before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not settings.MFA_REQUIRED or not _of_the_team(request.user):
            return None
        if name in ON_THE_WAY or roles_for(name) == ANYONE or shown(request):
            return None
        if is_mfa_enabled(request.user, [Authenticator.Type.WEBAUTHN]):
            return lead_to(request, reverse("mfa_reauthenticate_webauthn"))
        page = "mfa_reauthenticate" if is_mfa_enabled(request.user) else "mfa_activate_totp"
        return lead_to(request, reverse(page))


def _of_the_team(person: Any) -> bool:
    return person.is_authenticated and (person.role != Role.MANUFACTURER or person.is_superuser)


def shown(request: HttpRequest) -> bool:
    """Whether this session has shown a second factor, ours or the company sign-in's."""
    methods = {record["method"] for record in get_authentication_records(request, request.user)}
    return "mfa" in methods or (settings.OIDC_MFA and "socialaccount" in methods)


# allauth changes authenticators in its own views and tells by signals alone.


@receiver(signals.authenticator_added)
def _added(request: HttpRequest, user: Any, authenticator: Authenticator, **_: Any) -> None:
    audit.record("second_factor.added", user, user, after={"kind": authenticator.type})
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        # Whoever has just typed its first code need not type another one to see the recovery codes.
        record_authentication(request, user, "mfa", type=str(authenticator.type), reauthenticated=True)


@receiver(signals.authenticator_reset)
def _renewed(user: Any, authenticator: Authenticator, **_: Any) -> None:
    audit.record("second_factor.renewed", user, user, after={"kind": authenticator.type})


@receiver(signals.authenticator_removed)
def _removed(request: HttpRequest, user: Any, authenticator: Authenticator, **_: Any) -> None:
    audit.record("second_factor.removed", user, user, before={"kind": authenticator.type})
    if not is_mfa_enabled(user):
        records = get_authentication_records(request, user)
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [one for one in records if one["method"] != "mfa"]


def _box() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    hashes = (hashlib.sha256(b"cmr.second_factor\n" + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in hashes])
