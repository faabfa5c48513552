import pytest
from django.db import DatabaseError, connection, transaction

from cmr import append_only, audit
from cmr.models import AuditEvent, AuditHead


@pytest.fixture
def three_events(period, legal):
    for number in range(3):
        audit.record("period.noted", legal, period, after={"number": number}, reason="for the test")


def test_it_keeps_names_as_text_beside_the_keys(three_events):
    event = AuditEvent.objects.first()
    assert (event.actor_name, event.object_label, event.reason) == ("Lena Hart", "calendar year 2025", "for the test")


def test_it_finds_nothing_wrong_with_an_untouched_chain(three_events):
    assert AuditEvent.objects.count() == 3
    assert audit.chain_breaks() == []


@pytest.mark.parametrize(
    "tamper",
    [
        pytest.param(lambda rows: rows.filter(pk=rows[1].pk).update(reason="nothing"), id="a changed reason"),
        pytest.param(lambda rows: rows[1].delete(), id="a deleted event"),
        pytest.param(lambda rows: rows.last().delete(), id="a cut tail"),
        pytest.param(lambda rows: rows.filter(pk=rows[0].pk).update(after={"number": 7}), id="a changed value"),
    ],
)
def test_it_finds_tampering(three_events, tamper):
    tamper(AuditEvent.objects.order_by("pk"))
    assert audit.chain_breaks()


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_itself_refuses_to_change_or_delete_an_event(three_events, verb):
    append_only.install(connection, AuditEvent._meta.db_table)
    rows = AuditEvent.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(reason="") if verb == "update" else rows.delete()
    assert AuditEvent.objects.count() == 3


def test_an_event_written_on_a_stale_head_waits_its_turn(period, legal, monkeypatch):
    """Another process moves the head between our read and our write: the loser reads again, and the chain holds."""
    audit.record("period.noted", legal, period)
    real, moved = AuditHead.objects.get_or_create, []

    def stale(**kwargs):
        found = real(**kwargs)
        if not moved:
            moved.append(True)
            audit.record("period.noted", legal, period, reason="the other process")
        return found

    monkeypatch.setattr(AuditHead.objects, "get_or_create", stale)
    audit.record("period.noted", legal, period, reason="ours")
    assert [event.reason for event in AuditEvent.objects.all()] == ["", "the other process", "ours"]
    assert audit.chain_breaks() == []
