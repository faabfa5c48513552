"""Where a person is signed in, and how that ends."""

from datetime import UTC, datetime

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from cmr import devices
from cmr.devices import browser, sessions_of
from cmr.models import Role, User
from tests.cmr.signing_in import FIREFOX, by_mail

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1"


@pytest.fixture
def here_and_there(alder, alice):
    here, _ = by_mail(alice)
    there, _ = by_mail(alice, Client(headers={"User-Agent": PHONE}))
    return here, there


def inside(client) -> bool:
    return reverse("account_login") not in client.get(reverse("portal:requests"))["Location"]


def test_it_lists_each_browser_and_marks_this_one(here_and_there):
    here, _ = here_and_there
    shown = here.get(reverse("account:sessions")).content.decode()
    assert "Firefox, Windows" in shown and "Safari, iPhone" in shown and "127.0.0.1" in shown
    assert shown.count("this browser") == 1 and shown.count("Sign out there<") == 1


def test_it_ends_one_and_only_ones_own(here_and_there, alice, bob):
    here, there = here_and_there
    [row] = [row for row in sessions_of(alice) if "iPhone" in row.user_agent]
    stranger, _ = by_mail(bob)
    assert stranger.post(reverse("account:session_end", args=[row.pk])).status_code == 404
    assert inside(there)
    here.post(reverse("account:session_end", args=[row.pk]))
    assert inside(here) and not inside(there)


def test_it_signs_out_everywhere_else_whatever_is_listed(here_and_there, alice, client_for):
    here, there = here_and_there
    unlisted = client_for(alice)
    assert inside(unlisted)
    here.post(reverse("account:sessions_end"))
    assert [inside(one) for one in (here, there, unlisted)] == [True, False, False]
    [row] = sessions_of(alice)
    assert row.user_agent == FIREFOX and Session.objects.filter(session_key=row.session_key).exists()


def test_it_does_not_list_what_is_over(here_and_there, alice):
    _, there = here_and_there
    there.post(reverse("account_logout"))
    assert len(sessions_of(alice)) == 1


def test_a_changed_role_ends_every_session(legal, period):
    lena, _ = by_mail(legal)
    assert lena.get(reverse("review:period")).status_code == 200
    User.objects.filter(pk=legal.pk).update(role=Role.REVIEWER)
    assert lena.get(reverse("review:period")).url.startswith(reverse("account_login"))


def test_it_calls_browsers_by_their_names_and_trusts_nothing_else():
    edge = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0"
    assert browser(edge) == "Edge, Linux"
    assert browser("<script>alert(1)</script>curl/8") == "scriptalert(1)/scriptcurl/8"


def test_it_notes_now_and_then_that_a_session_is_in_use(alder, alice):
    client, _ = by_mail(alice)
    devices._noted.clear()  # as after five minutes
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    for noted in (True, False):
        UserSession.objects.update(last_seen_at=long_ago)
        client.get(reverse("portal:requests"))
        assert (UserSession.objects.get().last_seen_at > long_ago) == noted
