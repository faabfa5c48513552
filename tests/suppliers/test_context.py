"""What an upload is held against besides itself: its request, last year's declaration, other manufacturers' lists."""

from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from cmr.models import ReportingPeriod
from smelters.services.lookup import lookup_load
from smelters.services.tables import table_apply
from smelters.tables.parse import parse_table
from suppliers.models import Request, Submission
from suppliers.services import claims
from suppliers.services.campaigns import campaign_set
from suppliers.services.context import context_for
from suppliers.services.ingest import process
from suppliers.services.review import submission_accept
from suppliers.services.uploads import upload_receive
from tests.builders import LOOKUP, Facility, build_cmrt
from tests.suppliers.cmrt.check_case import MANY
from tests.suppliers.parts import a_submission, an_upload
from tests.suppliers.test_portal import text_of

MANY_ROWS = {"lookup": (*LOOKUP, *MANY)}
UNIDENTIFIED = {"metal": "Tin", "manner": "not_identified"}
UNLISTED = {"metal": "Tin", "manner": "not_listed", "name": "Backyard Works", "country": "PERU", "mines": "Mine A"}


def sent(request: Request, actor=None, day: date = date(2025, 12, 31), **changes) -> Submission:
    """The reading of a workbook that was really read."""
    data = build_cmrt(version="6.5", effective_date=day, **changes)
    upload = upload_receive(request, file_name="cmrt.xlsx", chunks=[data], actor=actor)
    assert process(upload.pk) == "read"
    return Submission.objects.get(upload=upload)


def listing(*numbers: int) -> list[dict]:
    return [{"smelter_id": MANY[number].smelter_id} for number in numbers]


def table(kind: str, data: bytes, name: str = "A table", as_of: date = date(2025, 1, 1), **more) -> None:
    lines = parse_table(data, "t.csv", kind)
    table_apply(lines, kind=kind, name=name, source="a page", as_of=as_of, original=data, actor=None, **more)


def codes(submission: Submission) -> set[str]:
    return set(submission.findings.values_list("code", flat=True))


def again(request: Request, year: int) -> Request:
    """The same manufacturer asked for another year."""
    period = ReportingPeriod.objects.create(
        registrant=request.period.registrant, year=year, covered_products=request.period.covered_products
    )
    return Request.objects.create(supplier=request.supplier, period=period, due_date=date(year + 1, 3, 31))


def test_it_asks_whether_the_year_and_the_company_are_the_right_ones(alder):
    found = codes(sent(alder, day=date(2024, 6, 1), company={"name": "Zeta Qrx"}))
    assert {"CMRT-K20d", "CMRT-K22g"} <= found
    assert not {"CMRT-K20d", "CMRT-K22g"} & codes(sent(alder, company={"name": "Alder Precision Mfg."}))


def test_it_knows_when_nothing_changed_since_the_year_before(alder, legal, client_for, alice):
    rows = {"smelters": [*({"smelter_id": f.smelter_id} for f in LOOKUP[:3]), UNIDENTIFIED, UNLISTED]}
    rows |= {"products": [("P-1", "Meter", None)], "cells": {"Declaration!G26": "ours\nand theirs"}}
    last_year = again(alder, 2024)
    submission_accept(sent(last_year, day=date(2024, 12, 31), **rows), actor=legal)
    submission = sent(alder, **rows)
    assert "CMRT-Y3" in codes(submission)
    page = text_of(client_for(alice).get(reverse("portal:result", args=[submission.upload_id])))
    assert "Every answer and every smelter is the same as in last year's declaration of 2024-12-31" in page


def test_it_asks_where_the_smelters_of_last_year_are(alder, legal):
    last_year = again(alder, 2024)
    submission_accept(sent(last_year, day=date(2024, 12, 31), smelters=listing(0, 1, 2), **MANY_ROWS), actor=legal)
    submission = sent(alder, smelters=listing(0, 1), **MANY_ROWS)
    lost = submission.findings.get(code="CMRT-Y1")
    assert (lost.severity, lost.params["count"]) == ("info", 1)
    assert MANY[2].smelter_id in lost.params["names"]


def test_it_compares_with_nothing_but_the_accepted_declaration_of_the_year_before(alder, birchfield, legal):
    sent(again(alder, 2024), day=date(2024, 12, 31))
    submission_accept(sent(again(alder, 2023), day=date(2023, 12, 31)), actor=legal)
    submission_accept(sent(birchfield), actor=legal)
    submission_accept(sent(alder, company={"contact_phone": "1"}), actor=legal)
    assert not {code for code in codes(sent(alder)) if code.startswith("CMRT-Y")}


def test_it_tells_the_team_and_nobody_else_that_a_list_is_another_manufacturers(
    alder, birchfield, client_for, alice, legal
):
    first = sent(birchfield, smelters=listing(*range(25)), **MANY_ROWS)
    second = sent(alder, smelters=listing(*reversed(range(25))), company={"name": "Alder"}, **MANY_ROWS)
    assert first.list_fingerprint == second.list_fingerprint != ""
    assert "CMRT-Q11" not in codes(first)
    assert "CMRT-Q11" in codes(second)

    told = "exactly the same 25 smelters as another company"
    desk = text_of(client_for(legal).get(reverse("review:submission", args=[second.pk])))
    assert told in desk and "The same Smelter List came from Birchfield Electronics Co., Ltd." in desk
    desk = text_of(client_for(legal).get(reverse("review:submission", args=[first.pk])))
    assert "The same Smelter List came from Alder Precision Manufacturing" in desk
    door = client_for(alice)
    pages = [
        door.get(reverse("portal:result", args=[second.upload_id])),
        door.get(reverse("portal:progress", args=[second.upload_id])),
        door.get(reverse("portal:request", args=[alder.pk])),
    ]
    for page in pages:
        assert page.status_code == 200
        assert "another company" not in text_of(page) and "another manufacturer" not in text_of(page)
        assert "Q11" not in page.content.decode() and "Birchfield" not in page.content.decode()


def test_it_compares_with_the_lists_that_stand(alder, birchfield):
    """Neither a manufacturer's own, nor one it has replaced, nor one of another year, nor a short one."""
    rows = {"smelters": listing(*range(25)), **MANY_ROWS}
    sent(birchfield, **rows)
    sent(birchfield, smelters=listing(*range(24)), **MANY_ROWS)
    sent(again(birchfield, 2024), day=date(2024, 12, 31), **rows)
    sent(alder, **rows)
    assert "CMRT-Q11" not in codes(sent(alder, company={"contact_phone": "1"}, **rows))
    sent(birchfield, smelters=listing(*range(5)), **MANY_ROWS)
    assert "CMRT-Q11" not in codes(sent(alder, smelters=listing(*range(5)), **MANY_ROWS))


def test_it_enters_the_fingerprints_of_lists_that_were_read_before(alder):
    submission = sent(alder, smelters=listing(*range(25)), **MANY_ROWS)
    fingerprint = submission.list_fingerprint
    Submission.objects.update(list_fingerprint="")
    import_module("suppliers.migrations.0004_list_fingerprint").enter(apps, None)
    submission.refresh_from_db()
    assert submission.list_fingerprint == fingerprint != ""


@pytest.mark.parametrize(
    ("sender", "due", "told"),
    [
        pytest.param("alice", date(2026, 3, 31), True, id="the manufacturer answers"),
        pytest.param("alice", date(2026, 1, 9), False, id="the year was past when its request was entered"),
        pytest.param("legal", date(2026, 3, 31), False, id="the team brings the file in"),
        pytest.param(None, date(2026, 3, 31), False, id="a folder is taken over"),
    ],
)
def test_it_tells_a_declaration_from_before_the_request_where_the_day_of_the_request_is_known(
    sender, due, told, alder, alice, legal
):
    Request.objects.update(requested_at=datetime(2026, 1, 10, tzinfo=UTC), due_date=due)
    actor = {"alice": alice, "legal": legal}.get(sender)
    assert ("CMRT-K20g" in codes(sent(alder, actor=actor))) == told


def test_it_asks_the_database_a_few_times_however_much_was_sent(
    alder, birchfield, alice, legal, django_assert_num_queries
):
    last_year = again(alder, 2024)
    submission_accept(sent(last_year, day=date(2024, 12, 31), smelters=listing(*range(30)), **MANY_ROWS), actor=legal)
    for number in range(3):
        a_submission(an_upload(birchfield, data=b"%d" % number), list_fingerprint=f"{number}" * 64)
    upload = claims.claim(an_upload(alder, uploaded_by=alice, not_before=datetime(2026, 1, 10, tzinfo=UTC)).pk)
    for number in range(3):
        table("cahra", b"Country\nMyanmar\n", name=f"List {number}")
    table("origins", b"CID,Metal,Country\nCID900005,Tin,Peru\n")
    with django_assert_num_queries(7):
        context = context_for(upload)
    assert (context["year"], context["company"], len(context["other_lists"])) == (2025, alder.supplier.name, 3)
    assert len(context["previous"]["smelters"]) == 30
    assert (len(context["cahra"]), context["origins_confidential"]) == (4, [("Tin", "CID900005", "PE")])


def test_it_asks_for_the_template_and_the_products_that_the_campaign_asks_for(alder, alice, legal, client_for):
    campaign_set(alder.period, actor=legal, minimum_version="6.6", level="product")
    submission = sent(alder)
    assert submission.state == Submission.State.NEEDS_CORRECTION
    page = text_of(client_for(alice).get(reverse("portal:result", args=[submission.upload_id])))
    assert "This is version 6.5 of the template; we asked for 6.6 or later." in page
    assert "We asked for a declaration for the products that we buy; this one speaks of the whole company." in page

    campaign_set(alder.period, actor=legal, minimum_version="6.5", level="company")
    assert not {"CMRT-K21a", "CMRT-K23g"} & codes(sent(alder, company={"contact_phone": "1"}))


def blank(version: str, *lookup) -> bytes:
    """An official blank of the project's own, taken over by the register."""
    data = build_cmrt(
        version=version,
        lookup=lookup or LOOKUP,
        company={"name": None},
        answers=dict.fromkeys(range(1, 9)),
        smelters=[],
    )
    lookup_load(data, source=f"CMRT {version}", as_of=date(2025, 1, 1), actor=None)
    return data


def test_it_holds_the_look_up_of_a_file_against_the_official_blank_of_its_version(alder, alice, client_for):
    blank("6.5")
    moved = [f._replace(country="PERU") if f.smelter_id == "CID900005" else f for f in LOOKUP]
    submission = sent(alder, lookup=moved)
    found = submission.findings.get(code="CMRT-K25c")
    assert (found.sheet, found.severity, found.cell[0]) == ("Smelter Look-up", "block", "D")
    page = text_of(client_for(alice).get(reverse("portal:result", args=[submission.upload_id])))
    assert "The Smelter Look-up of this file is not the one of version 6.5" in page
    assert "is PERU here and BRAZIL there" in page
    assert "CMRT-K25c" not in codes(sent(alder))


def test_it_takes_the_look_up_of_a_blank_for_official_and_not_of_a_file_that_was_filled_in(alder):
    filled = build_cmrt(version="6.5", lookup=LOOKUP[:3])
    lookup_load(filled, source="a supplier's file", as_of=date(2025, 1, 1), actor=None)
    assert "CMRT-K25c" not in codes(sent(alder))


def test_it_knows_an_id_of_another_version_of_the_template(alder, alice, client_for):
    blank("6.4", *LOOKUP, Facility("Tin", "Velho", "Velho Ltda.", "BRAZIL", "CID910002"))
    blank("6.5")
    rows = [*({"smelter_id": f.smelter_id} for f in LOOKUP), {"smelter_id": "CID910002"}]
    submission = sent(alder, smelters=rows)
    assert "CMRT-K12b" in codes(submission) and "CMRT-K12" not in codes(submission)
    page = text_of(client_for(alice).get(reverse("portal:result", args=[submission.upload_id])))
    assert 'CID910002 is "Velho Ltda." (tin, BRAZIL), but version 6.5 of the template does not list it' in page
    assert "version 6.4 is the last one that had it" in page


def test_it_holds_question_4_against_the_areas_of_conflict_in_force_on_the_day_of_receipt(alder, alice, client_for):
    table("cahra", b"Country,Region,Metals\nBrazil,,Tin\nSwitzerland,Ticino,\n", as_of=date(2025, 1, 1))
    table("cahra", b"Country\nPeru\n", as_of=date(2099, 1, 1))
    submission = sent(alder)
    found = {row.cell: row for row in submission.findings.filter(code="CMRT-K08d")}
    assert {cell: row.severity for cell, row in found.items()} == {"E7": "block", "E5": "warn"}
    page = text_of(client_for(alice).get(reverse("portal:result", args=[submission.upload_id])))
    assert "Question 4 for tin is No, but by row 7 smelters stand in Brazil" in page
    answered = sent(alder, answers={4: {"Tin": ("No", "audited in May")}})
    assert {row.severity for row in answered.findings.filter(code="CMRT-K08d")} == {"warn"}


def test_it_doubts_mines_in_a_country_that_is_not_known_to_mine_the_metal(alder):
    table("producers", b"Country,Metals\nBrazil,Tin\nPeru,Gold\n")
    rows = [{"smelter_id": f.smelter_id, "mine_countries": "Peru"} for f in LOOKUP if f.smelter_id != "CID900004"]
    found = sent(alder, smelters=rows).findings.filter(code="CMRT-K08f")
    assert [row.params["metal"] for row in found] == ["tin"]


def test_it_tells_known_origins_to_all_only_where_they_may_be_published(alder, alice, legal, client_for):
    table("origins", b"CID,Metal,Country\nCID900005,Tin,DR Congo\n", name="published", publishable=True)
    table("origins", b"CID,Metal,Country\nCID900005,Tin,Rwanda; DR Congo\n", name="members")
    submission = sent(alder)
    assert {"CMRT-K08e", "CMRT-Q12"} <= codes(submission)
    page = text_of(client_for(alice).get(reverse("portal:result", args=[submission.upload_id])))
    assert "known to process material from Congo (DRC)" in page or "Democratic Republic" in page
    assert "Rwanda" not in page and "may not be published" not in page
    desk = text_of(client_for(legal).get(reverse("review:submission", args=[submission.pk])))
    assert "by a source that may not be published" in desk and "Rwanda" in desk
