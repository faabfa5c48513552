"""How a year is collected: until when, on which level, in whose name, with which official blank."""

from datetime import date
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict

from cmr import audit
from cmr.models import ReportingPeriod, User
from suppliers.models import Campaign, Request
from suppliers.services.requests import request_due, request_hold, request_settle


def campaign_of(period: ReportingPeriod) -> Campaign:
    """How the year is collected; as long as nobody set anything, the usual way, not saved (`pk` is None)."""
    registrant = period.registrant
    return Campaign.objects.filter(period=period).first() or Campaign(
        period=period,
        due_date=request_due(period),
        sender_name=registrant.contact_name,
        sender_title=registrant.contact_title,
    )


@transaction.atomic
def campaign_set(period: ReportingPeriod, *, actor: User | None, **fields: Any) -> Campaign:
    """Set how the year is collected; fields not named stay. Nothing is recorded where nothing changes."""
    usual = campaign_of(period)
    campaign, new = Campaign.objects.get_or_create(
        period=period, defaults={name: getattr(usual, name) for name in _names()}
    )
    before = _shown(campaign)
    for name, value in fields.items():
        setattr(campaign, Campaign._meta.get_field(name).attname, value)
    after = _shown(campaign)
    changed = {name for name in after if after[name] != before[name]}
    if changed:
        Campaign.objects.filter(pk=campaign.pk).update(**{name: getattr(campaign, name) for name in changed})
    if "level" in changed:
        # What makes an answer whole is another thing now.
        for key in Request.objects.standing().filter(period=period).values_list("pk", flat=True):
            request_settle(request_hold(key))
    if new or changed:
        seen = after.keys() if new else changed
        audit.record(
            "campaign.set",
            actor,
            campaign,
            before={} if new else {name: before[name] for name in seen},
            after={name: after[name] for name in seen},
        )
    return campaign


def _names() -> list[str]:
    return [field.name for field in Campaign._meta.fields if field.name not in ("id", "period")]


def _shown(campaign: Campaign) -> dict[str, Any]:
    """The fields as JSON has them."""
    values = model_to_dict(campaign, _names())
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
