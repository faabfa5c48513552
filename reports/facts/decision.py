"""What was decided in the tree of Rule 13p-1, as the filing knows it; pure."""

from dataclasses import dataclass
from datetime import date

from reports.determination.tree import Leaf, leaf_of_all


@dataclass(frozen=True, slots=True)
class Result:
    """A product family and metal, decided: its leaf, and the answer that led there, with who gave it and why."""

    family: str
    metal: str
    leaf: Leaf
    question: str
    asks: str
    answer: str
    rationale: str
    decided_by: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class Open:
    """A question still to be decided; `because` says what the data has to say against the answer once given."""

    family: str
    metal: str
    question: str
    asks: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Where the tree stands, by product family and metal."""

    results: tuple[Result, ...] = ()
    open: tuple[Open, ...] = ()

    @property
    def leaf(self) -> Leaf | None:
        """What the filing as a whole is, the most demanding of all; None while anything is open."""
        return None if self.open else leaf_of_all(result.leaf for result in self.results)

    @property
    def differs(self) -> bool:
        """Whether the results are not the same for all families and metals."""
        return not self.open and len({(result.leaf, result.question) for result in self.results}) > 1

    @property
    def labelled(self) -> tuple[str, ...]:
        """The product families called DRC conflict free: no metal of theirs rests on anything less than the audit."""
        families = dict.fromkeys(result.family for result in self.results if result.leaf == Leaf.L6)
        rest = {result.family for result in self.results if result.leaf in (Leaf.L7, Leaf.L8)}
        return tuple(family for family in families if family not in rest)
