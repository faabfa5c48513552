"""What the register says on a day (in `smelters.register`'s terms), and what happened to one facility over time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple

from django.db.models import F, Max, QuerySet, Window
from django.db.models.functions import RowNumber

from cmr.models import ReportingPeriod
from smelters.matching import key_stem, name_key
from smelters.models import Smelter, SmelterName, StatusList, StatusRecord
from smelters.register import Facility, FacilityStatus, ListDay, Register, off_the_lists

__all__ = [
    "Entry",
    "Facility",
    "FacilityStatus",
    "ListDay",
    "Register",
    "history",
    "list_newest_day",
    "lists_until",
    "newest_by_coverage",
    "register_as_of",
    "register_of",
    "status_day",
]  # fmt: skip

COLUMNS = ("metal", "smelter_id", "name", "country", "country_code", "city", "state", "origin")


def register_as_of(day: date) -> Register:
    """The whole register on a day, in three queries however large it is."""
    facilities: dict[int, Facility] = {}
    names: dict[int, dict[str, str]] = defaultdict(dict)
    for pk, *facts, alias, key in (
        Smelter.objects.order_by("metal", "name", "pk")
        .values_list("pk", *COLUMNS, "names__name", "names__key")
        .iterator()
    ):
        if pk not in facilities:
            facilities[pk] = Facility(pk, *facts)
        if alias is not None:
            names[pk][alias] = key
    for pk, facility in facilities.items():
        names[pk].setdefault(facility.name, name_key(facility.name))
    metals: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for each in facilities.values():
        metals[each.smelter_id] += (each.metal,)
    by_key, by_stem = _indexed(facilities, names)
    lists = lists_until(day)
    return Register(
        day=day,
        facilities=facilities,
        names={pk: tuple(spellings) for pk, spellings in names.items()},
        records=_newest_records(StatusRecord.objects.all(), day),
        lists=lists,
        _by_id={(each.metal, each.smelter_id): each.pk for each in facilities.values()},
        _metals=dict(metals),
        _by_key=by_key,
        _by_stem=by_stem,
        _newest=newest_by_coverage(lists),
    )


def register_of(
    smelters: Iterable[Smelter], day: date, lists: tuple[ListDay, ...] | None = None, *, named: bool = False
) -> Register:
    """A register of these facilities alone, for a page that shows their statuses; finds nobody by name.

    One query, one for the lists where the caller has not read them (`lists_until` the same day), and one for the names
    that the facilities go by where they are asked for (`named`).
    """
    facilities = {each.pk: Facility(each.pk, *(getattr(each, name) for name in COLUMNS)) for each in smelters}
    lists = lists_until(day) if lists is None else lists
    names = {pk: [each.name] for pk, each in facilities.items()} if named else {}
    for pk, name in SmelterName.objects.filter(smelter__in=names).values_list("smelter", "name") if named else ():
        names[pk].append(name)
    return Register(
        day=day,
        facilities=facilities,
        names={pk: tuple(dict.fromkeys(called)) for pk, called in names.items()},
        records=_newest_records(StatusRecord.objects.filter(smelter__in=list(facilities)), day),
        lists=lists,
        _by_id={(each.metal, each.smelter_id): each.pk for each in facilities.values()},
        _metals={},
        _by_key={},
        _by_stem={},
        _newest=newest_by_coverage(lists),
    )


def lists_until(day: date) -> tuple[ListDay, ...]:
    """The lists of no later day, oldest first."""
    return tuple(_lists(StatusList.objects.filter(as_of__lte=day)))


def newest_by_coverage(lists: Iterable[ListDay]) -> dict[tuple[str, str], ListDay]:
    """The list whose silence counts for a metal and a status group."""
    return {(metal, group): each for each in lists for metal in each.metals for group in each.groups}


def list_newest_day(until: date = date.max) -> date | None:
    """The day of the newest list that is not later than `until`."""
    return StatusList.objects.filter(as_of__lte=until).aggregate(day=Max("as_of"))["day"]


def status_day(period: ReportingPeriod, today: date) -> date:
    """The day on which a period's statuses are read: the one the team set, else the newest list's, else today."""
    return period.status_as_of or list_newest_day(today) or today


class Entry(NamedTuple):
    """One line of a facility's history: from this day this status, by which list or for which reason, told by whom."""

    valid_from: date
    group: str
    label: str
    raw: str
    list_name: str
    silent: bool
    reason: str
    evidence: str
    evidence_url: str
    evidence_name: str
    record: int | None
    recorded_at: datetime | None
    recorded_by: str
    valid_until: date | None = None


def history(smelter: Smelter) -> list[Entry]:
    """The statuses of a facility over time, newest first, with the days when a list fell silent on it; two queries."""
    records = list(
        smelter.status_records.select_related("status", "status_list", "recorded_by").order_by("valid_from", "pk")
    )
    lists = [
        each
        for each in StatusList.objects.select_related("imported_by").order_by("as_of")
        if smelter.metal in each.metals
    ]
    entries = []
    for record, following in pairwise([*records, None]):
        assert record is not None
        entries.append(
            Entry(
                valid_from=record.valid_from,
                group=record.status.group,
                label=record.status.label,
                raw=record.raw,
                list_name=str(record.status_list or ""),
                silent=False,
                reason=record.reason,
                evidence=record.evidence,
                evidence_url=record.evidence_url,
                evidence_name=record.evidence_name,
                record=record.pk,
                recorded_at=record.recorded_at,
                recorded_by=str(record.recorded_by or "CMR"),
                valid_until=record.valid_until,
            )
        )
        end = following.valid_from if following else date.max
        silent = [each for each in lists if record.status.group in each.groups and record.valid_from < each.as_of < end]
        if silent:
            off, told = off_the_lists(_day_of(silent[0])), (silent[0].imported_at, str(silent[0].imported_by or "CMR"))
            entries.append(
                Entry(silent[0].as_of, off.group, off.label, "", str(silent[0]), True, "", "", "", "", None, *told)
            )
    return entries[::-1]


def _newest_records(records: QuerySet[StatusRecord], day: date) -> dict[int, FacilityStatus]:
    rank = Window(RowNumber(), partition_by=F("smelter_id"), order_by=(F("valid_from").desc(), F("pk").desc()))
    rows = (
        records.filter(valid_from__lte=day)
        .annotate(rank=rank)
        .filter(rank=1)
        .order_by()
        .values_list(
            "smelter_id", "status__group", "status_id", "status__label", "valid_from",
            "status_list__name", "status_list__as_of", "reason", "valid_until",
        )
    )  # fmt: skip
    return {
        pk: FacilityStatus(group, code, label, valid_from, list_name or "", list_as_of, reason, valid_until)
        for pk, group, code, label, valid_from, list_name, list_as_of, reason, valid_until in rows
    }


def _lists(queryset: Iterable[StatusList]) -> list[ListDay]:
    """Oldest first, so that a mapping filled in this order keeps the newest."""
    return sorted(map(_day_of, queryset), key=lambda each: each.as_of)


def _day_of(each: StatusList) -> ListDay:
    return ListDay(each.name, each.as_of, tuple(each.metals), tuple(each.groups))


def _indexed(
    facilities: Mapping[int, Facility], names: Mapping[int, Mapping[str, str]]
) -> tuple[dict[tuple[str, str], frozenset[int]], dict[tuple[str, str], frozenset[tuple[int, str]]]]:
    keys: dict[tuple[str, str], set[int]] = defaultdict(set)
    stems: dict[tuple[str, str], set[tuple[int, str]]] = defaultdict(set)
    for pk, facility in facilities.items():
        for key in filter(None, names[pk].values()):
            stem, form = key_stem(key)
            keys[facility.metal, key].add(pk)
            stems[facility.metal, stem].add((pk, form))
    return (
        {key: frozenset(found) for key, found in keys.items()},
        {key: frozenset(found) for key, found in stems.items()},
    )
