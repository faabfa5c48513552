"""The desk as the legal team meets it."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cmr.models import AuditEvent, ReportingPeriod
from smelters.models import Smelter, Status, StatusRecord
from suppliers.matching import unknown_key
from suppliers.models import FindingRow, Mention, Request, Submission, Supplier, UnknownName
from suppliers.services.dispositions import names_hold
from suppliers.services.summaries import summaries_renew
from tests.suppliers.parts import a_submission, an_upload
from tests.suppliers.test_portal import text_of


@pytest.fixture
def desk(client_for, legal):
    return client_for(legal)


@pytest.fixture
def luna(db) -> Smelter:
    return Smelter.objects.create(
        metal="Tin", smelter_id="CID900004", name="Luna Smelter, Ltd.", country="RWANDA", country_code="RW"
    )


def a_mention(submission: Submission, smelter: Smelter | None, row: int = 5, **fields) -> Mention:
    given = {"metal": "Tin", "name": "Luna", "listed": "listed", "match": "id" if smelter else ""} | fields
    if smelter is None:
        key = unknown_key(given["metal"], "", given["name"], given["listed"])
        given["unknown_name"] = names_hold({key: given["name"]})[key]
    return Mention.objects.create(submission=submission, row=row, smelter=smelter, **given)


@pytest.fixture
def in_review(alder, luna) -> Submission:
    found = a_submission(an_upload(alder, file_name="alder.xlsx"), state="in_review")
    Request.objects.update(state="in_review")
    a_mention(found, luna)
    a_mention(found, None, row=6, name="Harbor Metals")
    return found


def decide(client, submission: Submission, decision: str, **fields):
    page = client.get(reverse("review:submission", args=[submission.pk])).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    url = reverse("review:decide", args=[submission.pk])
    return client.post(url, {"decision": decision, "seen": seen} | fields)


def test_it_says_how_to_open_a_year_when_there_is_none(desk):
    for page in ("review:period", "review:manufacturers", "review:facilities", "review:names", "reports:filing"):
        assert "No calendar year has been opened yet" in text_of(desk.get(reverse(page)))


def test_it_tells_where_the_year_stands_in_a_sentence(desk, in_review, birchfield):
    page = text_of(desk.get(reverse("review:period")))
    assert "1 of 2 manufacturers answered; 0 are accepted." in page
    assert re.search(r"Form SD (is|was) due on 1 June 2026", page)
    assert "Review Alder Precision Manufacturing" in page
    assert "Rows with a name we do not know 1" in page
    assert "Birchfield Electronics Co., Ltd. no answer" in page


def test_it_counts_each_facility_once_and_leads_to_its_rows(desk, in_review, birchfield, luna):
    Submission.objects.update(state="accepted")
    second = a_submission(an_upload(birchfield), state="accepted")
    a_mention(second, luna)
    body = desk.get(reverse("review:period", args=[2025])).content.decode()
    rows = f"{reverse('review:facilities', args=[2025])}?metal=Tin&amp;status=not_listed"
    assert f'<a href="{rows}">1</a>' in body
    page = text_of(desk.get(rows.replace("&amp;", "&")))
    assert "Luna Smelter, Ltd." in page
    assert "Covered Country" in page
    place = text_of(desk.get(reverse("review:named", args=[luna.pk])))
    assert "Birchfield Electronics Co., Ltd." in place
    assert "Smelter List!A5" in place


def test_it_reads_statuses_on_the_periods_day(desk, in_review, luna, period, legal):
    Submission.objects.update(state="accepted")
    for status, day in (("conformant", date(2025, 6, 1)), ("active", date(2026, 6, 1))):
        StatusRecord.objects.create(
            smelter=luna, status=Status.objects.filter(group=status).first(), valid_from=day, reason="seen"
        )
    period.status_as_of = date(2026, 3, 1)
    period.save()
    page = text_of(desk.get(reverse("review:facilities", args=[2025]), {"status": "conformant"}))
    assert "Luna Smelter, Ltd." in page
    assert "statuses as of 1 March 2026" in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Alder", "Birchfield"]),
        ("?sort=-name", ["Birchfield", "Alder"]),
        ("?state=in_review", ["Alder"]),
        ("?state=silent", ["Birchfield"]),
        ("?q=BIRCH", ["Birchfield"]),
        ("?sort=-sent", ["Alder", "Birchfield"]),
        ("?sort=supplier__contacts__user__email", ["Alder", "Birchfield"]),
    ],
)
def test_it_filters_and_sorts_by_the_address_bar(desk, in_review, birchfield, query, names):
    body = desk.get(reverse("review:manufacturers", args=[2025]) + query).content.decode()
    assert re.findall(r'<th scope="row"[^>]*><a[^>]*>(\w+)', body) == names


def test_it_exports_what_the_filters_show(desk, in_review, birchfield):
    Supplier.objects.filter(name__startswith="Birch").update(name="=HYPERLINK(1)")
    response = desk.get(reverse("review:manufacturers_csv", args=[2025]), {"state": "silent"})
    assert response["Content-Disposition"] == 'attachment; filename="manufacturers-2025.csv"'
    lines = response.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("'=HYPERLINK(1)")


def test_it_accepts_a_declaration(desk, in_review, legal):
    assert decide(desk, in_review, "accept").url == reverse("review:submission", args=[in_review.pk])
    in_review.refresh_from_db()
    assert (in_review.state, in_review.decided_by) == ("accepted", legal)
    page = text_of(desk.get(reverse("review:submission", args=[in_review.pk])))
    assert "You accepted the declaration of Alder Precision Manufacturing." in page
    assert "Lena Hart accepted the declaration" in page


def test_it_asks_for_a_correction_in_the_reviewers_words(desk, in_review):
    decide(desk, in_review, "return", note="Row 6: which refiner is it?")
    in_review.refresh_from_db()
    assert (in_review.state, in_review.decision_note) == ("needs_correction", "Row 6: which refiner is it?")


def test_it_wants_words_for_a_correction(desk, in_review):
    response = decide(desk, in_review, "return", note="  ")
    assert response.status_code == 400
    assert "in your own words" in text_of(response)
    assert not AuditEvent.objects.filter(event="submission.returned").exists()


def test_it_wants_a_reason_to_accept_what_has_something_to_correct(desk, in_review):
    FindingRow.objects.create(submission=in_review, code="CMRT-C01", severity="block", sheet="Declaration", cell="D27")
    response = decide(desk, in_review, "accept")
    assert response.status_code == 400
    assert "Say why you accept it" in text_of(response)
    decide(desk, in_review, "accept", reason="Confirmed by telephone.")
    assert AuditEvent.objects.get(event="submission.accepted").reason == "Confirmed by telephone."


def test_it_changes_nothing_when_somebody_decided_meanwhile(desk, in_review, client_for, legal):
    page = desk.get(reverse("review:submission", args=[in_review.pk])).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    decide(client_for(legal), in_review, "return", note="Please check row 6.")
    url = reverse("review:decide", args=[in_review.pk])
    late = desk.post(url, {"decision": "accept", "seen": seen}, follow=True)
    assert "Somebody decided meanwhile, so nothing was changed." in text_of(late)
    in_review.refresh_from_db()
    assert in_review.state == "needs_correction"


def test_it_lets_an_administrator_look_but_not_decide(client_for, admin_user, in_review):
    page = client_for(admin_user).get(reverse("review:submission", args=[in_review.pk]))
    assert "The legal team or a reviewer decides." in text_of(page)
    assert 'name="decision"' not in page.content.decode()


@pytest.mark.parametrize(
    ("query", "rows"),
    [("", ["A5", "A6"]), ("?show=unplaced", ["A6"]), ("?show=covered", ["A5"]), ("?metal=Gold", [])],
)
def test_it_filters_the_smelter_list(desk, in_review, query, rows):
    body = desk.get(reverse("review:submission", args=[in_review.pk]) + query).content.decode()
    assert re.findall(r'<span class="cell">(A\d+)</span>', body) == rows


def test_it_shows_why_a_file_was_not_read_and_reads_it_again(desk, alder):
    upload = an_upload(alder, state="failed", attempts=3, reason="The program that reads the file stopped.")
    url = reverse("review:manufacturer", args=[alder.pk])
    page = text_of(desk.get(url))
    assert "The program that reads the file stopped." in page
    assert "alice@alder.example" in page
    again = desk.post(reverse("review:retry", args=[upload.pk]), follow=True)
    assert f"{upload.receipt} is being read again." in text_of(again)
    twice = desk.post(reverse("review:retry", args=[upload.pk]), follow=True)
    assert "no longer put aside" in text_of(twice)


def test_it_lets_the_team_call_a_file_unreadable_in_words_the_manufacturer_sees(desk, alder, alice, client_for):
    upload = an_upload(alder, state="failed", attempts=3, reason="The program that reads the file stopped.")
    page = text_of(desk.get(reverse("review:manufacturer", args=[alder.pk])))
    assert "cmrt.xlsx was put aside" in page
    assert "Try again" in page
    assert "Mark unreadable" in page
    url = reverse("review:refuse", args=[upload.pk])
    assert "Say what the manufacturer should do." in text_of(desk.post(url, {"reason": "  "}, follow=True))
    said = text_of(desk.post(url, {"reason": "Please send the .xlsx, not the print."}, follow=True))
    assert "Alder Precision Manufacturing now sees that" in said
    assert "Mark unreadable" not in said
    theirs = client_for(alice).get(reverse("portal:result", args=[upload.pk]))
    assert "Please send the .xlsx, not the print." in text_of(theirs)
    assert "no longer put aside" in text_of(desk.post(url, {"reason": "again"}, follow=True))


def test_it_shows_an_administrator_what_was_put_aside_and_nothing_to_press(client_for, admin_user, alder):
    an_upload(alder, state="failed", attempts=3)
    page = client_for(admin_user).get(reverse("review:manufacturer", args=[alder.pk]))
    assert "cmrt.xlsx was put aside" in text_of(page)
    assert "Try again" not in text_of(page)


@pytest.mark.parametrize(
    ("state", "fields", "told"),
    [
        ("queued", {"not_before": 6}, True),
        ("queued", {"not_before": 1}, False),
        ("reading", {"not_before": 60, "lease_until": 6}, True),
        ("reading", {"not_before": 60, "lease_until": -1}, False),
        ("failed", {"not_before": 60}, False),
    ],
)
def test_it_tells_the_team_when_files_wait_too_long(desk, alder, state, fields, told):
    ago = {name: timezone.now() - timedelta(minutes=minutes) for name, minutes in fields.items()}
    an_upload(alder, state=state, **ago)
    page = text_of(desk.get(reverse("review:period")))
    assert ("Reading is delayed. 1 file waits to be read since" in page) is told


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"


def test_it_shows_what_manufacturers_wrote_as_text(desk, in_review, alder, alice, client_for):
    document = {
        "company": {"contact_name": HOSTILE, "authorizer_name": HOSTILE},
        "answers": {"1": {"Tin": {"answer": HOSTILE, "comment": HOSTILE, "cell": "Declaration!D27"}}},
        "company_answers": {"A": {"answer": HOSTILE, "comment": HOSTILE}},
    }
    Submission.objects.update(document=document, company_name=HOSTILE)
    Mention.objects.update(name=HOSTILE, country=HOSTILE[:120])
    UnknownName.objects.update(name=HOSTILE)
    Supplier.objects.update(name=HOSTILE)
    FindingRow.objects.create(
        submission=in_review, code="REG-06", severity="warn", params={"name": HOSTILE, "metal": "x"}
    )
    urls = [
        reverse("review:period"),
        reverse("review:names"),
        reverse("review:manufacturers"),
        reverse("review:submission", args=[in_review.pk]),
        reverse("review:manufacturer", args=[alder.pk]),
    ]
    pages = [desk.get(url) for url in urls]
    pages.append(client_for(alice).get(reverse("portal:result", args=[in_review.upload_id])))
    for page in pages:
        body = page.content.decode()
        assert page.status_code == 200
        assert "&lt;script&gt;" in body
        assert "<script>alert" not in body
        assert "<img src=x" not in body
        assert "{{7*7}}" in body


def test_it_asks_the_same_number_of_questions_however_many_were_asked(
    desk, in_review, birchfield, luna, django_assert_max_num_queries
):
    pages = {
        reverse("review:period", args=[2025]): 24,
        reverse("review:manufacturers", args=[2025]): 11,
        reverse("review:facilities", args=[2025]): 11,
        reverse("review:names", args=[2025]): 14,
        reverse("review:name", args=[2025, UnknownName.objects.get().pk]): 17,
        reverse("review:submission", args=[in_review.pk]): 20,
        reverse("review:manufacturer", args=[in_review.request_id]): 13,
        reverse("smelters:list"): 10,
        reverse("smelters:facility", args=[luna.pk]): 13,
    }
    _accepted(birchfield.period, range(1))
    few = {url: _questions(desk, url, django_assert_max_num_queries, most) for url, most in pages.items()}
    _accepted(birchfield.period, range(1, 13))
    for url, most in pages.items():
        assert _questions(desk, url, django_assert_max_num_queries, most) == few[url], url


def _accepted(period: ReportingPeriod, numbers: range) -> None:
    """Manufacturers whose accepted declarations name a facility of their own, and a name that nobody knows."""
    for number in numbers:
        supplier = Supplier.objects.create(name=f"Manufacturer {number}")
        asked = Request.objects.create(supplier=supplier, period=period, due_date=date(2026, 3, 31))
        sent = a_submission(an_upload(asked), state="accepted")
        smelter = Smelter.objects.create(metal="Gold", smelter_id=f"CID91{number:04}", name=f"Refiner {number}")
        a_mention(sent, smelter, metal="Gold")
        a_mention(sent, None, row=6, name=f"Nobody {number}")
    summaries_renew(Submission.objects.values_list("pk", flat=True))


def _questions(client, url: str, counted, most: int) -> int:
    with counted(most) as questions:
        assert client.get(url).status_code == 200
    return len(questions)


def test_it_shows_a_long_smelter_list_page_by_page(desk, in_review, luna):
    for row in range(100, 180):
        a_mention(in_review, luna, row=row)
    url = reverse("review:submission", args=[in_review.pk])
    first, second = (desk.get(f"{url}?metal=Tin&page={page}").content.decode() for page in (1, 2))
    assert "A150" in first and "A179" not in first
    assert "A179" in second and "A150" not in second
    assert "?metal=Tin&amp;page=2#smelters" in first
