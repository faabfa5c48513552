"""Numbers typed by hand: digits in a text that no fact stands behind; pure."""

import re
from collections.abc import Iterator

from reports.document import Text

# Digits that are part of a name: rules, items, acts, dates of law, headings. Anything else is a statement of fact.
_NAMES = re.compile(
    r"\bRule 13[pq]-1\b|\b17 CFR 240\.13[pq]-1\b|\bItems? \d\.\d\d(?: and \d\.\d\d)?|\bExhibit \d\.\d\d"
    r"|\bSection (?:13\(p\)|18|21E|27A)|\bAct of 193[34]\b|\bApril 29, 2014\b|\bMay 2, 2014\b"
    r"|\bJanuary 1,|\bDecember 31,|\bStep [1-5]\b|^\d{1,2}(?:\.\d{1,2})? (?=[A-Z])|^\d{1,2}\. (?=[A-Z])"
)
_DIGITS = re.compile(r"[\d.,]*\d(?:[\d.,]*\d)?%?")


def typed_numbers(text: Text) -> Iterator[str]:
    """Each number in the words of a text itself, apart from the closed list of legal names."""
    for number, run in enumerate(text):
        if run.fact:
            continue
        words = _NAMES.sub(" ", run.text if number == 0 else f" {run.text}")
        for found in _DIGITS.finditer(words):
            yield found.group(0)
