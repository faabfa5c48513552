"""What an upload is held against besides itself: its request, last year's declaration, other manufacturers' lists."""

from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from cmr.models import ReportingPeriod
from suppliers.models import Request, Submission
from suppliers.services import claims
from suppliers.services.context import context_for
from suppliers.services.ingest import process
from suppliers.services.review import submission_accept
from suppliers.services.uploads import upload_receive
from tests.builders import LOOKUP, build_cmrt
from tests.suppliers.cmrt.check_cases import MANY
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
    with django_assert_num_queries(3):
        context = context_for(upload)
    assert (context["year"], context["company"], len(context["other_lists"])) == (2025, alder.supplier.name, 3)
    assert len(context["previous"]["smelters"]) == 30
