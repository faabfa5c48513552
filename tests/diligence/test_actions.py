"""Corrective actions: owner, day, outcome; and of two who change one at once, one is told."""

from datetime import date

import pytest

from cmr.models import AuditEvent
from diligence.models import CorrectiveAction
from diligence.selectors import actions_open
from diligence.services import Conflict, Refused, action_change, action_close, action_open


@pytest.fixture
def action(alder, legal) -> CorrectiveAction:
    return action_open(
        alder.period,
        what="Name the refiner of row 12.",
        owner=legal,
        due_date=date(2026, 2, 1),
        request=alder,
        actor=legal,
    )


def test_it_is_opened_for_a_party_by_an_owner_with_a_day(action, alder, legal):
    assert list(actions_open(alder.period)) == [action]
    event = AuditEvent.objects.get(event="corrective_action.opened")
    assert event.after == {"what": "Name the refiner of row 12.", "owner": legal.email, "due": "2026-02-01"}


def test_it_wants_a_party_and_words(alder, legal):
    with pytest.raises(Refused) as refused:
        action_open(alder.period, what=" ", owner=legal, due_date=date(2026, 2, 1), actor=legal)
    assert set(refused.value.wrong) == {"what", "party"}


def test_it_is_closed_only_with_what_came_of_it(action, alder, legal):
    with pytest.raises(Refused):
        action_close(action, state="done", outcome=" ", actor=legal)

    action_close(action, state="done", outcome="Named in the new CMRT.", actor=legal)

    assert not actions_open(alder.period)
    assert (action.state, action.closed_by, action.outcome) == ("done", legal, "Named in the new CMRT.")
    assert action.closed_at


def test_it_tells_the_slower_of_two(action, legal, admin_user):
    theirs = CorrectiveAction.objects.get()
    action_change(action, owner=admin_user, due_date=date(2026, 3, 1), reason="Ada knows them.", actor=legal)

    with pytest.raises(Conflict):
        action_close(theirs, state="dropped", outcome="No longer needed.", actor=legal)

    stored = CorrectiveAction.objects.get()
    assert (stored.owner, stored.due_date, stored.state) == (admin_user, date(2026, 3, 1), "open")


def test_it_does_not_close_twice(action, legal):
    action_close(action, state="done", outcome="Named.", actor=legal)
    with pytest.raises(Conflict):
        action_close(action, state="dropped", outcome="Twice.", actor=legal)
