"""The effective date, however it was typed."""

import datetime

import pytest

from suppliers.cmrt.dates import read_date
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.workbook import open_workbook
from tests.builders import build_cmrt

DAY = datetime.date(2024, 5, 2)


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-02", "2024-05-02T00:00:00", "2024-05-02 00:00:00", "2024/5/2", "2024.05.02", "20240502",
        "2024年5月2日", "02-May-2024", "2-may-24", "02 May 2024", "2nd May, 2024", "May 2, 2024", "May 2nd 2024",
        "2. Mai 2024", "2 mai 2024", "2 de maio de 2024", "2 maggio 2024", "2 mayo 2024", "2 Mayıs 2024",
        "2.5.2024", " 02-May-2024\t",
    ],
)  # fmt: skip
def test_it_reads_a_date_typed_as_text(text):
    assert read_date(text) == DAY


@pytest.mark.parametrize(
    ("text", "day"),
    [("12/31/2024", datetime.date(2024, 12, 31)), ("31/12/2024", datetime.date(2024, 12, 31)), ("5/5/2024", None)],
)
def test_it_tells_day_and_month_apart_where_it_can(text, day):
    assert read_date(text) == (day or datetime.date(2024, 5, 5))


@pytest.mark.parametrize(
    "raw", ["02/05/2024", "soon", "30/02/2024", "May 2024", "", None, True, 7.0, 1e300, "13-Foo-2024"]
)
def test_it_never_guesses(raw):
    assert read_date(raw) is None


def test_it_reads_a_serial_number_in_both_calendars():
    assert read_date(45414.0) == DAY
    assert read_date(45414.0 - 1462, epoch_1904=True) == DAY
    assert read_date(20240502.0) == DAY


def test_it_reads_a_real_date_and_says_when_it_was_text():
    def problems(date):
        document = read_document(open_workbook(build_cmrt(version="6.4", effective_date=date)))
        assert document.effective_date.date == DAY
        return [problem for problem in document.problems if problem.cell == "Declaration!D22"]

    assert problems(DAY) == []
    assert "text" in problems("02-May-2024")[0].message
