"""The team's pages of letters: their wording, what became of each, and the letters about facilities."""

from datetime import date

import pytest
from django.urls import reverse

from cmr import storage
from smelters.models import Smelter, StatusRecord
from suppliers.letters.delivered import DELIVERED
from suppliers.models import Letter, LetterText, Mention
from suppliers.services import outbox
from suppliers.services.claims import seconds
from suppliers.services.facility_letters import facility_letters_write
from suppliers.services.invitations import invitation_create
from suppliers.services.letters import letter_write
from tests.suppliers.parts import a_submission, an_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_for, legal):
    return client_for(legal)


@pytest.fixture
def letter(alder, alice) -> Letter:
    return written(alder, alice)


def written(asked, user, key="k", **more) -> Letter:
    return letter_write("invitation", period=asked.period, to=user, request=asked, key=key, actor=None, **more)


def url(name: str, *args) -> str:
    return reverse(f"campaign:{name}", args=[2025, *args])


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_it_shows_whose_wording_each_letter_has(desk, period, django_assert_max_num_queries):
    LetterText.objects.create(
        kind="final", language="en", subject="Ours", body="b", edited_at=period.registrant.pk and "2026-01-05T00:00Z"
    )
    with django_assert_max_num_queries(10):
        page = text(desk.get(url("letters")))
    assert page.count("As delivered") == 15
    assert "Ours" in page and "5 January 2026" in page


def test_it_keeps_a_wording_and_goes_back_to_the_delivered_one(desk, alder):
    page = url("letter_text", "reminder", "en")
    assert "As it would arrive" in text(desk.get(page))
    desk.post(page, {"subject": "Soon, {contact}", "body": "Please: {link}", "do": "keep"})
    assert LetterText.objects.get().subject == "Soon, {contact}"
    assert "Back to the delivered wording" in text(desk.get(page))
    desk.post(url("letter_delivered", "reminder", "en"))
    assert "This is the wording we deliver." in text(desk.get(page))
    assert LetterText.objects.count() == 2
    desk.post(url("letter_delivered", "reminder", "en"))
    assert LetterText.objects.count() == 2


def test_it_shows_a_text_with_a_real_manufacturers_values_before_it_is_kept(desk, alder):
    page = desk.post(url("letter_text", "reminder", "en"), {"subject": "s", "body": "To {manufacturer}", "do": "try"})
    assert "To Alder Precision Manufacturing" in text(page)
    assert not LetterText.objects.exists()


@pytest.mark.parametrize("key", sorted(DELIVERED), ids=lambda key: "-".join(key))
def test_it_previews_every_letter(desk, period, key):
    page = text(desk.get(url("letter_text", *key)))
    assert "As it would arrive" in page


def test_it_says_at_the_field_what_is_wrong_and_keeps_nothing(desk, period):
    page = desk.post(url("letter_text", "reminder", "en"), {"subject": "s", "body": "a\n{silent}", "do": "keep"})
    assert page.status_code == 400
    assert "Line 2: {silent} is no placeholder of this letter." in text(page)
    assert "a\n{silent}" in page.content.decode()
    assert not LetterText.objects.exists()


def test_it_knows_no_other_letters_and_languages(desk, period):
    assert desk.get(url("letter_text", "reminder", "fr")).status_code == 404
    assert desk.get(url("letter_text", "threat", "en")).status_code == 404


def test_it_lists_letters_with_what_became_of_them(desk, letter, alder, bob, birchfield):
    written(birchfield, bob, key="other")
    Letter.objects.filter(pk=letter.pk).update(state="bounced", problem="No such person.")
    page = text(desk.get(url("letters_sent")))
    assert "2 letters, 0 sent. 1 came back." in page
    assert "No such person." in page
    assert "Alder" not in text(desk.get(url("letters_sent"), {"state": "waiting"}))
    assert "Alder" in text(desk.get(url("letters_sent"), {"q": "alice@"}))
    assert "No letter is like this." in text(desk.get(url("letters_sent"), {"kind": "final"}))


def test_it_shows_many_letters_with_as_few_queries_as_one(desk, alder, alice, django_assert_num_queries):
    written(alder, alice)
    desk.get(url("letters_sent"))
    with django_assert_num_queries(7):
        desk.get(url("letters_sent"))
    for number in range(5):
        written(alder, alice, key=str(number))
    with django_assert_num_queries(7):
        desk.get(url("letters_sent"))


def test_it_shows_a_letter_as_sent_and_gives_nobody_its_link(desk, alder, alice):
    blob = storage.store([b"a workbook"])
    invitation = invitation_create(alder, alice, actor=None)
    letter = written(alder, alice, invitation=invitation, attachments=[{"name": "CMRT.xlsx", "sha256": blob.sha256}])
    page = text(desk.get(url("letter", letter.pk)))
    assert "[personal link]" in page
    assert invitation.nonce not in page
    file = desk.get(url("letter_file", letter.pk, 1))
    assert file.content == b"a workbook"
    assert "CMRT.xlsx" in file["Content-Disposition"]
    assert desk.get(url("letter_file", letter.pk, 2)).status_code == 404


def test_it_shows_no_letter_under_another_year(desk, letter):
    assert desk.get(reverse("campaign:letter", args=[2024, letter.pk])).status_code == 404


@pytest.mark.parametrize(
    ("do", "state"), [("again", "waiting"), ("arrived", "sent"), ("cancel", "cancelled"), ("", "uncertain")]
)
def test_it_lets_a_person_decide_on_an_uncertain_letter(desk, letter, do, state):
    Letter.objects.update(state="uncertain")
    assert "Nobody can say whether this letter arrived." in text(desk.get(url("letter", letter.pk)))
    desk.post(url("letter_decide", letter.pk), {"do": do})
    assert Letter.objects.get().state == state


def test_it_says_when_somebody_decided_before(desk, letter):
    Letter.objects.update(state="sent")
    page = desk.post(url("letter_decide", letter.pk), {"do": "again"}, follow=True)
    assert "Nothing was changed" in text(page)
    assert Letter.objects.get().state == "sent"


def test_it_sends_all_again_that_failed(desk, alder, alice):
    for number in range(3):
        written(alder, alice, key=str(number))
    Letter.objects.update(state="failed", not_before=seconds(3600))
    assert "3 letters leave again now." in text(desk.post(url("letters_again"), follow=True))
    assert outbox.drain() == 3


@pytest.fixture
def off_the_lists(alder, alice):
    """Alice's accepted declaration names a conformant smelter and one that is on no list."""
    submission = a_submission(an_upload(alder), state="accepted")
    for row, (name, status) in enumerate((("Luna Smelter, Ltd.", None), ("Sol Smelting", "conformant")), 5):
        smelter = Smelter.objects.create(metal="Tin", smelter_id=f"CID00000{row}", name=name, country_code="RW")
        if status:
            StatusRecord.objects.create(smelter=smelter, status_id=status, valid_from=date(2025, 1, 1), reason="r")
        Mention.objects.create(submission=submission, row=row, metal="Tin", name=name, listed="listed", smelter=smelter)
    return submission


def test_it_names_to_a_manufacturer_its_facilities_on_neither_list(desk, off_the_lists):
    page = text(desk.get(url("letters_facilities"), {"day": "2026-01-10"}))
    assert "Luna Smelter, Ltd." in page and "Sol Smelting" not in page
    given = {"day": "2026-01-10", "submission": [off_the_lists.pk]}
    assert "1 letter leaves now." in text(desk.post(url("letters_facilities_send"), given, follow=True))
    letter = Letter.objects.get()
    assert "- Tin, CID000005: Luna Smelter, Ltd., Rwanda" in letter.body
    assert "Sol" not in letter.body
    assert "10 January 2026" in letter.body
    assert "Written already" in text(desk.get(url("letters_facilities"), {"day": "2026-01-10"}))
    desk.post(url("letters_facilities_send"), given)
    assert Letter.objects.count() == 1


def test_it_writes_about_facilities_to_those_chosen_alone(desk, off_the_lists):
    desk.post(url("letters_facilities_send"), {"day": "2026-01-10", "submission": ["0", "x"]})
    assert not Letter.objects.exists()


def test_it_may_write_again_on_another_day(off_the_lists, period):
    for day in (date(2026, 1, 10), date(2026, 1, 10), date(2026, 2, 10)):
        facility_letters_write(period, day, {off_the_lists.pk}, actor=None)
    assert Letter.objects.count() == 2
