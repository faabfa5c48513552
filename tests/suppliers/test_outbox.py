"""The outbox: a letter leaves once; what is refused is tried again, what is uncertain waits for a person."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db.models.functions import Now
from django.utils import timezone

from cmr import storage
from cmr.models import AuditEvent
from suppliers.letters.rendering import LINK_MARK
from suppliers.models import Letter, Upload
from suppliers.services import claims, hints, outbox, queue
from suppliers.services.invitations import invitation_create, invitation_link
from suppliers.services.letters import letter_write
from suppliers.transitions import Conflict, NotAllowed
from tests import smtp_sink
from tests.suppliers.parts import an_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def sink(settings):
    with smtp_sink.smtp_sink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield sink


@pytest.fixture
def letter(alder, alice) -> Letter:
    return written(alder, alice)


def written(asked, user, key="k", kind="invitation", **more) -> Letter:
    return letter_write(kind, period=asked.period, to=user, request=asked, key=key, actor=None, **more)


def again(letter: Letter) -> Letter:
    return Letter.objects.get(pk=letter.pk)


def due_now(letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).update(not_before=Now())


def events(letter: Letter) -> list[str]:
    return list(
        AuditEvent.objects.filter(object_id=letter.pk, event__startswith="letter.").values_list("event", flat=True)
    )


def test_it_sends_a_letter_with_its_link_and_its_file(sink, alder, alice):
    blob = storage.store([b"a workbook"])
    invitation = invitation_create(alder, alice, actor=None)
    file = {"name": "CMRT.xlsx", "sha256": blob.sha256}
    letter = written(alder, alice, invitation=invitation, attachments=[file])

    assert outbox.drain() == 1

    [taken] = sink.mails
    text = taken.get_body().get_content()
    assert invitation_link(invitation) in text
    assert LINK_MARK not in text
    assert LINK_MARK in again(letter).body
    assert taken["Message-ID"] == letter.message_id
    assert taken["To"] == "Alice Alder <alice@alder.example>"
    assert [part.get_filename() for part in taken.iter_attachments()] == ["CMRT.xlsx"]
    assert next(taken.iter_attachments()).get_content() == b"a workbook"
    assert again(letter).state == "sent"
    assert events(letter) == ["letter.written", "letter.sent"]
    assert outbox.drain() == 0


def test_it_writes_chinese_that_arrives_as_written(sink, alder, alice):
    alice.language, alice.name = "zh-hans", "王芳"
    letter = written(alder, alice)
    outbox.drain()
    assert sink.mails[0]["Subject"].strip() == letter.subject
    assert sink.mails[0].get_body().get_content().splitlines() == letter.body.splitlines()
    assert sink.mails[0]["To"] == "王芳 <alice@alder.example>"


def test_it_names_the_letter_in_the_address_it_comes_back_to(sink, settings, letter):
    settings.BOUNCE_ADDRESS = "returned@meridian.example"
    outbox.drain()
    assert sink.senders == [f"returned+{letter.pk}-{letter.message_id[1:17]}@meridian.example"]
    assert "returned" not in sink.mails[0]["From"]


@pytest.mark.parametrize("behaviour", [smtp_sink.REFUSES_ADDRESS, smtp_sink.REFUSES_TEXT, smtp_sink.HANGS_UP_EARLY])
def test_it_tries_again_what_the_server_did_not_take(sink, letter, behaviour):
    sink.behaviour = behaviour
    waits = []
    for _ in range(4):
        assert outbox.send(letter.pk) == "waiting"
        waits.append(round((again(letter).not_before - timezone.now()).total_seconds() / 60))
        assert outbox.drain() == 0
        due_now(letter)
    assert waits == [1, 5, 30, 30]
    assert outbox.send(letter.pk) == "failed"
    assert again(letter).state == "failed"
    assert again(letter).problem
    assert events(letter) == ["letter.written", "letter.failed"]
    assert sink.mails == []

    sink.behaviour = smtp_sink.TAKES
    outbox.letter_send_again(again(letter), actor=None)
    assert outbox.drain() == 1
    assert sink.received() == [letter.message_id]


def test_it_waits_while_there_is_no_mail_server(sink, settings, letter):
    settings.EMAIL_PORT = 1
    assert outbox.drain() == 1
    assert again(letter).state == "waiting"
    assert again(letter).problem == "The mail server could not be reached."


def test_it_leaves_to_a_person_what_the_server_may_have_taken(sink, letter):
    sink.behaviour = smtp_sink.HANGS_UP
    assert outbox.send(letter.pk) == "uncertain"
    due_now(letter)
    assert outbox.drain() == 0
    assert outbox.sweep() == 0
    assert len(sink.mails) == 1

    outbox.letter_arrived(again(letter), actor=None)
    assert again(letter).state == "sent"
    with pytest.raises(NotAllowed):
        outbox.letter_send_again(again(letter), actor=None)


def test_it_says_what_is_missing_when_a_file_is_gone(sink, alder, alice):
    letter = written(alder, alice, attachments=[{"name": "CMRT.xlsx", "sha256": "0" * 64}])
    assert outbox.drain() == 1
    assert again(letter).problem == "A file that goes with the letter is damaged or gone."
    assert sink.mails == []


def test_it_never_resends_what_a_lost_worker_had_in_hand(sink, letter):
    assert outbox._claim(letter.pk)
    assert outbox.sweep() == 0
    Letter.objects.filter(pk=letter.pk).update(lease_until=claims.seconds(-1))
    assert outbox.sweep() == 1
    assert again(letter).state == "uncertain"
    assert outbox.drain() == 0
    assert sink.mails == []


def test_it_believes_a_slow_worker_as_long_as_nobody_decided(sink, letter, legal):
    slow = outbox._claim(letter.pk)
    Letter.objects.filter(pk=letter.pk).update(lease_until=claims.seconds(-1))
    outbox.expire()
    assert outbox._sent(slow) == "sent"
    assert again(letter).state == "sent"


def test_it_lets_a_persons_decision_stand(sink, letter, legal):
    slow = outbox._claim(letter.pk)
    Letter.objects.filter(pk=letter.pk).update(lease_until=claims.seconds(-1))
    outbox.expire()
    outbox.letter_send_again(again(letter), actor=legal)
    outbox._claim(letter.pk)
    assert outbox._sent(slow) == "skipped"
    assert again(letter).state == "sending"


@pytest.mark.parametrize("state", ["received", "in_review", "accepted", "withdrawn"])
def test_it_takes_back_a_reminder_that_was_answered_before_it_left(sink, alder, alice, state):
    letter = written(alder, alice, kind="reminder")
    alder.state = state
    alder.save()
    assert outbox.send(letter.pk) == "skipped"
    assert outbox.drain() == 0
    assert again(letter).state == "cancelled"
    assert events(letter) == ["letter.written", "letter.cancelled"]


def test_it_takes_back_a_reminder_that_speaks_of_an_older_state(sink, alder, alice):
    letter = written(alder, alice, kind="reminder")
    an_upload(alder, b"bytes", state=Upload.State.UNREADABLE, received_at=timezone.now() + timedelta(seconds=1))
    alder.state = "unreadable"
    alder.save()
    outbox.drain()
    assert again(letter).state == "cancelled"


def test_it_sends_a_reminder_although_a_draft_was_looked_at(sink, alder, alice):
    written(alder, alice, kind="reminder")
    an_upload(alder, b"bytes", draft=True, received_at=timezone.now() + timedelta(seconds=1))
    assert outbox.drain() == 1


def test_it_sends_a_receipt_whatever_became_of_the_request(sink, alder, alice):
    letter = written(alder, alice, kind="receipt", values={"receipt": "R000001", "file": "a.xlsx", "result": ""})
    alder.state = "withdrawn"
    alder.save()
    assert outbox.send(letter.pk) == "sent"


def test_it_cancels_nothing_that_is_on_its_way(letter):
    outbox._claim(letter.pk)
    with pytest.raises(Conflict):
        outbox.letter_cancel(letter, actor=None, reason="no")


def test_it_lets_files_go_first_and_sends_all_letters(sink, alder, alice, monkeypatch):
    for number in range(12):
        written(alder, alice, key=str(number))
    assert queue.work(until_idle=True) == 0
    assert len(sink.mails) == 12
    assert len(set(sink.received())) == 12


def test_it_wakes_a_worker_after_the_commit_and_not_before(
    alder, alice, monkeypatch, django_capture_on_commit_callbacks
):
    told = []
    monkeypatch.setattr(hints, "hint", lambda *args: told.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        letter = written(alder, alice)
        assert told == []
    assert told == [("letter_send", letter.pk)]


def test_it_reminds_the_workers_of_letters_left_behind(letter, monkeypatch):
    told = []
    monkeypatch.setattr(hints, "hint", lambda *args: told.append(args))
    outbox.sweep()
    assert told == []
    Letter.objects.update(not_before=claims.seconds(-61))
    assert outbox.sweep() == 1
    assert told == [("letters_send",)]


def test_it_sends_to_the_console_where_no_mail_server_is_set(letter):
    assert outbox.drain() == 1
    assert [sent.subject for sent in mail.outbox] == [letter.subject]
