"""Admins enter manufacturers and their contacts, and ask for a year's CMRT; what was sent they only look at."""

import pytest
from django.urls import reverse

from cmr.models import AuditEvent, Role, User
from suppliers.models import Request, Supplier
from suppliers.services.contacts import contact_add


@pytest.fixture
def browser(client_for, admin_user):
    return client_for(admin_user)


def test_a_manufacturer_is_entered_with_the_person_who_answers_for_it(browser, period):
    added = browser.post(
        reverse("admin:suppliers_supplier_add"),
        {
            "name": "Cascade Contract Assembly",
            "country_code": "US",
            "contact_email": "Carol@Cascade.example",
            "contact_name": "Carol Case",
            "contacts-TOTAL_FORMS": 0,
            "contacts-INITIAL_FORMS": 0,
        },
    )
    assert added.status_code == 302
    person = User.objects.get(email="carol@cascade.example")
    assert (person.role, person.name) == (Role.MANUFACTURER, "Carol Case")
    assert Supplier.objects.get().contacts.get().user == person
    assert set(AuditEvent.objects.values_list("event", flat=True)) == {"supplier.added", "contact.added"}


def test_asking_leads_to_the_page_that_shows_every_letter(browser, period, alder):
    other = Supplier.objects.create(name="Cascade Contract Assembly")
    contact_add(other, "carol@cascade.example", "Carol Case", actor=None)
    ask = {"action": "ask_for_a_cmrt", "_selected_action": [other.pk]}
    page = browser.post(reverse("admin:suppliers_supplier_changelist"), ask, follow=True).content.decode()
    assert "1 letter to 1 manufacturer is ready" in page
    assert "carol@cascade.example" in page
    assert Request.objects.count() == 1


def test_nobody_of_the_team_becomes_a_contact(browser, period, legal):
    given = {"name": "Cascade", "contact_email": legal.email, "contacts-TOTAL_FORMS": 0, "contacts-INITIAL_FORMS": 0}
    page = browser.post(reverse("admin:suppliers_supplier_add"), given)
    assert "belongs to the team" in page.content.decode()
    assert not Supplier.objects.exists()


@pytest.mark.parametrize("model", ["request", "upload", "submission"])
def test_evidence_is_looked_at_and_not_changed(browser, alder, model):
    assert browser.get(reverse(f"admin:suppliers_{model}_changelist")).status_code == 200
    assert browser.get(reverse(f"admin:suppliers_{model}_add")).status_code == 403
