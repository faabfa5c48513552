"""Scope: left out with a reason, taken back, and what that does to requests, links, letters and contacts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cmr.models import AuditEvent, Role, User
from suppliers import access
from suppliers.models import Contact, Exclusion, Invitation, Letter, Request, Supplier
from suppliers.selectors import period_overview
from suppliers.services.contacts import NotAContact, contact_add, contact_end
from suppliers.services.invitations import Spent, invitation_create, invitation_link, invitation_of
from suppliers.services.letters import letter_write
from suppliers.services.requests import request_due, request_open
from suppliers.services.scope import (
    InUse,
    exclusion_lift,
    manufacturer_exclude,
    product_add,
    product_remove,
    products_set,
)
from suppliers.services.uploads import upload_receive
from tests.suppliers.parts import a_submission

WHY = "Its products were discontinued in January."


def token(invitation: Invitation) -> str:
    return invitation_link(invitation).rstrip("/").rpartition("/")[2]


def invited(request: Request, user: User) -> tuple[Invitation, Letter]:
    invitation = invitation_create(request, user, actor=None)
    letter = letter_write(
        "invitation",
        period=request.period,
        to=user,
        request=request,
        key=f"invitation:{request.pk}:{user.pk}",
        invitation=invitation,
        actor=None,
    )
    assert letter
    return invitation, letter


def test_it_counts_a_manufacturer_that_is_left_out_nowhere(alder, birchfield, period, legal):
    manufacturer_exclude(period, alder.supplier, WHY, legal)
    alder.refresh_from_db()
    assert alder.state == Request.State.WITHDRAWN
    assert period_overview(period).asked == 1
    exclusion = Exclusion.objects.get()
    assert (exclusion.reason, exclusion.decided_by, exclusion.lifted_at) == (WHY, legal, None)
    event = AuditEvent.objects.get(event="scope.excluded")
    assert (event.reason, event.after["year"]) == (WHY, 2025)


def test_it_stops_what_was_under_way_to_a_manufacturer_that_is_left_out(alder, alice, period, legal):
    invitation, letter = invited(alder, alice)
    manufacturer_exclude(period, alder.supplier, WHY, legal)
    letter.refresh_from_db()
    assert letter.state == Letter.State.CANCELLED
    with pytest.raises(Spent):
        invitation_of(token(invitation))


def test_it_takes_a_manufacturer_back_to_where_it_stood(alder, alice, period, legal):
    manufacturer_exclude(period, alder.supplier, WHY, legal)
    assert exclusion_lift(period, alder.supplier, "They still make the housing.", legal)
    alder.refresh_from_db()
    assert alder.state == Request.State.REQUESTED

    a_submission(upload_receive(alder, file_name="a.xlsx", chunks=[b"a"], actor=alice), state="in_review")
    manufacturer_exclude(period, alder.supplier, WHY, legal)
    exclusion_lift(period, alder.supplier, "", legal)
    alder.refresh_from_db()
    assert alder.state != Request.State.REQUESTED
    assert not exclusion_lift(period, alder.supplier, "", legal)
    assert Exclusion.objects.filter(lifted_at__isnull=False).count() == 2


def test_it_keeps_the_earlier_reason_when_another_takes_its_place(alder, period, legal):
    manufacturer_exclude(period, alder.supplier, WHY, legal)
    manufacturer_exclude(period, alder.supplier, WHY, legal)
    manufacturer_exclude(period, alder.supplier, "Distributor only.", legal)
    found = Exclusion.objects.order_by("id")
    assert [(one.reason, one.lifted_at is None) for one in found] == [(WHY, False), ("Distributor only.", True)]


def test_it_asks_for_a_reason(alder, period, legal):
    with pytest.raises(ValueError, match="Say why"):
        manufacturer_exclude(period, alder.supplier, "  ", legal)


def test_it_shuts_the_door_on_a_contact_who_no_longer_answers(alder, alice, legal):
    invitation, letter = invited(alder, alice)
    contact_end(Contact.objects.get(), actor=legal)
    letter.refresh_from_db()
    assert letter.state == Letter.State.CANCELLED
    with pytest.raises(Spent):
        invitation_of(token(invitation))
    assert not Request.objects.filter(access.requests_of(alice)).exists()

    contact_add(alder.supplier, alice.email, actor=legal)
    assert Request.objects.filter(access.requests_of(alice)).exists()
    with pytest.raises(Spent):
        invitation_of(token(invitation))


def test_it_leaves_what_a_person_does_for_another_manufacturer(alder, birchfield, alice, legal):
    contact_add(birchfield.supplier, alice.email, actor=legal)
    other, letter = invited(birchfield, alice)
    contact_end(Contact.objects.get(supplier=alder.supplier), actor=legal)
    assert invitation_of(token(other)) == other
    letter.refresh_from_db()
    assert letter.state == Letter.State.WAITING


def test_it_knows_in_which_language_a_contact_reads(alder, legal):
    contact = contact_add(alder.supplier, "Li@Alder.example", "Li Wei", language="zh-hans", actor=legal)
    assert (contact.user.email, contact.user.language) == ("li@alder.example", "zh-hans")
    again = contact_add(alder.supplier, "li@alder.example", actor=legal)
    assert (again.pk, again.user.language) == (contact.pk, "zh-hans")


def test_it_makes_nobody_of_the_team_a_contact(alder, legal):
    with pytest.raises(NotAContact, match="belongs to the team"):
        contact_add(alder.supplier, legal.email, actor=legal)


def test_it_asks_for_the_products_that_a_manufacturer_makes(period, legal):
    probe, analyser = product_add(period, "Packet probe", actor=legal), product_add(period, "Analyser", actor=legal)
    maker = Supplier.objects.create(name="Cascade Contract Assembly")
    assert products_set(period, maker, [probe], actor=legal)
    request = request_open(maker, period, request_due(period), legal)
    assert list(request.products.all()) == [probe]
    assert products_set(period, maker, [probe, analyser], actor=legal)
    assert not products_set(period, maker, [analyser, probe], actor=legal)
    assert set(request.products.all()) == {probe, analyser}
    with pytest.raises(InUse, match="Cascade Contract Assembly was asked for Packet probe"):
        product_remove(probe, actor=legal)


def test_it_ends_a_contact_once(alder, legal):
    contact = Contact.objects.get()
    contact_end(contact, actor=legal)
    ended = Contact.objects.get().ended_at
    contact_end(contact, actor=legal)
    assert Contact.objects.get().ended_at == ended <= timezone.now() + timedelta(seconds=1)
    assert User.objects.get(pk=contact.user_id).role == Role.MANUFACTURER
    assert AuditEvent.objects.filter(event="contact.ended").count() == 1
