"""Days as people type them."""

from datetime import date

from django.utils.dateparse import parse_date


def day_read(text: str | None) -> date | None:
    """The day that a text such as 2027-05-28 names; None for one that names none, or none that there is."""
    try:
        return parse_date(text or "")
    except ValueError:
        return None


def day_given(text: str | None, refusal: type[Exception]) -> date:
    """The day that a form was sent with; raises `refusal` with the sentence for the person."""
    found = day_read(text)
    if found is None:
        raise refusal("Enter a day, as in 2027-05-28.")
    return found
