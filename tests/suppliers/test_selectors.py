"""What the pages ask: right counts, and the same number of queries for one manufacturer as for ten."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from smelters.models import Smelter
from suppliers.models import FindingRow, Mention, Request, Submission, Supplier
from suppliers.selectors import (
    period_overview,
    request_rows,
    requests_asked,
    requests_first,
    submission_findings,
    submission_mentions,
    uploads_put_aside,
)
from suppliers.services.summaries import summaries_renew
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
    summaries_renew([accepted.pk, newer.pk])
    for severity in ("info", "block", "warn", "block"):
        FindingRow.objects.create(submission=newer, code="CMRT-K01", severity=severity)
    an_upload(birchfield, b"photo", state="unreadable")
    Request.objects.filter(pk=alder.pk).update(state="needs_correction")
    Request.objects.filter(pk=birchfield.pk).update(state="unreadable")
    return period


def test_it_counts_who_was_asked_answered_and_accepted(year):
    overview = period_overview(year)
    # What was accepted is not the whole answer while a newer file waits for its correction.
    assert (overview.asked, overview.answered, overview.accepted) == (10, 1, 0)
    assert (overview.in_state("needs_correction"), overview.in_state("unreadable", "requested")) == (1, 9)
    (alder,) = requests_first(year, "needs_correction", limit=5)
    assert [submission.state for submission in alder.submissions.all()] == ["needs_correction", "accepted"]


def test_it_shows_the_newest_file_of_each_manufacturer_and_what_is_in_it(year):
    rows = {row.request.supplier.name: row for row in request_rows(each.pk for each in requests_asked(year))}
    alder = rows["Alder Precision Manufacturing"]
    assert alder.submission.state == "needs_correction"
    assert alder.rows == 3
    assert alder.findings == {"block": 2, "warn": 1, "info": 1}
    birchfield = rows["Birchfield Electronics Co., Ltd."]
    assert (birchfield.upload.state, birchfield.submission, birchfield.rows) == ("unreadable", None, 0)
    assert rows["Silent 0"].upload is None


def test_it_asks_as_many_queries_for_one_manufacturer_as_for_ten(year):
    with CaptureQueriesContext(connection) as queries:
        period_overview(year)
        asked = requests_asked(year)
    assert len(queries) == 3
    for number in (1, 10):
        with CaptureQueriesContext(connection) as queries:
            request_rows(each.pk for each in asked[:number])
        assert len(queries) == 4


def test_it_names_only_those_whose_newest_file_was_put_aside(year, alder, birchfield):
    an_upload(alder, b"failed", state="failed")
    an_upload(alder, b"sent again")
    failed = an_upload(birchfield, b"failed", state="failed")
    an_upload(birchfield, b"a draft", draft=True)
    assert uploads_put_aside(year, limit=4) == [failed]


def test_it_reads_a_submission_in_the_order_of_its_sheet_and_of_what_blocks(year):
    submission = Submission.objects.get(state="needs_correction")
    assert [mention.row for mention in submission_mentions(submission)] == [5, 6, 7]
    assert [row.severity for row in submission_findings(submission)] == ["block", "block", "warn", "info"]
