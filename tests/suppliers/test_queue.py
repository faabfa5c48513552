"""The row is the queue: hints may be lost, sweeps may be late, and still every row comes to rest."""

import threading
import time
from datetime import timedelta

import pytest
from celery import Celery
from django.core.management import call_command
from django.db.models.functions import Now

from cmr.models import AuditEvent
from suppliers import tasks
from suppliers.cmrt.child import Read
from suppliers.models import Request, Upload
from suppliers.services import claims, ingest, queue
from tests.suppliers.parts import a_document, an_upload


@pytest.fixture
def hints(monkeypatch) -> list[int]:
    seen: list[int] = []
    monkeypatch.setattr(queue, "hint", seen.append)
    return seen


@pytest.fixture(autouse=True)
def reads(monkeypatch) -> list[bytes]:
    """The order in which files are read."""
    seen: list[bytes] = []

    def read(data, today, context):
        seen.append(data)
        return Read(a_document())

    monkeypatch.setattr(ingest, "read_in_child", read)
    monkeypatch.setattr(ingest.storage, "read", lambda sha256: sha256.encode())
    return seen


def later(upload: Upload, seconds: float) -> None:
    """Let that much time pass for the upload."""
    span = timedelta(seconds=seconds)
    fields = ("received_at", "not_before", "hint_at", "lease_until")
    stored = Upload.objects.get(pk=upload.pk)
    moved = {field: value - span for field in fields if (value := getattr(stored, field))}
    Upload.objects.filter(pk=upload.pk).update(**moved)


def received(request: Request, data: bytes = b"bytes", **fields) -> Upload:
    fields = {"not_before": Now(), "hint_at": claims.seconds(60)} | fields
    return an_upload(request, data, **fields)


def test_it_reads_what_waits_oldest_first_until_nothing_is_due(alder, birchfield, reads):
    uploads = [received(alder, b"one"), received(birchfield, b"two"), received(alder, b"three")]
    waiting = received(alder, b"later", not_before=claims.seconds(60))

    assert queue.work(until_idle=True) == 3

    assert reads == [upload.sha256.encode() for upload in uploads]
    assert Upload.objects.get(pk=waiting.pk).state == "queued"
    assert queue.work(until_idle=True) == 0


def test_it_says_on_the_command_line_what_it_read(alder, capsys):
    received(alder)
    call_command("work", "--until-idle")
    call_command("work", "--until-idle")
    assert capsys.readouterr().out == "1 file processed.\nNothing was due.\n"


def test_it_leaves_a_fresh_upload_to_its_first_hint(alder, hints):
    upload = received(alder)
    assert queue.sweep() == 0
    later(upload, 61)
    assert queue.sweep() == 1
    assert hints == [upload.pk]


def test_it_hints_again_after_pauses_that_double_up_to_four_minutes(alder, hints):
    upload, pause, pauses = received(alder), 60.0, []
    for _ in range(5):
        later(upload, pause - 1)
        assert queue.sweep() == 0
        later(upload, 1)
        assert queue.sweep() == 1
        stored = Upload.objects.annotate(now=Now()).get()
        pause = (stored.hint_at - stored.now).total_seconds()
        pauses.append(round(pause))
    assert pauses == [60, 120, 240, 240, 240]


def test_it_hints_at_an_upload_whose_worker_died(alder, hints):
    upload = received(alder)
    claims.claim(upload.pk)
    later(upload, 60)
    assert queue.sweep() == 0
    later(upload, 31)
    assert queue.sweep() == 1
    assert hints == [upload.pk]


def test_it_gives_up_on_an_upload_that_took_three_workers_with_it(alder, hints):
    upload = received(alder)
    for _ in range(3):
        assert claims.claim(upload.pk)
        later(upload, 91)
    assert claims.claim(upload.pk) is None

    assert queue.sweep() == 1

    stored = Upload.objects.get()
    assert (stored.state, stored.attempts) == ("failed", 3)
    assert "three times" in stored.reason
    assert list(AuditEvent.objects.values_list("event", flat=True)) == ["upload.failed"]
    assert hints == []
    assert queue.sweep() == 0


def test_it_lets_the_loop_give_up_without_a_sweep(alder):
    upload = received(alder, attempts=3, state="reading", lease_until=Now() - timedelta(seconds=1))
    queue.work(until_idle=True)
    assert Upload.objects.get(pk=upload.pk).state == "failed"


@pytest.mark.parametrize("state", ["read", "unreadable", "failed"])
def test_it_lets_rest_what_rests(state, alder, hints, reads):
    upload = received(alder, state=state)
    later(upload, 10_000)
    assert queue.sweep() == 0
    assert queue.work(until_idle=True) == 0
    assert (hints, reads) == ([], [])


def test_it_sweeps_from_cron_from_beat_and_when_a_worker_starts(alder, hints, capsys):
    callers = [lambda: call_command("sweep"), tasks.sweep, tasks.sweep_at_start]
    for caller in callers:
        Upload.objects.all().delete()
        upload = received(alder)
        later(upload, 61)
        hints.clear()
        caller()
        assert hints == [upload.pk]


def test_it_believes_of_a_message_nothing_but_the_row(alder, reads):
    upload = received(alder, state="read")
    tasks.upload_process(upload.pk)
    tasks.upload_process(10**6)
    assert reads == []


def test_it_neither_fails_nor_hangs_when_no_broker_answers(settings, caplog, monkeypatch):
    settings.REDIS_URL = settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    unreachable = Celery("cmr", set_as_current=False)
    unreachable.config_from_object(settings, namespace="CELERY")
    monkeypatch.setattr("suppliers.services.hints.app", unreachable)
    started = time.monotonic()
    queue.hint(1)
    assert time.monotonic() - started < 4
    assert "No hint could be sent" in caplog.text


def test_it_starts_no_thread_unless_the_settings_say_so(settings):
    settings.WORKER_THREAD = False
    queue.thread_start()
    assert not [thread for thread in threading.enumerate() if thread.name == "cmr-queue"]
