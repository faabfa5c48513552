"""Mails that come in: matched to their letter, recorded once, and never able to hurt."""

import io
import time
from datetime import date
from email.message import EmailMessage

import pytest
from django.core.management import call_command

from cmr import storage
from cmr.models import AuditEvent
from suppliers.letters.incoming import PARTS, read_mail
from suppliers.models import ContactRecord, Letter, StrayMail
from suppliers.services import mail_in
from suppliers.services.handover import bounce_address
from suppliers.services.letters import letter_write
from suppliers.services.mail_in import contact_record, mail_take, stray_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(alder, alice) -> Letter:
    letter = letter_write("invitation", period=alder.period, to=alice, request=alder, key="k", actor=None)
    Letter.objects.update(state="sent")
    letter.refresh_from_db()
    return letter


def reply(letter: Letter | None, text: str = "We will answer by Friday.", **headers: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = "Alice Alder <alice@alder.example>"
    mail["Subject"] = "Re: your CMRT"
    if letter:
        mail["In-Reply-To"] = letter.message_id
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def bounced(letter: Letter, action: str = "failed", named: bool = True) -> bytes:
    named_in = f"Message-ID: {letter.message_id}\n" if named else ""
    return f"""From: Mail Delivery <MAILER-DAEMON@mx.example>
To: cmr@meridian.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; alice@alder.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such person

--b
Content-Type: text/rfc822-headers

{named_in}Subject: your CMRT

--b--
""".encode()


def test_it_records_a_reply_to_its_letter(letter, alder):
    taken = mail_take(reply(letter))
    assert taken.sentence == "Recorded for Alder Precision Manufacturing: reply."
    record = ContactRecord.objects.get()
    assert (record.request, record.letter, record.kind) == (alder, letter, "reply")
    assert record.text == "From alice@alder.example\nRe: your CMRT\n\nWe will answer by Friday."
    assert storage.read(record.original_sha256) == reply(letter)
    assert Letter.objects.get().state == "sent"


def test_it_finds_the_letter_far_back_in_a_thread(letter):
    mail = reply(
        None, In_Reply_To="<other@alder.example>", References=f"<a@b.example> {letter.message_id} <c@d.example>"
    )
    assert mail_take(mail).letter == letter


def test_it_records_a_mail_once(letter):
    mail_take(reply(letter))
    assert mail_take(reply(letter)).sentence == "This mail was recorded before."
    assert ContactRecord.objects.count() == 1


def test_it_marks_a_letter_that_came_back(letter):
    mail_take(bounced(letter))
    record = ContactRecord.objects.get()
    assert record.kind == "bounce"
    assert "5.1.1 smtp; 550 5.1.1 no such person" in record.text
    assert Letter.objects.get().state == "bounced"
    assert AuditEvent.objects.filter(event="letter.returned").count() == 1


def test_it_leaves_a_letter_that_is_only_late(letter):
    mail_take(bounced(letter, action="delayed"))
    assert ContactRecord.objects.get().kind == "note"
    assert Letter.objects.get().state == "sent"


def test_it_knows_a_letter_by_the_address_it_came_back_to(letter, settings):
    settings.BOUNCE_ADDRESS = "returned@meridian.example"
    assert mail_take(bounced(letter, named=False)).stray
    assert mail_take(bounced(letter, named=False), to=bounce_address(letter)).letter == letter


def test_it_believes_no_invented_address(letter, settings):
    settings.BOUNCE_ADDRESS = "returned@meridian.example"
    assert mail_take(bounced(letter, named=False), to=f"returned+{letter.pk}-{'0' * 16}@meridian.example").stray


def test_it_takes_an_absence_note_for_a_reply(letter):
    mail = reply(letter, "I am away.", Auto_Submitted="auto-replied", Return_Path="<>")
    assert mail_take(mail).record.kind == "reply"


def test_it_keeps_a_mail_that_answers_no_letter(letter):
    taken = mail_take(reply(None))
    assert taken.sentence == "This mail answers none of our letters; it is kept among the strays."
    assert storage.read(StrayMail.objects.get().sha256) == reply(None)
    assert mail_take(reply(None)).sentence == "This mail came before."


def test_it_files_a_stray_once(letter, alder, legal):
    stray = mail_take(reply(None)).stray
    record = stray_file(stray, alder, actor=legal)
    assert (record.request, record.kind) == (alder, "reply")
    assert stray_file(stray, alder, actor=legal) is None
    assert ContactRecord.objects.count() == 1


def test_it_records_for_a_manufacturer_what_a_person_brings(letter, alder, birchfield, legal):
    assert mail_take(reply(None), request=alder, actor=legal).record.request == alder
    # Brought to another manufacturer than its letter's, the person's word counts, and the letter stays out of it.
    taken = mail_take(bounced(letter), request=birchfield, actor=legal)
    assert (taken.record.request, taken.letter) == (birchfield, None)
    assert Letter.objects.get().state == "sent"


def test_it_records_a_call_by_hand(alder, legal):
    record = contact_record(alder, "telephone", text="They need a week.", day=date(2026, 2, 3), actor=legal)
    assert (record.recorded_by, record.day, record.text) == (legal, date(2026, 2, 3), "They need a week.")
    assert AuditEvent.objects.get(event="contact.recorded").after["kind"] == "telephone"


def test_it_marks_a_letter_that_a_person_says_came_back(alder, letter, legal):
    contact_record(alder, "bounce", text="No such person.", day=date(2026, 2, 3), letter=letter, actor=legal)
    assert Letter.objects.get().state == "bounced"


def test_it_marks_the_executives_letter_that_came_back(period, letter):
    Letter.objects.update(request=None)
    assert mail_take(bounced(letter)).record is None
    assert Letter.objects.get().state == "bounced"


def test_it_reads_from_a_pipe(letter, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(reply(letter))))
    call_command("mail_receive")
    assert capsys.readouterr().out == "Recorded for Alder Precision Manufacturing: reply.\n"


def test_it_reads_what_is_too_large_in_part_and_keeps_none_of_it(letter, monkeypatch):
    monkeypatch.setattr(mail_in, "LIMIT", 1000)
    taken = mail_take(reply(letter, "x" * 2000))
    assert taken.letter == letter
    assert taken.record.original_sha256 == ""
    assert mail_take(reply(None, "x" * 2000)).sentence == (
        "This mail answers none of our letters, and is too large to be kept."
    )


def test_it_reads_chinese_and_html():
    mail = EmailMessage()
    mail["Subject"] = "回复"
    mail.set_content("<style>p {}</style><p>我们下周答复。<br>A &amp; B</p>", subtype="html", charset="gb18030")
    found = read_mail(mail.as_bytes())
    assert found.subject == "回复"
    assert found.text.split() == ["我们下周答复。", "A", "&", "B"]


DEEP = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(5000))
NESTED = b"Content-Type: message/rfc822\n\n" * 20_000
HOSTILE = {
    "nothing": b"",
    "zeros": b"\0" * 3_000_000,
    "no headers": b"\n\n\n",
    "one endless line": b"Subject: " + b"x" * 14_000_000,
    "many headers": b"A: b\n" * 1_000_000,
    "deep": DEEP,
    "as deep as is looked at": DEEP.split(b"boundary")[0] + b"boundary".join(DEEP.split(b"boundary")[1 : PARTS + 1]),
    "nested mails": NESTED,
    "bad charset": b"Content-Type: text/plain; charset=klingon\n\nhello \xff",
    "a codec that is none": b"Content-Type: text/plain; charset=zip\n\nhello",
    "bad transfer encoding": b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!a",
    "bad encoded word": b"Subject: =?utf-8?b?////?= =?x?q?=ZZ?=\nFrom: =?\n\nhello",
    "many ids": b"References: " + b"<a@b> " * 500_000 + b"\n\nhello",
    "unclosed ids": b"References: " + b"<a@" * 500_000 + b"\n\nhello",
    "unclosed tags": b"Content-Type: text/html\n\n" + b"<style><" * 200_000,
    "report of nothing": b"Content-Type: multipart/report; report-type=delivery-status\n\n" + b"Action:" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_survives_hostile_mail_at_little_cost(name, db):
    costs = []
    for _ in range(3):
        before = time.process_time()
        found = read_mail(HOSTILE[name])
        costs.append(time.process_time() - before)
    assert min(costs) < 2
    assert len(found.text) <= 10_000
    assert "\n" not in found.subject + found.sender
    assert mail_take(HOSTILE[name]).stray


def test_it_shows_text_in_a_charset_that_nobody_knows():
    assert read_mail(HOSTILE["bad charset"]).text == "hello \ufffd"
