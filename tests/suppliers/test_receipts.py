"""The letter after a file: who gets one, in which language, and what it says of the file."""

import pytest

from cmr.models import User
from suppliers.models import Letter, Upload
from suppliers.services import ingest
from suppliers.services.campaigns import campaign_set
from suppliers.services.uploads import upload_receive
from tests.builders import build_cmrt


@pytest.fixture
def collecting(alder, legal):
    return campaign_set(alder.period, actor=legal)


def sent(request, actor, data=None, **how) -> Upload:
    upload = upload_receive(request, file_name="cmrt.xlsx", chunks=[data or build_cmrt()], actor=actor, **how)
    ingest.process(upload.pk)
    return upload


def test_it_tells_the_sender_what_to_correct(collecting, alder, alice):
    upload = sent(alder, alice, build_cmrt(scope=None))

    letter = Letter.objects.get(kind="receipt")
    assert letter.to_address == alice.email
    assert upload.receipt in letter.subject
    assert "cmrt.xlsx" in letter.body and "To correct" in letter.body


def test_it_says_that_a_file_could_not_be_read(collecting, alder, alice):
    sent(alder, alice, b"no workbook at all")

    assert "We could not read this file as a CMRT" in Letter.objects.get(kind="receipt").body


def test_it_writes_in_the_language_of_the_sender(collecting, alder, alice):
    User.objects.filter(pk=alice.pk).update(language="zh-hans")
    alice.refresh_from_db()
    sent(alder, alice, b"no workbook at all")

    letter = Letter.objects.get(kind="receipt")
    assert letter.language == "zh-hans"
    assert "我们无法将该文件作为CMRT读取" in letter.body


def test_it_writes_once_however_often_the_file_comes(collecting, alder, alice):
    for _ in range(2):
        sent(alder, alice, b"the same bytes")
    assert Letter.objects.filter(kind="receipt").count() == 1


def test_it_is_silent_on_a_mere_check_and_on_what_the_team_brings(collecting, alder, alice, legal):
    sent(alder, alice, draft=True)
    sent(alder, legal, b"brought by the team")
    sent(alder, None, b"taken over from a folder")
    assert not Letter.objects.filter(kind="receipt").exists()


def test_it_is_silent_in_a_year_that_is_not_collected_by_letter(alder, alice):
    sent(alder, alice)
    assert not Letter.objects.exists()
