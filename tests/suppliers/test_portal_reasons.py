"""What is solved, what is asked and answered, and what changed since the year before."""

import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cmr.models import AuditEvent
from suppliers.models import Explanation, Submission
from suppliers.services.review import submission_accept, submission_return
from suppliers.shown import things_to_do
from tests.suppliers.parts import a_submission, an_upload
from tests.suppliers.test_context import MANY_ROWS, again, listing, sent
from tests.suppliers.test_portal import text_of

IDS = [{"smelter_id": f"CID90000{number}"} for number in (1, 3, 5, 6)]
LUNA = {"smelter_id": "CID900004"}
WHY = "Its ore for us comes from Brazil alone; see the letter of 3 November."


@pytest.fixture
def door(client_for, alice, alder):
    return client_for(alice)


def page_of(door, submission: Submission) -> str:
    return text_of(door.get(reverse("portal:result", args=[submission.upload_id])))


def question(submission: Submission, code: str) -> dict[str, str]:
    """The fields of the form that answers what a check found."""
    rows = list(submission.findings.filter(code=code))
    [thing] = things_to_do(rows, rows[0].severity, submission.document)
    return {"code": code, "fingerprint": thing.fingerprint}


def explain(door, submission: Submission, code: str, text: str = WHY):
    url = reverse("portal:explain", args=[submission.upload_id])
    return door.post(url, question(submission, code) | {"text": text})


def test_it_says_how_many_things_and_how_long_it_takes(door, alder):
    submission = sent(alder, company={"contact_email": None, "authorizer_email": None})
    assert "Almost there: 1 thing to correct, about 2 minutes" in page_of(door, submission)


def test_it_says_what_is_solved_what_stands_and_what_is_new_though_rows_moved(door, alder):
    wrong = [{"metal": "Gold", "manner": "f_only", "name": "Aurora Refining", "smelter_id": f"CID9{n}"} for n in (1, 2)]
    first = sent(alder, smelters=[*IDS, *wrong], company={"contact_email": "nobody"})
    assert "solved since" not in page_of(door, first)
    second = sent(alder, smelters=[*IDS, wrong[1]], company={"contact_phone": "x"}, answers={1: {"Gold": "Perhaps"}})
    page = page_of(door, second)
    assert "solved since cmrt.xlsx" in page
    solved = page.split("solved since cmrt.xlsx")[1].split("What we read")[0]
    assert '"CID91" is not a smelter ID' in solved
    assert '"CID92"' not in solved
    stands = page.split("solved since")[0]
    assert '"CID92" is not a smelter ID; an ID is CID and six digits. As in the file before' in stands
    assert '"Perhaps" is none of the answers' in stands and "New in this file" in stands


def test_it_compares_a_part_with_its_own_earlier_file_only(door, alder):
    a_submission(an_upload(alder, b"1", covers="Boards")).findings.create(code="CMRT-K01", severity="block")
    assert "solved since" not in page_of(door, sent(alder))


def test_it_hands_out_the_findings_as_a_workbook_without_what_is_for_the_team(door, alder):
    submission = sent(alder, company={"contact_email": "nobody at all"})
    submission.findings.create(code="CMRT-Q11", severity="warn", sheet="Smelter List", cell="A5", params={"count": 25})
    response = door.get(reverse("portal:findings", args=[submission.upload_id]))
    assert response["Content-Disposition"] == f'attachment; filename="{submission.upload.receipt}-findings.xlsx"'
    book = load_workbook(io.BytesIO(response.content))
    said = [str(cell.value) for sheet in book for row in sheet.rows for cell in row]
    assert any("is not an e-mail address of" in words for words in said)
    assert "D16" in said and "nobody at all" in said
    assert not any("another company" in words for words in said)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.rows for cell in row)


def test_it_takes_a_reason_for_what_a_reason_settles_and_the_file_goes_to_review(door, alder, client_for, legal):
    submission = sent(alder, smelters=[*IDS, LUNA])
    assert submission.state == "needs_correction"
    page = page_of(door, submission)
    assert "1 thing to correct" in page and "Tell us why" in page
    response = explain(door, submission, "CMRT-K08b")
    page = text_of(door.get(response.url))
    assert "Thank you. We keep your reason" in page
    assert "Answered by you" in page and WHY in page
    assert "to correct" not in page.split("Answered by you")[0]
    submission.refresh_from_db()
    alder.refresh_from_db()
    assert (submission.state, alder.state) == ("in_review", "in_review")
    assert AuditEvent.objects.get(event="explanation.given").reason == WHY
    desk = text_of(client_for(legal).get(reverse("review:submission", args=[submission.pk])))
    assert WHY in desk.split("Declaration")[0] and "Tell us why" not in desk
    assert "1 answered with a reason" in desk and "gave a reason" in desk


def test_it_holds_a_reason_for_later_files_as_long_as_they_show_the_same(door, alder):
    explain(door, sent(alder, smelters=[*IDS, LUNA]), "CMRT-K08b")
    moved = sent(alder, smelters=[LUNA, *IDS], company={"contact_phone": "+41 1"})
    assert moved.state == "in_review"
    assert WHY in page_of(door, moved)
    more = sent(alder, smelters=[LUNA, {"smelter_id": "CID900002"}, *IDS])
    assert more.state == "needs_correction"
    assert WHY not in page_of(door, more)


def test_it_lets_no_reason_stand_for_a_correction(door, alder):
    submission = sent(alder, smelters=[*IDS, LUNA], company={"contact_email": None})
    fields = {"code": "CMRT-C01", "fingerprint": "", "text": "We have no e-mail."}
    door.post(reverse("portal:explain", args=[submission.upload_id]), fields | {"fingerprint": "0" * 64})
    assert not Explanation.objects.exists()
    explain(door, submission, "CMRT-K08b")
    submission.refresh_from_db()
    assert submission.state == "needs_correction"
    assert "1 thing to correct" in page_of(door, submission)


def test_it_asks_for_the_words_of_a_reason(door, alder):
    submission = sent(alder, smelters=[*IDS, LUNA])
    response = explain(door, submission, "CMRT-K08b", "  ")
    assert response.status_code == 400
    assert "Write the reason first" in text_of(response)
    assert not Explanation.objects.exists()


def test_it_brings_back_to_review_what_was_asked_and_is_answered(door, alder, legal):
    submission = sent(alder, answers={6: {"Tin": "None"}})
    chosen = list(submission.findings.filter(code="CMRT-K10"))
    submission_return(submission, actor=legal, findings=chosen)
    page = page_of(door, submission)
    assert "Meridian Instruments, Inc. asks about these" in page
    explain(door, submission, "CMRT-K10")
    submission.refresh_from_db()
    assert submission.state == "in_review"


def test_it_asks_anew_where_the_reviewer_was_not_content_with_the_reason(door, alder, legal):
    submission = sent(alder, answers={6: {"Tin": "None"}})
    explain(door, submission, "CMRT-K10", "An earlier reason.")
    row = submission.findings.get(code="CMRT-K10")
    submission.refresh_from_db()
    submission_return(submission, actor=legal, findings=[row])
    asked = page_of(door, submission).split("asks about these")[1].split("What we read")[0]
    assert "An earlier reason." in asked and "Answered by you" not in asked
    explain(door, submission, "CMRT-K10", "A better one.")
    submission.refresh_from_db()
    assert submission.state == "in_review"
    assert "A better one." in page_of(door, submission).split("Answered by you")[1]


def test_it_keeps_waiting_for_a_correction_that_a_person_asked_for_in_words(door, alder, legal):
    submission = sent(alder, answers={6: {"Tin": "None"}})
    submission_return(submission, actor=legal, note="Please add the refiner.")
    explain(door, submission, "CMRT-K10")
    submission.refresh_from_db()
    assert submission.state == "needs_correction"


def test_it_takes_no_reason_any_more_once_it_is_accepted_or_replaced(door, alder, legal):
    submission = sent(alder, smelters=[*IDS, LUNA])
    submission_accept(submission, actor=legal, note="Known.")
    assert "Tell us why" not in page_of(door, submission)
    page = text_of(door.get(explain(door, submission, "CMRT-K08b").url))
    assert "nothing was kept" in page
    assert not Explanation.objects.exists()


def test_it_shows_nobody_anothers_reasons(door, alder, birchfield, client_for, bob):
    submission = sent(alder, smelters=[*IDS, LUNA])
    explain(door, submission, "CMRT-K08b")
    other = sent(birchfield, smelters=[*IDS, LUNA], company={"name": "Birchfield"})
    assert other.state == "needs_correction"
    assert WHY not in page_of(client_for(bob), other)
    assert explain(client_for(bob), submission, "CMRT-K08b").status_code == 404


def test_it_compares_with_last_year_at_once_and_asks_about_what_is_surprising(door, alder, legal):
    last_year = again(alder, 2024)
    before = sent(
        last_year, day=date(2024, 12, 31), smelters=listing(0, 1, 2, 3), answers={3: {"Gold": "Yes"}}, **MANY_ROWS
    )
    submission_accept(before, actor=legal)
    submission = sent(alder, smelters=[*listing(0, 7)], **MANY_ROWS)
    page = page_of(door, submission)
    assert "Compared with your declaration for 2024: " in page
    section = page.split("Compared with your declaration for 2024: ")[1].split("What we read")[0]
    assert "1 answer changed, 1 smelter new, 3 gone" in section
    assert "3 Gold Yes No Declaration!D40" in section
    asked = page.split("Compared with")[0]
    assert "Question 3 for gold was Yes last year and is No this year." in asked
    assert "Smelters of last year's declaration are no longer listed, 3 of 4" in asked
    assert asked.count("Tell us why") >= 2


def test_it_compares_with_nothing_where_nothing_was_accepted(door, alder):
    sent(again(alder, 2024), day=date(2024, 12, 31))
    assert "Compared with" not in page_of(door, sent(alder))


def test_it_compares_with_a_statement_that_nothing_was_made(door, alder, alice, legal):
    last_year = again(alder, 2024)
    form = {"name": "Alice Alder", "title": "Quality Manager", "confirmed": "1"}
    door.post(reverse("portal:nothing", args=[last_year.pk]), form)
    submission_accept(last_year.submissions.get(), actor=legal)
    page = page_of(door, sent(alder))
    assert "Compared with your declaration for 2024: " in page and "4 smelters new, 0 gone" in page


def test_it_asks_the_same_number_of_questions_however_much_is_shown(door, alder, legal, django_assert_num_queries):
    before = sent(again(alder, 2024), day=date(2024, 12, 31), smelters=listing(*range(25)), **MANY_ROWS)
    submission_accept(before, actor=legal)
    sent(alder, company={"contact_email": None})
    submission = sent(alder, smelters=[*IDS, LUNA])
    explain(door, submission, "CMRT-K08b")
    with django_assert_num_queries(13):
        door.get(reverse("portal:result", args=[submission.upload_id]))
