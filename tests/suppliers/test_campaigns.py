"""How a year is collected: usual until the team says otherwise, and every change on record."""

from datetime import date

import pytest
from django.core.exceptions import FieldDoesNotExist

from cmr.models import AuditEvent
from suppliers.models import Campaign
from suppliers.services.campaigns import campaign_of, campaign_set


def test_it_collects_the_usual_way_until_somebody_says_otherwise(period):
    campaign = campaign_of(period)
    assert (campaign.pk, campaign.due_date, campaign.level) == (None, date(2026, 3, 31), "company")
    assert (campaign.sender_name, campaign.sender_title) == (
        period.registrant.contact_name,
        period.registrant.contact_title,
    )
    assert not Campaign.objects.exists()


def test_it_keeps_what_was_set_and_leaves_the_rest(period, legal):
    campaign_set(period, actor=legal, due_date=date(2026, 2, 28), level="product")
    campaign_set(period, actor=legal, reply_to="minerals@meridian.example")
    campaign = campaign_of(period)
    assert (campaign.due_date, campaign.level, campaign.reply_to) == (
        date(2026, 2, 28),
        "product",
        "minerals@meridian.example",
    )
    last = AuditEvent.objects.order_by("-id").first()
    assert last is not None
    assert (last.event, last.actor_name) == ("campaign.set", "Lena Hart")
    assert (last.before, last.after) == ({"reply_to": ""}, {"reply_to": "minerals@meridian.example"})


def test_it_records_nothing_where_nothing_changes(period, legal):
    campaign_set(period, actor=legal, follow_up=True)
    before = AuditEvent.objects.count()
    campaign_set(period, actor=legal, follow_up=True)
    assert AuditEvent.objects.count() == before


def test_it_refuses_a_field_that_is_none(period, legal):
    with pytest.raises(FieldDoesNotExist):
        campaign_set(period, actor=legal, colour="green")
