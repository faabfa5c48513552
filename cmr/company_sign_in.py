"""Single sign-on: the company's identity provider (OpenID Connect) says who somebody is, and our people who may enter.

Nobody is added here, and nothing of the provider is kept: each time, the address it has verified is looked up among the
active people of the team. Manufacturers have no account there; theirs is the code by mail.
"""

import logging
from collections.abc import Callable
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from requests import RequestException

from cmr.models import Role, User

log = logging.getLogger(__name__)

FAILED = "Signing in through {name} did not work. Try again, or have a code sent to your address."
UNKNOWN = (
    "{name} does not lead to anybody on the team here. An administrator adds people; sign in with a code meanwhile."
)


class CompanyAdapter(DefaultSocialAccountAdapter):
    """Let in whom the provider names by a verified address of an active person of the team, and nobody else."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        verified = [one.email.lower() for one in sociallogin.email_addresses if one.verified]
        team = User.objects.filter(is_active=True).exclude(role=Role.MANUFACTURER)
        person = team.filter(email__in=verified).first()
        if person is None or sociallogin.state.get("process", AuthProcess.LOGIN) != AuthProcess.LOGIN:
            _back(request, UNKNOWN)
        sociallogin.user = person

    def on_authentication_error(self, request: HttpRequest, provider: Any, **_: Any) -> None:
        _back(request, FAILED)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False


def away(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider; to the sign-in page when it does not answer us."""
    return _answered(request, oidc.login, provider_id)


def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """From the provider, with the code that we exchange for what it says of the person."""
    return _answered(request, oidc.callback, provider_id)


def _answered(request: HttpRequest, view: Callable[..., HttpResponse], provider_id: str) -> HttpResponse:
    try:
        return view(request, provider_id)
    except RequestException:
        log.exception("The identity provider does not answer")
        return _said(request, FAILED)


def _back(request: HttpRequest, sentence: str) -> NoReturn:
    raise ImmediateHttpResponse(_said(request, sentence))


def _said(request: HttpRequest, sentence: str) -> HttpResponse:
    messages.error(request, sentence.format(name=settings.OIDC_NAME))
    return redirect("account_login")
