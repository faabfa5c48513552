"""One door per object of the log: the object for the team, or 404 as if it did not exist."""

from django.http import Http404

from cmr.models import User
from diligence.models import CorrectiveAction, Entry
from suppliers.access import team


def entry_for(user: User, entry_id: int) -> Entry:
    """An entry as somebody recorded it; one that only takes another back is none."""
    rows = Entry.objects.select_related("period__registrant", "request__supplier", "smelter", "recorded_by")
    found = rows.filter(pk=entry_id, withdrawn=False).first() if team(user) else None
    if found is None:
        raise Http404
    return found


def action_for(user: User, action_id: int) -> CorrectiveAction:
    rows = CorrectiveAction.objects.select_related(
        "period__registrant", "request__supplier", "smelter", "owner", "opened_by", "closed_by"
    )
    found = rows.filter(pk=action_id).first() if team(user) else None
    if found is None:
        raise Http404
    return found
