"""What changed between two reports, paragraph by paragraph and word by word; pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

from reports.document import Bullets, Heading, Paragraph, Report, Table, plain

_WORDS = re.compile(r"\s+|[^\s]+")


class Line(NamedTuple):
    """A paragraph, a point of a list or a row of a table, with the heading it stands under."""

    place: str
    words: str


class Span(NamedTuple):
    """Words that stayed (""), came in ("ins") or went out ("del")."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph that differs."""

    place: str
    spans: tuple[Span, ...]


def compare(older: Report, newer: Report) -> list[Change]:
    """The paragraphs that differ, in the order of the newer report; what went out stands where it stood."""
    before, after = list(_lines(older)), list(_lines(newer))
    matcher = SequenceMatcher(None, [line.words for line in before], [line.words for line in after], autojunk=False)
    changes = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            changes += [_change(one, other) for one, other in zip_longest(before[a:b], after[c:d])]
    return changes


def _change(one: Line | None, other: Line | None) -> Change:
    if one is None or other is None:
        line = one or other
        assert line
        return Change(line.place, (Span("del" if one else "ins", line.words),))
    return Change(other.place, tuple(spans(one.words, other.words)))


def spans(older: str, newer: str) -> Iterator[Span]:
    """The words of both, each as what became of it."""
    before, after = _WORDS.findall(older), _WORDS.findall(newer)
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Span("", "".join(before[a:b]))
            continue
        if a < b:
            yield Span("del", "".join(before[a:b]))
        if c < d:
            yield Span("ins", "".join(after[c:d]))


def _lines(report: Report) -> Iterator[Line]:
    for part in report.parts:
        place = part.title
        for block in part.blocks:
            match block:
                case Heading():
                    place = plain(block.text)
                    yield Line(place, place)
                case Paragraph():
                    yield Line(place, plain(block.text))
                case Bullets():
                    yield from (Line(place, plain(item)) for item in block.items)
                case Table():
                    if block.caption:
                        yield Line(place, plain(block.caption))
                    yield from (Line(place, " | ".join(plain(cell) for cell in row)) for row in block.rows)
