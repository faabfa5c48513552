"""Filling a text's placeholders with values, and telling an editor where a text is wrong.

Values are printed as they are, braces and all: the text is walked once, and what was filled in is not looked at again.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from suppliers.letters.placeholders import placeholders_of
from suppliers.letters.words import day_in_words

Value = str | int | date | Sequence[str]

# Where the personal link goes. No value can forge it: private characters are taken out of all of them.
LINK_MARK = "\ue000personal link\ue000"
_BRACES = re.compile(r"\{([^{}\n]*)\}|[{}]")
_EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a text, and where: `line` counts from 1."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.message}"


def problems(text: str, kind: str, *, subject: bool = False) -> list[Problem]:
    """What an editor must mend before the text can be used for letters of this kind."""
    return list(_problems(text, kind, subject))


def _problems(text: str, kind: str, subject: bool) -> Iterator[Problem]:
    known = placeholders_of(kind)
    for number, line in enumerate(text.split("\n"), 1):
        for found in _BRACES.finditer(line):
            name = found[1]
            if name is None:
                yield Problem(number, f"the brace “{found[0]}” belongs to no placeholder. Take it out, or complete it.")
            elif name not in known:
                yield Problem(number, f"{found[0]} is no placeholder of this letter. Choose one of the list.")
            elif subject and known[name].lines:
                yield Problem(number, f"{found[0]} may take several lines and cannot stand in the subject.")
    if subject and "\n" in text:
        yield Problem(2, "the subject is one line.")


def render(text: str, values: Mapping[str, Value], language: str) -> str:
    """The text with its placeholders filled in; raises KeyError for a value that is missing.

    Empty values leave no gap: more than one empty line becomes one.
    """
    filled = _BRACES.sub(lambda found: _printed(values[found[1]], language) if found[1] else found[0], text)
    return _EMPTY_LINES.sub("\n\n", filled.replace("\r\n", "\n")).strip() + "\n"


def one_line(text: str) -> str:
    """Text as it may stand in a header: no line breaks, no control characters."""
    return " ".join(clean(text).split())


def clean(text: str) -> str:
    """Without control, direction and private characters; line breaks and tabs stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c)[0] != "C")


def _printed(value: Value, language: str) -> str:
    if isinstance(value, date):
        return day_in_words(value, language)
    if value == LINK_MARK:
        return LINK_MARK
    if isinstance(value, str | int):
        return clean(str(value)).strip()
    return "\n".join(clean(line).rstrip() for line in value)
