"""How the manufacturers were asked and what the due-diligence log of the year holds, as the filing knows it; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Sent:
    """Letters of one purpose that went out: how many, to how many manufacturers, from which day to which."""

    letters: int = 0
    manufacturers: int = 0
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Outreach:
    """What stands beside the counts of who was asked and who answered.

    A statement is an answer without a workbook: nothing is made with the metals. `workbooks` counts accepted CMRTs,
    of which a manufacturer may have several. Only letters that were sent count.
    """

    statements: int = 0
    statements_accepted: int = 0
    workbooks: int = 0
    left_out: int = 0
    accepted_last: date | None = None
    invitations: Sent = field(default_factory=Sent)
    reminders: Sent = field(default_factory=Sent)
    corrections: Sent = field(default_factory=Sent)
    facilities_told: Sent = field(default_factory=Sent)
    escalations: Sent = field(default_factory=Sent)
    talks: int = 0


@dataclass(frozen=True, slots=True)
class LogFact:
    """An entry of the due-diligence log as it stands: kind (`diligence.kinds`), day, what it tells, what shows it."""

    kind: str
    day: date
    told: Mapping[str, Any]
    party: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Log:
    """The entries of the year, those of lasting kinds that hold from earlier years, and the corrective actions."""

    entries: tuple[LogFact, ...] = ()
    holding: tuple[LogFact, ...] = ()
    actions: int = 0
    actions_done: int = 0

    def of(self, kind: str) -> tuple[LogFact, ...]:
        return tuple(entry for entry in self.entries if entry.kind == kind)

    def held(self, kind: str) -> LogFact | None:
        """The entry of a lasting kind that holds, or None."""
        return next((entry for entry in self.holding if entry.kind == kind), None)
