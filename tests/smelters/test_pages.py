"""The register's pages: found as one types, one facility with its whole story, where facilities stand."""

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from smelters.models import Smelter, Status, StatusList, StatusRecord
from smelters.searching import by_country, group_codes, lost, with_status
from smelters.selectors import history, lists_until, register_as_of, register_of
from smelters.services import Reported, facilities_report, facility_report, name_add, status_correct
from tests.smelters.conftest import APRIL, AURORA, HEAD, KIVU, MAY, NORTE, load

pytestmark = pytest.mark.django_db
PAGE = "/smelters/"


@pytest.fixture
def lena(client_for, legal):
    return client_for(legal)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def ids(response):
    return {one.smelter_id for one, _, _ in response.context["rows"]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"CID900001", "CID900002", "CID900004", "CID900005"}),
        ("q=cid900001", {"CID900001"}),
        ("q=kigali+tin", {"CID900004"}),
        ("q=ESTANHO+NÓRTE", {"CID900005"}),
        ("q=luna+smelter+ltd", {"CID900004"}),
        ("q=rwan", {"CID900002", "CID900004"}),
        ("q=%25", set()),
        ("metal=Gold&status=active", {"CID900002"}),
        ("status=conformant&covered=yes", {"CID900004"}),
        ("country=BR", {"CID900005"}),
        ("covered=no", {"CID900001", "CID900005"}),
        ("lost=2021-04-30", set()),
        ("lost=tomorrow", {"CID900001", "CID900002", "CID900004", "CID900005"}),
        ("lost=2021-13-45&page=x&sort=-nothing", {"CID900001", "CID900002", "CID900004", "CID900005"}),
    ],
)
def test_it_finds_what_is_asked_for(luna, lena, query, found):
    name_add(luna, "Kigali Tin", source="test", actor=None)
    assert ids(lena.get(f"{PAGE}?{query}")) == found


def test_it_finds_who_lost_a_status_since_a_day(listed, lena):
    load(HEAD + AURORA + KIVU.replace("Active", "Conformant") + NORTE.replace("Conformant", "Active"), as_of=MAY)
    assert ids(lena.get(f"{PAGE}?lost=2021-04-30")) == {"CID900004", "CID900005"}
    assert ids(lena.get(f"{PAGE}?lost=2021-05-31")) == set()
    assert "conformant or active on 30 April 2021 and less today" in text(lena.get(f"{PAGE}?lost=2021-04-30"))


def test_it_sorts_both_ways_and_keeps_the_filter_on_the_next_page(listed, lena):
    facilities_report(Reported("Tin", f"CID91{number:04}", f"Works {number:03}", "PERU") for number in range(70))
    page = lena.get(f"{PAGE}?country=PE&sort=-id")
    assert [one.smelter_id for one, _, _ in page.context["rows"]][:2] == ["CID910069", "CID910068"]
    assert 'href="?country=PE&amp;sort=-id&amp;page=2"' in text(page)
    assert len(lena.get(f"{PAGE}?country=PE&page=2").context["rows"]) == 20


def test_it_says_the_same_status_as_the_register_of_the_day(db, admin_user):
    """The rule stands in SQL for pages and in Python for filings: over random histories both say the same."""
    dice = random.Random(4)
    facilities_report(
        Reported(dice.choice(["Tin", "Gold"]), f"CID92{number:04}", f"Works {number}", "PERU") for number in range(60)
    )
    smelters, statuses = list(Smelter.objects.all()), list(Status.objects.all())
    days = [APRIL + timedelta(days=30 * number) for number in range(8)]
    for number, day in enumerate(days):
        StatusList.objects.create(
            name="L", source="s", as_of=day, sha256=str(number), row_count=1,
            metals=dice.choice([["Tin"], ["Gold"], ["Tin", "Gold"]]),
            groups=dice.choice([["conformant"], ["active"], ["conformant", "active"]]),
        )  # fmt: skip
    StatusRecord.objects.bulk_create(
        StatusRecord(
            smelter=dice.choice(smelters), status=dice.choice(statuses), valid_from=dice.choice(days), reason="r"
        )
        for _ in range(150)
    )
    groups = group_codes()
    for day in (days[0] - timedelta(days=1), days[3], days[7]):
        whole, lists = register_as_of(day), lists_until(day)
        few = register_of(smelters, day)
        said = dict(with_status(Smelter.objects.all(), day, lists, groups).values_list("pk", "code"))
        assert said == {pk: whole.status(pk).code for pk in whole.facilities}
        assert all(few.status(pk) == whole.status(pk) for pk in whole.facilities)
        (peru,) = by_country(day, lists, groups)
        counted = [whole.status(pk).group for pk in whole.facilities]
        assert [peru.conformant, peru.active, peru.not_listed] == [counted.count(group.value) for group in Status.Group]
    then, now = register_as_of(days[3]), register_as_of(days[7])
    rank = {"conformant": 2, "active": 1, "not_listed": 0}
    fell = {pk for pk in now.facilities if rank[now.status(pk).group] < rank[then.status(pk).group]}
    today = with_status(Smelter.objects.all(), days[7], lists_until(days[7]), groups)
    assert set(lost(today, days[3], lists_until(days[3]), groups).values_list("pk", flat=True)) == fell


def test_it_tells_a_facilitys_whole_story(luna, lena, admin_user):
    status_correct(
        [luna], status_code="non_conformant", valid_from=MAY, reason="The audit lapsed.", evidence="Letter 7",
        actor=admin_user,
    )  # fmt: skip
    name_add(luna, "Kigali Tin", source="test", actor=admin_user)
    page = text(lena.get(f"{PAGE}{luna.pk}/"))
    assert "Conformant from 30 April 2021 to 31 May 2021; Non-Conformant since 31 May 2021." in page
    assert "Status corrected from Conformant to Non-Conformant, effective 31 May 2021; evidence: Letter 7" in page
    for shown in ("Kigali Tin", "The audit lapsed.", "Ada Moss", "Yes, Rwanda is one", "Also called Kigali Tin"):
        assert shown in page
    assert f'hx-get="/desk/named/{luna.pk}/"' in page
    assert lena.get(f"{PAGE}999999/").status_code == 404


def test_it_says_who_brought_the_list_that_no_longer_names_it_and_when(luna, lena, admin_user):
    load(HEAD + AURORA + NORTE, MAY, actor=admin_user, name="Next list")
    gone, first = history(luna)
    assert gone.silent and gone.recorded_by == "Ada Moss" and gone.recorded_at
    assert (first.silent, first.recorded_by) == (False, "CMR")
    page = text(lena.get(f"{PAGE}{luna.pk}/"))
    assert "Next list, as of 31 May 2021" in page
    assert page.index("no longer names it") < page.index("Ada Moss")


def test_it_says_until_when_a_list_vouches_for_the_status(db, lena):
    load(HEAD.replace("Status", "Status,Valid until") + AURORA.strip() + ",2021-12-31\n")
    found = Smelter.objects.get()
    page = text(lena.get(f"{PAGE}{found.pk}/"))
    assert ", valid until 31 December 2021</span>" in page
    assert register_as_of(MAY).status(found.pk).valid_until == date(2021, 12, 31)


def test_it_shows_a_facility_that_no_list_has_named(listed, lena):
    works = facility_report("Tin", "CID900060", "<b>Works</b>", "Atlantis")
    page = text(lena.get(f"{PAGE}{works.pk}/"))
    assert "No list has named it so far." in page
    assert "<b>Works" not in page
    assert '<svg class="bar"' not in page


def test_it_counts_by_country_covered_countries_first(listed, lena):
    facility_report("Tin", "CID900060", "Works", "Atlantis")
    page = lena.get(f"{PAGE}countries/")
    assert [(row.name, row.total, row.covered) for row in page.context["rows"]] == [
        ("Rwanda", 2, True), ("Brazil", 1, False), ("Switzerland", 1, False), ("Country not readable", 1, False),
    ]  # fmt: skip
    assert "<strong>2 of 5</strong> facilities stand in a Covered Country: Rwanda." in text(page)
    assert ids(lena.get(f"{PAGE}?country=RW&status=conformant")) == {"CID900004"}
    assert ids(lena.get(f"{PAGE}?country=unknown")) == {"CID900060"}


def test_it_says_how_to_begin_an_empty_register(lena):
    assert "The register is empty." in text(lena.get(PAGE))
    assert "The register is empty." in text(lena.get(f"{PAGE}countries/"))


def test_it_asks_a_fixed_number_of_questions_however_large_the_register(
    listed, luna, lena, client_for, admin_user, django_assert_max_num_queries, django_assert_num_queries
):
    ada = client_for(admin_user)
    pages = (
        (lena, f"{PAGE}?q=works&status=not_listed&covered=no&lost=2021-04-30&sort=-status"), (lena, f"{PAGE}?page=2"),
        (lena, f"{PAGE}{luna.pk}/"), (lena, f"{PAGE}countries/"), (lena, f"/desk/named/{luna.pk}/"),
        (ada, "/admin/smelters/smelter/?status=not_listed&lost=2021-04-30"),
        (ada, f"/admin/smelters/smelter/{luna.pk}/change/"),
    )  # fmt: skip
    few = []
    for client, url in pages:
        with django_assert_max_num_queries(16) as asked:
            assert client.get(url).status_code == 200
        few.append(len(asked))
    facilities_report(Reported("Tin", f"CID91{number:04}", f"Works {number}", "PERU") for number in range(250))
    active, today = Status.objects.get(pk="active"), timezone.localdate()
    for smelter in Smelter.objects.all():
        smelter.status_records.create(status=active, valid_from=today - timedelta(days=9), reason="r")
        smelter.status_records.create(status=active, valid_from=date(2021, 6, 1), reason="r")
    for number in range(20):
        name_add(luna, f"Luna {number}", source="test", actor=None)
    for (client, url), number in zip(pages, few, strict=True):
        with django_assert_max_num_queries(number):
            assert client.get(url).status_code == 200
