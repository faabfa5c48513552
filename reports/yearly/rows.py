"""The page that lays two years side by side: its tables, and the facilities behind each of its numbers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from cmr.models import ReportingPeriod
from cmr.vocab import METALS
from reports.facts.gather_yearly import Key, last_year, reasons_in_force, stood_of
from reports.facts.sheet import STATUSES, FilingFacts
from reports.facts.yearly import Moved
from reports.models import MoveReason
from reports.narrative.tables import STATUS_LABELS
from reports.services.yearly import Proposal
from reports.yearly.reasons import proposals
from smelters.models import Smelter
from suppliers.models import Mention, Submission
from suppliers.moves import Move

# What may be asked for, in the order it is offered: key, words.
SHOWN = (
    ("gone", "No longer listed"),
    ("lost", "Status lost"),
    ("new", "New"),
    ("gained", "Status gained"),
    ("renamed", "Renamed, same ID"),
    ("kept", "In both years"),
    ("before", "Last year's"),
)
# The columns between last year's number and this year's, and beside them.
COLUMNS = (
    ("kept", "Kept"), ("gone", "Gone"), ("new", "New"),
    ("renamed", "Renamed"), ("gained", "Status gained"), ("lost", "Status lost"),
)  # fmt: skip
REASONED = (Move.GONE.value, Move.LOST.value)
# So many of the rows that name a facility are told in each year.
TOLD = 2


class Count(NamedTuple):
    """A number of the tables and what the page shows for it."""

    value: int
    show: str


class Line(NamedTuple):
    """A metal, "" for all: last year's number, this year's, and what happened in the order of `COLUMNS`."""

    metal: str
    before: int
    total: int
    counts: tuple[Count, ...]


class StatusLine(NamedTuple):
    status: str
    words: str
    before: int
    now: int


class Source(NamedTuple):
    """A row of an accepted CMRT that names a facility."""

    manufacturer: str
    submission: int
    upload: int
    file: str
    cell: str


@dataclass(frozen=True, slots=True)
class Row:
    """A facility as the page shows it, with the first rows that name it in each year."""

    moved: Moved
    pk: int
    then: Sequence[Source]
    now: Sequence[Source]
    proposal: Proposal | None
    proposed: str
    reason: MoveReason | None


def by_metal(facts: FilingFacts) -> list[Line]:
    return [_line(facts, metal) for metal in [*(each.value for each in METALS), ""]]


def by_status(facts: FilingFacts) -> list[StatusLine]:
    last = facts.yearly
    assert last
    return [
        StatusLine(status, STATUS_LABELS[status], last.with_status(status), facts.with_status(status))
        for status in STATUSES
    ]


def shown_first(facts: FilingFacts) -> str:
    """What the page shows unasked: what waits for a reason."""
    last = facts.yearly
    waiting = [move for move in REASONED if last and last.unexplained(move)]
    return waiting[0] if waiting else Move.GONE.value


def moved_shown(
    period: ReportingPeriod, facts: FilingFacts, show: str, *, metal: str = "", status: str = "", waiting: bool = False
) -> list[Moved]:
    """The facilities behind a number, of one metal or all; `status` is that of last year."""
    last = facts.yearly
    if last is None:
        return []
    if show in ("kept", "before"):
        found: Iterable[Moved] = _as_they_were(period, facts, kept=show == "kept")
    else:
        found = last.renamed() if show == "renamed" else last.of(show)
    return [
        each
        for each in found
        if metal in ("", each.metal)
        and (not status or (each.before is not None and each.before.status == status))
        and not (waiting and (each.reason or not each.asks))
    ]


def rows_of(period: ReportingPeriod, facts: FilingFacts, moved: Sequence[Moved]) -> list[Row]:
    """One page of facilities with where both years' CMRTs name them, and their reasons."""
    keys = {}
    wanted = Smelter.objects.filter(smelter_id__in=[each.smelter_id for each in moved])
    for pk, metal, smelter_id in wanted.values_list("pk", "metal", "smelter_id"):
        keys[metal, smelter_id] = pk
    sources = _sources(list(keys.values()), (period.year - 1, period.year))
    held = reasons_in_force(period)
    proposed = proposals(period, facts) if any(each.asks for each in moved) else {}
    return [
        _row(each, keys.get((each.metal, each.smelter_id), 0), period.year, sources, proposed, held) for each in moved
    ]


def reasons_said(period: ReportingPeriod, most: int = 100) -> list[MoveReason]:
    """Who said what, newest first, undone or not."""
    rows = MoveReason.objects.filter(period=period).select_related("decided_by", "voids", "undone_by")
    return list(rows.order_by("-id")[:most])


def _line(facts: FilingFacts, metal: str) -> Line:
    last = facts.yearly
    assert last
    found = {
        "kept": last.kept_of(metal),
        "renamed": len(last.renamed(metal)),
        **{move.value: len(last.of(move, metal)) for move in Move},
    }
    counts = tuple(Count(found[show], show) for show, _ in COLUMNS)
    return Line(metal, last.with_status(metal=metal), facts.by_metal[metal] if metal else facts.total, counts)


def _as_they_were(period: ReportingPeriod, facts: FilingFacts, *, kept: bool) -> Iterable[Moved]:
    last = last_year(period, facts.as_of)
    before = last.facilities if last else {}
    now = {(row.metal, row.smelter_id): row for row in facts.annex}
    known = {(each.metal, each.smelter_id): each for each in facts.yearly.moved} if facts.yearly else {}
    for key, stood in sorted(before.items(), key=lambda item: (item[0][0], item[1].name.casefold())):
        if kept and key not in now:
            continue
        yield known.get(key) or Moved(*key, stood, stood_of(now[key]) if key in now else None)


def _sources(pks: Sequence[int], years: tuple[int, int]) -> dict[tuple[int, int], list[Source]]:
    """By facility and year the first rows that name it; one query."""
    rank = Window(
        RowNumber(),
        partition_by=[F("smelter_id"), F("submission__request__period__year")],
        order_by=["submission__request__supplier__name", "row"],
    )
    rows = (
        Mention.objects.filter(
            smelter__in=pks, submission__state=Submission.State.ACCEPTED, submission__request__period__year__in=years
        )
        .annotate(rank=rank)
        .filter(rank__lte=TOLD)
        .order_by("rank")
        .values_list(
            "smelter_id", "submission__request__period__year", "submission__request__supplier__name", "submission_id",
            "submission__upload_id", "submission__upload__file_name", "row", "cells",
        )
    )  # fmt: skip
    found: dict[tuple[int, int], list[Source]] = defaultdict(list)
    for pk, year, maker, submission, upload, file, row, cells in rows:
        cell = next(filter(None, map(cells.get, ("smelter_id", "name", "standard_name"))), f"Smelter List!A{row}")
        found[pk, year].append(Source(maker, submission, upload, file, cell))
    return found


def _row(
    each: Moved,
    pk: int,
    year: int,
    sources: Mapping[tuple[int, int], Sequence[Source]],
    proposed: Mapping[Key, Proposal],
    held: Mapping[tuple[str, str, str, str, str], MoveReason],
) -> Row:
    key = (each.metal, each.smelter_id)
    reason = None
    if each.asks and each.before:
        reason = held.get((*key, str(each.move), each.before.status, each.now.status if each.now else ""))
    proposal = proposed.get(key)
    words = str(MoveReason.Kind(proposal.kind).label) if proposal else ""
    return Row(each, pk, sources.get((pk, year - 1), ()), sources.get((pk, year), ()), proposal, words, reason)
