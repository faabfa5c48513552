"""The personal link: what opens it, what spends it, and what it never does."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cmr.models import AuditEvent
from suppliers.models import Contact, Invitation
from suppliers.services.invitations import Spent, invitation_create, invitation_link, invitation_use, invitations_revoke


@pytest.fixture
def invitation(alder, alice) -> Invitation:
    return invitation_create(alder, alice, actor=None)


@pytest.fixture
def path(invitation, settings) -> str:
    link = invitation_link(invitation)
    assert link.startswith(settings.SITE_URL)
    return link.removeprefix(settings.SITE_URL)


def code_sent() -> str:
    return re.search(r"^\s+([A-Z0-9-]{6,})$", mail.outbox[-1].body, re.MULTILINE)[1]


def test_it_leads_from_the_link_by_a_code_to_the_request(client, path, alder, alice):
    page = client.get(path)
    assert "Alder Precision Manufacturing" in page.content.decode()
    assert not mail.outbox

    sent = client.post(path)
    assert sent.status_code == 302
    assert [letter.to for letter in mail.outbox] == [[alice.email]]

    confirmed = client.post(sent.url, {"code": code_sent(), "next": reverse("portal:request", args=[alder.pk])})
    assert confirmed.url == reverse("portal:request", args=[alder.pk])
    assert client.get(confirmed.url).status_code == 200


def test_it_is_not_spent_by_a_scanner_that_only_looks(client, path, invitation):
    for look in (client.head, client.get, client.get, client.get):
        assert look(path).status_code == 200

    invitation.refresh_from_db()
    assert invitation.used_at is None


def test_it_works_once(client, path):
    client.post(path)

    for again in (Client().get(path), Client().post(path)):
        assert again.status_code == 410
        assert "used before" in again.content.decode()
        assert reverse("account_login") in again.content.decode()
    assert len(mail.outbox) == 1


def test_it_lets_one_of_two_at_once_through(invitation, path):
    token = path.rsplit("/", 1)[1]
    invitation_use(token)

    with pytest.raises(Spent):
        invitation_use(token)
    assert AuditEvent.objects.filter(event="invitation.used").count() == 1


@pytest.mark.parametrize("ends", ["expired", "revoked", "contact", "person"])
def test_it_dies(client, path, invitation, alder, alice, ends):
    if ends == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif ends == "revoked":
        assert invitations_revoke(request=alder, actor=None) == 1
    elif ends == "contact":
        Contact.objects.update(ended_at=timezone.now())
    else:
        type(alice).objects.update(is_active=False)

    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410
    assert not mail.outbox


@pytest.mark.parametrize("forged", ["1.guess:signature", "x", "1", "1.a:b:c", "99999999999999999999.n:s"])
def test_it_takes_nothing_that_we_did_not_sign(client, db, forged):
    answer = client.get(reverse("door:link", args=[forged]))
    assert answer.status_code == 410
    assert "not one of ours" in answer.content.decode()


def test_it_cannot_be_signed_with_what_the_database_holds(client, invitation):
    for token in (invitation.nonce, f"{invitation.pk}.{invitation.nonce}", f"{invitation.pk}.{invitation.nonce}:"):
        assert client.get(reverse("door:link", args=[token])).status_code == 410


def test_it_tells_its_address_to_nobody(client, path):
    for answer in (client.get(path), client.post(path), client.get(path)):
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]


def test_it_takes_who_is_signed_in_already_straight_to_the_request(client_for, path, alice, alder):
    answer = client_for(alice).post(path)

    assert answer.url == reverse("portal:request", args=[alder.pk])
    assert not mail.outbox


def test_it_signs_another_person_out_before_it_sends_the_code(client_for, path, alice, bob):
    client = client_for(bob)
    assert "signed in as Bob Birch" in client.get(path).content.decode()

    client.post(path)

    assert client.get(reverse("portal:requests")).status_code == 302
    assert mail.outbox[-1].to == [alice.email]


def test_it_speaks_the_language_of_its_guest(client, path, alice):
    type(alice).objects.update(language="zh-hans")

    page = client.get(path)
    assert '<html lang="zh-hans">' in page.content.decode()
    client.post(path)
    assert client.cookies["django_language"].value == "zh-hans"


def test_it_keeps_the_language_somebody_chooses(client_for, alice):
    client = client_for(alice)
    back = reverse("portal:requests")

    answer = client.post(reverse("language"), {"language": "zh-hans", "next": back})

    assert answer.url == back
    alice.refresh_from_db()
    assert alice.language == "zh-hans"
    assert '<html lang="zh-hans">' in client.get(back, follow=True).content.decode()


def test_it_leads_nowhere_else_after_a_language_was_chosen(client, db):
    for away in ("//evil.example", "https://evil.example/", "/\\evil.example"):
        assert client.post(reverse("language"), {"language": "en", "next": away}).url == "/"


def test_it_keeps_the_team_in_english(client_for, legal, period):
    client = client_for(legal)
    client.cookies["django_language"] = "zh-hans"
    assert '<html lang="en">' in client.get(reverse("review:period")).content.decode()
