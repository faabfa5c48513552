"""Numbers typed by hand, in figures or in words, in a text that no fact stands behind; pure.

“One” is no number here: it is as often a pronoun, and a count of one is printed by its fact.
"""

import re
from collections.abc import Iterator

from reports.document import Text

# Numbers that are part of a name: rules, items, acts, dates of law, headings. Anything else is a statement of fact.
_NAMES = re.compile(
    r"\bRule 13[pq]-1\b|\b17 CFR 240\.13[pq]-1\b|\bItems? \d\.\d\d(?: and \d\.\d\d)?|\bExhibit \d\.\d\d"
    r"|\bSection (?:13\(p\)|18|21E|27A)|\bAct of 193[34]\b|\bApril 29, 2014\b|\bMay 2, 2014\b"
    r"|\bJanuary 1,|\bDecember 31,|\bStep [1-5]\b|\b(?:the|under the|into|in|sets out) five steps\b|\bfive-step\b"
    r"|^\d{1,2}(?:\.\d{1,2})? (?=[A-Z])|^\d{1,2}\. (?=[A-Z])"
)
_UNITS = "two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_LARGE = "dozens?|hundreds?|thousands?|millions?"
# Figures of any script and form: ² and ½ are numbers too.
_SIGN = r"[\d\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u218b\u2460-\u24ff\u2776-\u2793]"
_NUMBERS = re.compile(
    rf"[\d.,]*{_SIGN}(?:[\d.,]*{_SIGN})?%?"
    rf"|\b(?:(?:{_TENS})(?:[- ](?:one|{_UNITS}))?|{_TEENS}|{_UNITS}|{_LARGE})\b",
    re.I,
)


def typed_numbers(text: Text) -> Iterator[str]:
    """Each number in the words of a text itself, apart from the closed list of legal names."""
    for number, run in enumerate(text):
        if run.fact:
            continue
        words = _NAMES.sub(" ", run.text if number == 0 else f" {run.text}")
        for found in _NUMBERS.finditer(words):
            yield found.group(0)
