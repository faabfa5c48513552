"""An answer in parts, checks before sending, statements without a workbook, and requests that ask no longer."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from cmr import storage
from suppliers.models import Campaign, CoveredProduct, Letter, Request, Submission, Upload
from suppliers.services import review
from suppliers.services.campaigns import campaign_set
from suppliers.services.ingest import process
from suppliers.services.letters import letter_values
from suppliers.services.prefill import blank_set
from suppliers.services.requests import request_withdraw
from suppliers.services.scope import products_set
from tests.builders import build_cmrt
from tests.suppliers.cmrt.blanks import own_blank
from tests.suppliers.parts import a_submission, an_upload
from tests.suppliers.test_context import again
from tests.suppliers.test_context import sent as read_before
from tests.suppliers.test_portal import send, text_of

FAULT = {"company": {"contact_email": None}}
TURNED = {"question": 3, "metal": "tin", "before": "Yes", "now": "No"}


@pytest.fixture
def door(client_for, alice, alder):
    return client_for(alice)


@pytest.fixture
def by_product(alder):
    campaign_set(alder.period, actor=None, level=Campaign.Level.PRODUCT)
    products = [CoveredProduct.objects.create(period=alder.period, name=name) for name in ("Meter", "Probe")]
    alder.products.set(products)
    return alder


def sent(door, asked, data: bytes = b"bytes", **fields) -> Upload:
    """What became of a file sent with these fields of the form, read as far as it can be."""
    response = door.post(
        reverse("portal:upload", args=[asked.pk]), fields | {"workbook": SimpleUploadedFile("cmrt.xlsx", data)}
    )
    assert response.status_code == 302, text_of(response)
    upload = Upload.objects.get(pk=response.url.rstrip("/").rpartition("/")[2])
    process(upload.pk)
    upload.refresh_from_db()
    return upload


def refused(door, asked, **fields) -> str:
    file = SimpleUploadedFile("cmrt.xlsx", b"bytes")
    response = door.post(reverse("portal:upload", args=[asked.pk]), fields | {"workbook": file})
    assert response.status_code == 400
    assert not Upload.objects.exists()
    return text_of(response)


def page_of(door, upload: Upload) -> str:
    return text_of(door.get(reverse("portal:result", args=[upload.pk])))


def test_it_takes_one_file_for_the_whole_company_and_others_for_groups_of_products(door, alder):
    whole = sent(door, alder, build_cmrt(), covering="whole", group="left over")
    group = sent(door, alder, build_cmrt(**FAULT), covering="some", group="  Power   boards ")
    assert (whole.covers, group.covers) == ("", "Power boards")
    assert Submission.objects.standing().count() == 2
    page = text_of(door.get(reverse("portal:request", args=[alder.pk])))
    assert "Your whole company In review cmrt.xlsx" in page
    assert "Power boards Needs correction cmrt.xlsx" in page
    assert "Upload the corrected file : Power boards" in page


def test_it_corrects_a_group_under_the_name_it_had(door, alder):
    first = sent(door, alder, build_cmrt(**FAULT), covering="some", group="Power boards")
    again = sent(door, alder, build_cmrt(), covering="some", group="POWER boards")
    assert again.covers == "Power boards"
    assert first.submissions.get().state == "superseded"
    body = door.get(reverse("portal:result", args=[again.pk])).content.decode()
    assert '<input type="hidden" name="part" value="Power boards">' in body
    third = sent(door, alder, build_cmrt(effective_date="2025-12-01"), part="Power boards")
    assert third.covers == "Power boards"


def test_it_asks_for_the_name_of_a_group(door, alder):
    assert "Say which products the file covers" in refused(door, alder, covering="some", group=" \u200b ")
    assert "Say which products the file covers" in refused(door, alder, part="of another manufacturer")
    assert "Choose a shorter name." in refused(door, alder, covering="some", group="x" * 121)


def test_it_asks_for_the_product_where_products_are_asked_for(door, by_product):
    page = text_of(door.get(reverse("portal:request", args=[by_product.pk])))
    assert "Which of the products does the file cover?" in page
    assert "Meter Waiting for your CMRT" in page
    assert "Choose the product that the file covers" in refused(door, by_product)
    assert "Choose the product that the file covers" in refused(door, by_product, product="Something else")
    assert "Say which products the file covers" in refused(door, by_product, product="*other")
    covered = [
        sent(door, by_product, b"1", product="Meter").covers,
        sent(door, by_product, b"2", product="*other", group="probe").covers,
        sent(door, by_product, b"3", product="*other", group="Spare parts").covers,
        sent(door, by_product, b"4", product="*all").covers,
    ]
    assert covered == ["Meter", "Probe", "Spare parts", ""]


def test_it_says_which_products_are_missing_until_all_are_there(door, by_product, legal):
    first = sent(door, by_product, build_cmrt(), product="Meter")
    review.submission_accept(first.submissions.get(), actor=legal)
    page = text_of(door.get(reverse("portal:request", args=[by_product.pk])))
    assert "What you sent is accepted. Products are still missing; please send them by 31 March 2026" in page
    assert "Still missing: Probe." in page
    sent(door, by_product, build_cmrt(**FAULT), product="*all")
    assert "Still missing" not in text_of(door.get(reverse("portal:request", args=[by_product.pk])))


def test_it_is_accepted_only_when_each_product_is(door, by_product, legal):
    states = []
    for product, name in (("Meter", "Alder"), ("Probe", "Alder Precision")):
        part = sent(door, by_product, build_cmrt(company={"name": name}), product=product)
        review.submission_accept(part.submissions.get(), actor=legal)
        states.append(Request.objects.get(pk=by_product.pk).state)
    assert states == ["requested", "accepted"]


def test_it_is_accepted_by_one_declaration_for_all_products(door, by_product, legal):
    whole = sent(door, by_product, build_cmrt(), product="*all")
    review.submission_accept(whole.submissions.get(), actor=legal)
    assert Request.objects.get(pk=by_product.pk).state == "accepted"


def test_it_takes_a_group_named_by_its_sender_for_what_was_asked(door, by_product, legal):
    """Nobody knows which products it holds; the person who accepts it does."""
    group = sent(door, by_product, build_cmrt(), product="*other", group="All instruments")
    review.submission_accept(group.submissions.get(), actor=legal)
    assert Request.objects.get(pk=by_product.pk).state == "accepted"
    assert "Still missing" not in text_of(door.get(reverse("portal:request", args=[by_product.pk])))


def test_it_asks_again_for_a_product_that_is_added_after_the_answer(door, by_product, legal):
    meter, probe = CoveredProduct.objects.order_by("name")
    products_set(by_product.period, by_product.supplier, [meter], actor=legal)
    first = sent(door, by_product, build_cmrt(), product="Meter")
    review.submission_accept(first.submissions.get(), actor=legal)
    assert Request.objects.get(pk=by_product.pk).state == "accepted"
    products_set(by_product.period, by_product.supplier, [meter, probe], actor=legal)
    assert Request.objects.get(pk=by_product.pk).state == "requested"
    campaign_set(by_product.period, actor=legal, level=Campaign.Level.COMPANY)
    assert Request.objects.get(pk=by_product.pk).state == "accepted"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "What you sent is accepted. We still need your CMRT for these products: Probe."),
        ("zh-hans", "贵公司已提交的内容已被接受。我们仍需要以下产品的CMRT：Probe。"),
    ],
)
def test_it_says_in_a_letter_which_products_are_missing(door, by_product, legal, alice, language, said):
    assert letter_values("reminder", by_product.period, by_product, "Alice", "en")["open"] == (
        "We have not received your CMRT yet."
    )
    first = sent(door, by_product, build_cmrt(), product="Meter")
    review.submission_accept(first.submissions.get(), actor=legal)
    by_product.refresh_from_db()
    assert letter_values("reminder", by_product.period, by_product, "Alice", language)["open"] == said


def test_it_misses_no_product_where_nobody_said_which_are_made(door, alder):
    campaign_set(alder.period, actor=None, level=Campaign.Level.PRODUCT)
    for name in ("Meter", "Probe"):
        CoveredProduct.objects.create(period=alder.period, name=name)
    sent(door, alder, build_cmrt(), product="Meter")
    assert "Still missing" not in text_of(door.get(reverse("portal:request", args=[alder.pk])))


def test_it_shows_the_years_products_where_none_are_named_for_the_request(door, alder):
    campaign_set(alder.period, actor=None, level=Campaign.Level.PRODUCT)
    CoveredProduct.objects.create(period=alder.period, name="Meter")
    assert sent(door, alder, product="Meter").covers == "Meter"


def test_it_says_for_what_the_same_bytes_were_sent_before(door, alder):
    first = sent(door, alder, build_cmrt(), covering="some", group="Boards")
    response = send(door, alder, storage.read(first.sha256))
    assert response.url == reverse("portal:result", args=[first.pk])
    assert "for “Boards”. It stays there." in text_of(door.get(response.url))


def test_it_tells_the_line_of_one_file_among_several_how_far_it_is(door, alder):
    file = SimpleUploadedFile("cmrt.xlsx", build_cmrt(**FAULT))
    url = reverse("portal:upload", args=[alder.pk])
    fields = {"workbook": file, "covering": "some", "group": "Boards", "several": "1"}
    answer = door.post(url, fields, headers={"accept": "application/json"}).json()
    upload = Upload.objects.get()
    assert answer == {
        "next": reverse("portal:result", args=[upload.pk]),
        "progress": reverse("portal:progress", args=[upload.pk]),
        "said": "",
    }
    ask = {"headers": {"accept": "application/json"}}
    assert door.get(answer["progress"], **ask).json() == {"done": False, "meaning": "info", "words": "Received"}
    process(upload.pk)
    assert door.get(answer["progress"], **ask).json() == {"done": True, "meaning": "needs", "words": "Needs correction"}


def test_it_checks_a_file_without_sending_it_and_sends_it_when_told(door, alder, client_for, legal):
    draft = sent(door, alder, build_cmrt(), draft="1")
    alder.refresh_from_db()
    assert (draft.draft, draft.submissions.get().state, alder.state) == (True, "draft", "requested")
    page = page_of(door, draft)
    assert "Nothing has been sent yet." in page
    assert "Send this as our answer" in page
    assert "Complete" in page
    desk = client_for(legal)
    for url in (reverse("review:manufacturer", args=[alder.pk]), reverse("review:period", args=[2025])):
        assert draft.file_name not in text_of(desk.get(url))
    assert desk.get(reverse("review:submission", args=[draft.submissions.get().pk])).status_code == 404
    assert "Checked, not sent" in text_of(door.get(reverse("portal:request", args=[alder.pk])))

    response = door.post(reverse("portal:send", args=[draft.pk]))
    answer = Upload.objects.get(draft=False)
    process(answer.pk)
    assert response.url == reverse("portal:result", args=[answer.pk])
    assert f"Sent as your answer, under the receipt {answer.receipt}." in text_of(door.get(response.url))
    alder.refresh_from_db()
    assert (answer.sha256, alder.state) == (draft.sha256, "in_review")
    assert "Nothing has been sent yet" not in page_of(door, draft)
    assert "You sent the file as your answer" in page_of(door, draft)
    door.post(reverse("portal:send", args=[draft.pk]))
    door.post(reverse("portal:send", args=[answer.pk]))
    assert Upload.objects.count() == 2
    sent(door, alder, build_cmrt(**FAULT))
    assert "You sent the file as your answer" in page_of(door, draft)


def test_it_says_of_a_draft_that_was_passed_over_that_it_was_not_sent(door, alder):
    draft = sent(door, alder, build_cmrt(**FAULT), draft="1")
    sent(door, alder, build_cmrt())
    page = page_of(door, draft)
    assert "This was a check; the file was not sent." in page
    assert "Send this as our answer" not in page
    assert "See the newest one" in page


def test_it_keeps_a_draft_for_the_part_it_was_checked_for(door, alder):
    draft = sent(door, alder, build_cmrt(), draft="1", covering="some", group="Boards")
    door.post(reverse("portal:send", args=[draft.pk]))
    assert Upload.objects.get(draft=False).covers == "Boards"


def test_it_sends_no_draft_of_anothers(client_for, bob, birchfield, alder):
    draft = an_upload(alder, draft=True)
    assert client_for(bob).post(reverse("portal:send", args=[draft.pk])).status_code == 404
    assert Upload.objects.count() == 1


def test_it_takes_a_statement_that_nothing_is_made_with_the_metals(door, alder):
    url = reverse("portal:nothing", args=[alder.pk])
    page = text_of(door.get(url))
    statement = "In calendar year 2025, Alder Precision Manufacturing made no product for Meridian Instruments, Inc."
    assert statement in page
    wrong = door.post(url, {"name": "Alice Alder", "title": " "})
    assert wrong.status_code == 400
    assert "Write your title" in text_of(wrong) and "Tick the box if the statement is true" in text_of(wrong)
    assert not Upload.objects.exists()

    response = door.post(url, {"name": "Alice Alder", "title": "Quality Manager", "confirmed": "1"})
    upload = Upload.objects.get()
    assert response.url == reverse("portal:result", args=[upload.pk])
    page = text_of(door.get(response.url))
    assert "We have your statement. Thank you." in page
    assert upload.receipt in page
    assert statement in page and "Alice Alder, Quality Manager" in page
    assert statement in door.get(reverse("portal:original", args=[upload.pk])).content.decode()
    assert door.get(reverse("portal:findings", args=[upload.pk])).status_code == 404
    alder.refresh_from_db()
    assert alder.state == "in_review"


def test_it_replaces_a_statement_by_a_workbook(door, alder):
    door.post(
        reverse("portal:nothing", args=[alder.pk]), {"name": "Alice", "title": "Quality Manager", "confirmed": "1"}
    )
    statement = Upload.objects.get()
    sent(door, alder, build_cmrt())
    assert statement.submissions.get().state == "superseded"
    assert "A newer file has taken its place" in page_of(door, statement)


def test_it_asks_nothing_more_of_a_request_that_is_withdrawn(door, alder, legal):
    first = sent(door, alder, build_cmrt())
    request_withdraw(alder, actor=legal, reason="Makes nothing for us.")
    page = text_of(door.get(reverse("portal:request", args=[alder.pk])))
    assert "No longer asked. There is nothing to do" in page
    assert "Drop your CMRT" not in page
    assert "Makes nothing for us." not in page
    assert "Drop the corrected" not in page_of(door, first)
    response = send(door, alder, b"another")
    assert response.status_code == 409
    assert "You are no longer asked for this declaration" in text_of(response)
    assert door.get(reverse("portal:nothing", args=[alder.pk])).status_code == 302
    assert Upload.objects.count() == 1
    assert "No longer asked" in text_of(door.get(reverse("portal:requests") + "?all"))


def test_it_tells_what_happened_in_plain_words_and_names_nobody_of_the_team(door, alder, legal):
    upload = sent(door, alder, build_cmrt())
    submission = upload.submissions.get()
    review.submission_return(submission, actor=legal, note="Please name the refiner in row 12.")
    page = text_of(door.get(reverse("portal:request", args=[alder.pk])))
    assert "You sent a file: cmrt.xlsx" in page
    assert "You were asked for a correction, by " in page
    assert "Please name the refiner in row 12." in page
    submission.refresh_from_db()
    review.submission_accept(submission, actor=legal)
    page = text_of(door.get(reverse("portal:request", args=[alder.pk])))
    assert "Your declaration was accepted" in page
    assert "Lena" not in page


def test_it_shows_what_the_reviewer_chose_but_nothing_for_the_team_alone(door, alder, legal):
    submission = a_submission(an_upload(alder), state="in_review")
    chosen = [
        submission.findings.create(code="CMRT-Y2", severity="warn", params=TURNED),
        submission.findings.create(code="CMRT-Q11", severity="warn", params={"count": 25}),
    ]
    review.submission_return(submission, actor=legal, note="", findings=chosen)
    page = page_of(door, submission.upload)
    assert "Meridian Instruments, Inc. asks about these" in page
    assert "Question 3 for tin was Yes last year" in page
    assert "another company" not in page
    assert "another company" not in text_of(door.get(reverse("portal:request", args=[alder.pk])))
    assert not Letter.objects.filter(body__contains="another company").exists()


def test_it_offers_the_cmrt_prepared_for_the_manufacturer_once_there_is_one(door, alder, legal):
    url = reverse("portal:template", args=[alder.pk])
    page = reverse("portal:request", args=[alder.pk])
    assert "The CMRT prepared for you" not in text_of(door.get(page))
    assert door.get(url).url == page
    blank_set(alder.period, file_name="blank.xlsx", data=own_blank("6.5"), actor=legal)
    assert "The CMRT prepared for you" in text_of(door.get(page))
    assert "The same with your answers" not in text_of(door.get(page))
    response = door.get(url)
    assert response["Content-Disposition"] == 'attachment; filename="CMRT 2025 Alder Precision Manufacturing.xlsx"'
    assert load_workbook(io.BytesIO(response.content))["Declaration"]["D8"].value == "Alder Precision Manufacturing"


def test_it_offers_last_years_answers_and_smelters_as_a_start(door, alder, legal):
    blank_set(alder.period, file_name="blank.xlsx", data=own_blank("6.5"), actor=legal)
    before = read_before(again(alder, 2024), day=date(2024, 12, 31), answers={3: {"Gold": "Unknown"}})
    review.submission_accept(before, actor=legal)
    assert "The same with your answers for 2024" in text_of(door.get(reverse("portal:request", args=[alder.pk])))
    response = door.get(reverse("portal:template", args=[alder.pk]), {"last_year": ""})
    book = load_workbook(io.BytesIO(response.content))
    assert book["Declaration"]["D40"].value == "Unknown"
    assert book["Declaration"]["D22"].value is None
    listed = [str(cell.value) for row in book["Smelter List"].iter_rows(min_row=5, max_col=6) for cell in row]
    assert any("CID900001" in value for value in listed)
