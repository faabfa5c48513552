"""Taking over a status list whole, in one short transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from cmr import audit, storage
from cmr.countries import country_code
from cmr.models import User
from smelters.lists import ListRow
from smelters.models import Smelter, StatusList, StatusRecord
from smelters.services.facilities import PLACED, facility_spell, names_keep
from smelters.services.plans import coverage, statuses_of


@dataclass(frozen=True, slots=True)
class ListOutcome:
    """What was done. `created` is False when these bytes were already loaded for that day: nothing changed."""

    status_list: StatusList
    created: bool
    rows: int = 0
    new: int = 0
    renamed: int = 0


def list_apply(
    rows: Sequence[ListRow],
    *,
    name: str,
    source: str,
    as_of: date,
    original: bytes,
    actor: User | None,
    status: str = "",
    columns: Mapping[str, str] | None = None,
    prepared_by: User | None = None,
) -> ListOutcome:
    """Take over a whole list as of a day and keep its bytes; raises ListError before anything is written.

    Facilities are entered or spelled as the list spells them, unless a newer list named them; records are added, never
    changed. The same bytes for the same day change nothing. `columns` are the captions that were read as each field;
    `prepared_by` is who prepared the list that the actor applies.
    """
    statuses = statuses_of(rows, status)
    blob = storage.store([original])
    known = StatusList.objects.filter(sha256=blob.sha256, as_of=as_of).first()
    if known:
        return ListOutcome(known, created=False)
    metals, groups = coverage(rows, statuses, status)
    try:
        with transaction.atomic():
            listed = StatusList.objects.create(
                name=name, source=source, as_of=as_of, sha256=blob.sha256, metals=list(metals), groups=list(groups),
                columns=dict(columns or {}), row_count=len(rows), imported_by=actor,
            )  # fmt: skip
            facilities, new, renamed = _facilities(rows, listed)
            StatusRecord.objects.bulk_create(
                StatusRecord(
                    smelter=facilities[row.metal, row.smelter_id],
                    status=statuses[row.row],
                    valid_from=as_of,
                    status_list=listed,
                    raw=row.status[:120],
                    valid_until=row.valid_until,
                    recorded_by=actor,
                )
                for row in rows
            )
            told = {"name": name, "source": source, "as_of": as_of.isoformat(), "sha256": blob.sha256}
            told |= {"columns": listed.columns} if columns else {}
            told |= {"prepared_by": str(prepared_by)} if prepared_by else {}
            audit.record(
                "list.applied", actor, listed, after=told | {"rows": len(rows), "new": new, "renamed": renamed}
            )
    except IntegrityError:  # the same list was applied at the same moment
        known = StatusList.objects.filter(sha256=blob.sha256, as_of=as_of).first()
        if known is None:
            raise
        return ListOutcome(known, created=False)
    return ListOutcome(listed, created=True, rows=len(rows), new=new, renamed=renamed)


def _facilities(rows: Sequence[ListRow], listed: StatusList) -> tuple[dict[tuple[str, str], Smelter], int, int]:
    """Enter and spell the facilities as the list does; the facilities by (metal, ID), and how many are new, renamed."""
    present = {(each.metal, each.smelter_id): each for each in Smelter.objects.filter(metal__in=listed.metals)}
    new = [
        Smelter(
            metal=row.metal,
            smelter_id=row.smelter_id,
            **_facts(row),
            origin=Smelter.Origin.LIST,
            spelled_on=listed.as_of,
        )
        for row in rows
        if (row.metal, row.smelter_id) not in present
    ]
    changed, names, renamed = [], [], 0
    for row in rows:
        facility = present.get((row.metal, row.smelter_id))
        if facility is None:
            continue
        names += [(facility, facility.name), (facility, row.name)]
        spelled = facility_spell(facility, _facts(row), listed.as_of)
        if spelled is not None:
            changed.append(facility)
            renamed += spelled
    Smelter.objects.bulk_create(new, ignore_conflicts=True)
    Smelter.objects.bulk_update(changed, PLACED, batch_size=100)
    if new:
        present = {(each.metal, each.smelter_id): each for each in Smelter.objects.filter(metal__in=listed.metals)}
        names += [(present[each.metal, each.smelter_id], each.name) for each in new]
    names_keep(names, source=str(listed)[:120])
    return present, len(new), renamed


def _facts(row: ListRow) -> dict[str, str]:
    return {
        "name": row.name,
        "country": row.country[:80],
        "country_code": country_code(row.country),
        "city": row.city,
        "state": row.state,
    }
