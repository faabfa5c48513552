"""What was done to a facility, in words."""

from datetime import date

from django import template

from cmr.models import AuditEvent

register = template.Library()

_FIELDS = {"name": "name", "country": "country", "city": "city", "state": "state"}


@register.filter
def done(event: AuditEvent) -> str:
    """An audit event of a facility as a person says it, with what it was before and after."""
    before, after = event.before, event.after
    if event.event == "status.corrected":
        day = date.fromisoformat(after["effective"])
        told = f"Status corrected from {before.get('status')} to {after.get('status')}, effective {day:%-d %B %Y}"
        told += f"; touches what was filed for {', '.join(after['filed'])}" if after.get("filed") else ""
        return told + (f"; evidence: {after['evidence']}" if after.get("evidence") else "")
    if event.event == "facility.name_added":
        return f"Also called {after.get('name')}, from now on"
    if event.event == "facility.name_kept":
        return f"Still called {after.get('name')}, by another decision"
    if event.event == "facility.name_removed":
        return f"No longer called {before.get('name')}"
    if event.event in ("facility.added", "facility.changed"):
        told = [
            f"{words} {before[field]} → {after[field]}" if before.get(field) else f"{words} {after[field]}"
            for field, words in _FIELDS.items()
            if after.get(field)
        ]
        return f"{'Entered' if event.event == 'facility.added' else 'Changed'}: {', '.join(told)}"
    return event.event.replace(".", ", ").replace("_", " ")
