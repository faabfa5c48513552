"""What other pages say of the filing."""

from datetime import date
from typing import NamedTuple

from django import template
from django.utils import timezone

from cmr.models import ReportingPeriod
from reports.deadlines import due_date
from reports.determination.tree import BY_CODE
from reports.posting.services import Posted, postings_of

register = template.Library()


class Due(NamedTuple):
    day: date
    passed: bool


@register.simple_tag
def filing_due(year: int) -> Due:
    """The day Form SD for a calendar year is due, and whether it has passed."""
    day = due_date(year)
    return Due(day, day < timezone.localdate())


@register.simple_tag
def filing_posted(period: ReportingPeriod) -> list[Posted]:
    """Where the reports of a period stand on the website, and until when."""
    return postings_of(period, timezone.localdate())


@register.filter
def question_words(code: str) -> str:
    """A question of the decision as it is asked; one that is asked no more stays its code."""
    return BY_CODE[code].asks if code in BY_CODE else code


@register.filter
def answer_words(answer: str, code: str) -> str:
    """An answer to that question, in its words."""
    options = BY_CODE[code].options if code in BY_CODE else ()
    return next((option.words for option in options if option.code == answer), answer)
