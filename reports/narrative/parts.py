"""What a section of the narrative is made of: texts with conditions, as data; pure.

A sentence is printed where its condition holds for the facts. Its key names it for good, so that it can be spoken of,
reworded or left out: the section's key and the sentence's first words, which no other sentence coming or going changes.
A code (K01 …) names what it is printed for; alternatives of one another share it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from reports.document import Block, Bullets, Heading, Paragraph, Run, Table, Text
from reports.facts.sheet import FilingFacts
from reports.facts.texts import Kind, TeamText
from reports.narrative.placeholders import fill

Condition = Callable[[FilingFacts], bool]

_WORD = re.compile(r"[a-z0-9]+")
# A word that agrees with a fact, and the mark of a sentence's beginning.
_AGREEING = re.compile(r"\{\w+:(?!Number)\w+\}|:Number\}")
_WORDS_IN_KEY, _LONGEST_KEY = 12, 64


def always(facts: FilingFacts) -> bool:
    return True


@lru_cache(maxsize=1024)
def _slug(text: str) -> str:
    words = "-".join(_WORD.findall(_AGREEING.sub("", text).lower())[:_WORDS_IN_KEY])
    return words[:_LONGEST_KEY].rstrip("-")


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    when: Condition = always
    code: str = ""
    name: str = ""

    @property
    def slug(self) -> str:
        """Its name inside its section: its first words, or the `name` given to keep it apart or to keep it."""
        return self.name or _slug(self.text)


def say(text: str, when: Condition = always, code: str = "", name: str = "") -> Sentence:
    """One or more sentences that stand or fall together.

    `name` is for two that begin alike, and for one whose first words change: its old name keeps what the team wrote.
    """
    return Sentence(text, when, code, name)


@dataclass(frozen=True, slots=True)
class Sub:
    """A heading inside a section; `numbered` ones continue the section's number."""

    title: str
    when: Condition = always


@dataclass(frozen=True, slots=True)
class Para:
    sentences: tuple[Sentence, ...]
    style: str = "body"


def para(*sentences: Sentence | str, style: str = "body") -> Para:
    """A paragraph; it is left out when none of its sentences holds."""
    return Para(tuple(_sentence(each) for each in sentences), style)


@dataclass(frozen=True, slots=True)
class Points:
    sentences: tuple[Sentence, ...]


def points(*sentences: Sentence | str) -> Points:
    """A list with one item for each sentence that holds."""
    return Points(tuple(_sentence(each) for each in sentences))


@dataclass(frozen=True, slots=True)
class Grid:
    """A table that a function makes from the facts; None leaves it out."""

    build: Callable[[FilingFacts], Iterable[Table]]


Item = Sub | Para | Points | Grid


@dataclass(frozen=True, slots=True)
class Section:
    """A section or annex: its key (also its anchor), its title, whether it is numbered, its items in order.

    It is left out as a whole where `when` does not hold. Two sentences of one key raise: one of them needs a `name`.
    """

    key: str
    title: str
    items: tuple[Item, ...]
    numbered: bool = True
    when: Condition = always

    def __post_init__(self) -> None:
        keys = [key for key, _ in self.sentences()]
        for key in keys:
            if keys.count(key) > 1:
                raise ValueError(f"Two sentences are called {key}: give one of them a name, say(…, name=…).")

    def sentences(self) -> Iterator[tuple[str, Sentence]]:
        """Every sentence that it can say, with its key."""
        for item in self.items:
            if isinstance(item, Para | Points):
                for each in item.sentences:
                    yield key_of(self.key, each), each


def key_of(section: str, sentence: Sentence) -> str:
    return f"{section}.{sentence.slug}"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence in its place, as it stands: ours, perhaps in the team's words, or one of the team's own."""

    key: str
    text: str
    printed: bool
    ours: Sentence | None
    team: TeamText | None

    def filled(self, facts: FilingFacts) -> Text:
        """Its words with the facts; a hole in the team's words that no fact fills stays to be seen."""
        return fill(self.text, facts, leave_unknown=self.team is not None)


class Wording:
    """The team's texts, by the sentence that they reword or follow."""

    def __init__(self, texts: Iterable[TeamText]) -> None:
        self._of = {each.key: each for each in texts}
        self._after: dict[str, list[TeamText]] = {}
        for each in self._of.values():
            if each.after:
                # What was added last after a sentence stands next to it.
                self._after.setdefault(each.after, []).insert(0, each)

    def touches(self, key: str) -> bool:
        """Whether the team reworded the sentence of a key, left it out or added to it."""
        return key in self._of or key in self._after

    def said(self, section: str, sentences: Iterable[Sentence], facts: FilingFacts) -> Iterator[Said]:
        """The sentences of a paragraph or list in the order of print, with what the team did to them."""
        for ours in sentences:
            key = key_of(section, ours)
            team = self._of.get(key)
            kind = team.kind if team else ""
            text = team.text if team and kind == Kind.REWORDED else ours.text
            yield Said(key, text, ours.when(facts) and kind != Kind.LEFT_OUT, ours, team)
            yield from self._added(key)

    def _added(self, key: str) -> Iterator[Said]:
        for team in self._after.get(key, ()):
            yield Said(team.key, team.text, team.kind != Kind.LEFT_OUT, None, team)
            yield from self._added(team.key)


def compose(sections: Iterable[Section], facts: FilingFacts, texts: Iterable[TeamText] = ()) -> tuple[Block, ...]:
    """The sections as blocks, numbered in order, in our words or the team's, every hole filled from the facts."""
    blocks: list[Block] = []
    wording = Wording(texts)
    number = 0
    for section in sections:
        if not section.when(facts):
            continue
        number += section.numbered
        prefix = f"{number}. " if section.numbered else ""
        blocks.append(Heading(1, fill(prefix + section.title, facts), section.key))
        sub = 0
        for item in section.items:
            if isinstance(item, Sub):
                if item.when(facts):
                    sub += 1
                    label = f"{number}.{sub} " if section.numbered else ""
                    blocks.append(Heading(2, fill(label + item.title, facts), f"{section.key}-{sub}"))
            elif isinstance(item, Grid):
                blocks.extend(item.build(facts))
            else:
                held = [each for each in wording.said(section.key, item.sentences, facts) if each.printed]
                blocks.extend(_blocks(item, held, facts))
    return tuple(blocks)


def _blocks(item: Para | Points, held: list[Said], facts: FilingFacts) -> Iterator[Block]:
    if isinstance(item, Points):
        if held:
            yield Bullets(tuple(each.filled(facts) for each in held))
        return
    together: list[Text] = []
    for each in held:
        if each.team and each.team.apart:
            yield from _paragraph(together, item.style)
            yield from _paragraph([each.filled(facts)], item.style)
            together = []
        else:
            together.append(each.filled(facts))
    yield from _paragraph(together, item.style)


def _paragraph(texts: list[Text], style: str) -> Iterator[Block]:
    if texts:
        yield Paragraph(_joined(texts), style)


def _joined(texts: list[Text]) -> Text:
    runs: list[Run] = []
    for text in texts:
        if runs:
            runs.append(Run(" "))
        runs.extend(text)
    return tuple(runs)


def _sentence(given: Sentence | str) -> Sentence:
    return given if isinstance(given, Sentence) else Sentence(given)
