"""The facilities of a year beside those of the year before: how many, and which came, went, gained or lost a status."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from cmr.models import ReportingPeriod
from cmr.periods import period_before
from cmr.vocab import METALS
from suppliers.moves import Move, moves
from suppliers.review.selectors import GROUPS, Facilities, FacilityRow, facilities_named

# What may have happened to a facility since the year before, in words.
MOVED = (
    (Move.NEW.value, "New"),
    (Move.GONE.value, "No longer named"),
    (Move.GAINED.value, "Status gained"),
    (Move.LOST.value, "Status lost"),
)


class Count(NamedTuple):
    """Facilities of one status, or of all (an empty `group`); None where there is no year before."""

    group: str
    now: int
    before: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A metal, or all of them (an empty `metal`): its facilities by status, and their sum."""

    metal: str
    counts: tuple[Count, ...]

    @property
    def longest(self) -> int:
        return max(self.counts[-1].now, self.counts[-1].before or 0)


@dataclass(frozen=True, slots=True)
class Beside:
    """Two years' facilities; `year` is the earlier one."""

    year: int
    now: Facilities
    before: Facilities

    def rows(self, moved: str) -> list[FacilityRow]:
        """The facilities to which this happened; what is gone stands with the status it had."""
        now = {row.facility.pk: row for row in self.now.rows}
        before = {row.facility.pk: row for row in self.before.rows}
        found = moves(_groups(now), _groups(before))[Move(moved)]
        return [(before if moved == Move.GONE else now)[pk] for pk in found]

    @property
    def moves(self) -> list[tuple[str, str, int]]:
        return [(key, words, len(self.rows(key))) for key, words in MOVED]


def facilities_beside(period: ReportingPeriod, today: date) -> Beside | None:
    """The facilities of a year and of the one before, None when there is none; thirteen queries at most."""
    earlier = period_before(period)
    if earlier is None:
        return None
    return Beside(earlier.year, facilities_named(period, today), facilities_named(earlier, today))


def status_lines(now: Facilities, before: Facilities | None = None) -> list[Line]:
    """A line for each metal, and the last for all."""
    counted, was = now.counts, before.counts if before else None
    lines = []
    for metal in [*(metal.value for metal in METALS), ""]:
        metals: Sequence[str] = [metal] if metal else [each.value for each in METALS]
        counts = [
            Count(
                group,
                sum(counted[each, group] for each in metals),
                sum(was[each, group] for each in metals) if was is not None else None,
            )
            for group in GROUPS
        ]
        before_all = sum(count.before or 0 for count in counts) if was is not None else None
        lines.append(Line(metal, (*counts, Count("", sum(count.now for count in counts), before_all))))
    return lines


def _groups(rows: Mapping[int, FacilityRow]) -> dict[int, str]:
    return {pk: row.status.group for pk, row in rows.items()}
