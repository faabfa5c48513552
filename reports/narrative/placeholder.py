"""What a placeholder of the narrative is; pure. The tables of them stand beside."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from reports.facts.sheet import FilingFacts
from reports.narrative.words import day, number


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A fact as text; `count` is the number behind it, for the words that agree with it."""

    meaning: str
    text: Callable[[FilingFacts], str]
    count: Callable[[FilingFacts], int] | None = None


def counted(meaning: str, count: Callable[[FilingFacts], int]) -> Placeholder:
    return Placeholder(meaning, lambda facts: number(count(facts)), count)


def dated(meaning: str, get: Callable[[FilingFacts], date | None]) -> Placeholder:
    def text(facts: FilingFacts) -> str:
        held = get(facts)
        return day(held) if held else "a date not recorded"

    return Placeholder(meaning, text)
