"""Mails that come in, and what is recorded by hand: bounces, replies, calls, meetings, notes."""

import re
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from cmr import audit, storage
from cmr.models import User
from suppliers.letters.incoming import Mail, read_mail
from suppliers.models import ContactRecord, Letter, Request, StrayMail
from suppliers.services.handover import letter_token
from suppliers.services.requests import request_hold
from suppliers.transitions import LETTER, move

# Larger mails are read in part and not kept.
LIMIT = 15 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a mail, in a sentence; `stray` when it answers none of our letters."""

    sentence: str
    letter: Letter | None = None
    record: ContactRecord | None = None
    stray: StrayMail | None = None


def mail_take(data: bytes, *, to: str = "", request: Request | None = None, actor: User | None = None) -> Taken:
    """Keep a mail and record what it says; taken twice it is recorded once. Reading it never raises.

    `to` is the address it arrived at, if the mail server says. A mail that answers no letter of ours is recorded for
    `request` where a person says that it belongs there, and else waits among the strays.
    """
    mail, original = read_mail(data), _kept(data)
    letter = _letter_of(mail, to)
    if letter is not None and request is not None and letter.request_id != request.pk:
        letter = None
    asked = letter.request if letter else request
    if letter is None and asked is None:
        return _stray(mail, original)
    with transaction.atomic():
        if asked is not None:
            request_hold(asked.pk)
        if original and ContactRecord.objects.filter(request=asked, original_sha256=original).exists():
            return Taken("This mail was recorded before.", letter)
        returned = mail.report is not None and mail.report.action == "failed"
        if letter is not None and returned:
            _letter_returned(letter, mail.text, actor)
        if asked is None:
            return Taken(f"Recorded: {letter}.", letter)
        kind = ContactRecord.Kind.REPLY
        if mail.report is not None:
            kind = ContactRecord.Kind.BOUNCE if returned else ContactRecord.Kind.NOTE
        record = _record(asked, kind, _words(mail), timezone.localdate(), letter, original, mail.message_id, actor)
    return Taken(f"Recorded for {asked.supplier}: {record.get_kind_display().lower()}.", letter, record)


@transaction.atomic
def contact_record(
    request: Request, kind: str, *, text: str, day: date, letter: Letter | None = None, actor: User | None
) -> ContactRecord:
    """Record by hand what came back or was said; a bounce of a letter marks the letter."""
    request_hold(request.pk)
    if letter is not None and kind == ContactRecord.Kind.BOUNCE:
        _letter_returned(letter, text, actor)
    return _record(request, kind, text, day, letter, "", "", actor)


@transaction.atomic
def stray_file(stray: StrayMail, request: Request, *, actor: User) -> ContactRecord | None:
    """File a stray mail under a manufacturer, as its reply; None when somebody filed it meanwhile."""
    request_hold(request.pk)
    if StrayMail.objects.filter(pk=stray.pk, record=None).exists():
        mail = read_mail(storage.read(stray.sha256))
        day = timezone.localdate(stray.received_at)
        kind = ContactRecord.Kind.BOUNCE if mail.report else ContactRecord.Kind.REPLY
        record = _record(request, kind, _words(mail), day, None, stray.sha256, mail.message_id, actor)
        if StrayMail.objects.filter(pk=stray.pk, record=None).update(record=record):
            return record
        transaction.set_rollback(True)
    return None


def _kept(data: bytes) -> str:
    return storage.store([data]).sha256 if len(data) <= LIMIT else ""


def _letter_of(mail: Mail, to: str) -> Letter | None:
    """The letter a mail answers: by the address it was returned to, else by the Message-IDs it names."""
    letters = Letter.objects.select_related("request__supplier", "request__period", "period__registrant")
    name, at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    if at:
        returned = re.compile(rf"(?i){re.escape(name)}\+(\d{{1,18}})-([0-9a-f]{{16}})@{re.escape(domain)}")
        for found in returned.finditer(" ".join((to, *mail.arrived_at))):
            letter = letters.filter(pk=int(found[1])).first()
            if letter and letter_token(letter) == found[2].lower():
                return letter
    return letters.filter(message_id__in=mail.ids).order_by("-id").first()


def _letter_returned(letter: Letter, words: str, actor: User | None) -> None:
    """Mark a letter that came back; one that nobody sent, or that came back before, stays as it is."""
    before = {"state": letter.state}
    if Letter.State.BOUNCED in LETTER[letter.state]:
        move(letter, Letter.State.BOUNCED, problem=words[:500])
        audit.record("letter.returned", actor, letter, before=before, after={"state": letter.state}, reason=words[:500])


def _record(
    request: Request,
    kind: str,
    text: str,
    day: date,
    letter: Letter | None,
    original: str,
    message_id: str,
    actor: User | None,
) -> ContactRecord:
    record = ContactRecord.objects.create(
        request=request,
        letter=letter,
        kind=kind,
        day=day,
        text=text,
        original_sha256=original,
        message_id=message_id,
        recorded_by=actor,
        recorded_at=timezone.now(),
    )
    after = {"kind": kind, "manufacturer": request.supplier.name, "original": original}
    audit.record("contact.recorded", actor, record, after=after)
    return record


def _stray(mail: Mail, original: str) -> Taken:
    if not original:
        return Taken("This mail answers none of our letters, and is too large to be kept.")
    if StrayMail.objects.filter(sha256=original).exists():
        return Taken("This mail came before.")
    try:
        with transaction.atomic():
            stray = StrayMail.objects.create(
                sha256=original, sender=mail.sender, subject=mail.subject, received_at=timezone.now()
            )
            audit.record("mail.stray", None, stray, after={"from": mail.sender, "sha256": original})
    except IntegrityError:
        return Taken("This mail came before.")
    return Taken("This mail answers none of our letters; it is kept among the strays.", stray=stray)


def _words(mail: Mail) -> str:
    """The mail in short, as the contact log shows it."""
    lines = [f"From {mail.sender}" if mail.sender else "", mail.subject, "", mail.text or "(Open the original.)"]
    return "\n".join(lines).strip()
