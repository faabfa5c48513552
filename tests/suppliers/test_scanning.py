"""Files are scanned before they are read or handed out; while the scanner is down they wait, and nothing is lost."""

import socketserver
import struct
import threading
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from suppliers.cmrt.child import Died, Read
from suppliers.models import Submission, Upload
from suppliers.services import ingest, scanning
from suppliers.services.delays import reading_delay
from suppliers.services.ingest import Outcome, process
from suppliers.services.uploads import upload_receive
from tests.suppliers.parts import a_document

BAD = b"a workbook with EVIL in it"


class Clamd(socketserver.BaseRequestHandler):
    """Speaks INSTREAM: whatever holds EVIL is infected."""

    def handle(self):
        with self.request.makefile("rb") as asked:
            assert asked.read(10) == b"zINSTREAM\0"
            data = b""
            while length := struct.unpack("!I", asked.read(4))[0]:
                data += asked.read(length)
        self.server.seen.append(data)
        self.request.sendall(
            self.server.answer or (b"stream: Evil.Test FOUND\0" if b"EVIL" in data else b"stream: OK\0")
        )


def serve(server):
    server.seen, server.answer = [], b""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def clamd(settings):
    server = socketserver.TCPServer(("127.0.0.1", 0), Clamd)
    settings.CLAMD_ADDRESS = f"127.0.0.1:{server.server_address[1]}"
    yield from serve(server)


@pytest.fixture
def clamd_on_a_socket(settings, tmp_path):
    settings.CLAMD_ADDRESS = str(tmp_path / "clamd.sock")
    yield from serve(socketserver.UnixStreamServer(settings.CLAMD_ADDRESS, Clamd))


@pytest.fixture
def opened(monkeypatch) -> list[bytes]:
    """What the reader was given."""
    seen: list[bytes] = []

    def read(data, today, context):
        seen.append(data)
        return Read(a_document())

    monkeypatch.setattr(ingest, "read_in_child", read)
    return seen


def received(asked, data: bytes) -> Upload:
    return upload_receive(asked, file_name="cmrt.xlsx", chunks=[data], actor=None)


def test_it_reads_what_the_scanner_found_nothing_in(clamd, opened, alder):
    data = b"sound" * 50_000
    assert process(received(alder, data).pk) is Outcome.READ
    assert (clamd.seen, opened) == ([data], [data])


def test_it_talks_to_a_scanner_on_a_socket_of_the_machine(clamd_on_a_socket, opened, alder):
    assert process(received(alder, b"sound").pk) is Outcome.READ
    assert process(received(alder, BAD).pk) is Outcome.UNREADABLE


def test_it_opens_no_infected_file_and_hands_it_to_nobody(clamd, opened, alder, alice, legal, client_for):
    upload = received(alder, BAD)
    assert process(upload.pk) is Outcome.UNREADABLE
    upload.refresh_from_db()
    assert (upload.state, upload.reason_code, opened) == ("unreadable", "infected", [])
    assert not Submission.objects.exists()
    assert "found something harmful" in client_for(alice).get(reverse("portal:result", args=[upload.pk])).text
    for person, name in ((alice, "portal:original"), (legal, "review:original")):
        response = client_for(person).get(reverse(name, args=[upload.pk]), follow=True)
        assert "handed out to nobody" in response.text
        assert BAD not in response.content


def test_it_lets_files_wait_while_the_scanner_is_down_and_counts_no_strike(
    settings, opened, alder, alice, legal, client_for, caplog
):
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    upload = received(alder, b"sound")
    for _ in range(5):
        assert process(upload.pk) is Outcome.WAITING
        upload.refresh_from_db()
        assert (upload.state, upload.attempts) == ("queued", 0)
        assert process(upload.pk) is Outcome.SKIPPED  # a minute's patience
        Upload.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    assert opened == []
    assert "It takes longer than usual" in client_for(alice).get(reverse("portal:result", args=[upload.pk])).text
    assert reading_delay().files == 1
    assert (
        "not scanned for viruses yet"
        in client_for(legal).get(reverse("review:original", args=[upload.pk]), follow=True).text
    )

    settings.CLAMD_ADDRESS = ""
    assert process(upload.pk) is Outcome.READ
    upload.refresh_from_db()
    assert (upload.reason, upload.reason_code, reading_delay()) == ("", "", None)


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"\0", b"stream: OK maybe\0"])
def test_it_takes_no_answer_but_a_verdict_for_one(clamd, opened, alder, answer):
    clamd.answer = answer
    assert process(received(alder, b"sound").pk) is Outcome.WAITING
    assert opened == []


def test_it_hands_out_a_file_put_aside_only_once_it_was_scanned(clamd, monkeypatch, alder, legal, client_for):
    """Reading may have failed before the scan, so what failed is scanned on its way out."""
    uploads = [received(alder, data) for data in (b"sound", BAD)]
    Upload.objects.update(state="failed", reason_code="not_read")
    responses = [client_for(legal).get(reverse("review:original", args=[each.pk])) for each in uploads]
    assert [response.status_code for response in responses] == [200, 302]


def test_it_leaves_a_wait_for_the_scanner_behind_when_a_later_attempt_fails(clamd, settings, monkeypatch, alder):
    upload, address = received(alder, b"sound"), settings.CLAMD_ADDRESS
    settings.CLAMD_ADDRESS = "127.0.0.1:1"
    process(upload.pk)
    settings.CLAMD_ADDRESS = address
    monkeypatch.setattr(ingest, "read_in_child", lambda *given: Died("by signal 6"))
    Upload.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    assert process(upload.pk) is Outcome.WAITING
    upload.refresh_from_db()
    assert (upload.attempts, upload.reason_code) == (1, "")


def test_it_scans_nothing_where_no_scanner_is_configured():
    assert scanning.scan(BAD) == ""
