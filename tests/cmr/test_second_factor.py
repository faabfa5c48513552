"""The second factor: led to set it up, asked for it, let in with it, and nobody past it."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.urls import reverse

from cmr.models import AuditEvent
from tests.cmr.signing_in import app_of, by_mail, kinds_of, totp

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def required(settings):
    settings.MFA_REQUIRED = True
    cache.clear()


def said(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.django_db(transaction=True)
def test_it_leads_the_team_to_set_one_up_and_shows_the_recovery_codes_once(legal, period):
    lena, _ = by_mail(legal)
    for page in ("review:period", "reports:filing", "account:sessions", "home", "mfa_index"):
        assert lena.get(reverse(page)).url.startswith(reverse("mfa_activate_totp")), page
    shown = said(lena.get(reverse("mfa_activate_totp")))
    assert 'class="qr" src="data:image/svg+xml' in shown and "<script" not in shown
    secret = re.search(r'print-code">(\w+)<', shown)[1]
    assert "not the code or key of this moment" in said(lena.post(reverse("mfa_activate_totp"), {"code": "000000"}))
    done = lena.post(reverse("mfa_activate_totp"), {"code": totp(secret)}, follow=True)
    codes = re.findall(r"<li>(\d{8})</li>", said(done))
    assert len(codes) == 10
    assert "shown once" in said(lena.get(reverse("mfa_view_recovery_codes")))
    assert lena.get(reverse("review:period")).status_code == 200
    assert kinds_of(legal) == {"totp", "recovery_codes"}
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))
    events = AuditEvent.objects.filter(event="second_factor.added", actor=legal)
    assert {event.after["kind"] for event in events} == {"totp", "recovery_codes"}


def test_it_asks_for_the_code_of_the_app_after_the_one_from_the_mail(legal, period):
    secret = app_of(legal)
    lena, answer = by_mail(legal)
    assert answer.url == reverse("mfa_authenticate")
    assert lena.get(reverse("review:period")).url.startswith(reverse("account_login"))
    assert "not the code or key of this moment" in said(lena.post(answer.url, {"code": "12345"}))
    assert lena.get(reverse("review:period")).status_code == 302
    lena.post(answer.url, {"code": totp(secret)})
    assert lena.get(reverse("review:period")).status_code == 200


def test_it_takes_a_recovery_code_once(legal, period, client_for):
    app_of(legal)
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes.activate(legal).get_unused_codes()[0]
    for works in (True, False):
        lena, answer = by_mail(legal)
        lena.post(answer.url, {"code": code})
        assert (lena.get(reverse("review:period")).status_code == 200) == works


def test_it_lets_no_session_past_that_showed_none(legal, period, client_for):
    """One from before it was required, or made by any other door."""
    secret = app_of(legal)
    lena = client_for(legal)
    page = reverse("review:period")
    assert lena.get(page).url == f"{reverse('mfa_reauthenticate')}?next={page}"
    answer = lena.post(reverse("mfa_reauthenticate"), {"code": totp(secret), "next": page})
    assert answer.url == page and lena.get(page).status_code == 200


def test_it_tells_a_script_and_a_part_of_a_page_where_to_go(legal, client_for):
    lena, page = client_for(legal), reverse("review:period")
    part = lena.get(page, headers={"HX-Current-URL": f"http://testserver{page}"})
    assert part.headers["HX-Redirect"].startswith(reverse("mfa_activate_totp"))
    assert lena.get(page, headers={"Accept": "application/json"}).status_code == 401


def test_it_keeps_the_administration_shut_as_well(admin_user, client_for):
    for page in ("admin:index", "admin:smelters_smelter_changelist", "people:list", "audit:log"):
        assert client_for(admin_user).get(reverse(page)).url.startswith(reverse("mfa_activate_totp"))


def test_it_asks_manufacturers_for_none(alder, alice):
    client, _ = by_mail(alice)
    assert client.get(reverse("portal:requests")).status_code in (200, 302)
    assert client.get(reverse("mfa_index")).status_code == 404


def test_it_is_not_asked_where_it_is_not_required(legal, period, settings):
    settings.MFA_REQUIRED = False
    lena, _ = by_mail(legal)
    assert lena.get(reverse("review:period")).status_code == 200


def test_it_stops_the_guessing_of_codes(legal):
    secret = app_of(legal)
    lena, answer = by_mail(legal)
    for _ in range(6):
        lena.post(answer.url, {"code": "000000"})
    # The right one no more; what was counted is in the cache, which `totp` would empty.
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    right = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    assert "too often" in said(lena.post(answer.url, {"code": right}))


def test_it_takes_no_code_when_the_key_of_the_secrets_is_lost(legal, settings):
    secret = app_of(legal)
    settings.SECRET_KEY = "another key altogether, and long enough to be one"
    assert Authenticator.objects.get(user=legal).wrap().validate_code(totp(secret)) is False
    settings.SECRET_KEY_FALLBACKS = []


def test_it_goes_with_the_app_that_was_taken_away(legal, period, client_for):
    secret = app_of(legal)
    lena = client_for(legal)
    lena.post(reverse("mfa_reauthenticate"), {"code": totp(secret)})
    lena.post(reverse("mfa_deactivate_totp"))
    assert kinds_of(legal) == set()
    assert lena.get(reverse("review:period")).url.startswith(reverse("mfa_activate_totp"))
