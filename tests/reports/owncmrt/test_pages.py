"""The pages of our own CMRT, as the team meets them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cmr.models import Role, User
from reports.models import OwnCMRT
from suppliers.models import CoveredProduct
from suppliers.services.prefill import blank_set
from tests.reports.owncmrt.test_services import PEOPLE, declared
from tests.reports.year import asked, facility, sent
from tests.suppliers.cmrt.blanks import own_blank


@pytest.fixture
def year(period, legal):
    blank_set(period, file_name="blank.xlsx", data=own_blank("6.5"), actor=legal)
    gold, tin = facility("Gold", 900001, "Aurora", "SWITZERLAND"), facility("Tin", 900005, "Estanho", "BRAZIL")
    sent(asked(period, "Quillfeather"), gold, tin, document=declared())
    return period.year


@pytest.fixture
def reviewer(db):
    return User.objects.create_user("rhea@meridian.example", Role.REVIEWER, "Rhea Stone")


def given(**more):
    return PEOPLE | {"level": "company", "effective_date": str(timezone.localdate())} | more


def test_it_says_how_to_begin(period, legal, client_for):
    page = client_for(legal).get(reverse("reports:own", args=[period.year])).content.decode()
    assert "No official blank is loaded" in page and "Nothing is prepared yet" in page
    assert reverse("reports:own_prepare", args=[period.year]) not in page


def test_it_goes_from_preparing_to_a_customer(year, legal, reviewer, client_for):
    desk, other = client_for(legal), client_for(reviewer)
    page = desk.post(reverse("reports:own_prepare", args=[year]), given(), follow=True).content.decode()
    own = OwnCMRT.objects.get()
    at = {name: reverse(f"reports:{name}", args=[own.pk]) for name in ("own_reviewed", "own_released", "own_sent")}
    assert "Prepared, not reviewed" in page and "somebody else reviews it" in page
    assert at["own_reviewed"] not in page
    file = reverse("reports:own_file", args=[own.pk])
    assert desk.get(file)["Content-Disposition"].startswith('attachment; filename="DRAFT not for customers')
    assert at["own_reviewed"] in other.get(reverse("reports:own", args=[year])).content.decode()
    assert desk.post(at["own_reviewed"], {"sha256": own.sha256}).status_code == 400
    assert other.post(at["own_reviewed"], {"sha256": own.sha256}).status_code == 302
    assert other.post(at["own_released"]).status_code == 404
    assert desk.post(at["own_released"]).status_code == 302
    assert "DRAFT" not in desk.get(file)["Content-Disposition"]
    told = {"customer": "Northwind", "address": "buyer@northwind.example", "sent_on": str(timezone.localdate())}
    page = desk.post(at["own_sent"], told, follow=True).content.decode()
    assert "Northwind" in page and own.sha256 in page


def test_it_shows_which_submissions_an_answer_rests_on(year, legal, client_for):
    desk = client_for(legal)
    desk.post(reverse("reports:own_prepare", args=[year]), given())
    own = OwnCMRT.objects.get()
    page = desk.get(reverse("reports:own_answer", args=[own.pk, "3-Tin"])).content.decode()
    assert "Quillfeather" in page and "Declaration!D3" in page
    assert desk.get(reverse("reports:own_answer", args=[own.pk, "H"])).status_code == 200
    for unknown in ("9-Tin", "3-Zinc", "Z", "x-Tin"):
        assert desk.get(reverse("reports:own_answer", args=[own.pk, unknown])).status_code == 404


def test_it_says_what_changed_since_and_who_got_it(period, year, legal, client_for):
    desk = client_for(legal)
    desk.post(reverse("reports:own_prepare", args=[year]), given())
    asked(period, "Silent Ltd.")
    page = desk.get(reverse("reports:own", args=[year])).content.decode()
    assert "The evidence has changed since this was prepared" in page
    assert "Question 3, Tin: Unknown, was No." in page


def test_it_keeps_what_was_entered_where_it_refuses(period, year, legal, client_for):
    desk = client_for(legal)
    CoveredProduct.objects.create(period=period, name="Packet probe").makers.add(period.requests.get().supplier)
    url = reverse("reports:own_prepare", args=[year])
    answer = desk.post(url, given(level="product", contact_phone="+1 555 0199"))
    assert answer.status_code == 400
    assert "Choose the products" in answer.content.decode() and "+1 555 0199" in answer.content.decode()
    desk.post(url, given(level="product", product="Packet probe"))
    assert OwnCMRT.objects.get().products == ["Packet probe"]


def test_it_is_sent_back_with_a_reason(year, legal, reviewer, client_for):
    client_for(legal).post(reverse("reports:own_prepare", args=[year]), given())
    own, other = OwnCMRT.objects.get(), client_for(reviewer)
    url = reverse("reports:own_returned", args=[own.pk])
    assert other.post(url, {"reason": " "}).status_code == 400
    page = other.post(url, {"reason": "The phone is wrong."}, follow=True).content.decode()
    assert "Sent back" in page and "The phone is wrong." in page
