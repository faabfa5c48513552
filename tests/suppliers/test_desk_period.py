"""The period at a glance: where it stands, beside the year before."""

import re
from datetime import date

import pytest
from django.urls import reverse

from cmr.models import ReportingPeriod
from smelters.models import Smelter, Status, StatusRecord
from suppliers.models import Mention, Request
from tests.suppliers.parts import a_submission, an_upload
from tests.suppliers.test_context import again
from tests.suppliers.test_portal import text_of


@pytest.fixture
def desk(client_for, legal):
    return client_for(legal)


def accepted(request: Request, *smelters: Smelter) -> None:
    found = a_submission(an_upload(request), state="accepted")
    for row, smelter in enumerate(smelters, 5):
        Mention.objects.create(
            submission=found, row=row, smelter=smelter, metal=smelter.metal, listed="listed", match="id"
        )


@pytest.fixture
def two_years(alder) -> ReportingPeriod:
    """Of the year before Old and Stays, of this year Stays, which became conformant between, and New."""
    old, stays, new = (
        Smelter.objects.create(metal="Tin", smelter_id=f"CID90000{number}", name=name)
        for number, name in enumerate(("Old Works", "Stays Works", "New Works"), 1)
    )
    status = Status.objects.filter(group="conformant").first()
    StatusRecord.objects.create(smelter=stays, status=status, valid_from=date(2025, 9, 1), reason="seen")
    before = again(alder, 2024)
    ReportingPeriod.objects.filter(year=2024).update(status_as_of=date(2025, 4, 30))
    ReportingPeriod.objects.filter(year=2025).update(status_as_of=date(2026, 4, 30))
    accepted(before, old, stays)
    accepted(alder, stays, new)
    return alder.period


@pytest.mark.parametrize(
    ("moved", "names"),
    [("new", ["New Works"]), ("gone", ["Old Works"]), ("gained", ["Stays Works"]), ("lost", [])],
)
def test_it_tells_what_moved_since_the_year_before_and_leads_to_the_rows(desk, two_years, moved, names):
    part = desk.get(reverse("review:moved", args=[2025]), headers={"HX-Request": "true"}).content.decode()
    url = f"{reverse('review:facilities', args=[2025])}?moved={moved}"
    assert f'<a href="{url}">{len(names)}</a>' in part
    page = desk.get(url).content.decode()
    assert re.findall(r'<th scope="row" class="name"><a[^>]*>([^<]+)', page) == names
    assert "2 smelters and refiners in accepted declarations" in text_of(desk.get(url))


def test_it_puts_last_years_figure_beside_each_as_a_link(desk, two_years):
    part = desk.get(reverse("review:moved", args=[2025]), headers={"HX-Request": "true"}).content.decode()
    then = f"{reverse('review:facilities', args=[2024])}?metal=Tin&amp;status=not_listed"
    assert re.search(rf'href="{re.escape(then)}"><span class="visually-hidden">2024: </span>2</a>', part)
    now = f"{reverse('review:facilities', args=[2025])}?metal=Tin&amp;status=conformant"
    assert f'<a href="{now}">1</a>' in part


def test_it_asks_for_last_year_beside_the_page_and_offers_it_without_a_script(desk, two_years):
    body = desk.get(reverse("review:period", args=[2025])).content.decode()
    url = reverse("review:moved", args=[2025])
    assert f'hx-get="{url}"' in body and f'<noscript><a href="{url}">' in body
    assert "Since 2024: new 1 ; no longer named 1 ;" in text_of(desk.get(url))


def test_it_compares_with_nothing_in_the_first_year(desk, alder):
    accepted(alder, Smelter.objects.create(metal="Tin", smelter_id="CID900001", name="Old Works"))
    body = desk.get(reverse("review:period", args=[2025])).content.decode()
    assert reverse("review:moved", args=[2025]) not in body
    assert "Since" not in text_of(desk.get(reverse("review:moved", args=[2025])))


def test_it_counts_who_corrects_and_who_waits_for_a_review(desk, alder, birchfield):
    Request.objects.filter(pk=alder.pk).update(state="needs_correction")
    a_submission(an_upload(birchfield), state="in_review")
    Request.objects.filter(pk=birchfield.pk).update(state="in_review")
    body = desk.get(reverse("review:period", args=[2025])).content.decode()
    table = reverse("review:manufacturers", args=[2025])
    assert f'<a href="{table}?state=needs_correction"><span class="figure">1</span>' in body
    assert f'<a href="{table}?state=in_review">All declarations in review</a><span class="n">1</span>' in body
