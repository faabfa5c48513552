"""A text of the report as the desk shows it: words, facts that lead to their rows, and words at fault."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from reports.document import Text, plain
from reports.narrative.placeholders import PLACEHOLDERS
from reports.texts.behind import rows_behind


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: a fact's with its name, meaning and address, or plain words; `bad` where a finding is."""

    text: str
    bad: bool = False
    fact: str = ""
    meaning: str = ""
    address: str = ""


def pieces(text: Text, year: int, bad: Iterable[str] = ()) -> list[Piece]:
    """The text in pieces; a word that agrees with a number is words, its number is the fact."""
    whole = plain(text)
    spans = [(at, at + len(words)) for words in bad if words for at in _places(whole, words)]
    found, start = [], 0
    for run in text:
        name, _, word = run.fact.partition(":")
        end = start + len(run.text)
        if name and word in ("", "Number"):
            item = PLACEHOLDERS.get(name)
            marked = any(a <= start and end <= b and b - a > end - start for a, b in spans)
            found.append(Piece(run.text, marked, name, item.meaning if item else "", rows_behind(name, year)))
        else:
            edges = sorted({start, end, *(edge for span in spans for edge in span if start < edge < end)})
            for a, b in pairwise(edges):
                found.append(Piece(whole[a:b], any(one <= a and b <= other for one, other in spans)))
        start = end
    return found


def _places(whole: str, words: str) -> Iterable[int]:
    at = whole.find(words)
    while at >= 0:
        yield at
        at = whole.find(words, at + 1)
