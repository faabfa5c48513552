"""Handing one letter to the mail server, and knowing whether the server may have taken it."""

import logging
import mimetypes
import smtplib
from contextlib import suppress
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from cmr import storage
from suppliers.letters.rendering import LINK_MARK, clean, one_line
from suppliers.models import Letter
from suppliers.services.invitations import invitation_link

log = logging.getLogger(__name__)


class NotTaken(Exception):
    """The letter did not go out, for certain; the text says why, for the team."""


class Handover:
    """One attempt to give a letter to the mail server; `text_left` once its text is on its way."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.text_left = False

    def run(self) -> None:
        """Returns when the server took the letter, raises NotTaken when it did not.

        Anything else that is raised leaves it open: the text was on its way, and no answer came.
        """
        connection = None
        try:
            mail = mail_of(self.letter)
            connection = get_connection()
            connection.open()
            self._notice(connection)
            connection.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as refused:
            code, text = next(iter(refused.recipients.values()))
            raise NotTaken(f"The mail server refused the address: {_said(code, text)}") from refused
        except smtplib.SMTPResponseException as answer:
            said = _said(answer.smtp_code, answer.smtp_error)
            raise NotTaken(f"The mail server refused the letter: {said}") from answer
        except Exception as error:
            if self.text_left:
                raise
            log.warning("Letter %s was not handed over.", self.letter.pk, exc_info=error)
            raise NotTaken(_why(error)) from error
        finally:
            # Whatever the server says to our farewell changes nothing.
            with suppress(Exception):
                if connection is not None:
                    connection.close()

    def _notice(self, connection: Any) -> None:
        """Note the moment from which the server may have the text: of SMTP, its DATA command; else any moment now."""
        server = getattr(connection, "connection", None)
        if not isinstance(server, smtplib.SMTP):
            self.text_left = True
            return
        give = server.data

        def data(text: Any) -> Any:
            self.text_left = True
            return give(text)

        server.data = data  # type: ignore[method-assign]


def mail_of(letter: Letter) -> EmailMessage:
    """The mail as it leaves: the personal link filled in, our own Message-ID, the files from the store."""
    body = letter.body
    if letter.invitation:
        body = body.replace(LINK_MARK, invitation_link(letter.invitation))
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    mail = EmailMessage(
        subject=letter.subject,
        body=body,
        from_email=bounce_address(letter) or sender,
        to=[_named(letter.to_name, letter.to_address)],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={
            "From": _named(letter.period.registrant.name, sender),
            "Message-ID": letter.message_id,
            "Auto-Submitted": "auto-generated",
        },
    )
    for file in letter.attachments:
        kind = mimetypes.guess_type(file["name"])[0] or "application/octet-stream"
        mail.attach(file["name"], storage.read(file["sha256"]), kind)
    return mail


def bounce_address(letter: Letter) -> str:
    """Where a mail server returns this very letter: BOUNCE_ADDRESS with the letter's number and token; "" without."""
    name, at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{name}+{letter.pk}-{letter_token(letter)}{at}{domain}" if at else ""


def letter_token(letter: Letter) -> str:
    """What nobody who never saw the letter can guess."""
    return letter.message_id.strip("<>")[:16]


def _named(name: str, address: str) -> str:
    shown = one_line(name).replace("\\", "").replace('"', "'")
    return f'"{shown}" <{address}>' if shown else address


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return one_line(clean(f"{code} {words}"))[:300]


def _why(error: Exception) -> str:
    if isinstance(error, storage.Damaged | FileNotFoundError):
        return "A file that goes with the letter is damaged or gone."
    if isinstance(error, OSError | smtplib.SMTPException):
        return "The mail server could not be reached."
    return "The letter could not be put together."
