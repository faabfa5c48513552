"""Which facilities the accepted declarations of a period name, and what they say of these: read from summaries.

A summary is written with the rows of a Smelter List. What decisions on unknown names place is no part of it, since a
decision may settle rows of many lists years later: those rows are few, and read as they stand.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import QuerySet

from cmr.kept import kept
from cmr.models import ReportingPeriod
from suppliers.bitsets import bits_of, counted, keys_in, packed, unpacked
from suppliers.models import ListSummary, Mention, Submission

_ACCEPTED = (Submission.State.ACCEPTED,)


@dataclass(frozen=True, slots=True)
class RollUp:
    """`manufacturers`: facility -> how many name it; `lists`: accepted submission -> the facilities it names (bits)."""

    manufacturers: Mapping[int, int]
    lists: Mapping[int, int]


@dataclass(slots=True)
class Feedstock:
    """What rows say of a facility's feedstock: origins as written, and "yes" and "no" where they say it is recycled."""

    origins: set[str] = field(default_factory=set)
    recycled: set[str] = field(default_factory=set)


class Row(NamedTuple):
    """Of a row of a Smelter List what its summary is made of."""

    smelter: int | None
    unknown_name: int | None
    details: Mapping[str, Any]


@kept
def roll_up(period: ReportingPeriod) -> RollUp:
    """The facilities that accepted declarations name, each counted once a manufacturer; two queries."""
    lists, asked = _lists(period, _ACCEPTED)
    makers: dict[int, int] = defaultdict(int)
    for submission, named in lists.items():
        makers[asked[submission]] |= named
    return RollUp(counted(makers.values()), lists)


def lists_named(period: ReportingPeriod, states: Collection[str]) -> dict[int, int]:
    """For each submission in these states the facilities that it names, as bits; two queries."""
    return _lists(period, states)[0]


def _lists(period: ReportingPeriod, states: Collection[str]) -> tuple[dict[int, int], dict[int, int]]:
    """By submission the facilities it names, and its request."""
    lists: dict[int, int] = {}
    asked: dict[int, int] = {}
    for submission, request, facilities in _summaries(period, "facilities", states=states):
        lists[submission], asked[submission] = unpacked(facilities), request
    for submission, smelter in _decided(period, states).values_list("submission_id", "smelter_id"):
        lists[submission] |= 1 << smelter
    return lists, asked


@kept
def feedstock_said(period: ReportingPeriod) -> dict[int, Feedstock]:
    """What accepted declarations say of the facilities they name, where they say anything; two queries."""
    origins: dict[str, set[int]] = defaultdict(set)
    recycled = unrecycled = 0
    for _, _, yes, no, stated in _summaries(period, "recycled", "unrecycled", "origins"):
        recycled |= unpacked(yes)
        unrecycled |= unpacked(no)
        for text, keys in stated.items():
            origins[text].update(keys)
    for smelter, details in _decided(period).values_list("smelter_id", "details"):
        row = summary_of([Row(smelter, None, details)])
        recycled |= unpacked(row["recycled"])
        unrecycled |= unpacked(row["unrecycled"])
        for text in row["origins"]:
            origins[text].add(smelter)
    found: dict[int, Feedstock] = defaultdict(Feedstock)
    for text, smelters in origins.items():
        for key in smelters:
            found[key].origins.add(text)
    for word, bits in (("yes", recycled), ("no", unrecycled)):
        for key in keys_in(bits):
            found[key].recycled.add(word)
    return dict(found)


def summary_of(rows: Iterable[Row]) -> dict[str, Any]:
    """The columns of a summary, from the rows of a list."""
    placed = set[int]()
    nameless = number = 0
    recycled: dict[str, set[int]] = {"yes": set(), "no": set()}
    origins: dict[str, set[int]] = defaultdict(set)
    for smelter, unknown, details in rows:
        number += 1
        if unknown is not None:
            continue
        if smelter is None:
            nameless += 1
            continue
        placed.add(smelter)
        said = str(details.get("recycled") or "").strip().casefold()
        if said in recycled:
            recycled[said].add(smelter)
        origin = details.get("mine_countries")
        if origin and isinstance(origin, str):
            origins[origin].add(smelter)
    return {
        "rows": number,
        "nameless": nameless,
        "facilities": packed(bits_of(placed)),
        "recycled": packed(bits_of(recycled["yes"])),
        "unrecycled": packed(bits_of(recycled["no"])),
        "origins": {text: sorted(keys) for text, keys in origins.items()},
    }


def rows_by_list(mentions: QuerySet[Mention]) -> dict[int, list[Row]]:
    """Rows as `summary_of` takes them, by submission; one query."""
    rows: dict[int, list[Row]] = defaultdict(list)
    columns = ("submission_id", "smelter_id", "unknown_name_id", "details")
    for submission, *row in mentions.order_by().values_list(*columns).iterator(chunk_size=5000):
        rows[submission].append(Row(*row))
    return rows


def summaries_of(submissions: Collection[int]) -> dict[int, dict[str, Any]]:
    """The columns of these submissions' summaries; one query, and another where a summary is missing."""
    found = {row["submission_id"]: row for row in ListSummary.objects.filter(pk__in=submissions).values()}
    without = [pk for pk in submissions if pk not in found]
    # What no service wrote has no summary, and is read row by row.
    rows = rows_by_list(Mention.objects.filter(submission__in=without)) if without else {}
    return found | {pk: summary_of(rows.get(pk, ())) for pk in without}


def _summaries(
    period: ReportingPeriod, *columns: str, states: Collection[str] = _ACCEPTED
) -> Iterator[tuple[Any, ...]]:
    """Of each submission in these states its key, its request's, and these columns of its summary."""
    found = Submission.objects.filter(request__period=period, state__in=states).order_by()
    without = {}
    for row in found.values_list("pk", "request_id", *(f"summary__{name}" for name in columns)):
        if row[2] is None:
            without[row[0]] = row[1]
        else:
            yield row
    for pk, summary in summaries_of(without).items() if without else ():
        yield pk, without[pk], *(summary[name] for name in columns)


def _decided(period: ReportingPeriod, states: Collection[str] = _ACCEPTED) -> QuerySet[Mention]:
    """Rows of submissions in these states that a decision on their name places at a facility."""
    return Mention.objects.filter(
        submission__request__period=period,
        submission__state__in=states,
        unknown_name__isnull=False,
        smelter__isnull=False,
    ).order_by()
