"""A manufacturer at the door: real HTTP, signed in by a session that was made in the database."""

import hashlib
import http.client
import itertools
import json
import os
import struct
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_number = itertools.count(1)


def variant(path: str) -> bytes:
    """The workbook in a file with bytes that nobody sent before: another comment at the end of the archive."""
    return varied(Path(path).read_bytes(), f"file {next(_number)} of {os.getpid()}")


def varied(data: bytes, words: str) -> bytes:
    comment = words.encode()
    return data[:-2] + struct.pack("<H", len(comment)) + comment


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# Any value does, as long as cookie and header say the same.
TOKEN = "t" * 32


@dataclass(frozen=True)
class Answer:
    """What came back; status 0: nothing did."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def receipt(self) -> int | None:
        """The key of the upload that the answer promises, if it promises one."""
        if self.status != 200:
            return None
        return int(json.loads(self.body)["next"].strip("/").split("/")[-1])

    @property
    def told(self) -> dict[str, Any]:
        """What an answer in JSON says; nothing, when it is none."""
        return json.loads(self.body) if self.headers.get("Content-Type") == "application/json" else {}


@dataclass(frozen=True)
class Sender:
    port: int
    request: int
    session: str

    def send(self, data: bytes, name: str = "cmrt.xlsx") -> Answer:
        boundary = uuid.uuid4().hex
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="workbook"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = head.encode() + data + f"\r\n--{boundary}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        return self.ask("POST", f"/portal/requests/{self.request}/upload", body, kind)

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, headers)

    def ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        signed_in = {"Cookie": f"session={self.session}; csrf={TOKEN}", "X-CSRFToken": TOKEN}
        started = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, {"Accept": "application/json"} | signed_in | headers)
            response = connection.getresponse()
            answer = response.read()
            return Answer(response.status, answer, dict(response.headers), time.monotonic() - started)
        except (OSError, http.client.HTTPException):
            return Answer(0, seconds=time.monotonic() - started)
        finally:
            connection.close()
