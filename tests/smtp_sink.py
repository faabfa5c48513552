"""A mail server on loopback that keeps what it is given, and misbehaves when told."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

# What the server does: take mails, refuse the recipient, refuse the text, or hang up after the text without a word.
TAKES, REFUSES_ADDRESS, REFUSES_TEXT, HANGS_UP, HANGS_UP_EARLY = "takes", "address", "text", "hangs up", "early"


class Sink:
    """`mails` in the order they came, `senders` of their envelopes; `behaviour` may be changed at any time."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.senders: list[str] = []
        self.behaviour = TAKES
        self.on_mail: Callable[[], None] = lambda: None
        self.port = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def received(self) -> list[str]:
        """The Message-ID of every mail that was taken."""
        return [str(mail["Message-ID"]) for mail in self.mails]


@contextmanager
def smtp_sink() -> Iterator[Sink]:
    sink = Sink()

    class Session(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 sink")
            sender = ""
            while line := self.rfile.readline():
                verb = line[:4].upper().strip()
                if verb == b"MAIL":
                    sender = line.split(b"<")[1].split(b">")[0].decode()
                if verb == b"RCPT" and sink.behaviour == HANGS_UP_EARLY:
                    return
                if verb == b"RCPT" and sink.behaviour == REFUSES_ADDRESS:
                    self.say("550 5.1.1 no such person")
                elif verb == b"DATA":
                    self.say("354 go on")
                    if not self.take(sender):
                        return
                elif verb == b"QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 fine")

        def take(self, sender: str) -> bool:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line[1:] if line.startswith(b"..") else line)
            if sink.behaviour == REFUSES_TEXT:
                self.say("554 5.7.1 we do not like it")
                return True
            sink.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
            sink.senders.append(sender)
            sink.on_mail()
            if sink.behaviour == HANGS_UP:
                return False
            self.say("250 taken")
            return True

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

        def handle_error(self, request, address) -> None:
            """A client that was killed is part of the tests."""

    with Server(("127.0.0.1", 0), Session) as server:
        sink.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield sink
        finally:
            server.shutdown()
