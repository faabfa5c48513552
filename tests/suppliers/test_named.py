"""Who reports a facility: the years, the files and the very cells, of accepted declarations alone."""

import pytest

from cmr.models import ReportingPeriod
from smelters.models import Smelter
from suppliers.models import Mention, Request, Submission
from tests.suppliers.parts import a_submission, an_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def luna() -> Smelter:
    return Smelter.objects.create(metal="Tin", smelter_id="CID900004", name="Luna Smelter, Ltd.", country="RWANDA")


def name(submission: Submission, smelter: Smelter, row: int = 7, **fields):
    cells = {"smelter_id": f"Smelter List!F{row}", "name": f"Smelter List!D{row}"}
    defaults = {"metal": "Tin", "name": "LUNA", "listed": "listed", "match": "id", "cells": cells}
    return Mention.objects.create(submission=submission, row=row, smelter=smelter, **(defaults | fields))


def accepted(request: Request, file_name: str = "cmrt.xlsx") -> Submission:
    upload = an_upload(request, file_name.encode(), file_name=file_name)
    return a_submission(upload, state=Submission.State.ACCEPTED)


def test_it_leads_from_a_facility_to_file_sheet_and_cell(luna, alder, birchfield, client_for, legal):
    name(accepted(alder, "alder.xlsx"), luna)
    name(accepted(birchfield, "birchfield.xlsx"), luna, row=9, cells={"name": "Smelter List!D9"})
    earlier = ReportingPeriod.objects.create(registrant=alder.period.registrant, year=2024, covered_products="p")
    before = Request.objects.create(supplier=alder.supplier, period=earlier, due_date="2025-03-31")
    submission = accepted(before, "last.xlsx")
    name(submission, luna, cells={})
    name(submission, luna, row=12, match="decision")
    page = client_for(legal).get(f"/desk/named/{luna.pk}/").content.decode()
    assert "2025: 2 manufacturers; 2024: 1 manufacturer." in page
    for shown in ("alder.xlsx", "Smelter List!F7", "birchfield.xlsx", "Smelter List!D9", "last.xlsx"):
        assert shown in page
    assert "Smelter List!A7" in page  # a row that keeps no cells is named by its first
    assert "Smelter List!D12" in page and "Smelter List!F12" not in page  # where the name stands that was decided on
    assert f'href="/desk/submissions/{submission.pk}/"' in page
    assert page.index("alder.xlsx") < page.index("last.xlsx")


def test_it_counts_no_declaration_that_is_not_accepted(luna, alder, client_for, legal):
    name(a_submission(an_upload(alder), state=Submission.State.IN_REVIEW), luna)
    assert "No accepted declaration names it." in client_for(legal).get(f"/desk/named/{luna.pk}/").content.decode()


def test_it_shows_many_rows_page_by_page(luna, alder, client_for, legal, django_assert_max_num_queries):
    submission = accepted(alder)
    for row in range(5, 65):
        name(submission, luna, row=row)
    lena = client_for(legal)
    with django_assert_max_num_queries(9):
        page = lena.get(f"/desk/named/{luna.pk}/?page=2").content.decode()
    assert "51 to 60 of 60 rows" in page
    assert "Smelter List!F64" in page
    assert lena.get("/desk/named/99999/").status_code == 404
