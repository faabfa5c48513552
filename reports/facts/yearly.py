"""This year's facilities beside last year's, as frozen values; pure.

A facility is a metal and an ID in both years, whatever it is called.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from cmr.vocab import METALS
from suppliers.moves import RANK, Move


class Before(StrEnum):
    """Where last year's side comes from: the report as filed, the newest one built, or the CMRTs accepted then."""

    FILED = "filed"
    BUILT = "built"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Stood:
    """How a facility stood in a year: what it was called, its status, and the list of which day that shows it."""

    name: str
    status: str
    label: str
    list_name: str = ""
    list_date: date | None = None


@dataclass(frozen=True, slots=True)
class ReasonFact:
    """Why a facility is gone or lost its status, as a person decided: `kind` of the closed list, ID it went into."""

    kind: str
    text: str
    into: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class Moved:
    """A facility that is not as it was; `before` is None for a new one, `now` for one that is gone."""

    metal: str
    smelter_id: str
    before: Stood | None
    now: Stood | None
    reason: ReasonFact | None = None
    renamed: bool = False

    @property
    def name(self) -> str:
        stood = self.now or self.before
        assert stood
        return stood.name

    @property
    def move(self) -> Move | None:
        """What happened to it; None where it was renamed alone."""
        if self.before is None or self.now is None:
            return Move.GONE if self.before else Move.NEW
        step = RANK[self.now.status] - RANK[self.before.status]
        return (Move.GAINED if step > 0 else Move.LOST) if step else None

    @property
    def seen(self) -> str:
        """The facility as it stands in both years: a reason given to it is given to just this."""
        stood = (each.status if each else "" for each in (self.before, self.now))
        return "|".join((self.metal, self.smelter_id, *stood))

    @property
    def asks(self) -> bool:
        """Whether it needs a reason: it is gone, or it lost its status."""
        return self.move in (Move.GONE, Move.LOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Yearly:
    """Last year's numbers, and every facility that moved since.

    `as_of` is the day on which last year's statuses were read; `sha256` names the snapshot that last year's side was
    read from, `unread` one that should have been and cannot be read.
    """

    year: int
    source: str
    as_of: date
    sha256: str = ""
    unread: str = ""
    filed_on: date | None = None
    surveyed: int = 0
    responded: int = 0
    accepted: int = 0
    # Metal -> status -> facilities of last year; metal -> facilities of both years.
    by_status: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)
    moved: tuple[Moved, ...] = ()

    def with_status(self, status: str = "", metal: str = "") -> int:
        """Facilities of last year, of one status or all, of one metal or all."""
        metals = [metal] if metal else [each.value for each in METALS]
        return sum(
            count for each in metals for group, count in self.by_status.get(each, {}).items() if status in ("", group)
        )

    def kept_of(self, metal: str = "") -> int:
        return self.kept.get(metal, 0) if metal else sum(self.kept.values())

    def of(self, move: str, metal: str = "") -> tuple[Moved, ...]:
        """The facilities to which this happened."""
        return tuple(each for each in self.moved if each.move == move and metal in ("", each.metal))

    def renamed(self, metal: str = "") -> tuple[Moved, ...]:
        return tuple(each for each in self.moved if each.renamed and metal in ("", each.metal))

    def unexplained(self, move: str = "") -> tuple[Moved, ...]:
        """What is gone or was lost and has no reason yet."""
        return tuple(each for each in self.moved if each.asks and not each.reason and move in ("", each.move))

    def status_steps(self, status: str) -> dict[str, int]:
        """Why the number of facilities with a status changed: what left it and what came to it, by how."""
        was = [each for each in self.moved if each.before and each.before.status == status]
        now = [each for each in self.moved if each.now and each.now.status == status]
        return {
            "lost": sum(each.now is not None and each.now.status != status for each in was),
            "gone": sum(each.now is None for each in was),
            "gained": sum(each.before is not None and each.before.status != status for each in now),
            "new": sum(each.before is None for each in now),
        }


def from_json(data: Mapping[str, Any] | None) -> Yearly | None:
    """The comparison as a snapshot keeps it; None in one of a first year, or from before there was a comparison."""
    if not data:
        return None
    plain = {name: data[name] for name in ("year", "source", "sha256", "unread", "surveyed", "responded", "accepted")}
    return Yearly(
        **plain,
        as_of=date.fromisoformat(data["as_of"]),
        filed_on=_day(data["filed_on"]),
        by_status=data["by_status"],
        kept=data["kept"],
        moved=tuple(_moved(each) for each in data["moved"]),
    )


def _moved(data: Mapping[str, Any]) -> Moved:
    before, now, reason = (data[name] for name in ("before", "now", "reason"))
    return Moved(
        data["metal"],
        data["smelter_id"],
        Stood(**before | {"list_date": _day(before["list_date"])}) if before else None,
        Stood(**now | {"list_date": _day(now["list_date"])}) if now else None,
        ReasonFact(**reason | {"decided_on": date.fromisoformat(reason["decided_on"])}) if reason else None,
        data["renamed"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
