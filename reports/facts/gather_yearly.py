"""Reads last year's report, and what moved since, for the facts of a filing.

Last year's side is the report as it was filed; where none was filed here, the newest one built; else the CMRTs that
were accepted for that year.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils import timezone

from cmr import storage
from cmr.models import ReportingPeriod
from cmr.periods import period_before
from cmr.vocab import METALS
from reports.facts.grading import day_before
from reports.facts.sheet import STATUSES, AnnexRow
from reports.facts.yearly import Before, Moved, ReasonFact, Stood, Yearly
from reports.models import Filing, MoveReason, Snapshot
from smelters.matching import name_key
from smelters.models import Smelter
from smelters.selectors import register_of
from suppliers.models import Submission
from suppliers.rollup import roll_up
from suppliers.selectors import period_overview

# A facility: its metal and its ID.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LastYear:
    """Last year's numbers, without what moved, and its facilities."""

    numbers: Yearly
    facilities: Mapping[Key, Stood]


def yearly_of(period: ReportingPeriod, annex: Iterable[AnnexRow], as_of: date) -> Yearly | None:
    """What moved since the year before, None where there is nothing to compare with; thirteen queries at most."""
    last = last_year(period, as_of)
    if last is None:
        return None
    now = {(row.metal, row.smelter_id): stood_of(row) for row in annex}
    before = last.facilities
    counted = Counter((metal, stood.status) for (metal, _), stood in before.items())
    kept = Counter(metal for metal, smelter_id in now if (metal, smelter_id) in before)
    reasons = reasons_in_force(period)
    order = {metal.value: number for number, metal in enumerate(METALS)}
    moved = [each for key in {**before, **now} if (each := _moved(key, before.get(key), now.get(key), reasons))]
    moved.sort(key=lambda each: (order.get(each.metal, len(order)), each.name.casefold(), each.smelter_id))
    return replace(
        last.numbers,
        by_status={metal: {status: counted[metal, status] for status in STATUSES} for metal in order},
        kept={metal: kept[metal] for metal in order},
        moved=tuple(moved),
    )


def stood_of(row: AnnexRow) -> Stood:
    return Stood(row.name, row.status, row.status_label, row.list_name, row.list_date)


def last_year(period: ReportingPeriod, as_of: date) -> LastYear | None:
    """Last year's side, from the best source there is."""
    earlier = period_before(period)
    if earlier is None:
        return None
    unread = ""
    filed = Filing.objects.filter(period=earlier, filed_on__isnull=False, frozen__isnull=False)
    filing = filed.select_related("frozen").order_by("-number").first()
    snapshot = filing.frozen if filing else Snapshot.objects.filter(filing__period=earlier).order_by("-id").first()
    if snapshot:
        try:
            held = snapshot_read(snapshot.sha256)
        except (FileNotFoundError, storage.Damaged):
            unread = snapshot.sha256  # the checks before filing say so
        else:
            source = Before.FILED if filing else Before.BUILT
            return replace(
                held,
                numbers=replace(held.numbers, source=source.value, filed_on=filing.filed_on if filing else None),
            )
    return _from_evidence(earlier, day_before(period, as_of), unread)


@lru_cache(maxsize=4)
def snapshot_read(sha256: str) -> LastYear:
    """A snapshot's numbers and facilities, of any format; it never changes, and a large one takes seconds to read."""
    facts = json.loads(storage.read(sha256))["facts"]
    facilities = {(row["metal"], row["smelter_id"]): _stood(row) for row in facts["annex"]}
    numbers = Yearly(
        year=facts["year"],
        source="",
        as_of=date.fromisoformat(facts["as_of"]),
        sha256=sha256,
        surveyed=facts["surveyed"],
        responded=facts["responded"],
        accepted=facts["accepted"],
    )
    return LastYear(numbers, facilities)


def reasons_in_force(period: ReportingPeriod) -> dict[tuple[str, str, str, str, str], MoveReason]:
    """The newest reason of each facility, by metal, ID, move and both statuses; one query."""
    rows = MoveReason.objects.filter(period=period, voids=None, undone_by=None).order_by("id")
    return {(row.metal, row.smelter_id, row.move, row.was, row.now): row for row in rows}


def _stood(row: Mapping[str, Any]) -> Stood:
    listed = row.get("list_date")
    day = date.fromisoformat(listed) if listed else None
    return Stood(row["name"], row["status"], row["status_label"], row.get("list_name", ""), day)


def _from_evidence(earlier: ReportingPeriod, day: date, unread: str) -> LastYear | None:
    """The year as its accepted CMRTs tell it, with statuses as of the day by which a lost one is told."""
    asked = earlier.requests.standing()
    accepted = Submission.objects.filter(request__in=asked, state=Submission.State.ACCEPTED)
    makers = accepted.order_by().values("request").distinct().count()
    if not makers:
        return None
    overview = period_overview(earlier)
    register = register_of(Smelter.objects.filter(pk__in=roll_up(earlier).manufacturers), day)
    facilities = {}
    for pk, each in register.facilities.items():
        status = register.status(pk)
        stood = Stood(each.name, status.group, status.label, status.list_name, status.list_as_of)
        facilities[each.metal, each.smelter_id] = stood
    numbers = Yearly(
        year=earlier.year,
        source=Before.EVIDENCE.value,
        as_of=day,
        unread=unread,
        surveyed=overview.asked,
        responded=overview.answered,
        accepted=makers,
    )
    return LastYear(numbers, facilities)


def _moved(
    key: Key, before: Stood | None, now: Stood | None, reasons: Mapping[tuple[str, str, str, str, str], MoveReason]
) -> Moved | None:
    """The facility with what happened to it; None where it stands as it stood."""
    renamed = bool(before and now and name_key(before.name) != name_key(now.name))
    found = Moved(*key, before, now, renamed=renamed)
    if not found.move and not renamed:
        return None
    if not found.asks or before is None:
        return found
    row = reasons.get((*key, str(found.move), before.status, now.status if now else ""))
    if row is None:
        return found
    return replace(found, reason=ReasonFact(row.kind, row.text, row.into, timezone.localdate(row.decided_at)))
