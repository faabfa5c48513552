"""What the checks before filing know and the report does not print, as frozen values; pure.

`reports.beside.beside_of` fills it. What it does not know it leaves out, and the checks then say nothing of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Known:
    """A facility as the newest list of reference that names its ID on the report's day spells it."""

    metal: str
    name: str
    country_code: str
    source: str


@dataclass(frozen=True, slots=True)
class Denial:
    """A manufacturer whose answers deny sourcing while its list names a facility in a Covered Country.

    `asked`: what was done about it since, "" for nothing.
    """

    supplier: str
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """The report filed for an earlier year: its facts as the snapshot holds them, and its sentences by section."""

    year: int
    facts: Mapping[str, object]
    sections: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Beside:
    reference: Mapping[tuple[str, str], Known] = field(default_factory=dict)
    denials: tuple[Denial, ...] = ()
    before: Before | None = None
    leaf: str = ""
    edgar_name: str = ""
    officer_since: date | None = None
    officer_until: date | None = None
