"""A mail that came in, read with suspicion: it costs little, whatever it is, and reading it never raises.

What it answers is found in its headers and, of a delivery report, anywhere in its first part; only then is its text
looked for, and only where its structure is that of ordinary mail.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import parseaddr
from html import unescape

from suppliers.letters.rendering import clean, one_line

# Bytes looked at: for headers, for a delivery report, for the text. Ordinary replies are far below.
HEADERS, REPORT, TEXT = 64 * 1024, 512 * 1024, 512 * 1024
# A mail with more parts than this is shown by its headers alone; the parser's cost grows with their depth.
PARTS = 40
SHOWN = 10_000
_NAMED = 50

_ID = re.compile(r"<[^<>@\s]{1,120}@[^<>@\s]{1,120}>")
_FIELD = re.compile(rb"(?im)^(Action|Status|Diagnostic-Code)[ \t]*:[ \t]*([^\r\n]{1,300})")
_UNSEEN = ("style", "script", "head")
_DAEMON = re.compile(r"(?i)^(mailer-daemon|postmaster)@")


@dataclass(frozen=True, slots=True)
class Report:
    """What a mail server says about a letter: failed, delayed, delivered …, and its own words."""

    action: str
    words: str


@dataclass(frozen=True, slots=True)
class Mail:
    """`ids`: Message-IDs that it answers. `arrived_at`: the addresses it was sent to. `report`: of a mail server."""

    sender: str
    subject: str
    message_id: str
    ids: tuple[str, ...]
    arrived_at: tuple[str, ...]
    report: Report | None
    text: str


def read_mail(data: bytes) -> Mail:
    """Read a mail, or as much of it as can be read."""
    try:
        head = BytesHeaderParser(policy=compat32).parsebytes(_head(data))
    except Exception:
        # The parser promises not to raise; what it has not been shown yet may make it break its word.
        head = Message()
    report = _report(head, data[:REPORT])
    where = " ".join(_header(head, name) for name in ("In-Reply-To", "References"))
    if report:
        where += " " + data[:REPORT].decode("latin-1")
    return Mail(
        sender=parseaddr(_header(head, "From"))[1][:200],
        subject=_header(head, "Subject")[:300],
        message_id=_header(head, "Message-ID")[:200],
        ids=tuple(dict.fromkeys(_ID.findall(where)))[:_NAMED],
        arrived_at=tuple(_header(head, name) for name in ("Delivered-To", "X-Original-To", "To") if head[name]),
        report=report,
        text=report.words if report else _text(data),
    )


def _head(data: bytes) -> bytes:
    """The lines before the first empty one."""
    start = data[:HEADERS]
    return re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0] + b"\r\n\r\n"


def _header(head: Message, name: str) -> str:
    """A header in plain words on one line; as it stands where its encoding is none."""
    raw = str(head.get(name, ""))[:4000]
    try:
        return one_line(str(make_header(decode_header(raw))))
    except Exception:
        return one_line(raw)


def _report(head: Message, start: bytes) -> Report | None:
    """What a mail server reports: by the standard, or as the older ones do, from nobody and about a letter of ours."""
    fields = {name.lower(): value for name, value in _FIELD.findall(start)}
    kind = _header(head, "Content-Type").lower()
    standard = kind.startswith("multipart/report") and "delivery-status" in kind
    sender = parseaddr(_header(head, "From"))[1]
    if not standard and not (_DAEMON.search(sender) and "Auto-Submitted" not in head):
        return None
    action = one_line(fields.get(b"action", b"failed").decode("utf-8", "replace")).lower()
    said = [fields[name].decode("utf-8", "replace") for name in (b"status", b"diagnostic-code") if name in fields]
    return Report(action, one_line(" ".join(said)) or _header(head, "Subject") or "The letter came back.")


def _text(data: bytes) -> str:
    low = data[:TEXT].lower()
    if low.count(b"boundary") + low.count(b"message/") > PARTS:
        return ""
    try:
        parts = list(_texts(message_from_bytes(data[:TEXT], policy=compat32)))
    except Exception:
        return ""
    plain = next((text for kind, text in parts if kind == "plain" and text.strip()), None)
    if plain is None:
        html = next((text for kind, text in parts if kind == "html"), "")
        plain = unescape(_without_tags(html[: 10 * SHOWN]))
    return clean(plain).strip()[:SHOWN]


def _texts(mail: Message) -> Iterator[tuple[str, str]]:
    for part in mail.walk():
        if part.get_content_maintype() == "text" and not part.get_filename():
            raw = part.get_payload(decode=True)
            if isinstance(raw, bytes):
                yield part.get_content_subtype(), _decoded(raw[: 20 * SHOWN], part.get_content_charset("utf-8"))


def _without_tags(html: str) -> str:
    """The text of a page, in one walk over its tags."""
    first, *rest = html.split("<")
    shown, unseen = [first], ""
    for piece in rest:
        tag, _, text = piece.partition(">")
        name = tag[:20].strip().lower().split(" ")[0]
        if unseen and name == f"/{unseen}":
            unseen = ""
        elif name in _UNSEEN:
            unseen = unseen or name
        if not unseen:
            shown.append(text)
    return " ".join(shown)


def _decoded(raw: bytes, charset: str) -> str:
    try:
        return raw.decode(charset, "replace")
    except (LookupError, ValueError):
        return raw.decode("utf-8", "replace")
