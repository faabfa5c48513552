# ruff: noqa: F401, F811  (the fixtures of the two years are imported)
"""The page beside last year: every number opens its rows, losses get their reasons, and the table leaves the house."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cmr.models import Role, User
from reports.models import Filing, MoveReason
from reports.services import filing_build
from suppliers.models import Request
from tests.reports.test_yearly import THEN, facts_of, last, lists, quick, two_years, works
from tests.reports.year import facility, sent
from tests.suppliers.test_portal import text_of

# What the boxes of Old Works and Fell Works hold: metal, ID, status then and now.
OLD, FELL = "Tin|CID000004|conformant|", "Tin|CID000002|conformant|not_listed"

pytestmark = pytest.mark.usefixtures("frozen_day")


@pytest.fixture
def frozen_day(monkeypatch):
    monkeypatch.setattr("reports.yearly.views.timezone.localdate", lambda *args: date(2026, 5, 20))


@pytest.fixture
def desk(client_for, legal):
    return client_for(legal)


def page(desk, **asked) -> str:
    return text_of(desk.get(reverse("reports:yearly", args=[2025]), asked))


def decide(desk, **given):
    return desk.post(reverse("reports:yearly_decide", args=[2025]), given)


def test_it_says_where_there_is_nothing_to_compare_with(desk, period):
    said = page(desk)
    assert "No year to compare with" in said and "no CMRT accepted for it" in said


def test_it_shows_both_years_and_leads_from_each_number_to_its_rows(desk, two_years):
    url = reverse("reports:yearly", args=[2025])
    body = desk.get(url).content.decode()
    assert "2 losses wait for a reason" in text_of(desk.get(url))
    for show, number in (
        ("before", 4),
        ("kept", 3),
        ("gone", 1),
        ("new", 1),
        ("renamed", 0),
        ("gained", 1),
        ("lost", 1),
    ):
        assert f'<a href="{url}?show={show}&amp;metal=Tin#rows">{number}</a>' in body
    assert f'<a href="{url}?show=before&amp;status=conformant#rows">3</a>' in body
    assert f'<a href="{reverse("review:facilities", args=[2025])}?metal=Tin">4</a>' in body


@pytest.mark.parametrize(
    ("asked", "shown", "hidden"),
    [
        ({"show": "gone"}, ["Old Works"], ["New Works", "Stays Works"]),
        ({"show": "lost"}, ["Fell Works"], ["Old Works"]),
        ({"show": "new"}, ["New Works"], ["Old Works"]),
        ({"show": "gained"}, ["Rose Works"], ["Stays Works"]),
        ({"show": "kept"}, ["Fell Works", "Rose Works", "Stays Works"], ["Old Works", "New Works"]),
        ({"show": "before", "status": "active"}, ["Rose Works"], ["Old Works", "Stays Works"]),
        ({"show": "gone", "metal": "Gold"}, [], ["Old Works"]),
    ],
)
def test_it_shows_the_facilities_behind_a_number(desk, two_years, asked, shown, hidden):
    said = page(desk, **asked)
    assert all(name in said for name in shown)
    assert not any(name in said for name in hidden)


def test_a_row_leads_to_manufacturer_file_sheet_and_cell_of_both_years(desk, two_years):
    said = page(desk, show="lost")
    assert "Alder , Alder.xlsx Smelter List!A6" in said
    assert "Cascade , Cascade.xlsx Smelter List!A6" in said
    assert "30 April 2025" in said and "30 April 2026" in said


def test_it_keeps_what_the_data_proposes_for_what_is_ticked(desk, two_years, legal):
    assert "Proposed: The manufacturers that named it are no longer asked" in page(desk, show="gone")
    answer = decide(desk, show="gone", row=OLD, kind="proposed")
    assert answer.status_code == 302
    assert MoveReason.objects.get().decided_by == legal
    said = page(desk, show="gone")
    assert "1 loss waits for a reason" in said and "Proposed" not in said and "Lena Hart" in said


def test_it_keeps_one_reason_for_the_whole_list(desk, two_years, last, works):
    more = [facility("Gold", number, f"Works {number}", "GERMANY") for number in range(50, 110)]
    birchfield = Request.objects.get(period=last, supplier__name="Birchfield")
    sent(birchfield, *more, sha256="b" * 64)
    decide(desk, show="gone", all="1", metal="Gold", kind="closed")
    assert MoveReason.objects.count() == 60
    decide(desk, show="gone", all="1", kind="other", text="=SUM(1)", waiting="1")
    assert MoveReason.objects.filter(kind="other").count() == 1


def test_nothing_is_kept_that_cannot_be_taken_and_what_was_typed_stays(desk, two_years):
    answer = decide(desk, show="gone", row=OLD, kind="merged", into="CID1", text="See their letter")
    assert answer.status_code == 400
    assert "Give the ID that the facility went into" in text_of(answer)
    assert 'value="See their letter"' in answer.content.decode()
    assert not MoveReason.objects.exists()
    assert decide(desk, show="gone", kind="closed").status_code == 400
    changed = decide(desk, show="lost", row="Tin|CID000002|conformant|active", kind="expired")
    assert "changed since the page was read" in text_of(changed)
    assert desk.get(reverse("reports:yearly", args=[2025]), {"show": "nonsense"}).status_code == 404


def test_it_takes_a_reason_back_and_keeps_it_on_record(desk, two_years):
    decide(desk, show="lost", row=FELL, kind="not_renewed", text="They told us.")
    row = MoveReason.objects.get()
    desk.post(reverse("reports:yearly_undo", args=[2025, row.pk]), {"show": "lost"})
    assert facts_of(two_years).yearly.of("lost")[0].reason is None
    said = page(desk, show="lost")
    assert "No reason yet" in said and "The audit was not renewed (taken back)" in said
    assert desk.post(reverse("reports:yearly_undo", args=[2024, row.pk])).status_code == 404


def test_an_executive_reads_and_decides_nothing(client_for, two_years):
    reader = client_for(User.objects.create_user("eva@meridian.example", Role.EXECUTIVE, "Eva"))
    assert "Keep the reason" not in page(reader, show="gone")
    assert decide(reader, show="gone", row=OLD, kind="closed").status_code == 404


def test_the_table_leaves_the_house_without_a_formula(desk, two_years):
    decide(desk, show="gone", row=OLD, kind="other", text="=HYPERLINK(1)")
    answer = desk.get(reverse("reports:yearly_csv", args=[2025]))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    old = next(row for row in rows if row["Smelter ID"] == "CID000004")
    assert (old["What happened"], old["Status last year"], old["Reason"]) == (
        "No longer listed", "Conformant", "Another reason, in words",
    )  # fmt: skip
    assert old["In words"] == "'=HYPERLINK(1)"
    book = load_workbook(io.BytesIO(desk.get(reverse("reports:yearly_xlsx", args=[2025])).content))
    assert "f" not in {cell.data_type for sheet in book for line in sheet.iter_rows() for cell in line}
    assert [cell.value for cell in book["By metal"][5]] == ["All metals", 4, 3, 1, 1, 4]


def test_the_words_are_held_against_last_years(desk, two_years, last, legal):
    url = reverse("reports:yearly_text", args=[2025])
    assert "No text of last year to compare with" in text_of(desk.get(url))
    snapshot = filing_build(last, actor=legal, today=THEN).snapshot
    Filing.objects.filter(period=last).update(frozen=snapshot, filed_on=date(2025, 5, 29))
    body = desk.get(url).content.decode()
    assert "differ from last year" in body
    assert "<del>2024" in body and "<ins>2025" in body
    assert "Old Works" not in body.replace("<ins>", "").split("Annex I")[-1]
