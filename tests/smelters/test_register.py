"""What status a facility had on a day: lists, their silence, corrections, and the order in which they were told."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from cmr import append_only, storage
from cmr.audit import chain_breaks
from cmr.models import AuditEvent
from smelters.lists import ListError
from smelters.models import Smelter, SmelterName, StatusList, StatusRecord
from smelters.selectors import history, list_newest_day, register_as_of
from smelters.services import (
    Reported,
    facilities_report,
    facility_report,
    list_apply,
    list_plan,
    parse_list,
    status_correct,
)
from tests.conftest import SHARED
from tests.smelters.conftest import APRIL, AURORA, HEAD, KIVU, LUNA, MAY, NORTE, load

pytestmark = pytest.mark.django_db
REPLAY = SHARED / "replay/2020/status_list.csv"
JULY = date(2021, 7, 1)


def groups(day):
    register = register_as_of(day)
    return {each.smelter_id[-1]: register.status(each.pk).group for each in register.facilities.values()}


def correct(*smelters, code="conformant", day=APRIL, reason="The letter of the auditor.", actor=None):
    return status_correct(smelters, status_code=code, valid_from=day, reason=reason, evidence="A letter", actor=actor)


def test_it_takes_over_a_list_whole(listed, admin_user):
    assert (listed.created, listed.rows, listed.new) == (True, 4, 4)
    assert groups(APRIL) == {"1": "conformant", "2": "active", "4": "conformant", "5": "conformant"}
    assert groups(APRIL - timedelta(days=1)) == dict.fromkeys("1245", "not_listed")
    stored = listed.status_list
    assert storage.read(stored.sha256).startswith(b"Smelter ID")
    assert (stored.metals, stored.groups, stored.row_count) == (["Gold", "Tin"], ["conformant", "active"], 4)
    event = AuditEvent.objects.get(event="list.applied")
    assert event.after["sha256"] == stored.sha256
    assert event.after["as_of"] == "2021-04-30"


def test_it_changes_nothing_when_the_same_list_comes_twice(listed):
    before = (StatusRecord.objects.count(), SmelterName.objects.count(), AuditEvent.objects.count())
    again = load(HEAD + AURORA + KIVU + LUNA + NORTE)
    assert (again.created, again.status_list) == (False, listed.status_list)
    assert (StatusRecord.objects.count(), SmelterName.objects.count(), AuditEvent.objects.count()) == before


def test_it_takes_the_same_bytes_for_another_day_as_another_list(listed):
    assert load(HEAD + AURORA + KIVU + LUNA + NORTE, MAY).created
    assert register_as_of(MAY).status(Smelter.objects.get(smelter_id="CID900001").pk).valid_from == MAY


def test_it_writes_nothing_when_one_row_is_wrong(db):
    with pytest.raises(ListError) as caught:
        load(HEAD + AURORA + LUNA.replace("Conformant", "Semi-Conformant"))
    assert caught.value.problems == ('Row 3, column Status: "Semi-Conformant" is not a status the register knows.',)
    assert not Smelter.objects.exists()
    assert not StatusList.objects.exists()


@pytest.mark.parametrize(
    ("word", "code", "group"),
    [
        ("Conformant", "conformant", "conformant"),
        ("Full Compliant", "conformant", "conformant"),
        ("CONFORMANT (LBMA, RJC)", "cross_recognised", "conformant"),
        ("Compliant", "cfsp_compliant", "conformant"),
        ("Active", "active", "active"),
        ("Non-Conformant", "non_conformant", "not_listed"),
        ("Indeterminable", "not_listed", "not_listed"),
        ("RMI Due Diligence Review - Unable to Proceed", "dd_unable", "not_listed"),
    ],
)
def test_it_reads_a_status_word_whole_and_keeps_it_as_written(word, code, group):
    load(HEAD + AURORA.replace("Conformant", f'"{word}"'))
    record = StatusRecord.objects.get()
    assert (record.status_id, record.status.group, record.raw) == (code, group, word)


def test_it_takes_a_facility_off_the_lists_when_a_later_list_is_silent(listed, luna):
    load(HEAD + AURORA + KIVU + NORTE, MAY)
    status = register_as_of(MAY).status(luna.pk)
    assert (status.group, status.code, status.list_as_of) == ("not_listed", "not_listed", MAY)
    assert register_as_of(MAY - timedelta(days=1)).status(luna.pk).group == "conformant"
    assert [(each.valid_from, each.silent) for each in history(luna)] == [(MAY, True), (APRIL, False)]


def test_it_hears_a_list_only_on_the_metals_and_groups_it_covers(listed):
    load(HEAD + AURORA, MAY)
    assert groups(MAY) == {"1": "conformant", "2": "not_listed", "4": "conformant", "5": "conformant"}
    conformant_only = "CID,Metal,Name,Country\n" + NORTE.replace(",Conformant", "")
    load(conformant_only, JULY, status="conformant")
    assert groups(JULY) == {"1": "conformant", "2": "not_listed", "4": "not_listed", "5": "conformant"}


def test_it_asks_for_the_status_of_a_list_without_a_status_column(db):
    with pytest.raises(ListError, match="no status column"):
        load("CID,Metal,Name,Country\nCID900005,Tin,Estanho Norte Ltda.,BRAZIL\n")


def test_it_does_not_change_today_when_an_older_list_comes_later(listed, luna):
    load(HEAD + LUNA.replace("Luna Smelter, Ltd.", "Old Luna").replace("Conformant", "Active"), date(2020, 1, 31))
    assert register_as_of(MAY).status(luna.pk).group == "conformant"
    assert register_as_of(date(2020, 6, 1)).status(luna.pk).group == "active"
    luna.refresh_from_db()
    assert luna.name == "Luna Smelter, Ltd."
    assert register_as_of(MAY).find_name("Tin", "old luna").pk == luna.pk


def test_it_lets_a_correction_beat_the_list_until_a_later_list(listed, luna, admin_user):
    correct(luna, code="non_conformant", day=MAY, actor=admin_user)
    assert groups(APRIL)["4"] == "conformant"
    status = register_as_of(MAY).status(luna.pk)
    assert (status.group, status.label, status.reason) == ("not_listed", "Non-Conformant", "The letter of the auditor.")
    load(HEAD + AURORA + KIVU + NORTE + LUNA, JULY)
    assert groups(JULY)["4"] == "conformant"


def test_it_keeps_a_back_dated_correction_behind_a_later_record(listed, luna):
    correct(luna, code="active", day=date(2021, 1, 1))
    assert groups(date(2021, 2, 1))["4"] == "active"
    assert groups(APRIL)["4"] == "conformant"


def test_it_takes_the_last_word_recorded_for_one_day(listed, luna):
    correct(luna, code="non_conformant")
    correct(luna, code="active")
    assert groups(APRIL)["4"] == "active"
    assert [each.label for each in history(luna)] == ["Active", "Non-Conformant", "Conformant"]


def test_it_writes_who_why_before_and_after_of_each_correction(listed, luna, admin_user):
    norte = Smelter.objects.get(smelter_id="CID900005")
    correct(luna, norte, code="non_conformant", day=MAY, actor=admin_user)
    events = list(AuditEvent.objects.filter(event="status.corrected"))
    assert [event.object_id for event in events] == [str(luna.pk), str(norte.pk)]
    event = events[0]
    assert (event.actor, event.reason) == (admin_user, "The letter of the auditor.")
    assert event.before == {"status": "Conformant", "since": "2021-04-30", "by": "Public list, as of 30 April 2021"}
    assert event.after["status"] == "Non-Conformant"
    assert event.after["effective"] == "2021-05-31"
    assert chain_breaks() == []


@pytest.mark.parametrize(
    ("change", "field"),
    [({"reason": "  "}, "reason"), ({"code": "fine"}, "status"), ({"code": "cfsp_compliant"}, "status"),
     ({"code": "conformant", "day": date(2015, 1, 1)}, "status")],
)  # fmt: skip
def test_it_refuses_a_correction_without_reason_or_with_a_word_of_another_time(luna, change, field):
    with pytest.raises(ValidationError) as caught:
        correct(luna, **change)
    assert list(caught.value.message_dict) == [field]
    assert StatusRecord.objects.filter(smelter=luna).count() == 1


def test_it_says_what_a_correction_would_change_before_it_is_made(listed, luna):
    register = register_as_of(MAY)
    status = StatusRecord.objects.get(smelter=luna).status
    assert register.status_if(luna.pk, status, JULY) == register.status(luna.pk)
    assert register.status_if(luna.pk, status, MAY, "why").reason == "why"


def test_it_refuses_a_record_without_list_or_reason(luna):
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusRecord.objects.create(smelter=luna, status_id="active", valid_from=MAY)


def test_it_lets_nobody_change_or_delete_a_record(luna):
    append_only.install(connection, StatusRecord._meta.db_table)
    try:
        for change in (lambda: StatusRecord.objects.update(valid_from=MAY), StatusRecord.objects.all().delete):
            with pytest.raises(Exception, match="append-only"), transaction.atomic():
                change()
    finally:
        append_only.remove(connection, StatusRecord._meta.db_table)


def test_it_counts_a_reported_facility_as_not_listed(listed):
    smelter = facility_report("Tin", "CID900099", "Somewhere Tin", "CONGO, DEMOCRATIC REPUBLIC OF THE")
    assert (smelter.origin, smelter.country_code) == ("reported", "CD")
    status = register_as_of(MAY).status(smelter.pk)
    assert (status.group, status.list_as_of) == ("not_listed", APRIL)
    assert facility_report("Tin", "CID900099", "Another name", "PERU") == smelter
    smelter.refresh_from_db()
    assert smelter.name == "Somewhere Tin"


def test_it_enters_many_reports_with_few_queries(listed, django_assert_max_num_queries):
    reported = [("Tin", f"CID91{number:04}", f"Tin Works {number}", "PERU") for number in range(300)]
    with django_assert_max_num_queries(20):
        found = facilities_report(Reported(*each) for each in reported * 2)
    assert len(found) == 300
    assert Smelter.objects.filter(origin="reported").count() == 300


def test_it_keeps_old_names_and_finds_a_facility_by_any_of_them(listed, luna):
    load(HEAD + LUNA.replace("Luna Smelter, Ltd.", "New Luna Works Ltd."), MAY)
    luna.refresh_from_db()
    assert luna.name == "New Luna Works Ltd."
    register = register_as_of(MAY)
    for name in ("LUNA SMELTER LIMITED", "new luna works ltd", "Luna Smelter"):
        assert register.find_name("Tin", name).pk == luna.pk
    assert register.find_name("Gold", "Luna Smelter, Ltd.") is None
    assert register.find_name("Tin", "Luna Smelter GmbH") is None
    assert register.find_name("Tin", "Smelter not listed") is None
    assert register.find_name("Tin", "") is None


def test_it_finds_no_one_by_a_name_that_two_go_by(listed):
    facility_report("Tin", "CID900098", "Luna Smelter Limited", "PERU")
    assert register_as_of(MAY).find_name("Tin", "Luna Smelter, Ltd.") is None
    assert register_as_of(MAY).find_name("Tin", "Luna Smelter") is None


def test_it_knows_a_facility_by_metal_and_id_alone(listed, luna):
    register = register_as_of(MAY)
    assert register.find_id("Tin", "CID900004").pk == luna.pk
    assert register.find_id("Gold", "CID900004") is None
    assert register.metals_of("CID900004") == ("Tin",)


def test_it_reads_the_whole_register_in_three_queries(listed, django_assert_num_queries):
    with django_assert_num_queries(3):
        register = register_as_of(MAY)
        for pk in register.facilities:
            register.status(pk)
            register.find_name("Tin", register.facilities[pk].name)


def test_it_says_in_words_what_a_list_would_change(listed):
    text = HEAD + AURORA + KIVU.replace("Active", "Conformant") + LUNA.replace("Ltd.", "Limited")
    text += "CID900077,Tin,New Works,PERU,Active\n"
    before = AuditEvent.objects.count()
    plan = list_plan(parse_list(text.encode(), "list.csv"), as_of=MAY)
    assert [row.smelter_id for row in plan.new] == ["CID900077"]
    assert [(move.facility.smelter_id, move.before, move.after) for move in plan.moved] == [
        ("CID900002", "Active", "Conformant")
    ]
    assert [move.facility.smelter_id for move in plan.dropped] == ["CID900005"]
    assert [name for name, _ in plan.renamed] == ["Luna Smelter, Ltd."]
    assert plan.sentences == [
        "The list names 4 facilities of Gold and Tin, and covers who is conformant and active.",
        "1 facility is new to the register.",
        "1 facility moves to another status on that day.",
        "1 facility on an earlier list and not on this one: off the lists from that day.",
        "1 facility is spelled differently; the old names are kept.",
    ]
    assert AuditEvent.objects.count() == before
    wrong = list_plan(parse_list((HEAD + LUNA.replace("Tin", "Gold")).encode(), "list.csv"), as_of=MAY)
    assert "The register has CID900004 under another metal" in wrong.sentences[-1]
    older = list_plan(parse_list(text.encode(), "list.csv"), as_of=date(2020, 1, 1))
    assert "A newer list is loaded (30 April 2021)" in older.sentences[-1]


@pytest.mark.skipif(not REPLAY.exists(), reason="the replayed years are not here")
def test_it_loads_the_replayed_list_with_few_queries(db, django_assert_max_num_queries):
    data = REPLAY.read_bytes()
    rows = parse_list(data, REPLAY.name)
    with django_assert_max_num_queries(30):
        list_apply(rows, name="Public list", source="replay", as_of=APRIL, original=data, actor=None)
    register = register_as_of(APRIL)
    assert Counter(register.status(pk).group for pk in register.facilities) == {"conformant": 239, "active": 5}
    assert list_newest_day() == APRIL
