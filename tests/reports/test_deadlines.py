from datetime import date

import pytest

from reports.deadlines import due_date

DUE = {
    2020: date(2021, 6, 1),
    2021: date(2022, 5, 31),
    2022: date(2023, 5, 31),
    2023: date(2024, 5, 31),
    2024: date(2025, 6, 2),
    2025: date(2026, 6, 1),
    2026: date(2027, 6, 1),
    2027: date(2028, 5, 31),
    2028: date(2029, 5, 31),
    2029: date(2030, 5, 31),
    2030: date(2031, 6, 2),
    2031: date(2032, 6, 1),
    2032: date(2033, 5, 31),
}


@pytest.mark.parametrize("year", DUE)
def test_it_rolls_the_due_date_over_weekends_and_memorial_day(year):
    assert due_date(year) == DUE[year]
