"""The team's pages of following up and of the contact log."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from suppliers.models import ContactRecord, LadderStep, Letter, Request, StrayMail
from suppliers.services.campaigns import campaign_set
from suppliers.services.follow_up import ladder_offer
from suppliers.services.letters import letter_write
from suppliers.services.mail_in import contact_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_for, legal):
    return client_for(legal)


@pytest.fixture
def silent(alder) -> Request:
    """Asked long ago, due three days from now."""
    due = timezone.localdate() + timedelta(days=3)
    campaign_set(alder.period, follow_up=True, due_date=due, actor=None)
    ladder_offer(alder.period, actor=None)
    Request.objects.update(due_date=due, requested_at=timezone.now() - timedelta(days=60))
    return alder


def url(name: str, *args) -> str:
    return reverse(f"campaign:{name}", args=[2025, *args])


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_it_says_who_gets_what_today_and_sends_it_once(desk, silent):
    page = text(desk.get(url("follow_up")))
    assert "1 letter is due today." in page
    assert "alice@alder.example" in page and "Reminder before the due date" in page
    assert "1 letter leaves now." in text(desk.post(url("follow_up_run"), follow=True))
    page = text(desk.post(url("follow_up_run"), follow=True))
    assert "Nothing is due today that is not written already." in page
    assert "This letter is written already." in page
    assert Letter.objects.count() == 1
    assert Letter.objects.get().written_by.email == "lena@meridian.example"


def test_it_previews_and_sends_nothing_while_following_up_is_off(desk, silent):
    campaign_set(silent.period, follow_up=False, actor=None)
    assert "Following up is switched off" in text(desk.get(url("follow_up")))
    desk.post(url("follow_up_run"))
    assert not Letter.objects.exists()


def test_it_offers_a_ladder_where_there_is_none(desk, alder):
    assert "There is no ladder yet" in text(desk.get(url("follow_up")))
    desk.post(url("follow_up_offer"))
    assert LadderStep.objects.count() == 6


def rungs(desk) -> dict[str, str]:
    """The ladder's form as the page gives it."""
    ladder = desk.get(url("follow_up")).context["ladder"]
    given = {f"rung-{name}": value for name, value in ladder.management_form.initial.items()}
    for form in ladder:
        for name in ("id", "days", "kind"):
            value = form[name].value()
            given[form.add_prefix(name)] = "" if value is None else str(value)
    return given


def test_it_sets_the_ladder(desk, silent):
    given = rungs(desk)
    first = LadderStep.objects.get(days=-14)
    given |= {"rung-0-days": "-10", "rung-1-DELETE": "on", "rung-6-days": "40", "rung-6-kind": "final"}
    assert "The ladder is set." in text(desk.post(url("follow_up_ladder"), given, follow=True))
    assert list(LadderStep.objects.values_list("days", flat=True)) == [-10, 3, 10, 21, 28, 40]
    assert LadderStep.objects.get(days=-10).pk == first.pk


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rung-0-days": "-3"}, "Two rungs have the same day and the same letter"),
        ({"rung-0-days": "900"}, "Between 180 days before the due date and 365 after it."),
        ({"rung-0-days": "5"}, "A reminder before the due date needs a day before it"),
        ({"rung-0-days": "x"}, "Enter a whole number."),
    ],
)
def test_it_says_what_is_wrong_with_a_ladder(desk, silent, change, said):
    page = desk.post(url("follow_up_ladder"), rungs(desk) | change)
    assert page.status_code == 400
    assert said in text(page)
    assert LadderStep.objects.count() == 6


def test_it_moves_no_rung_of_another_year(desk, silent, registrant):
    other = silent.period.__class__.objects.create(registrant=registrant, year=2024, covered_products="x")
    ladder_offer(other, actor=None)
    foreign = LadderStep.objects.filter(campaign__period=other).first()
    desk.post(url("follow_up_ladder"), rungs(desk) | {"rung-0-id": str(foreign.pk), "rung-0-days": "-100"})
    foreign.refresh_from_db()
    assert foreign.days == -14


def sent(asked, user, key="k") -> Letter:
    letter = letter_write("invitation", period=asked.period, to=user, request=asked, key=key, actor=None)
    Letter.objects.filter(pk=letter.pk).update(state="sent", sent_at=timezone.now() - timedelta(days=2))
    return letter


def test_it_shows_letters_and_contacts_in_one_line_of_time(desk, alder, alice, legal):
    sent(alder, alice)
    contact_record(alder, "telephone", text="They need a week.", day=timezone.localdate(), actor=legal)
    page = text(desk.get(url("log")))
    assert page.index("They need a week.") < page.index("alice@alder.example")
    assert "They need a week." not in text(desk.get(url("log"), {"what": "invitation"}))
    assert "They need a week." not in text(desk.get(url("log"), {"q": "birch"}))


def test_it_exports_the_log_as_evidence(desk, alder, alice, legal):
    letter = sent(alder, alice)
    letter_write("invitation", period=alder.period, to=alice, request=alder, key="waits", actor=None)
    contact_record(alder, "note", text="=cmd()", day=timezone.localdate(), actor=legal)
    rows = list(csv.reader(io.StringIO(desk.get(url("log_csv")).content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["Day", "Manufacturer", "What", "With or by"]
    assert [row[2] for row in rows[1:]] == ["Note", "Request for the CMRT"]
    assert rows[1][4] == "'=cmd()"
    assert rows[2][6] == str(letter.pk)


def test_it_asks_the_database_as_often_for_a_long_log(desk, alder, alice, legal, django_assert_num_queries):
    sent(alder, alice)
    desk.get(url("log"))
    with django_assert_num_queries(7):
        desk.get(url("log"))
    for number in range(5):
        sent(alder, alice, key=str(number))
        contact_record(alder, "note", text="n", day=timezone.localdate(), actor=legal)
    with django_assert_num_queries(7):
        desk.get(url("log"))


def mail(headers: str = "") -> SimpleUploadedFile:
    data = f"From: a@b.example\nSubject: Hello\n{headers}\nIt came elsewhere."
    return SimpleUploadedFile("mail.eml", data.encode(), "message/rfc822")


def test_it_takes_in_a_mail_that_came_elsewhere(desk, alder, alice):
    letter = sent(alder, alice)
    page = desk.post(url("log_mail"), {"file": mail(f"In-Reply-To: {letter.message_id}\n")}, follow=True)
    assert "Recorded for Alder Precision Manufacturing: reply." in text(page)
    record = ContactRecord.objects.get()
    original = desk.get(reverse("campaign:log_original", args=[record.pk]))
    assert b"It came elsewhere." in original.content
    assert original["Content-Disposition"].startswith("attachment")


def test_it_shows_strays_and_files_them(desk, alder):
    assert "none of our letters" in text(desk.post(url("log_mail"), {"file": mail()}, follow=True))
    stray = StrayMail.objects.get()
    assert b"It came elsewhere." in desk.get(reverse("campaign:log_stray", args=[stray.pk])).content
    file = url("log_stray_file", stray.pk)
    assert "was not asked" in text(desk.post(file, {"manufacturer": "Nobody"}, follow=True))
    page = text(desk.post(file, {"manufacturer": "alder precision manufacturing"}, follow=True))
    assert "Filed under Alder Precision Manufacturing." in page
    assert "Mails without a letter" not in page
    assert ContactRecord.objects.get().request == alder
    assert "Somebody filed this mail meanwhile." in text(
        desk.post(file, {"manufacturer": "Alder Precision Manufacturing"}, follow=True)
    )


def record(desk, asked, **given):
    fields = {"kind": "telephone", "day": timezone.localdate().isoformat(), "text": "They need a week."} | given
    return text(desk.post(reverse("campaign:log_record", args=[asked.pk]), fields, follow=True))


def test_it_records_a_call_on_the_manufacturers_page(desk, alder):
    page = record(desk, alder)
    assert "Recorded: telephone call." in page
    assert "They need a week." in page
    assert "lena@meridian.example" in page


def test_it_marks_the_letter_that_came_back(desk, alder, alice):
    letter = sent(alder, alice)
    record(desk, alder, kind="bounce", letter=letter.pk)
    assert Letter.objects.get().state == "bounced"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": " "}, "Say what was said, or add the mail."),
        ({"day": ""}, "Say when."),
        ({"day": "2999-01-01"}, "This day is still to come."),
        ({"kind": "x"}, "Select a valid choice."),
    ],
)
def test_it_says_what_is_missing_in_a_record(desk, alder, given, said):
    assert said in record(desk, alder, **given)
    assert not ContactRecord.objects.exists()


def test_it_ties_no_record_to_another_manufacturers_letter(desk, alder, birchfield, bob):
    letter = sent(birchfield, bob)
    assert "About the letter" in record(desk, alder, kind="bounce", letter=letter.pk)
    assert Letter.objects.get().state == "sent"


def test_it_records_a_mail_brought_to_the_manufacturers_page(desk, alder):
    page = record(desk, alder, kind="reply", text="", file=mail())
    assert "Recorded for Alder Precision Manufacturing: reply." in page
    assert ContactRecord.objects.get().text.endswith("It came elsewhere.")


def test_it_says_how_many_letters_have_not_left(desk, alder, alice):
    letter_write("invitation", period=alder.period, to=alice, request=alder, key="k", actor=None)
    assert "1 letter has not left yet." in text(desk.get(reverse("review:manufacturer", args=[alder.pk])))
