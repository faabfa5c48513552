"""The queue of unknown names as its pages show it; each question costs a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, F, Max, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from cmr.kept import kept
from cmr.models import ReportingPeriod
from suppliers.models import Disposition, Mention, Submission, UnknownName

OPEN, WAITING, SETTLED = "open", "waiting", "settled"
STATES = ((OPEN, "To decide"), (WAITING, "Reported or left open"), (SETTLED, "Settled"))
# So many of a name's rows stand in the table; its own page has them all.
SHOWN_ROWS = 3


@dataclass(frozen=True, slots=True)
class QueuedName:
    """An unknown name of a period, with how many rows of how many manufacturers give it and what was decided."""

    pk: int
    metal: str
    reported_id: str
    name: str
    rows: int
    manufacturers: int
    country: str
    disposition: int | None
    kind: str

    @property
    def state(self) -> str:
        if not self.disposition:
            return OPEN
        return WAITING if self.kind in Disposition.WAITING else SETTLED

    @property
    def called(self) -> str:
        return self.name or self.reported_id


def names_queued(period: ReportingPeriod) -> list[QueuedName]:
    """Every unknown name in the live declarations of a period, once each, by metal and name; three queries."""
    rows = live_mentions(period).filter(unknown_name__isnull=False).order_by().values_list("unknown_name_id")
    # A manufacturer has one request a year, and all rows of a name in one year have one decision.
    makers = Count("submission__request", distinct=True)
    given = {pk: told for pk, *told in rows.annotate(Count("unknown_name"), makers, Max("country"), Max("disposition"))}
    kinds = dict(Disposition.objects.filter(pk__in={told[-1] for told in given.values()}).values_list("pk", "kind"))
    names = UnknownName.objects.filter(pk__in=given).order_by().values_list("pk", "metal", "reported_id", "name")
    found = [QueuedName(*name, *given[name[0]], kind=kinds.get(given[name[0]][-1], "")) for name in names]
    return sorted(found, key=lambda one: (not one.metal, one.metal, one.called.casefold(), one.reported_id, one.pk))


def live_mentions(period: ReportingPeriod) -> QuerySet[Mention]:
    """Rows of the declarations of a period that no newer file has superseded."""
    rows = Mention.objects.filter(submission__request__period=period)
    return rows.filter(submission__state__in=Submission.STANDING)


@kept
def rows_unplaced(period: ReportingPeriod) -> int:
    """How many rows of live declarations belong to no facility, and no decision has left them out; two queries."""
    left = Q(smelter=None) & (Q(disposition=None) | Q(disposition__kind__in=Disposition.WAITING))
    named = live_mentions(period).filter(unknown_name__isnull=False).order_by()
    return nameless_rows(period) + named.aggregate(left=Count("unknown_name", filter=left))["left"]


def nameless_rows(period: ReportingPeriod) -> int:
    """How many rows name nothing, so that there is nothing to decide."""
    live = Submission.objects.standing().filter(request__period=period).order_by()
    found = live.aggregate(number=Sum("summary__nameless"), without=Count("pk", filter=Q(summary=None)))
    number = found["number"] or 0
    if found["without"]:
        number += Mention.objects.filter(
            submission__in=live.filter(summary=None), smelter=None, unknown_name=None
        ).count()
    return number


class Given(NamedTuple):
    """A row that gives a name, and the cell in which it stands."""

    mention: Mention
    cell: str


def name_rows(period: ReportingPeriod, names: Iterable[int], each: int = 0) -> dict[int, list[Given]]:
    """The rows that give these names, with manufacturer and file; only the first few of each when so asked."""
    rows = live_mentions(period).filter(unknown_name__in=list(names))
    if each:
        rank = Window(
            RowNumber(), partition_by=F("unknown_name"), order_by=("submission__request__supplier__name", "row", "pk")
        )
        rows = rows.annotate(rank=rank).filter(rank__lte=each)
    rows = rows.select_related("submission__request__supplier", "submission__upload").defer("submission__document")
    found: dict[int, list[Given]] = defaultdict(list)
    for row in rows.order_by("submission__request__supplier__name", "row", "pk"):
        places = (row.cells.get(key) for key in ("name", "standard_name", "smelter_id", "metal"))
        cell = next(filter(None, places), f"Smelter List!A{row.row}")
        found[row.unknown_name_id].append(Given(row, cell))
    return found


def decisions_on(pks: Iterable[int | None]) -> dict[int, Disposition]:
    """Decisions with their facility and the person behind them."""
    rows = Disposition.objects.select_related("smelter", "decided_by", "period", "unknown_name")
    return rows.in_bulk([pk for pk in pks if pk])


def decision_history(name: UnknownName) -> list[Disposition]:
    """Every decision on a name and every undo, newest first."""
    rows = name.dispositions.select_related("smelter", "decided_by", "period", "voids", "undone_by")
    return list(rows.order_by("-pk"))


class Around(NamedTuple):
    """The open names before and after one, and where it stands among them."""

    previous: QueuedName | None
    next: QueuedName | None
    position: int
    open: int


def name_around(names: Sequence[QueuedName], pk: int) -> Around:
    """The neighbours of a name that are still to decide; after the last comes the first."""
    at = next((number for number, one in enumerate(names) if one.pk == pk), 0)
    before = [one for one in names[:at] if one.state == OPEN]
    after = [one for one in names[at + 1 :] if one.state == OPEN]
    here = bool(names) and names[at].pk == pk and names[at].state == OPEN
    return Around(
        previous=(before or after or [None])[-1],
        next=(after or before or [None])[0],
        position=len(before) + 1 if here else 0,
        open=len(before) + len(after) + here,
    )


def names_asked(names: Iterable[QueuedName], asked: Mapping[str, str]) -> list[QueuedName]:
    """The queue as the address bar asks for it: by state (to decide, unless another is asked for), metal and words.

    An unknown state is all, an unknown sort key the order of the queue.
    """
    state, metal, sort = asked.get("state", OPEN), asked.get("metal", ""), asked.get("sort", "")
    words = asked.get("q", "").casefold().strip()
    known = {key for key, _ in STATES}
    found = [
        one
        for one in names
        if (state not in known or one.state == state)
        and metal in ("", one.metal)
        and words in f"{one.name} {one.reported_id} {one.country}".casefold()
    ]
    keys: dict[str, Any] = {
        "name": lambda one: one.called.casefold(),
        "makers": lambda one: one.manufacturers,
        "rows": lambda one: one.rows,
    }
    if sort.removeprefix("-") in keys:
        found.sort(key=keys[sort.removeprefix("-")], reverse=sort.startswith("-"))
    return found
