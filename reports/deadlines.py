"""When Form SD is due; pure, no clock (Form SD, General Instruction B)."""

from datetime import date, time, timedelta

# A transmission begun after this hour, Eastern time, gets the next business day as its filing date (Regulation S-T 13).
LAST_HOUR = time(17, 30)
TIME_ZONE = "America/New_York"


def due_date(year: int) -> date:
    """The day the Form SD for a calendar year is due: 31 May of the next year or the next business day."""
    day = date(year + 1, 5, 31)
    while day.weekday() >= 5 or day == _memorial_day(day.year):
        day += timedelta(days=1)
    return day


def posted_until(day: date) -> date:
    """The last day on which a report posted on a day must be public: one calendar year (Form SD, Item 1.01).

    From a 29 February it is 1 March, so that the year is whole.
    """
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


def _memorial_day(year: int) -> date:
    """The last Monday of May, the one federal holiday that can meet the due date."""
    last = date(year, 5, 31)
    return last - timedelta(days=last.weekday())
