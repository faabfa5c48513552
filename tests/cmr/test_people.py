"""What an administrator does for a person, and what the log says of it."""

import pytest
from django.urls import reverse

from cmr.models import AuditEvent, User
from tests.cmr.signing_in import app_of, by_mail, kinds_of

pytestmark = pytest.mark.django_db


def test_it_resets_a_lost_second_factor_with_a_reason_and_ends_the_sessions(legal, admin_user, period, client_for):
    lena, ada = client_for(legal), client_for(admin_user)
    app_of(legal)
    address = reverse("people:second_factor", args=[legal.pk])
    refused = ada.post(address, {"reason": " "})
    assert refused.status_code == 400 and "Give the reason" in refused.content.decode()
    assert kinds_of(legal) == {"totp"} and lena.get(reverse("review:period")).status_code == 200
    ada.post(address, {"reason": "The phone fell into the sea."})
    assert kinds_of(legal) == set()
    assert lena.get(reverse("review:period")).url.startswith(reverse("account_login"))
    event = AuditEvent.objects.get(event="second_factor.reset")
    assert (event.actor, event.reason) == (admin_user, "The phone fell into the sea.")
    assert event.before == {"kinds": ["totp"]}


def test_it_ends_a_persons_sessions_with_a_reason(alder, alice, admin_user, client_for):
    client, _ = by_mail(alice)
    ada = client_for(admin_user)
    page = ada.get(reverse("people:list"), {"q": "alice"}).content.decode()
    assert "alice@alder.example" in page and "in 1 browser" in page
    ada.post(reverse("people:sign_out", args=[alice.pk]), {"reason": "She left Alder."})
    assert client.get(reverse("portal:requests")).url.startswith(reverse("account_login"))
    assert AuditEvent.objects.get(event="person.signed_out").after == {"sessions": 1}


def test_it_leaves_superusers_and_oneself_alone(admin_user, client_for):
    root = User.objects.create_superuser("root@meridian.example")
    app_of(root), app_of(admin_user)
    ada = client_for(admin_user)
    for person, sentence in ((root, "only another superuser"), (admin_user, "your own page")):
        refused = ada.post(reverse("people:second_factor", args=[person.pk]), {"reason": "Because."})
        assert refused.status_code == 400 and sentence in refused.content.decode()
        assert kinds_of(person) == {"totp"}


@pytest.mark.parametrize("change", [{"role": "reviewer"}, {"is_active": ""}, {"email": "lena.hart@meridian.example"}])
def test_a_person_changed_in_admin_is_signed_out(legal, period, client_for, change):
    lena = client_for(legal)
    assert lena.get(reverse("review:period")).status_code == 200
    root = client_for(User.objects.create_superuser("root@meridian.example"))
    given = {"email": legal.email, "name": legal.name, "role": legal.role, "is_active": "on"} | change
    assert root.post(f"/admin/cmr/user/{legal.pk}/change/", given).status_code == 302
    User.objects.filter(pk=legal.pk).update(is_active=True, role="legal")
    assert lena.get(reverse("review:period")).url.startswith(reverse("account_login"))
    assert "cmr.user" in AuditEvent.objects.values_list("object_type", flat=True)


def test_it_shows_no_second_factor_or_session_in_django_admin(client_for):
    root = client_for(User.objects.create_superuser("root@meridian.example"))
    for model in ("mfa/authenticator", "usersessions/usersession", "socialaccount/socialapp", "account/emailaddress"):
        assert root.get(f"/admin/{model}/").status_code in (302, 404)
