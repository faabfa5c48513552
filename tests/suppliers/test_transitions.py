"""Moves between states: the table, and that the slower of two movers changes nothing."""

import pytest
from django.db import models

from suppliers.models import Request, Submission, Upload
from suppliers.transitions import REQUEST, SUBMISSION, UPLOAD, Conflict, NotAllowed, move


@pytest.mark.parametrize(("model", "table"), [(Upload, UPLOAD), (Submission, SUBMISSION), (Request, REQUEST)])
def test_it_says_for_every_state_where_it_leads(model: type[models.Model], table):
    assert set(table) == set(model.State)
    assert {to for targets in table.values() for to in targets} <= set(model.State)


def test_it_moves_a_request_and_says_so_in_memory_too(alder):
    move(alder, Request.State.RECEIVED)

    assert alder.state == "received"
    assert Request.objects.get(pk=alder.pk).state == "received"


def test_it_refuses_a_move_that_the_table_does_not_know(alder):
    upload = Upload(pk=1, request=alder, state=Upload.State.READ)

    with pytest.raises(NotAllowed):
        move(upload, Upload.State.QUEUED)


def test_it_lets_only_the_first_of_two_movers_through(alder):
    other = Request.objects.get(pk=alder.pk)
    move(alder, Request.State.RECEIVED)

    with pytest.raises(Conflict):
        move(other, Request.State.IN_REVIEW)

    assert other.state == "requested"
    assert Request.objects.get(pk=alder.pk).state == "received"


def test_it_holds_the_caller_to_a_narrower_expectation(alder):
    with pytest.raises(Conflict):
        move(alder, Request.State.RECEIVED, where=models.Q(due_date__year=1999))
