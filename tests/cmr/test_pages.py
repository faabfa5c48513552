"""What every page carries, what an outage looks like, and how often one may knock."""

import re

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from suppliers.services.uploads import upload_receive


@pytest.fixture
def pages(alder, alice, legal, admin_user, client_for):
    upload = upload_receive(alder, file_name="cmrt.xlsx", chunks=[b"bytes"], actor=alice)
    return [
        (Client(), "/health", 200),
        (Client(), reverse("account_login"), 200),
        (Client(), "/nowhere", 404),
        (client_for(alice), reverse("portal:request", args=[alder.pk]), 200),
        (client_for(alice), reverse("portal:original", args=[upload.pk]), 200),
        (client_for(legal), reverse("review:period"), 200),
        (client_for(legal), reverse("review:manufacturers_csv", args=[2025]), 200),
        (client_for(admin_user), "/admin/", 200),
    ]


def test_it_sends_the_same_strict_headers_with_every_kind_of_page(pages):
    for client, url, status in pages:
        response = client.get(url)
        assert response.status_code == status, url
        policy = response["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy or policy.endswith("sandbox")
        assert "no-store" in response["Cache-Control"], url
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OperationalError("could not connect to 10.0.0.5"), 503, "Nothing was received, sent or changed"),
        (OSError(28, "No space left on device: /secret"), 503, "Nothing was received, sent or changed"),
        (ValueError("a mistake in line 7"), 500, "Something went wrong on our side"),
    ],
)
def test_it_says_in_a_sentence_what_an_outage_means_and_nothing_of_its_cause(monkeypatch, error, status, words):
    def broken(request):
        raise error

    monkeypatch.setattr("django.contrib.auth.middleware.get_user", broken)
    client = Client(raise_request_exception=False)
    page, answer = client.get("/portal/"), client.get("/portal/", headers={"Accept": "application/json"})
    for response in (page, answer):
        assert response.status_code == status
        assert words in response.content.decode()
        assert str(error) not in response.content.decode()
        assert response["Content-Security-Policy"].startswith("default-src 'none'")
        assert response.has_header("Retry-After") == (status == 503)
    assert list(answer.json()) == ["error"]


@pytest.fixture
def knock(db):
    """Ask for a code: `knock(address)`; what stands on the page when it was refused."""
    cache.clear()

    def ask(email: str, **headers: str) -> str:
        response = Client().post(reverse("account_login"), {"email": email}, headers=headers)
        return "" if response.status_code == 302 else response.content.decode()

    return ask


def test_it_sends_an_address_no_more_than_a_few_codes(knock, alice):
    said = [knock(alice.email) for _ in range(5)]
    assert said[:3] == ["", "", ""]
    assert all("That was too often." in page for page in said[3:])
    assert len(mail.outbox) == 3


def test_it_counts_for_all_web_processes_together(knock, alice):
    knock(alice.email)
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cmr_cache")
        assert cursor.fetchone()[0] > 0


def test_it_counts_by_the_visitors_address_and_not_by_the_proxys(knock, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(21):
        page = knock(f"someone{number}@attacker.example", **{"X-Forwarded-For": "10.9.9.9, 198.51.100.7"})
    assert "That was too often." in page
    assert knock("alice@alder.example", **{"X-Forwarded-For": "198.51.100.8"}) == ""


def code_in(letter) -> str:
    return re.search(r"^\s+([A-Z0-9-]{6,})$", letter.body, re.MULTILINE)[1]


def test_it_takes_a_code_once_and_only_in_the_window_that_asked(knock, alice):
    asking, other = Client(), Client()
    url = reverse("account_confirm_login_code")
    for client in (asking, other):
        client.post(reverse("account_login"), {"email": alice.email})
    first = code_in(mail.outbox[0])
    other.post(url, {"code": first})
    assert not get_user(other).is_authenticated
    asking.post(url, {"code": first})
    assert get_user(asking) == alice
    asking.post(reverse("account_logout"))
    asking.post(url, {"code": first})
    assert not get_user(asking).is_authenticated


def test_it_lets_nobody_guess_a_code_for_long(knock, alice):
    client, url = Client(), reverse("account_confirm_login_code")
    client.post(reverse("account_login"), {"email": alice.email})
    for number in range(5):
        client.post(url, {"code": f"WRONG{number}"})
    client.post(url, {"code": code_in(mail.outbox[0])})
    assert not get_user(client).is_authenticated


def test_it_sends_nothing_to_an_account_that_was_closed(knock, alice):
    alice.is_active = False
    alice.save()
    client = Client()
    assert client.post(reverse("account_login"), {"email": alice.email}).status_code == 302
    assert not any(re.search(r"^\s+[A-Z0-9-]{6,}$", letter.body, re.MULTILINE) for letter in mail.outbox)


def test_it_tells_a_page_that_was_open_too_long_what_to_do(alder, alice, client_for):
    url = reverse("portal:upload", args=[alder.pk])
    json = {"Accept": "application/json"}
    signed_out = Client().post(url, headers=json)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    forged = strict.post(url, headers=json)
    assert (signed_out.status_code, forged.status_code) == (401, 403)
    for answer in (signed_out, forged):
        assert "Reload the page, sign in, and send it again." in answer.json()["error"]
    page = strict.post(url)
    assert page.status_code == 403
    assert "The page was open for too long" in page.content.decode()
