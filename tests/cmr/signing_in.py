"""How a person signs in: the code from the mail, and the code of this moment from the app."""

import re

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


def by_mail(person, client: Client | None = None, **headers):
    """A client that typed the code from its mail, and the answer to that."""
    client = client or Client(headers={"User-Agent": FIREFOX} | headers)
    client.post(reverse("account_login"), {"email": person.email})
    code = re.search(r"^\s+([A-Z0-9-]{6,})$", mail.outbox[-1].body, re.MULTILINE)[1]
    return client, client.post(reverse("account_confirm_login_code"), {"code": code})


def totp(secret: str) -> str:
    # A code works once; a test does not wait for the next one.
    cache.clear()
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def app_of(person) -> str:
    """The person's authenticator app, set up; returns its secret."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def kinds_of(person) -> set[str]:
    return set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
