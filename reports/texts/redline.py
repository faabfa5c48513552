"""This year's text against last year's, sentence by sentence; pure.

Two sentences are the same when their words are, whatever their facts print: a number that follows its fact is no change
of wording. Words that stayed although facts that they rest on and do not print have changed are what a reader must see.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

from reports.document import Bullets, Heading, Paragraph, Report, Text, plain
from reports.texts.difference import Span, spans

# A fact inside a sentence, while sentences are told apart: no text holds these two signs.
_OPEN, _CLOSE = "\ue000", "\ue001"
_END = re.compile(rf"(?<=[.;:!?])\s+(?=[A-Z“({_OPEN}])")
_FACT = re.compile(rf"{_OPEN}([^{_CLOSE}]*){_CLOSE}")


class Kind(StrEnum):
    SAME = "same"  # word for word, numbers and all
    FOLLOWS = "follows"  # the same words; facts that it prints have changed
    KEPT = "kept"  # the team's words, kept although facts that they rest on and do not print have changed
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as printed; `words` is it with its facts' names in place of their values."""

    section: str
    place: str
    words: str
    printed: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A sentence of this year, of last year, or both; `moved` says which facts changed under words that were kept."""

    kind: Kind
    section: str
    place: str
    spans: tuple[Span, ...]
    moved: tuple[str, ...] = field(default=())


def lines_of(report: Report) -> Iterator[Line]:
    """The sentences of the exhibit, in order."""
    for part in report.parts:
        if part.code != "ex101":
            continue
        section = place = ""
        for block in part.blocks:
            match block:
                case Heading():
                    place = plain(block.text)
                    section = block.anchor if block.level == 1 else section
                case Paragraph():
                    yield from _sentences(section, place, block.text)
                case Bullets():
                    for item in block.items:
                        yield from _sentences(section, place, item)


def compared(older: Report, newer: Report, moved: Iterable[tuple[str, tuple[str, ...]]] = ()) -> list[Compared]:
    """The sentences in this year's order; what is gone stands where it stood.

    `moved` names printed sentences whose words were kept while facts beneath them changed, and these facts.
    """
    under = dict(moved)
    before, after = list(lines_of(older)), list(lines_of(newer))
    matcher = SequenceMatcher(None, [_key(line) for line in before], [_key(line) for line in after], autojunk=False)
    found: list[Compared] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found += [_same(one, other, under) for one, other in zip(before[a:b], after[c:d], strict=True)]
        else:
            found += [_differs(one, other) for one, other in _paired(before[a:b], after[c:d])]
    return found


def _paired(before: list[Line], after: list[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Sentences that differ, side by side where they share half of their words, and alone otherwise."""
    for one, other in zip_longest(before, after):
        if one and other and SequenceMatcher(None, one.words.split(), other.words.split()).ratio() < 0.5:
            yield one, None
            yield None, other
        else:
            yield one, other


def _same(one: Line, other: Line, under: dict[str, tuple[str, ...]]) -> Compared:
    if moved := under.get(other.printed):
        return Compared(Kind.KEPT, other.section, other.place, (Span("", other.printed),), moved)
    kind = Kind.SAME if one.printed == other.printed else Kind.FOLLOWS
    return Compared(kind, other.section, other.place, tuple(spans(one.printed, other.printed)))


def _differs(one: Line | None, other: Line | None) -> Compared:
    if one and other:
        return Compared(Kind.CHANGED, other.section, other.place, tuple(spans(one.printed, other.printed)))
    line = other or one
    assert line
    kind, mark = (Kind.NEW, "ins") if other else (Kind.GONE, "del")
    return Compared(kind, line.section, line.place, (Span(mark, line.printed),))


def _key(line: Line) -> tuple[str, str]:
    return line.section, line.words


def _sentences(section: str, place: str, text: Text) -> Iterator[Line]:
    """Sentences told apart by the words of the text itself: a full stop inside a fact ends none."""
    values: list[str] = []
    whole = ""
    for run in text:
        if run.fact:
            values.append(run.text)
            whole += f"{_OPEN}{run.fact.partition(':')[0]}{_CLOSE}"
        else:
            whole += run.text
    taken = iter(values)
    for sentence in _END.split(whole):
        printed = _FACT.sub(lambda _: next(taken), sentence)
        yield Line(section, place, _FACT.sub(r"{\1}", sentence), printed)
