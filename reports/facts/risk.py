"""What dated tables add to a filing's facts, as frozen values; pure."""

from dataclasses import dataclass
from datetime import date

from smelters.risk import METHOD


@dataclass(frozen=True, slots=True)
class TableFact:
    """A dated table in force on the report's day."""

    kind: str
    name: str
    source: str
    as_of: date
    sha256: str
    publishable: bool


@dataclass(frozen=True, slots=True)
class OriginFact:
    """A country of origin of what a facility of Annex I processes, as a dated table states it; never its location."""

    metal: str
    smelter_id: str
    country_code: str
    table: str
    source: str
    publishable: bool


@dataclass(frozen=True, slots=True)
class Later:
    """What a table of a later day than the report's says of a facility, and the report does not show."""

    smelter_id: str
    text: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name that no facility could be found for, and the sanctions table that names it or its country."""

    metal: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Risk:
    """The tables in force and what they say.

    `missing`: kinds of table that the rule of grades needs and does not have; while there are any, nothing is graded.
    `before`: the day a lost status is told by, None where no list reaches back to it.
    """

    method: str = METHOD
    tables: tuple[TableFact, ...] = ()
    missing: tuple[str, ...] = ()
    before: date | None = None
    origins: tuple[OriginFact, ...] = ()
    later: tuple[Later, ...] = ()
    names: tuple[NameHit, ...] = ()

    def of(self, kind: str) -> tuple[TableFact, ...]:
        return tuple(table for table in self.tables if table.kind == kind)
