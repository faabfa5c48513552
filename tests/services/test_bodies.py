"""Bodies as no browser sends them, against the real web server: refused, held nowhere, and the next one is taken."""

import re
import socket
import struct
import threading
from pathlib import Path

import pytest

from tests.services.sender import TOKEN, variant

pytestmark = pytest.mark.services
MEGABYTE = 1024**2


@pytest.fixture
def ask(embedded):
    """Send a head and some pieces of a body as they are; the status that comes back, 0 for a closed connection."""
    sender = embedded.senders[0]

    def go(*head: str, pieces=()) -> int:
        lines = (
            f"POST /portal/requests/{sender.request}/upload HTTP/1.1",
            "Host: 127.0.0.1",
            "Accept: application/json",
            f"Cookie: session={sender.session}; csrf={TOKEN}",
            f"X-CSRFToken: {TOKEN}",
            "Content-Type: multipart/form-data; boundary=x",
            *head,
        )
        with socket.create_connection(("127.0.0.1", sender.port), timeout=30) as link:
            try:
                link.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
                for piece in pieces:
                    link.sendall(piece)
                link.shutdown(socket.SHUT_WR)
                answer = link.recv(4096)
            except OSError:
                return 0
        found = re.match(rb"HTTP/1\.\d (\d+)", answer)
        return int(found[1]) if found else 0

    return go


def memory(house) -> float:
    """Megabytes that the web server's processes ever held at once, the greediest of them."""
    master = house.instance.running[0].pid
    pids = [master, *Path(f"/proc/{master}/task/{master}/children").read_text().split()]
    peaks = [re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()) for pid in pids]
    return max(int(peak[1]) for peak in peaks if peak) / 1024


def still_open(house, files) -> bool:
    return house.senders[0].send(variant(files["good"])).status == 200


def test_u20_it_refuses_a_body_over_the_limit_and_holds_none_of_it(embedded, ask, files):
    before, rows = memory(embedded), len(embedded.instance.states())
    length = 60 * MEGABYTE
    assert ask(f"Content-Length: {length}", pieces=(bytes(MEGABYTE) for _ in range(60))) == 413
    assert memory(embedded) < before + 20
    assert len(embedded.instance.states()) == rows
    assert still_open(embedded, files)


def test_u20_it_takes_nothing_from_a_body_that_says_no_length(embedded, ask, files):
    before, rows = memory(embedded), len(embedded.instance.states())
    chunk = f"{MEGABYTE:x}\r\n".encode() + bytes(MEGABYTE) + b"\r\n"
    pieces = [*(chunk for _ in range(40)), b"0\r\n\r\n"]
    assert ask("Transfer-Encoding: chunked", pieces=pieces) in (400, 0)
    assert memory(embedded) < before + 20
    assert len(embedded.instance.states()) == rows
    assert still_open(embedded, files)


def form(count: int, kind: str) -> bytes:
    name = 'name="workbook"; filename="a.xlsx"' if kind == "files" else 'name="field"'
    part = f"--x\r\nContent-Disposition: form-data; {name}\r\n\r\ny\r\n"
    return (part * count + "--x--\r\n").encode()


@pytest.mark.parametrize(
    ("head", "body"),
    [
        pytest.param([], form(2000, "fields"), id="two thousand fields"),
        pytest.param([], form(200, "files"), id="two hundred files"),
        pytest.param([], b"", id="no body"),
        pytest.param(["X-Long: " + "x" * 10 * MEGABYTE], b"", id="a head of ten megabytes"),
        pytest.param(["Content-Length: 20"], form(1, "files"), id="a length too small"),
        pytest.param(["Content-Length: -1"], form(1, "files"), id="a length below nothing"),
    ],
)
def test_u21_it_fails_closed_on_a_form_that_lies(head, body, embedded, ask, files):
    rows = len(embedded.instance.states())
    given = head if any("Content-Length" in line for line in head) else [*head, f"Content-Length: {len(body)}"]
    assert ask(*given, pieces=[body]) in (400, 431, 0)
    assert len(embedded.instance.states()) == rows
    assert still_open(embedded, files)


def test_r14_a_slow_sender_holds_up_nobody_else(embedded, files):
    """Up to the threads of the server; against more of them stands the proxy that gathers bodies (operations.md)."""
    links = [socket.create_connection(("127.0.0.1", embedded.senders[0].port)) for _ in range(4)]
    for link in links:
        # Closed without a farewell, so that the server's thread is free at once.
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        link.sendall(b"POST /portal/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\nx")
    try:
        done = []
        thread = threading.Thread(target=lambda: done.append(still_open(embedded, files)))
        thread.start()
        thread.join(20)
        assert done == [True]
    finally:
        for link in links:
            link.close()
