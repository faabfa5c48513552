"""What a score is made of: items with points, each won by needs that the facts, the log or the report meet; pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from reports.document import plain
from reports.facts.sheet import FilingFacts
from reports.prefiling.draft import Draft


@dataclass(frozen=True)
class Seen:
    """A report as it is looked at: as it would be printed, and the codes of the findings that stand against it."""

    draft: Draft
    codes: frozenset[str] = frozenset()

    @property
    def facts(self) -> FilingFacts:
        return self.draft.facts

    @cached_property
    def words(self) -> str:
        return " ".join(text for _, text in self.draft.lines)

    def says(self, words: str) -> bool:
        return words in self.words

    def has_table(self, name: str) -> bool:
        return any(table.rows for table in self.draft.tables(name))

    def prints(self, fact: str) -> bool:
        return any(True for _ in self.draft.said(fact))

    def prints_of(self, name: str) -> list[str]:
        """The cells of the tables of a name."""
        return [plain(cell) for table in self.draft.tables(name) for row in table.rows for cell in row]

    def clean(self, *codes: str) -> bool:
        """Whether none of these findings stands."""
        return not self.codes.intersection(codes)


class Where(NamedTuple):
    """The page on which something is done about it: its name, and its URL, which takes the year."""

    words: str
    url: str


REPORT = Where("Report", "reports:filing")
TEXTS = Where("Text of the report", "reports:texts")
DECISION = Where("What is filed", "reports:decision")
APPROVAL = Where("Approval and filing", "reports:approval")
YEARLY = Where("Beside last year", "reports:yearly")
RISK = Where("Risk of the facilities", "reports:risk")
LOG = Where("Due diligence", "diligence:log")
COLLECTING = Where("Collecting", "campaign:overview")
FOLLOW_UP = Where("Follow-up", "campaign:follow_up")
MANUFACTURERS = Where("Manufacturers", "review:manufacturers")
NAMES = Where("Unknown names", "review:names")
FACILITIES = Where("Facilities", "review:facilities")


@dataclass(frozen=True, slots=True)
class Need:
    """Something an item asks for; `raises` says what would meet it, and where."""

    asks: str
    met: Callable[[Seen], bool]
    raises: str
    where: Where


def need(asks: str, met: Callable[[Seen], bool], raises: str, where: Where = TEXTS) -> Need:
    return Need(asks, met, raises, where)


def logged(kind: str, words: str, asks: str) -> Need:
    """Something that an entry of the due-diligence log shows."""
    return Need(
        asks,
        lambda seen: bool(seen.facts.log.of(kind) or seen.facts.log.held(kind)),
        f"Enter it in the due-diligence log, as “{words}”, with its day and what shows it.",
        LOG,
    )


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered item. Its needs share its points; what they come to is cut off to half a point."""

    number: int
    points: int
    basis: str
    title: str
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """An item as a report meets it; points are counted in halves, so that no number is rounded."""

    item: Item
    met: tuple[Need, ...]
    unmet: tuple[Need, ...]

    @property
    def halves(self) -> int:
        return self.item.points * 2 * len(self.met) // len(self.item.needs)

    @property
    def lost(self) -> int:
        return self.item.points * 2 - self.halves

    @property
    def level(self) -> str:
        if not self.unmet:
            return "full"
        return "part" if self.halves else "none"


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    title: str
    items: tuple[Item, ...]

    @property
    def points(self) -> int:
        return sum(item.points for item in self.items)


def scored(items: Sequence[Item], seen: Seen) -> tuple[Scored, ...]:
    return tuple(
        Scored(
            item,
            tuple(each for each in item.needs if each.met(seen)),
            tuple(each for each in item.needs if not each.met(seen)),
        )
        for item in items
    )
