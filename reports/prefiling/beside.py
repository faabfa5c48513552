"""What the checks before filing know and the report does not print, as frozen values; pure.

`reports.facts.beside.beside_of` fills it. What it does not know it leaves out, and the checks then say nothing of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Known:
    """A facility as the newest Smelter Look-up spells it, unless the register has it from a later source."""

    name: str
    country_code: str
    source: str


@dataclass(frozen=True, slots=True)
class Denial:
    """A manufacturer whose answers deny sourcing while its list names a facility in a Covered Country.

    `asked` says what was done about it since; "" is nothing.
    """

    supplier: str
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """The report of the year before: its facts as its snapshot holds them, and the texts of its sections by key."""

    year: int
    facts: Mapping[str, Any]
    sections: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Beside:
    """`unsound`: accepted CMRTs that lack what an accepted one needs, by manufacturer."""

    reference: Mapping[tuple[str, str], Known] = field(default_factory=dict)
    denials: tuple[Denial, ...] = ()
    unsound: tuple[tuple[str, str], ...] = ()
    before: Before | None = None
    edgar_name: str = ""
    officer_since: date | None = None
    officer_until: date | None = None
