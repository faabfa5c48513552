"""The queue of unknown names as the legal team works it off."""

import csv
import io
import re
from datetime import date
from html import unescape

import openpyxl
import pytest
from django.urls import reverse

from cmr.models import AuditEvent
from smelters.above import filed_periods
from smelters.models import Smelter
from suppliers.decided import filed_reached
from suppliers.models import Disposition, Mention, Submission, UnknownName
from suppliers.review.spelling import pieces
from suppliers.services.dispositions import name_decide
from suppliers.services.summaries import summaries_renew
from tests.suppliers.parts import a_submission, an_upload
from tests.suppliers.test_portal import text_of

HOSTILE = "<script>alert(1)</script>{{7*7}}"


@pytest.fixture
def desk(client_for, legal):
    return client_for(legal)


@pytest.fixture
def luna(db) -> Smelter:
    return Smelter.objects.create(
        metal="Tin",
        smelter_id="CID900004",
        name="Luna Smelter, Ltd.",
        country="RWANDA",
        country_code="RW",
        origin="list",
    )


def given(submission: Submission, name: str, row: int = 5, **fields) -> Mention:
    """A row that gives a name which no facility goes by."""
    key = {"metal": fields.get("metal", "Tin"), "reported_id": fields.get("reported_id", ""), "key": name.lower()}
    unknown, _ = UnknownName.objects.get_or_create(**key, defaults={"name": name})
    place = {"metal": "Tin", "country": "RWANDA", "listed": "listed", "cells": {"name": f"Smelter List!C{row}"}}
    return Mention.objects.create(
        submission=submission, row=row, name=name, unknown_name=unknown, **place | {"details": {}} | fields
    )


@pytest.fixture
def names(alder, birchfield, luna) -> list[UnknownName]:
    first = a_submission(an_upload(alder, file_name="alder.xlsx"), state="accepted")
    second = a_submission(an_upload(birchfield, file_name="birch.xlsx"), state="in_review")
    given(first, "Luna Smeltr")
    given(second, "Luna Smeltr", row=8)
    given(second, "Harbor Metals", row=9)
    return list(UnknownName.objects.order_by("name"))  # Harbor, Luna


def page_of(name: UnknownName) -> str:
    return reverse("review:name", args=[2025, name.pk])


def decide(client, name: UnknownName, kind: str, *, follow: bool = True, **fields):
    seen = re.search(r'name="seen" value="(\d+)"', client.get(page_of(name)).content.decode())[1]
    data = {"kind": kind, "seen": seen, "reason": "Their web site says so."} | fields
    return client.post(reverse("review:name_decided", args=[2025, name.pk]), data, follow=follow)


def test_the_queue_has_each_name_once_with_its_cells_and_the_likeliest_facility(desk, names):
    page = text_of(desk.get(reverse("review:names")))
    assert "2 names that no facility of the register goes by wait for a decision" in page
    assert page.count("Luna Smeltr") == 1
    for place in ("Smelter List!C5", "Smelter List!C8", "Smelter List!C9", "Alder Precision Manufacturing"):
        assert place in page
    assert "CID900004" in page
    assert "same country" in page


def test_the_page_of_a_name_leads_to_file_and_cell_and_shows_what_differs(desk, names):
    response = desk.get(page_of(names[1]))
    page, body = text_of(response), response.content.decode()
    assert "2 manufacturers name it in 2 rows, for tin" in page
    assert "alder.xlsx" in page
    assert "Smelter List!C8" in page
    assert "Luna Smelt<mark>e</mark>r" in body
    assert re.search(r"\d+ of 100: name \d+ % alike, same country", page)


def test_one_decision_settles_all_rows_and_leads_to_the_next_name(desk, names, luna, legal):
    after = decide(desk, names[0], "not_a_smelter")
    assert "“Harbor Metals” is left out from 2025 on" in text_of(after)
    assert after.redirect_chain[-1][0] == page_of(names[1])
    last = decide(desk, names[1], "matched", smelter=luna.pk)
    assert "“Luna Smeltr” counts as Luna Smelter, Ltd. (CID900004) from 2025 on." in text_of(last)
    assert last.redirect_chain[-1][0] == reverse("review:names", args=[2025])
    assert set(Mention.objects.filter(name="Luna Smeltr").values_list("smelter", "match")) == {(luna.pk, "decision")}
    assert Disposition.objects.filter(decided_by=legal).count() == 2
    assert "Every name is decided" in text_of(last)


def test_a_declaration_leads_to_the_names_in_it(desk, names):
    submission = Submission.objects.get(state="in_review")
    url = reverse("review:submission", args=[submission.pk])
    body = desk.get(url).content.decode()
    assert f'href="{page_of(names[0])}">Decide what it is' in body
    decide(desk, names[0], "closed")
    page = text_of(desk.get(url))
    assert "Closed or removed See the decision" in page


def test_the_list_shows_what_was_settled_and_takes_it_back(desk, names):
    decide(desk, names[0], "closed")
    page = desk.get(reverse("review:names", args=[2025]), {"state": "settled"})
    assert "Closed or removed" in text_of(page)
    assert "Their web site says so." in text_of(page)
    row = Disposition.objects.get()
    undo = reverse("review:name_undone", args=[2025, row.pk])
    assert "Say why you undo the decision." in text_of(desk.post(undo, {"reason": " ", "seen": 1}, follow=True))
    done = desk.post(undo, {"reason": "It is open.", "seen": 1}, follow=True)
    assert "The decision is undone" in text_of(done)
    assert "Undone: Closed or removed" in text_of(done)
    assert not Mention.objects.exclude(disposition=None)
    assert "no longer" not in text_of(desk.post(undo, {"reason": "Again.", "seen": 2}, follow=True))
    assert Disposition.objects.count() == 2


@pytest.mark.parametrize(
    ("kind", "fields", "says"),
    [
        ("matched", {}, "Choose the facility above"),
        ("matched", {"smelter": 10**9}, "Choose the facility above"),
        ("closed", {"reason": " "}, "Say why."),
        ("reported_to_rmi", {}, "Give the day on which you told the RMI."),
        ("", {}, "Choose what it is."),
    ],
)
def test_it_says_what_is_missing_and_keeps_what_was_written(desk, names, kind, fields, says):
    response = decide(desk, names[0], kind, **fields)
    assert response.status_code == 400
    assert says in text_of(response)
    assert fields.get("reason", "Their web site says so.").strip() in response.content.decode()
    assert not Disposition.objects.exists()


def test_it_chooses_no_facility_of_another_metal(desk, names):
    gold = Smelter.objects.create(metal="Gold", smelter_id="CID900009", name="Harbor Metals", country="CHILE")
    assert decide(desk, names[0], "matched", smelter=gold.pk).status_code == 400


def test_a_duplicate_names_the_facility_it_repeats_even_of_another_metal(desk, names, luna):
    gold = Smelter.objects.create(metal="Gold", smelter_id="CID900009", name="Harbor Gold", country="CHILE")
    UnknownName.objects.filter(pk=names[0].pk).update(reported_id="CID900009")
    assert "so that it can only be what the rows repeat" in text_of(desk.get(page_of(names[0])))
    said = text_of(decide(desk, names[0], "duplicate", smelter=gold.pk))
    assert "“Harbor Metals” is left out from 2025 on" in said
    shown = desk.get(reverse("review:names", args=[2025]), {"state": "settled"})
    assert "of Harbor Gold CID900009, gold" in text_of(shown)
    assert reverse("smelters:facility", args=[gold.pk]) in shown.content.decode()


def test_the_manufacturer_is_told_which_row_repeats_what_and_never_why_we_think_so(desk, names, luna):
    decide(desk, names[1], "duplicate", smelter=luna.pk)
    decide(desk, names[0], "not_a_smelter", reason="Alder says so.")
    submission = Submission.objects.get(state="in_review")
    page = desk.get(reverse("review:submission", args=[submission.pk]))
    drafted = page.context["told"].splitlines()
    assert drafted == [
        "Smelter List!C8: “Luna Smeltr” (by our register Luna Smelter, Ltd., CID900004) is named in another row, or "
        "belongs to another metal. Please keep one row for each smelter and metal.",
        "Smelter List!C9: “Harbor Metals” is not a smelter or refiner. Please name the smelter that its metal comes "
        "from, or take the row out.",
    ]
    assert drafted[1] in unescape(re.search(r'id="note".*?</textarea>', page.content.decode(), re.DOTALL)[0])
    assert "Alder says so" not in page.context["told"]


def test_a_closed_facility_counts_with_a_note_where_its_stock_was_used(desk, names, luna):
    assert "Choose the closed facility" in text_of(decide(desk, names[1], "closed", stock_used="on"))
    said = text_of(decide(desk, names[1], "closed", stock_used="on", smelter=luna.pk))
    assert "counts as Luna Smelter, Ltd. (CID900004) in 2025, with a note in Annex I, and is left out later." in said
    assert set(Mention.objects.filter(name="Luna Smeltr").values_list("smelter", flat=True)) == {luna.pk}
    shown = text_of(desk.get(page_of(names[1])))
    assert "Its stock was used in 2025; counted for that year, with a note" in shown


def test_a_closed_facility_may_be_named_and_stays_left_out(desk, names, luna):
    decide(desk, names[1], "closed", smelter=luna.pk)
    assert "Luna Smelter, Ltd. CID900004" in text_of(desk.get(page_of(names[1])))
    assert not Mention.objects.exclude(smelter=None)


@pytest.fixture
def filed(monkeypatch, period):
    """The report of the period has left the house."""
    monkeypatch.setattr(filed_periods, "_answer", lambda: {period.pk: date(2026, 5, 29)})


def test_it_warns_before_and_after_a_decision_that_touches_what_was_filed(desk, names, luna, filed):
    warning = "This touches what was filed."
    before = text_of(desk.get(page_of(names[1])))  # the accepted declaration of Alder gives it
    assert warning in before
    assert "2025 (filed on 29 May 2026)" in before
    assert warning not in text_of(desk.get(page_of(names[0])))  # only one in review does
    after = text_of(decide(desk, names[1], "matched", smelter=luna.pk))
    assert "This touches what was filed for calendar year 2025 on 29 May 2026." in after
    row = Disposition.objects.get()
    undo = reverse("review:name_undone", args=[2025, row.pk])
    assert "This touches what was filed" in text_of(desk.post(undo, {"reason": "No.", "seen": 1}, follow=True))
    logged = AuditEvent.objects.filter(event__startswith="name.")
    assert [event.after["filed"] for event in logged] == [["calendar year 2025"]] * 2


def test_a_decision_for_later_years_touches_nothing_that_was_filed(names, filed):
    assert filed_reached(names[1], 2025)
    assert not filed_reached(names[1], 2026)


def test_it_remembers_when_the_rmi_was_told(desk, names):
    decide(desk, names[0], "reported_to_rmi", reference_date="2026-02-03", reference="T-17")
    page = text_of(desk.get(reverse("review:names", args=[2025]), {"state": "waiting"}))
    assert "Told on 3 February 2026, reference T-17" in page


def test_two_who_decide_at_once_do_not_both(desk, names, client_for, legal):
    url = reverse("review:name_decided", args=[2025, names[0].pk])
    decide(client_for(legal), names[0], "closed")
    late = desk.post(url, {"kind": "withdrawn", "seen": 0, "reason": "They said so."}, follow=True)
    assert "Somebody decided meanwhile, so nothing was changed." in text_of(late)
    assert Disposition.objects.get().kind == "closed"


def test_it_finds_any_facility_of_the_metal_by_name_other_name_or_id(desk, names, luna):
    luna.names.create(name="Ruanda Zinn", key="ruandazinn", source="test")
    for words in ("ruanda zinn", "900004", "LUNA"):
        body = desk.get(page_of(names[0]), {"q": words}).content.decode()
        assert f'value="{luna.pk}" form="decision"' in body.split('id="found"')[1]
    assert "No facility of tin has “gold”" in text_of(desk.get(page_of(names[0]), {"q": "gold"}))


def test_it_tells_of_an_id_that_belongs_to_another_metal(desk, names, luna):
    given(Submission.objects.first(), "Luna Gold", row=20, metal="Gold", reported_id="CID900004")
    page = text_of(desk.get(page_of(UnknownName.objects.get(metal="Gold"))))
    assert "which is a facility of tin: Luna Smelter, Ltd." in page


def test_an_administrator_looks_and_does_not_decide(client_for, admin_user, names, legal):
    name_decide(names[0], Submission.objects.first().request.period, "closed", reason="Shut.", actor=legal, seen=0)
    admin = client_for(admin_user)
    for url in (page_of(names[0]), page_of(names[1]), reverse("review:names") + "?state=all"):
        body = admin.get(url).content.decode()
        assert '<form method="post" id="decision"' not in body
        assert "Undo the decision" not in body
    assert "The legal team or a reviewer decides." in text_of(admin.get(page_of(names[1])))


def test_it_leaves_out_files_that_were_superseded(desk, names):
    Submission.objects.update(state="superseded")
    assert "Every name in the declarations belongs to a facility" in text_of(desk.get(reverse("review:names")))
    assert "Only files that newer ones have superseded name it." in text_of(desk.get(page_of(names[0])))


def test_it_does_not_show_a_name_under_a_year_that_has_it_not(desk, names, period):
    assert desk.get(reverse("review:name", args=[2024, names[0].pk])).status_code == 404
    stray = UnknownName.objects.create(metal="Tin", key="stray", name="Stray")
    assert desk.get(page_of(stray)).status_code == 404


def test_it_shows_what_manufacturers_wrote_as_text(desk, names):
    UnknownName.objects.update(name=HOSTILE)
    Mention.objects.update(name=HOSTILE, country=HOSTILE, details={"city": HOSTILE, "comments": HOSTILE})
    for url in (reverse("review:names"), page_of(names[0]), page_of(names[0]) + f"?q={HOSTILE}"):
        body = desk.get(url).content.decode()
        assert "&lt;script&gt;" in body
        assert "<script>alert" not in body
        assert "{{7*7}}" in body


@pytest.mark.parametrize("query", ["", "?q=harbor", "?metal=Tin", "?sort=-makers", "?state=all&page=99"])
def test_it_finds_filters_and_sorts_by_the_address_bar(desk, names, query):
    page = text_of(desk.get(reverse("review:names") + query))
    assert "Harbor Metals" in page
    assert ("Luna Smeltr" in page) is (query != "?q=harbor")


def test_the_queue_is_taken_away_with_its_filters_cells_and_decisions(desk, names, luna, legal):
    hostile = given(names[0].mentions.get().submission, "=1+1", row=20)
    decide(desk, names[1], "closed", smelter=luna.pk)
    page = desk.get(reverse("review:names", args=[2025]), {"state": "all"}).content.decode()
    assert f"{reverse('review:names_xlsx', args=[2025])}?state=all" in page
    text = desk.get(reverse("review:names_csv", args=[2025]), {"state": "all"}).content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [line["Name as written"] for line in lines] == ["'=1+1", "Harbor Metals", "Luna Smeltr"]
    assert [line["State"] for line in lines] == ["To decide", "To decide", "Settled"]
    told = ("Manufacturers", "Decision", "Smelter ID", "Reason", "Decided by")
    assert [lines[2][key] for key in told] == [
        "2", "Closed or removed", "CID900004", "Their web site says so.", str(legal),
    ]  # fmt: skip
    book = openpyxl.load_workbook(
        io.BytesIO(desk.get(reverse("review:names_xlsx", args=[2025]), {"q": "luna", "state": "settled"}).content)
    )
    rows = list(book["Where they stand"].iter_rows(values_only=True))
    assert [row[-3:] for row in rows[1:]] == [
        ("Alder Precision Manufacturing", "alder.xlsx", "Smelter List!C5"),
        ("Birchfield Electronics Co., Ltd.", "birch.xlsx", "Smelter List!C8"),
    ]
    assert hostile.name not in [row[1] for row in rows]


def test_its_pages_ask_the_same_number_of_questions_however_many_names_there_are(
    desk, names, birchfield, django_assert_num_queries
):
    submission = birchfield.submissions.get()
    for number in range(30):
        given(submission, f"Nobody {number}", row=100 + number)
        Smelter.objects.create(metal="Tin", smelter_id=f"CID91{number:04}", name=f"Anybody {number}", country="PERU")
    summaries_renew(Submission.objects.values_list("pk", flat=True))
    with django_assert_num_queries(13):
        desk.get(reverse("review:names", args=[2025]))
    with django_assert_num_queries(14):
        desk.get(page_of(names[0]))


@pytest.mark.parametrize(
    ("ours", "theirs", "marked"),
    [
        ("Luna Smeltr", "LUNA SMELTER", "LUNA SMELT[E]R"),
        ("Chinax Tin", "China Tin", "China Tin"),
        ("", "Luna", "[Luna]"),
        ("İzmir", "Izmir", "[I]zmir"),
        ("云南锡业", "云南锡厂", "云南锡[厂]"),
    ],
)
def test_letters_that_differ_are_marked(ours, theirs, marked):
    assert "".join(f"[{text}]" if differs else text for text, differs in pieces(ours, theirs)) == marked
