"""Clocks that are wrong, days that end elsewhere, and a queue that nobody minds."""

import json
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db.models.functions import Now
from django.utils import timezone

from reports.deadlines import LAST_HOUR, TIME_ZONE, due_date
from suppliers.models import Upload
from suppliers.services import claims, queue
from suppliers.services.uploads import upload_receive
from tests.suppliers.parts import an_upload


@pytest.fixture
def at(monkeypatch):
    """Set the clock of this machine; the database keeps its own."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to


@pytest.mark.parametrize("wrong", [timedelta(minutes=10), timedelta(minutes=-10), timedelta(days=366)])
def test_r9_it_grants_and_ends_leases_by_the_databases_clock_alone(wrong, alder, at):
    at(datetime.now(UTC) + wrong)
    upload = upload_receive(alder, file_name="cmrt.xlsx", chunks=[b"bytes"], actor=None)

    assert claims.claim(upload.pk)

    stored = Upload.objects.annotate(now=Now()).get()
    assert 85 < (stored.lease_until - stored.now).total_seconds() <= 91
    assert claims.claim(upload.pk) is None
    queue.sweep()
    assert Upload.objects.get().state == "reading"
    Upload.objects.update(lease_until=stored.now - timedelta(seconds=1))
    assert claims.claim(upload.pk)


ZONES = ("UTC", "Asia/Taipei", "America/Los_Angeles")


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("moment", [time(23, 59, 59, 999000), time(0, 0)])
def test_r10_it_files_what_comes_at_midnight_under_the_year_that_was_asked_for(zone, moment, alder, at):
    day = date(2025, 12, 31) if moment.hour else date(2026, 1, 1)
    here = datetime.combine(day, moment, ZoneInfo(zone))
    at(here.astimezone(UTC))

    upload = upload_receive(alder, file_name="cmrt.xlsx", chunks=[b"bytes"], actor=None)

    stored = Upload.objects.get(pk=upload.pk)
    assert stored.request.period.year == 2025
    assert (stored.received_at, stored.received_at.utcoffset()) == (here, timedelta(0))


def test_r10_the_last_moment_to_file_is_half_past_five_in_new_york():
    last = datetime.combine(due_date(2022), LAST_HOUR, ZoneInfo(TIME_ZONE))
    assert last.astimezone(UTC) == datetime(2023, 5, 31, 21, 30, tzinfo=UTC)


def check_queue(*options: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("check_queue", *options, stdout=out)
    except SystemExit as ended:
        return ended.code, out.getvalue()
    return 0, out.getvalue()


def test_r18_it_alarms_when_nobody_has_minded_the_queue_for_ten_minutes(alder):
    upload = an_upload(alder)
    assert check_queue() == (0, "1 waiting, the oldest for 0 s; 0 failed, the oldest for 0 s.\n")
    Upload.objects.update(received_at=timezone.now() - timedelta(minutes=11))
    status, said = check_queue("--json")
    assert status == 1
    assert json.loads(said)["oldest_waiting_s"] in (660, 661)
    assert "do the workers run?" in check_queue()[1]
    Upload.objects.filter(pk=upload.pk).update(state="read")
    assert check_queue()[0] == 0


def test_r16_it_alarms_when_nobody_has_looked_after_a_failed_file_for_an_hour(alder):
    an_upload(alder, state="failed", received_at=timezone.now() - timedelta(minutes=50))
    assert check_queue()[0] == 0
    Upload.objects.update(received_at=timezone.now() - timedelta(minutes=61))
    status, said = check_queue()
    assert status == 1
    assert "1 failed and nobody has looked after it" in said
