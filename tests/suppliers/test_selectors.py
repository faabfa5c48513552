"""What the pages ask: right counts, and the same number of queries for one manufacturer as for ten."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from smelters.models import Smelter
from suppliers.models import FindingRow, Mention, Request, Submission, Supplier
from suppliers.selectors import (
    accepted_mentions,
    accepted_submissions,
    period_overview,
    submission_findings,
    submission_mentions,
)
from tests.suppliers.parts import a_submission, an_upload


@pytest.fixture
def year(period, alder, birchfield):
    """Alder was accepted and sent a newer file; Birchfield's could not be read; eight were asked and are silent."""
    for number in range(8):
        supplier = Supplier.objects.create(name=f"Silent {number}")
        Request.objects.create(supplier=supplier, period=period, due_date="2026-03-31")
    smelter = Smelter.objects.create(metal="Gold", smelter_id="CID900001", name="Aurora", country="SWITZERLAND")
    accepted = a_submission(an_upload(alder, b"one"), state=Submission.State.ACCEPTED)
    newer = a_submission(an_upload(alder, b"two"), state=Submission.State.NEEDS_CORRECTION)
    for submission in (accepted, newer):
        for row in (5, 6, 7):
            facility = smelter if row < 7 else None
            Mention.objects.create(submission=submission, row=row, metal="Gold", listed="listed", smelter=facility)
    for severity in ("info", "block", "warn", "block"):
        FindingRow.objects.create(submission=newer, code="CMRT-K01", severity=severity)
    an_upload(birchfield, b"photo", state="unreadable")
    Request.objects.filter(pk=alder.pk).update(state="needs_correction")
    Request.objects.filter(pk=birchfield.pk).update(state="unreadable")
    return period


def test_it_counts_who_was_asked_answered_and_accepted(year):
    overview = period_overview(year)
    counts = (overview.asked, overview.answered, overview.accepted, overview.needs_correction, overview.in_review)
    assert counts == (10, 1, 1, 1, 0)


def test_it_shows_the_newest_file_of_each_manufacturer_and_what_is_in_it(year):
    rows = {row.request.supplier.name: row for row in period_overview(year).rows}
    alder = rows["Alder Precision Manufacturing"]
    assert alder.submission.state == "needs_correction"
    assert alder.accepted.state == "accepted"
    assert (alder.rows, alder.facilities) == (3, 1)
    assert alder.findings == {"block": 2, "warn": 1, "info": 1}
    birchfield = rows["Birchfield Electronics Co., Ltd."]
    assert (birchfield.upload.state, birchfield.submission, birchfield.rows) == ("unreadable", None, 0)
    assert rows["Silent 0"].upload is None


def test_it_asks_five_queries_however_many_were_asked(year):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        period_overview(year)
    assert len(queries) == 5


def test_it_rests_the_filing_on_what_was_accepted_alone(year):
    (submission,) = accepted_submissions(year)
    assert submission.state == "accepted"
    mentions = list(accepted_mentions(year))
    assert [mention.row for mention in mentions] == [5, 6, 7]
    assert {mention.submission_id for mention in mentions} == {submission.pk}


def test_it_reads_a_submission_in_the_order_of_its_sheet_and_of_what_blocks(year):
    submission = Submission.objects.get(state="needs_correction")
    assert [mention.row for mention in submission_mentions(submission)] == [5, 6, 7]
    assert [row.severity for row in submission_findings(submission)] == ["block", "block", "warn", "info"]
