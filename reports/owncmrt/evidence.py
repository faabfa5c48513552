"""What the company's own CMRT rests on, as frozen values; pure. `reports.owncmrt.gather` fills it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as a declaration gives it ("" where it gives none of the list), and its cell."""

    answer: str
    cell: str = ""


NOTHING = Said("")


@dataclass(frozen=True, slots=True)
class Part:
    """An accepted declaration of a manufacturer (`maker`), which may have sent several."""

    submission: int
    maker: int
    scope: str
    answers: Mapping[int, Mapping[str, Said]]

    def said(self, question: int, metal: str) -> Said:
        return self.answers.get(question, {}).get(metal, NOTHING)

    def in_scope(self, metal: str) -> bool:
        """Whether questions 3 to 8 are asked of it (Checker rows 24-27)."""
        return self.said(1, metal).answer == "Yes" == self.said(2, metal).answer


@dataclass(frozen=True, slots=True)
class Facility:
    """A facility of the register that accepted declarations name (`named_by`: submissions).

    `origins` and `recycled` are what their rows say of its feedstock: ISO codes, and "yes" or "no". `known` are origins
    that a public table states, `hidden` those of tables that may not be published. `reported`: the register knows it
    from manufacturers alone.
    """

    metal: str
    smelter_id: str
    name: str
    country_code: str
    named_by: tuple[int, ...]
    origins: frozenset[str] = frozenset()
    recycled: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    reported: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """A name that no facility goes by. `kept`: a person decided that it stays on the list as it is written."""

    metal: str
    name: str
    country_code: str
    kept: bool
    named_by: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Of the manufacturers that matter: how many are asked and how many accepted, what they declare and list.

    By metal `unnamed` are declarations with rows "not yet identified", `waiting` those that list smelters and are not
    accepted yet. `areas` are (metal, ISO code) of conflict-affected and high-risk areas.
    """

    asked: int
    accepted: int
    parts: tuple[Part, ...]
    facilities: tuple[Facility, ...] = ()
    names: tuple[Name, ...] = ()
    unnamed: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    waiting: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    areas: frozenset[tuple[str, str]] = frozenset()

    @property
    def silent(self) -> int:
        """Manufacturers of which nothing is accepted."""
        return self.asked - self.accepted

    def speaking(self, metal: str) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.in_scope(metal))

    def facilities_of(self, metal: str) -> tuple[Facility, ...]:
        return tuple(each for each in self.facilities if each.metal == metal)

    def names_of(self, metal: str) -> tuple[Name, ...]:
        return tuple(each for each in self.names if each.metal == metal)
