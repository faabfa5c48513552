"""Single sign-on against an identity provider of our own on loopback."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.test import Client
from django.urls import reverse

from cmr.models import Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings):
    """An identity provider: `says` is what it tells of whoever comes, `asked` what was asked of it."""

    class Answers(BaseHTTPRequestHandler):
        says: dict = {}
        asked: list = []

        def log_message(self, *args):
            pass

        def do_GET(self):
            base = f"http://{self.headers['Host']}"
            found = {
                "issuer": base,
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "userinfo_endpoint": f"{base}/userinfo",
                "jwks_uri": f"{base}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
            self.answer(found if "well-known" in self.path else self.says)

        def do_POST(self):
            self.asked.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            token = {"iss": f"http://{self.headers['Host']}", "aud": "cmr", "exp": 2**33, "iat": 1} | self.says
            id_token = jwt.encode(token, "a secret of the provider that is long enough", algorithm="HS256")
            self.answer({"access_token": "t", "token_type": "Bearer", "id_token": id_token})

        def answer(self, found):
            body = json.dumps(found).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.OIDC_NAME = "Meridian ID"
    app = {"provider_id": "oidc", "name": "Meridian ID", "client_id": "cmr", "secret": "s"}
    app["settings"] = {"server_url": f"http://127.0.0.1:{server.server_port}", "verified_email": []}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    Answers.asked.clear()
    yield Answers
    server.shutdown()
    server.server_close()


def come_from(provider, client: Client | None = None, **says):
    """Follow the link on the sign-in page to the provider, and come back from it."""
    client, provider.says = client or Client(), {"sub": "248289761001"} | says
    away = client.get(reverse("openid_connect_login", args=["oidc"]))
    query = parse_qs(urlsplit(away.url).query)
    assert query["code_challenge_method"] == ["S256"] and query["client_id"] == ["cmr"]
    back = {"code": "c", "state": query["state"][0]}
    return client, client.get(reverse("openid_connect_callback", args=["oidc"]), back, follow=True)


def test_it_lets_in_whom_the_provider_names_by_a_verified_address(provider, legal, period):
    assert "Sign in with Meridian ID" in Client().get(reverse("account_login")).content.decode()
    client, answer = come_from(provider, email="LENA@meridian.example", email_verified=True)
    assert answer.redirect_chain[-1][0] == reverse("review:period")
    assert client.get(reverse("review:period")).wsgi_request.user == legal
    assert provider.asked[-1]["code_verifier"]


@pytest.mark.parametrize(
    ("email", "says"),
    [
        ("lena@meridian.example", {"email_verified": False}),
        ("lena@meridian.example", {}),
        ("nobody@meridian.example", {"email_verified": True}),
        ("alice@alder.example", {"email_verified": True}),
        ("gone@meridian.example", {"email_verified": True}),
    ],
)
def test_it_lets_in_nobody_else_and_adds_nobody(provider, legal, alice, email, says):
    User.objects.create_user("gone@meridian.example", Role.LEGAL)
    User.objects.filter(email="gone@meridian.example").update(is_active=False)
    client, answer = come_from(provider, email=email, **says)
    assert answer.redirect_chain[-1][0] == reverse("account_login")
    assert "does not lead to anybody on the team" in answer.content.decode()
    assert "_auth_user_id" not in client.session and User.objects.count() == 3


def test_it_believes_the_company_about_its_own_domains(provider, legal, period, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["verified_email"] = ["meridian.example"]
    client, _ = come_from(provider, email="lena@meridian.example")
    assert client.session["_auth_user_id"] == str(legal.pk)
    stranger, _ = come_from(provider, email="lena@elsewhere.example")
    assert "_auth_user_id" not in stranger.session


def test_it_refuses_an_answer_that_nobody_asked_for(provider, legal):
    provider.says = {"sub": "1", "email": legal.email, "email_verified": True}
    answer = Client().get(reverse("openid_connect_callback", args=["oidc"]), {"code": "c", "state": "made up"})
    assert answer.url == reverse("account_login")
    assert provider.asked == []


def test_it_says_so_when_the_provider_does_not_answer(provider, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = Client().get(reverse("openid_connect_login", args=["oidc"]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("account_login")
    assert "Signing in through Meridian ID did not work" in answer.content.decode()


def test_it_asks_for_the_second_factor_unless_the_provider_does(provider, legal, period, settings):
    settings.MFA_REQUIRED = True
    client, _ = come_from(provider, email=legal.email, email_verified=True)
    assert client.get(reverse("review:period")).url.startswith(reverse("mfa_activate_totp"))
    settings.OIDC_MFA = True
    assert client.get(reverse("review:period")).status_code == 200


def test_it_does_not_exist_where_it_is_not_configured(db):
    for name in ("openid_connect_login", "openid_connect_callback"):
        assert Client().get(reverse(name, args=["oidc"])).status_code == 404
    assert "On the team?" not in Client().get(reverse("account_login")).content.decode()
