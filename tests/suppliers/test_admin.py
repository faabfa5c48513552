"""Admins enter manufacturers and their contacts, and ask for a year's CMRT; what was sent they only look at."""

import pytest
from django.urls import reverse

from cmr.models import AuditEvent, Role, User
from suppliers.models import Request, Supplier


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


def test_asking_twice_is_asking_once(browser, period, alder):
    other = Supplier.objects.create(name="Cascade Contract Assembly")
    ask = {"action": "ask_for_a_cmrt", "_selected_action": [alder.supplier.pk, other.pk]}
    page = browser.post(reverse("admin:suppliers_supplier_changelist"), ask, follow=True)
    assert "Asked 1 for the CMRT of calendar year 2025; 1 had been asked before." in page.content.decode()
    browser.post(reverse("admin:suppliers_supplier_changelist"), ask)
    assert Request.objects.count() == 2


@pytest.mark.parametrize("model", ["request", "upload", "submission"])
def test_evidence_is_looked_at_and_not_changed(browser, alder, model):
    assert browser.get(reverse(f"admin:suppliers_{model}_changelist")).status_code == 200
    assert browser.get(reverse(f"admin:suppliers_{model}_add")).status_code == 403
