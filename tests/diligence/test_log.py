"""The due-diligence log: what is asked, what is kept, what holds, and that nothing in it is edited."""

from datetime import date

import pytest

from cmr import append_only
from cmr.models import AuditEvent, ReportingPeriod
from diligence.kinds import BY_CODE, CAPTIONS, KINDS, Step, kinds_of
from diligence.models import Entry
from diligence.selectors import entries_holding, entries_of
from diligence.services import Conflict, Evidence, Refused, entry_record, entry_withdraw
from diligence.telling import shown

PAPER = Evidence(sha256="a" * 64, name="minutes.pdf")
POLICY = {"version": "3", "url": "https://meridian.example/policy", "annex_ii": "yes"}


def policy(period, day=date(2025, 2, 1), actor=None, replaces=None, **changes) -> Entry:
    told = POLICY | changes
    return entry_record(period, "policy", day=day, told=told, evidence=PAPER, actor=actor, replaces=replaces)


def test_it_has_kinds_for_each_of_the_five_steps():
    assert all(kinds_of(step) for step in Step)
    assert CAPTIONS.keys() == set(Step)
    assert len({kind.code for kind in KINDS}) == len(KINDS)


def test_it_keeps_what_was_done_with_its_evidence(period, legal):
    entry = policy(period, actor=legal)

    assert entry.told == {"version": "3", "url": "https://meridian.example/policy", "annex_ii": True}
    assert (entry.evidence_name, entry.recorded_by) == ("minutes.pdf", legal)
    event = AuditEvent.objects.get(event="diligence.recorded")
    assert (event.actor, event.after["kind"], event.after["day"]) == (legal, "policy", "2025-02-01")


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("version", " ", "say it"),
        ("url", "javascript:alert(1)", "web address"),
        ("url", "https://no spaces.example", "web address"),
        ("annex_ii", "perhaps", "yes or no"),
    ],
)
def test_it_says_which_field_is_wrong(period, field, value, says):
    with pytest.raises(Refused) as refused:
        policy(period, **{field: value})

    assert list(refused.value.wrong) == [field]
    assert says in refused.value.wrong[field]
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"audience": "staff", "subject": "CMRT", "people": "many"}, "people"),
        ({"audience": "aliens", "subject": "CMRT", "people": "3"}, "audience"),
    ],
)
def test_it_takes_numbers_and_choices_only_as_such(period, told, field):
    with pytest.raises(Refused) as refused:
        entry_record(period, "training", day=date(2025, 3, 1), told=told, evidence=PAPER, actor=None)
    assert list(refused.value.wrong) == [field]


def test_it_wants_evidence_where_the_report_rests_on_it(period):
    with pytest.raises(Refused) as refused:
        entry_record(period, "policy", day=date(2025, 2, 1), told=POLICY, actor=None)
    assert list(refused.value.wrong) == ["evidence"]


def test_it_holds_only_what_has_happened(period):
    with pytest.raises(Refused) as refused:
        policy(period, day=date(2999, 1, 1))
    assert list(refused.value.wrong) == ["day"]


def test_it_corrects_by_an_entry_that_replaces_and_keeps_both(period, legal):
    first = policy(period)
    second = policy(period, replaces=first, actor=legal, version="3.1")

    assert list(entries_of(period)) == [second]
    assert Entry.objects.count() == 2
    assert AuditEvent.objects.get(event="diligence.corrected").before["told"]["version"] == "3"


def test_it_lets_only_one_replace_an_entry(period):
    first = policy(period)
    policy(period, replaces=first, version="4")

    with pytest.raises(Conflict):
        policy(period, replaces=first, version="5")
    with pytest.raises(Conflict):
        entry_withdraw(first, reason="Never adopted.", actor=None)


def test_it_takes_an_entry_back_with_a_reason(period, legal):
    entry = policy(period)

    with pytest.raises(Refused):
        entry_withdraw(entry, reason=" ", actor=legal)
    entry_withdraw(entry, reason="Never adopted.", actor=legal)

    assert not entries_of(period).exists()
    assert AuditEvent.objects.get(event="diligence.withdrawn").reason == "Never adopted."


def test_it_knows_what_holds_on_a_day_across_years(period, registrant):
    before = ReportingPeriod.objects.create(registrant=registrant, year=2024, covered_products="x")
    old = policy(before, day=date(2024, 1, 1), version="2")
    assert entries_holding(period, date(2025, 1, 31))["policy"] == old

    new = policy(period, day=date(2025, 2, 1))
    assert entries_holding(period, date(2025, 1, 31))["policy"] == old
    assert entries_holding(period, date(2025, 12, 31))["policy"] == new
    assert entries_holding(before, date(2025, 12, 31))["policy"] == old


def test_it_shows_values_as_people_read_them():
    decision = {field.name: field for field in BY_CODE["risk_decision"].fields}
    assert shown(decision["decision"], "disengage") == "Disengage"
    assert shown(decision["due"], "2026-03-31") == "31 March 2026"
    assert shown(BY_CODE["policy"].fields[2], False) == "No"


@pytest.mark.django_db(transaction=True)
def test_it_cannot_be_edited_below_django(request):
    from django.db import DatabaseError, connection

    append_only.install(connection, Entry._meta.db_table)
    try:
        period = request.getfixturevalue("period")
        entry = policy(period)
        for change in (lambda: Entry.objects.update(note="x"), entry.delete):
            with pytest.raises(DatabaseError, match="append-only"):
                change()
    finally:
        append_only.remove(connection, Entry._meta.db_table)
        from smelters.models import Status
        from smelters.vocabulary import vocabulary_load

        vocabulary_load(Status)
