"""clamd, where CLAMD_ADDRESS names one: no file of a manufacturer is read or handed out before it was scanned."""

import re
import socket
import struct

from django.conf import settings

from cmr import storage
from suppliers.models import Upload

INFECTED = "infected"
FOUND = (
    "The virus scanner found something harmful in this file, so we did not open it. Have your computer checked, "
    "make the workbook anew, and upload that."
)
NOT_HANDED_OUT = "The virus scanner found something harmful in this file; it is kept, and handed out to nobody."
NOT_YET = "This file was not scanned for viruses yet, because the scanner does not answer. Please try again later."

# Seconds for each word of the conversation; with the child's limits it stays within a task's.
PATIENCE = 10.0
PIECE = 64 * 1024
_ANSWER = re.compile(r"stream: (?:OK|(?P<found>.+) FOUND)")
_LENGTH = struct.Struct("!I")


class NotScanned(Exception):
    """clamd did not answer, or not with a verdict; the bytes stay shut."""


def scan(data: bytes) -> str:
    """The name of what clamd found, or nothing; where none is configured, nothing at all. Raises NotScanned."""
    if not settings.CLAMD_ADDRESS:
        return ""
    try:
        with _connected(settings.CLAMD_ADDRESS) as clamd:
            clamd.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), PIECE):
                piece = data[start : start + PIECE]
                clamd.sendall(_LENGTH.pack(len(piece)) + piece)
            clamd.sendall(_LENGTH.pack(0))
            answer = clamd.makefile("rb").read(1000).rstrip(b"\0\n").decode(errors="replace")
    except (OSError, ValueError) as error:
        raise NotScanned(str(error)) from error
    verdict = _ANSWER.fullmatch(answer)
    if verdict is None:
        raise NotScanned(answer)
    return verdict["found"] or ""


def upload_kept_back(upload: Upload) -> str:
    """Why the bytes of a file are handed out to nobody now, in a sentence; empty when they may be."""
    if upload.reason_code == INFECTED:
        return NOT_HANDED_OUT
    if not settings.CLAMD_ADDRESS or upload.state in (Upload.State.READ, Upload.State.UNREADABLE):
        return ""
    try:
        return NOT_HANDED_OUT if scan(storage.read(upload.sha256)) else ""
    except NotScanned:
        return NOT_YET


def _connected(address: str) -> socket.socket:
    """host:port, or the path of a Unix socket."""
    if address.startswith("/"):
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(PATIENCE)
        link.connect(address)
        return link
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)
