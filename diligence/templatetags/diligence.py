"""Entries and corrective actions in the words and with the meaning they have for the team."""

from datetime import date
from typing import Any

from django import template
from django.utils import timezone

from diligence.kinds import BY_CODE, Kind, Type
from diligence.models import CorrectiveAction, Entry
from diligence.telling import shown

register = template.Library()


@register.filter
def kind(entry: Entry) -> Kind:
    return BY_CODE[entry.kind]


@register.filter
def telling(entry: Entry) -> list[dict[str, Any]]:
    """What an entry tells, field by field, in the order of its kind."""
    return [
        {"label": field.label, "words": words, "link": field.type == Type.URL}
        for field in BY_CODE[entry.kind].fields
        if (words := shown(field, entry.told.get(field.name)))
    ]


@register.filter
def iso(text: str) -> date | None:
    """A day as the audit log has it."""
    return date.fromisoformat(text) if text else None


@register.inclusion_tag("parts/say.html")
def action_state(action: CorrectiveAction) -> dict[str, str]:
    if action.state == CorrectiveAction.State.OPEN and action.due_date < timezone.localdate():
        return {"meaning": "needs", "words": "Overdue"}
    meaning = {CorrectiveAction.State.DONE: "done"}.get(CorrectiveAction.State(action.state), "info")
    return {"meaning": meaning, "words": action.get_state_display()}
