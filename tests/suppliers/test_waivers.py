"""Letting a finding pass: how long it holds, what it changes, and who learns of it."""

import re

import pytest
from django.urls import reverse

from cmr.models import AuditEvent
from suppliers.models import FindingWaiver, Submission
from suppliers.services.review import submission_accept
from tests.suppliers.parts import a_submission, an_upload
from tests.suppliers.test_context import again, sent
from tests.suppliers.test_desk import decide
from tests.suppliers.test_portal import text_of

OPEN = {"contact_phone": None}
WHY = "They have no telephone; we write by post."


@pytest.fixture
def desk(client_for, legal):
    return client_for(legal)


def page_of(client, submission: Submission) -> str:
    return client.get(reverse("review:submission", args=[submission.pk])).content.decode()


def waive(client, submission: Submission, code: str, reason: str = WHY):
    pattern = rf'name="code" value="{code}"><input type="hidden" name="fingerprint" value="([0-9a-f]+)"'
    found = re.search(pattern, page_of(client, submission))[1]
    url = reverse("review:waive", args=[submission.pk])
    return client.post(url, {"code": code, "fingerprint": found, "reason": reason})


def lift(client, submission: Submission):
    url = reverse("review:waiver_lifted", args=[submission.pk, FindingWaiver.objects.latest("pk").pk])
    return client.post(url, follow=True)


def test_it_lets_a_finding_pass_so_that_the_file_is_reviewed_and_accepted_without_a_reason(desk, alder, legal):
    submission = sent(alder, company=OPEN)
    assert submission.state == "needs_correction"
    assert waive(desk, submission, "CMRT-C01").status_code == 302
    submission.refresh_from_db()
    assert submission.state == "in_review"
    page = text_of(desk.get(reverse("review:submission", args=[submission.pk])))
    assert "nothing to correct" in page and "1 let pass" in page
    assert page.count(WHY) == 2, "at the finding and in the history"
    assert "Lena Hart let pass: " in page and "Take back" in page
    assert decide(desk, submission, "accept").status_code == 302
    submission.refresh_from_db()
    assert submission.state == "accepted"


def test_it_tells_the_manufacturer_nothing_but_asks_no_more(desk, alder, alice, client_for):
    submission = sent(alder, company=OPEN)
    door, url = client_for(alice), reverse("portal:result", args=[submission.upload_id])
    words = "Enter the contact phone number"
    assert words in text_of(door.get(url))
    waive(desk, submission, "CMRT-C01")
    page = text_of(door.get(url))
    assert words not in page and WHY not in page and "1 thing to correct" not in page
    history = text_of(door.get(reverse("portal:request", args=[alder.pk])))
    assert WHY not in history and "let pass" not in history


def test_it_holds_for_a_later_file_that_shows_the_same_and_lapses_with_the_first_that_does_not(desk, alder):
    waive(desk, sent(alder, company=OPEN), "CMRT-C01")
    assert sent(alder, company=OPEN | {"contact_name": "Somebody Else"}).state == "in_review"
    # One open field too, so that only the field tells the files apart.
    other = sent(alder, company={"contact_name": None})
    assert other.state == "needs_correction"
    assert "Take back" not in page_of(desk, other)


def test_it_takes_it_back(desk, alder, legal):
    submission = sent(alder, company=OPEN)
    waive(desk, submission, "CMRT-C01")
    assert "the finding stands again" in text_of(lift(desk, submission))
    submission.refresh_from_db()
    alder.refresh_from_db()
    assert (submission.state, alder.state) == ("needs_correction", "needs_correction")
    assert "taken back already" in text_of(lift(desk, submission))
    waiver = FindingWaiver.objects.get()
    assert (waiver.decided_by, waiver.lifted_by) == (legal, legal)
    waive(desk, submission, "CMRT-C01", "Again.")
    assert list(AuditEvent.objects.filter(event__startswith="finding.").values_list("event", "reason")) == [
        ("finding.waived", WHY),
        ("finding.waiver_lifted", ""),
        ("finding.waived", "Again."),
    ]


def test_it_wants_a_reason_and_what_still_stands(desk, alder):
    submission = sent(alder, company=OPEN)
    response = waive(desk, submission, "CMRT-C01", "  ")
    assert response.status_code == 400
    assert "Say why this may pass" in text_of(response)
    url = reverse("review:waive", args=[submission.pk])
    form = {"code": "CMRT-C01", "fingerprint": "0" * 64, "reason": WHY}
    assert "no longer stands as you saw it" in text_of(desk.post(url, form, follow=True))
    assert not FindingWaiver.objects.exists()


def test_it_is_let_pass_once_though_two_press_at_once(desk, alder):
    submission = sent(alder, company=OPEN)
    found = re.search(
        r'value="CMRT-C01"><input type="hidden" name="fingerprint" value="([0-9a-f]+)"', page_of(desk, submission)
    )[1]
    form = {"code": "CMRT-C01", "fingerprint": found, "reason": WHY}
    url = reverse("review:waive", args=[submission.pk])
    desk.post(url, form)
    assert "so nothing was changed" in text_of(desk.post(url, form, follow=True))
    assert FindingWaiver.objects.count() == 1


def test_it_still_wants_a_reason_while_anything_else_blocks(desk, alder):
    submission = sent(alder, company={"contact_email": "nobody"})
    waive(desk, submission, "CMRT-C01")
    submission.refresh_from_db()
    assert submission.state == "needs_correction"
    assert decide(desk, submission, "accept").status_code == 400


def test_it_takes_back_only_what_belongs_to_the_file(desk, alder, birchfield):
    waive(desk, sent(alder, company=OPEN), "CMRT-C01")
    other = a_submission(an_upload(birchfield))
    url = reverse("review:waiver_lifted", args=[other.pk, FindingWaiver.objects.get().pk])
    assert desk.post(url).status_code == 404


def test_it_lets_an_administrator_read_but_not_let_pass(client_for, admin_user, desk, alder):
    submission = sent(alder, company=OPEN)
    look = client_for(admin_user)
    assert "Let it pass" not in page_of(look, submission)
    waive(desk, submission, "CMRT-C01")
    page = page_of(look, submission)
    assert WHY in page and "Take back" not in page


def test_it_leads_from_a_flagged_cell_to_its_finding_and_groups_by_what_to_do(desk, alder):
    submission = sent(alder, answers={1: {"Gold": "Perhaps"}})
    page = page_of(desk, submission)
    anchor = re.search(r'class="to-finding" href="#([a-z]+-\d+)"', page)[1]
    assert f'<li id="{anchor}">' in page
    assert anchor.startswith("correct-")
    assert page.count(f'id="{anchor}"') == 1


def test_it_shows_last_years_answer_in_the_cell_where_it_differs(desk, alder, legal):
    before = sent(again(alder, 2024), answers={4: {"Gold": "Unknown"}})
    submission_accept(before, actor=legal)
    page = page_of(desk, sent(alder, answers={4: {"Gold": "No"}}))
    ghosts = re.findall(r'<span class="sub ghost"><span class="visually-hidden">(\d+): </span>([^<]*)<', page)
    assert ("2024", "Unknown") in ghosts
    assert "Beside the declaration accepted for 2024: " in page


def test_it_offers_the_next_in_review_by_a_link_and_says_the_keys(desk, alder, birchfield):
    here = a_submission(an_upload(alder), state="in_review")
    other = a_submission(an_upload(birchfield), state="in_review")
    page = page_of(desk, here)
    assert f'rel="next" href="{reverse("review:submission", args=[other.pk])}"' in page
    assert "js/submission.js" in page and "<kbd>j</kbd>" in page
