"""The portal as a contract manufacturer meets it."""

import html
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cmr import storage
from suppliers.models import Upload
from suppliers.services import claims, review
from suppliers.services.ingest import process
from suppliers.services.uploads import upload_receive
from tests.builders import build_cmrt
from tests.suppliers.parts import a_submission, an_upload


@pytest.fixture
def door(client_for, alice, alder):
    return client_for(alice)


def send(client, asked, data: bytes, name: str = "cmrt.xlsx", **headers):
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("portal:upload", args=[asked.pk]), {"workbook": file}, headers=headers)


def read(asked, data: bytes) -> Upload:
    upload = upload_receive(asked, file_name="cmrt.xlsx", chunks=[data], actor=None)
    process(upload.pk)
    upload.refresh_from_db()
    return upload


def text_of(response) -> str:
    """What a person reads on the page, blanks run together."""
    bare = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(bare).split())


def test_it_opens_the_only_request_at_once(door, alder):
    response = door.get(reverse("portal:requests"))
    assert response.url == reverse("portal:request", args=[alder.pk])
    page = text_of(door.get(response.url))
    assert "Please send us your CMRT by 31 March 2026" in page
    assert "15 MB at most" in page
    assert "Nothing yet." in page


def test_it_shows_several_requests_as_cards(door, alder, birchfield, alice):
    birchfield.supplier.contacts.create(user=alice)
    page = text_of(door.get(reverse("portal:requests")))
    assert "Alder Precision Manufacturing" in page
    assert "Birchfield Electronics Co., Ltd." in page
    assert page.count("Waiting for your CMRT") == 2


def test_it_says_so_when_nothing_is_asked(client_for, alice):
    assert "Nothing is asked of you now" in text_of(client_for(alice).get(reverse("portal:requests")))


def test_it_receives_a_workbook_and_shows_its_receipt(door, alder):
    response = send(door, alder, b"some bytes")
    upload = Upload.objects.get()
    assert response.url == reverse("portal:result", args=[upload.pk])
    page = text_of(door.get(response.url))
    assert "Received" in page
    assert upload.receipt in page
    assert upload.sha256 in page
    assert upload.uploaded_by.email == "alice@alder.example"


def test_it_answers_the_pages_script_with_the_next_address(door, alder):
    answer = send(door, alder, b"some bytes", accept="application/json").json()
    assert answer == {"next": reverse("portal:result", args=[Upload.objects.get().pk])}


def test_it_takes_the_same_file_twice_as_one(door, alder):
    assert send(door, alder, b"some bytes").url == send(door, alder, b"some bytes", name="again.xlsx").url


def test_it_says_when_exactly_this_file_came_before(door, alder):
    upload = read(alder, build_cmrt(company={"contact_email": None}))
    page = text_of(door.get(send(door, alder, storage.read(upload.sha256)).url))
    assert "Exactly this file was received before, on " in page
    assert f"(receipt {upload.receipt})" in page
    assert "save it in Excel first" in page


def test_it_says_what_took_the_place_of_a_file_that_comes_again(door, alder):
    first = read(alder, build_cmrt(company={"contact_email": None}))
    second = read(alder, build_cmrt())
    response = send(door, alder, storage.read(first.sha256), accept="application/json")
    page = text_of(door.get(response.json()["next"]))
    assert f"(receipt {second.receipt}, " in page
    assert "has taken its place, and that one counts" in page
    assert "save it again in Excel and upload it then" in page
    assert Upload.objects.count() == 2
    alder.refresh_from_db()
    assert alder.state == "in_review"


def test_it_asks_for_a_file_again_whose_stored_bytes_were_damaged(door, alder):
    data = build_cmrt()
    upload = upload_receive(alder, file_name="cmrt.xlsx", chunks=[data], actor=None)
    path = storage.path_of(upload.sha256)
    path.chmod(0o644)
    path.write_bytes(b"rotten")
    for _ in range(claims.MAX_ATTEMPTS):
        Upload.objects.update(not_before=upload.received_at)
        process(upload.pk)
    assert "Please send this file once more" in text_of(door.get(reverse("portal:result", args=[upload.pk])))
    send(door, alder, data)
    process(upload.pk)
    upload.refresh_from_db()
    assert (upload.state, Upload.objects.count()) == ("read", 1)


def test_it_takes_only_so_many_new_files_an_hour_from_one_manufacturer(
    door, alder, birchfield, client_for, bob, settings
):
    settings.UPLOADS_AN_HOUR = 2
    known = [b"one", b"two"]
    for data in known:
        send(door, alder, data)
    response = send(door, alder, b"three")
    assert response.status_code == 429
    assert 3500 < int(response["Retry-After"]) <= 3600
    page = text_of(response)
    assert "You sent many files within a short time; nothing was kept of this one. Please wait 60 minutes" in page
    assert list(send(door, alder, b"three", accept="application/json").json()) == ["error"]
    assert send(client_for(bob), birchfield, b"three").status_code == 302
    Upload.objects.update(received_at=timezone.now() - timedelta(minutes=61))
    assert send(door, alder, b"three").status_code == 302


def test_u20_it_takes_only_so_many_new_files_a_day_drafts_among_them(door, alder, settings):
    settings.UPLOADS_A_DAY = 2
    send(door, alder, b"one")
    send(door, alder, b"two")
    Upload.objects.update(received_at=timezone.now() - timedelta(hours=3), draft=True)
    response = send(door, alder, b"three")
    assert response.status_code == 429
    assert 20 * 3600 < int(response["Retry-After"]) <= 21 * 3600
    Upload.objects.update(received_at=timezone.now() - timedelta(hours=25))
    assert send(door, alder, b"three").status_code == 302


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"", "This file is empty."), (None, "Choose the workbook first"), (2, "one workbook at a time")],
)
def test_it_refuses_in_a_sentence_and_keeps_nothing(door, alder, data, sentence):
    files = [SimpleUploadedFile("a.xlsx", b"x"), SimpleUploadedFile("b.xlsx", b"y")]
    given = {} if data is None else {"workbook": files if data == 2 else SimpleUploadedFile("a.xlsx", data)}
    response = door.post(reverse("portal:upload", args=[alder.pk]), given)
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert not Upload.objects.exists()


def test_it_refuses_a_file_over_the_limit_before_it_is_read(door, alder, settings):
    settings.UPLOAD_LIMIT = 100_000
    response = send(door, alder, b"x" * 200_000)
    assert response.status_code == 413
    assert "The file is larger than" in text_of(response)
    answer = send(door, alder, b"x" * 200_000, accept="application/json")
    assert (answer.status_code, list(answer.json())) == (413, ["error"])
    assert not Upload.objects.exists()


def test_it_refuses_a_file_just_over_the_limit_in_one_sentence(door, alder, settings):
    settings.UPLOAD_LIMIT = 1024
    response = send(door, alder, b"x" * 2048)
    assert response.status_code == 400
    assert "take out pictures and extra sheets" in text_of(response)
    assert not Upload.objects.exists()


def test_it_says_so_when_nothing_can_be_kept(door, alder, monkeypatch):
    def full(*args, **kwargs):
        raise OSError("No space left on device")

    monkeypatch.setattr("suppliers.portal.sending.upload_take", full)
    response = send(door, alder, b"some bytes")
    assert response.status_code == 503
    assert "nothing was received" in text_of(response)
    assert "No space" not in text_of(response)


@pytest.mark.parametrize("form", ["two thousand fields", "no boundary", "too short"])
def test_it_fails_closed_on_a_broken_form(door, alder, form):
    url = reverse("portal:upload", args=[alder.pk])
    if form == "two thousand fields":
        response = door.post(url, {f"field{number}": "x" for number in range(2000)})
    else:
        kind = "multipart/form-data" + ("" if form == "no boundary" else "; boundary=x")
        response = door.generic("POST", url, b"--x\r\nContent-Disposition: form-data", content_type=kind)
    assert response.status_code == 400
    assert not Upload.objects.exists()


NAMES = {
    "../../etc/passwd": "passwd",
    "C:\\temp\\cmrt.xlsx": "cmrt.xlsx",
    "<img src=x onerror=alert(1)>.xlsx": "<img src=x onerror=alert(1)>.xlsx",
    "{{7*7}}.xlsx": "{{7*7}}.xlsx",
    "cmrt\u202exslx.exe": "cmrtxslx.exe",
    "=cmd|calc.xlsx": "=cmd|calc.xlsx",
}


@pytest.mark.parametrize(("given", "shown"), NAMES.items())
def test_it_shows_a_strange_file_name_harmlessly(door, alder, given, shown):
    upload = upload_receive(alder, file_name=given, chunks=[b"bytes"], actor=None)
    for url in (reverse("portal:result", args=[upload.pk]), reverse("portal:request", args=[alder.pk])):
        body = door.get(url).content.decode()
        assert html.escape(shown) in body
        assert "<img src=x" not in body
        assert "\u202e" not in body
    assert "\r" not in door.get(reverse("portal:original", args=[upload.pk]))["Content-Disposition"]


def test_it_hands_out_the_original_only_to_be_saved(door, alder):
    upload = upload_receive(alder, file_name="Erklärung 2025.xlsx", chunks=[b"<script>"], actor=None)
    response = door.get(reverse("portal:original", args=[upload.pk]))
    assert response.content == b"<script>"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Erkl%C3%A4rung%202025.xlsx"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].endswith("sandbox")
    assert response["Cache-Control"] == "private, no-store"


def test_it_moves_nothing_on_the_page_until_something_changed(door, alder):
    upload = upload_receive(alder, file_name="cmrt.xlsx", chunks=[b"bytes"], actor=None)
    url = reverse("portal:progress", args=[upload.pk])
    assert door.get(url, {"seen": "queued"}).status_code == 204
    Upload.objects.update(state="reading")
    part = door.get(url, {"seen": "queued"})
    assert "We are reading your CMRT" in text_of(part)
    assert "every 1s" in part.content.decode()
    process(upload.pk)
    Upload.objects.update(state="unreadable", reason="This is a PDF. Send the workbook itself.")
    part = door.get(url, {"seen": "reading"})
    assert "This is a PDF. Send the workbook itself." in text_of(part)
    assert "every 1s" not in part.content.decode()


def test_it_lets_a_page_that_waits_for_long_look_less_often(door, alder):
    upload = upload_receive(alder, file_name="cmrt.xlsx", chunks=[b"bytes"], actor=None)
    url, asked = reverse("portal:progress", args=[upload.pk]), {"seen": "queued", "pause": "1"}
    assert door.get(url, asked).status_code == 204
    for seconds, pause in ((11, 4), (61, 15)):
        Upload.objects.update(received_at=timezone.now() - timedelta(seconds=seconds))
        part = door.get(url, asked).content.decode()
        assert f"seen=queued&amp;pause={pause}" in part
        assert f'hx-trigger="every {pause}s"' in part
        assert door.get(url, asked | {"pause": str(pause)}).status_code == 204


def test_it_says_when_reading_takes_longer_than_it_should(door, alder):
    upload = upload_receive(alder, file_name="cmrt.xlsx", chunks=[b"bytes"], actor=None)
    url = reverse("portal:progress", args=[upload.pk])
    Upload.objects.update(not_before=timezone.now() - timedelta(minutes=6))
    part = door.get(url, {"seen": "queued"})
    assert "It takes longer than usual now. The file is safe" in text_of(part)
    assert door.get(url, {"seen": "queued-late"}).status_code == 204


def test_it_shows_a_complete_declaration_as_it_was_read(door, alder):
    upload = read(alder, build_cmrt(effective_date="2025-11-30"))
    page = text_of(door.get(reverse("portal:result", args=[upload.pk])))
    assert "Complete" in page
    assert "Harbor Board Works Ltd." in page
    assert "4 rows of your Smelter List" in page
    assert "Aurora Refining" in page


def test_it_lists_what_to_correct_with_its_cells(door, alder):
    upload = read(alder, build_cmrt(answers={1: {"Tin": None}}, company={"contact_email": None}))
    page = text_of(door.get(reverse("portal:result", args=[upload.pk])))
    assert re.search(r"\d+ things? to correct", page)
    assert "Declaration!D27" in page
    assert "Declaration!D16" in page
    assert "Upload the corrected file" in page


def test_it_shows_the_reviewers_words(door, alder, legal):
    submission = a_submission(an_upload(alder), state="in_review")
    review.submission_return(submission, actor=legal, note="Please name the refiner in row 12.")
    page = text_of(door.get(reverse("portal:result", args=[submission.upload_id])))
    assert "Meridian Instruments, Inc. asks for a correction" in page
    assert "Please name the refiner in row 12." in page


def test_it_points_from_an_earlier_file_to_the_newest(door, alder):
    first, second = an_upload(alder, b"one"), an_upload(alder, b"two")
    body = door.get(reverse("portal:result", args=[first.pk])).content.decode()
    assert reverse("portal:result", args=[second.pk]) in body
    assert "Upload the corrected file" not in body


def test_it_asks_the_same_number_of_questions_however_much_was_sent(door, alder, django_assert_num_queries):
    upload = read(alder, build_cmrt())
    for number in range(5):
        an_upload(alder, bytes([number]))
    with django_assert_num_queries(8):
        door.get(reverse("portal:request", args=[alder.pk]))
    with django_assert_num_queries(11):
        door.get(reverse("portal:result", args=[upload.pk]))
