"""Receiving a file: what is promised to the manufacturer is on disk and in the rows."""

import hashlib
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cmr import storage
from cmr.celery import app
from cmr.models import AuditEvent
from suppliers.models import Upload
from suppliers.services import queue, uploads
from suppliers.services.uploads import clean_name, upload_receive
from suppliers.transitions import NotAllowed
from tests.suppliers.parts import an_upload


@pytest.fixture
def hints(monkeypatch) -> list[int]:
    seen: list[int] = []
    monkeypatch.setattr(queue, "hint", seen.append)
    return seen


def receive(request, data: bytes = b"a workbook", name: str = "cmrt.xlsx", actor=None) -> Upload:
    return upload_receive(request, file_name=name, chunks=[data[:3], data[3:]], actor=actor)


def test_it_keeps_bytes_row_and_receipt(alder, alice):
    upload = receive(alder, actor=alice)

    assert storage.read(upload.sha256) == b"a workbook"
    assert (upload.sha256, upload.size) == (hashlib.sha256(b"a workbook").hexdigest(), 10)
    assert upload.receipt == f"R{upload.pk:06d}"
    stored = Upload.objects.get()
    assert (stored.state, stored.attempts, stored.uploaded_by) == ("queued", 0, alice)
    assert stored.request.state == "received"
    event = AuditEvent.objects.get(event="upload.received")
    assert (event.actor, event.object_id, event.after["sha256"]) == (alice, str(upload.pk), upload.sha256)


def test_it_hints_after_the_commit_and_not_before(alder, hints, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        upload = receive(alder)
        assert hints == []
    assert hints == [upload.pk]
    assert callbacks


def test_it_keeps_the_upload_when_the_hint_cannot_be_sent(
    alder, settings, caplog, django_capture_on_commit_callbacks, monkeypatch
):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    def unreachable(*args, **kwargs):
        raise OSError("no broker")

    monkeypatch.setattr(app, "send_task", unreachable)
    with django_capture_on_commit_callbacks(execute=True):
        upload = receive(alder)
    assert Upload.objects.get(pk=upload.pk).state == "queued"
    assert "the sweep will find it" in caplog.text


def test_it_takes_the_same_bytes_for_the_same_upload(alder):
    first, second = receive(alder), receive(alder, name="again.xlsx")

    assert first == second
    assert Upload.objects.count() == 1
    assert AuditEvent.objects.filter(event="upload.received").count() == 1


def test_it_tells_nobody_that_another_manufacturer_sent_the_same_bytes(alder, birchfield):
    first, second = receive(alder), receive(birchfield)

    assert first.pk != second.pk
    assert second.state == "queued"
    assert len(list(storage.names())) == 1


def test_u24_it_does_the_same_work_for_bytes_that_another_sent_as_for_new_ones(alder, birchfield, monkeypatch):
    """What takes as long tells nothing: the same queries, and the same order to the disk."""
    done: list[str] = []

    def noting(name, call):
        def noted(*args, **kwargs):
            done.append(name)
            return call(*args, **kwargs)

        return noted

    monkeypatch.setattr(os, "fsync", noting("fsync", os.fsync))
    monkeypatch.setattr(Path, "replace", noting("replace", Path.replace))
    monkeypatch.setattr(Path, "read_bytes", noting("read", Path.read_bytes))

    def work_of(request, data: bytes) -> list[str]:
        done.clear()
        with CaptureQueriesContext(connection) as queries:
            receive(request, data)
        return [*done, *(query["sql"].split(maxsplit=1)[0] for query in queries)]

    receive(alder, b"the first of each")
    receive(birchfield, b"the first of each")
    new = work_of(alder, b"a secret")
    assert new.count("fsync") == 3
    assert work_of(birchfield, b"a secret") == work_of(birchfield, b"something new") == new


def test_it_keeps_nothing_of_a_file_over_the_limit(alder, settings):
    settings.UPLOAD_LIMIT = 5
    with pytest.raises(storage.TooLarge):
        receive(alder)
    assert not Upload.objects.exists()
    assert list(storage.names()) == []


def test_it_enters_nothing_when_the_disk_refuses(alder, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(uploads.storage, "store", full)
    with pytest.raises(OSError, match="No space"):
        receive(alder)
    assert not Upload.objects.exists()
    assert not AuditEvent.objects.exists()


def test_it_reads_a_failed_upload_again_when_a_person_says_so(alder, legal):
    upload = an_upload(alder, state="failed", attempts=3, reason_code="not_read", reason="It stopped.")
    uploads.upload_retry(upload, actor=legal, reason="The reader was mended.")

    stored = Upload.objects.get()
    assert (stored.state, stored.attempts, stored.reason) == ("queued", 0, "")
    assert AuditEvent.objects.get().reason == "The reader was mended."
    with pytest.raises(NotAllowed):
        uploads.upload_retry(stored, actor=legal)


def test_it_lets_a_person_call_a_failed_upload_unreadable(alder, legal):
    upload = an_upload(alder, state="failed", attempts=3)
    uploads.upload_refuse(upload, actor=legal, reason="Please save the file again and resend it.")

    stored = Upload.objects.get()
    assert (stored.state, stored.reason) == ("unreadable", "Please save the file again and resend it.")
    assert stored.request.state == "unreadable"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("cmrt.xlsx", "cmrt.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\cmrt 2025.xlsx", "cmrt 2025.xlsx"),
        ("a\x00b\r\nc.xlsx", "abc.xlsx"),
        ("cmrt\u202exslx.exe", "cmrtxslx.exe"),
        ("x" * 300 + ".xlsx", "x" * 115 + ".xlsx"),
        ("冲突矿产.xlsx", "冲突矿产.xlsx"),
        ("", "unnamed"),
        ("///", "unnamed"),
    ],
)
def test_it_shows_a_clients_file_name_without_its_tricks(given, shown):
    assert clean_name(given) == shown
