"""What a section of the narrative is made of: texts with conditions, as data; pure.

A sentence is printed where its condition holds for the facts. Its code (K01 …) names it for good, so that a sentence
can be spoken of, kept or edited; sentences without a code are always there.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from reports.document import Block, Bullets, Heading, Paragraph, Run, Table, Text
from reports.factsheet import FilingFacts
from reports.narrative.placeholders import fill

Condition = Callable[[FilingFacts], bool]


def always(facts: FilingFacts) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    when: Condition = always
    code: str = ""


def say(text: str, when: Condition = always, code: str = "") -> Sentence:
    """One or more sentences that stand or fall together."""
    return Sentence(text, when, code)


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
    """A section or annex: its key (also its anchor), its title, whether it is numbered, its items in order."""

    key: str
    title: str
    items: tuple[Item, ...]
    numbered: bool = True


def compose(sections: Iterable[Section], facts: FilingFacts) -> tuple[Block, ...]:
    """The sections as blocks, numbered in order, with every hole filled from the facts."""
    blocks: list[Block] = []
    number = 0
    for section in sections:
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
            else:
                blocks.extend(_blocks(item, facts))
    return tuple(blocks)


def _blocks(item: Para | Points | Grid, facts: FilingFacts) -> Iterable[Block]:
    match item:
        case Para():
            held = [fill(each.text, facts) for each in item.sentences if each.when(facts)]
            return [Paragraph(_joined(held), item.style)] if held else []
        case Points():
            held = [fill(each.text, facts) for each in item.sentences if each.when(facts)]
            return [Bullets(tuple(held))] if held else []
        case Grid():
            return item.build(facts)


def _joined(texts: list[Text]) -> Text:
    runs: list[Run] = []
    for text in texts:
        if runs:
            runs.append(Run(" "))
        runs.extend(text)
    return tuple(runs)


def _sentence(given: Sentence | str) -> Sentence:
    return given if isinstance(given, Sentence) else Sentence(given)
