"""What manufacturers say, held against one another."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from smelters.models import Smelter
from suppliers.models import Mention, Submission
from suppliers.services.review import submission_return
from suppliers.services.summaries import summaries_renew
from tests.suppliers.parts import a_submission, an_upload
from tests.suppliers.test_desk import _accepted, _questions
from tests.suppliers.test_portal import text_of


@pytest.fixture
def desk(client_for, legal):
    return client_for(legal)


@pytest.fixture
def luna(db) -> Smelter:
    return Smelter.objects.create(metal="Tin", smelter_id="CID900004", name="Luna Smelter, Ltd.")


def answered(request, metal: str, word: str, *smelters: Smelter, **fields) -> Submission:
    """A declaration that answers question 3 for a metal and names these facilities."""
    document = {"answers": {"3": {metal: {"answer": word, "cell": "Declaration!D41"}}}}
    found = a_submission(an_upload(request), **({"document": document} | fields))
    for row, smelter in enumerate(smelters, 5):
        Mention.objects.create(
            submission=found, row=row, smelter=smelter, metal=smelter.metal, listed="listed", match="id"
        )
    summaries_renew([found.pk])
    return found


def across(desk, check: str) -> str:
    return text_of(desk.get(reverse("review:cross", args=[2025]), {"check": check}))


def test_it_finds_a_facility_of_which_one_says_no_and_another_yes(desk, alder, birchfield, luna):
    answered(alder, "Tin", "No", luna)
    answered(birchfield, "Tin", "Yes", luna)
    page = desk.get(reverse("review:cross", args=[2025]))
    assert "Tin Luna Smelter, Ltd. CID900004 1 1" in text_of(page)
    rows = reverse("review:cross_origin", args=[2025, luna.pk])
    assert f'href="{rows}"' in page.content.decode()
    who = text_of(desk.get(rows))
    assert "Alder Precision Manufacturing No Birchfield Electronics Co., Ltd. Yes" in who


@pytest.mark.parametrize(("metal", "word"), [("Gold", "Yes"), ("Tin", "No"), ("Tin", "Unknown")])
def test_it_holds_only_yes_against_no_and_only_for_the_facilitys_metal(desk, alder, birchfield, luna, metal, word):
    answered(alder, "Tin", "No", luna)
    answered(birchfield, metal, word, luna)
    assert "Nothing stands out." in across(desk, "origin")


def test_it_holds_nothing_against_what_was_superseded(desk, alder, birchfield, luna):
    answered(alder, "Tin", "No", luna)
    answered(birchfield, "Tin", "Yes", luna, state="superseded")
    assert "Nothing stands out." in across(desk, "origin")


def test_it_names_who_sent_the_same_list(desk, alder, birchfield):
    assert "No two manufacturers sent the same Smelter List." in across(desk, "lists")
    for request in (alder, birchfield):
        a_submission(an_upload(request), list_fingerprint="1" * 64)
    page = across(desk, "lists")
    assert "List 1 Alder Precision Manufacturing 2 List 1 Birchfield Electronics Co., Ltd. 2" in page


def test_it_names_who_places_a_facility_elsewhere(desk, alder):
    said = {"smelter_id": "CID900004", "registered": "Luna", "country_registered": "Rwanda", "country": "Brazil"}
    found = a_submission(an_upload(alder))
    found.findings.create(code="REG-05", severity="warn", sheet="Smelter List", cell="E5", params=said)
    page = across(desk, "countries")
    assert "Luna CID900004 Rwanda Brazil Alder Precision Manufacturing Smelter List!E5" in page


def test_it_rates_answers_by_findings_rounds_and_days(desk, alder, birchfield, legal):
    alder.requested_at = timezone.now() - timedelta(days=9, hours=1)
    alder.save()
    a_submission(an_upload(alder, b"1"), state="superseded").findings.create(code="CMRT-C01", severity="block")
    newest = a_submission(an_upload(alder, b"2"))
    newest.findings.create(code="CMRT-K01", severity="block")
    newest.findings.create(code="CMRT-K08c", severity="warn")
    submission_return(newest, actor=legal, note="Please look at row 5.")
    page = across(desk, "quality")
    assert "Alder Precision Manufacturing 1 1 2 1 9" in page
    assert "Birchfield Electronics Co., Ltd. 0 0 0 0" in page


def test_it_exports_each_question(desk, alder, birchfield, luna):
    answered(alder, "Tin", "No", luna)
    answered(birchfield, "Tin", "Yes", luna)
    response = desk.get(reverse("review:cross_csv", args=[2025]), {"check": "origin"})
    assert response["Content-Disposition"] == 'attachment; filename="origin-disputed-2025.csv"'
    head, line = response.content.decode("utf-8-sig").splitlines()
    assert (head, line) == ("Metal,Facility,Smelter ID,Say No,Say Yes", 'Tin,"Luna Smelter, Ltd.",CID900004,1,1')


@pytest.mark.parametrize("check", ["origin", "countries", "lists", "quality"])
def test_it_asks_the_same_number_of_questions_however_many_answer(
    desk, alder, birchfield, luna, check, django_assert_max_num_queries
):
    answered(alder, "Tin", "No", luna)
    answered(birchfield, "Tin", "Yes", luna)
    url = f"{reverse('review:cross', args=[2025])}?check={check}"
    few = _questions(desk, url, django_assert_max_num_queries, 14)
    _accepted(alder.period, range(5))
    assert _questions(desk, url, django_assert_max_num_queries, 14) == few
