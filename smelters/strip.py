"""A facility's statuses over time as a strip to be drawn, with the same in words. Pure, no Django."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import NamedTuple, Protocol

WIDTH = 1000


class Since(Protocol):
    """A status from a day on (`selectors.Entry`)."""

    @property
    def valid_from(self) -> date: ...
    @property
    def group(self) -> str: ...
    @property
    def label(self) -> str: ...


class Segment(NamedTuple):
    """A status and how long it held; `end` is the day it was followed by another, None when it still holds."""

    group: str
    label: str
    start: date
    end: date | None
    x: float
    width: float


class Tick(NamedTuple):
    """The first of January of a year, as a place on the strip."""

    year: int
    x: float


class Strip(NamedTuple):
    segments: list[Segment]
    ticks: list[Tick]
    first: date
    last: date


def strip_of(entries: Iterable[Since], today: date) -> Strip | None:
    """The strip from the first entry to today (at least a year wide); None when there is no entry yet.

    `entries` are oldest first; of several on one day the last holds. Equal statuses in a row are one segment.
    """
    changes: list[Since] = []
    for entry in entries:
        if entry.valid_from > today:
            continue
        while changes and changes[-1].valid_from >= entry.valid_from:
            changes.pop()
        if not changes or changes[-1].label != entry.label:
            changes.append(entry)
    if not changes:
        return None
    first = min(changes[0].valid_from, date.fromordinal(today.toordinal() - 365))
    scale = WIDTH / (today.toordinal() - first.toordinal())

    def at(day: date) -> float:
        return round((day.toordinal() - first.toordinal()) * scale, 1)

    segments = []
    for change, following in pairwise([*changes, None]):
        assert change is not None
        end = following.valid_from if following else None
        x = at(change.valid_from)
        segments.append(Segment(change.group, change.label, change.valid_from, end, x, round(at(end or today) - x, 1)))
    years = range(first.year + 1, today.year + 1)
    ticks = [Tick(year, at(date(year, 1, 1))) for year in years]
    return Strip(segments, ticks, first, today)
