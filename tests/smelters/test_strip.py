"""A facility's statuses over time as a strip: in order, without gaps, up to today."""

from datetime import date
from typing import NamedTuple

from smelters.strip import WIDTH, strip_of

TODAY = date(2026, 1, 31)


class Since(NamedTuple):
    valid_from: date
    group: str
    label: str


FROM = {
    "conformant": Since(date(2021, 4, 30), "conformant", "Conformant"),
    "again": Since(date(2022, 4, 30), "conformant", "Conformant"),
    "lost": Since(date(2024, 1, 1), "not_listed", "Not on the list"),
    "corrected": Since(date(2024, 1, 1), "active", "Active"),
    "future": Since(date(2027, 1, 1), "conformant", "Conformant"),
}


def test_it_draws_each_status_until_the_next_and_the_last_until_today():
    strip = strip_of([FROM["conformant"], FROM["again"], FROM["lost"]], TODAY)
    assert [(each.label, each.start, each.end) for each in strip.segments] == [
        ("Conformant", date(2021, 4, 30), date(2024, 1, 1)), ("Not on the list", date(2024, 1, 1), None),
    ]  # fmt: skip
    first, last = strip.segments
    assert first.x == 0
    assert first.width == last.x
    assert round(last.x + last.width) == WIDTH
    assert [tick.year for tick in strip.ticks] == [2022, 2023, 2024, 2025, 2026]


def test_it_lets_the_later_record_of_a_day_stand_and_draws_no_future():
    strip = strip_of([FROM["conformant"], FROM["lost"], FROM["corrected"], FROM["future"]], TODAY)
    assert [each.group for each in strip.segments] == ["conformant", "active"]


def test_it_joins_a_status_again_that_a_record_of_the_same_day_took_back():
    back = FROM["conformant"]._replace(valid_from=date(2024, 1, 1))
    assert len(strip_of([FROM["conformant"], FROM["lost"], back], TODAY).segments) == 1


def test_it_draws_a_year_at_least_and_nothing_without_a_status():
    strip = strip_of([FROM["lost"]._replace(valid_from=TODAY)], TODAY)
    assert (strip.segments[0].x, strip.segments[0].width) == (WIDTH, 0)
    assert strip_of([], TODAY) is None
    assert strip_of([FROM["future"]], TODAY) is None
