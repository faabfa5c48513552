"""Who a facility is: entered by the team, or reported by a manufacturer."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from cmr import audit
from cmr.countries import country_code
from cmr.models import User
from smelters.matching import name_key
from smelters.models import Smelter, SmelterName

EDITABLE = ("name", "country", "city", "state")
PLACED = ("name", "country", "country_code", "city", "state", "spelled_on")


class Reported(NamedTuple):
    """A facility as a manufacturer names it: metal and ID are its identity, the rest is its word."""

    metal: str
    smelter_id: str
    name: str
    country: str
    city: str = ""
    state: str = ""


def facility_report(metal: str, smelter_id: str, name: str, country: str, city: str = "", state: str = "") -> Smelter:
    """The facility with this metal and ID; entered as reported where the register does not have it."""
    return facilities_report([Reported(metal, smelter_id, name, country, city, state)])[metal, smelter_id]


def facilities_report(reported: Iterable[Reported]) -> dict[tuple[str, str], Smelter]:
    """The facilities by (metal, ID); those the register does not have are entered, the others stay as they are.

    Of two reports of one new facility the first counts. Writes no audit row: the submission that reports them does.
    """
    wanted: dict[tuple[str, str], Reported] = {}
    for each in reported:
        wanted.setdefault((each.metal, each.smelter_id), each)
    found = _present(wanted)
    new = [
        Smelter(
            metal=each.metal,
            smelter_id=each.smelter_id,
            name=each.name[:250] or each.smelter_id,
            country=each.country[:80],
            country_code=country_code(each.country),
            city=each.city[:120],
            state=each.state[:120],
            origin=Smelter.Origin.REPORTED,
        )
        for key, each in wanted.items()
        if key not in found
    ]
    if new:
        with transaction.atomic():
            Smelter.objects.bulk_create(new, ignore_conflicts=True)  # another worker may enter the same one
            found = _present(wanted)
            names_keep([(found[each.metal, each.smelter_id], each.name) for each in new], source="Reported")
    return found


def facility_edit(smelter: Smelter, *, actor: User | None, **fields: str) -> Smelter:
    """Enter a facility by hand, or change its name or place, as of today; a name it had stays one of its names."""
    before = {} if smelter.pk is None else Smelter.objects.filter(pk=smelter.pk).values(*EDITABLE).get()
    for field, value in fields.items():
        setattr(smelter, field, value)
    smelter.country_code = country_code(smelter.country)
    after = {field: getattr(smelter, field) for field in EDITABLE}
    changed = [field for field in EDITABLE if before.get(field) != after[field]]
    if changed:
        smelter.spelled_on = timezone.localdate()
    with transaction.atomic():
        smelter.save()
        names_keep([(smelter, name) for name in (before.get("name", ""), smelter.name) if name], source="Team")
        if changed:
            audit.record(
                "facility.changed" if before else "facility.added",
                actor,
                smelter,
                before={field: before[field] for field in changed if before},
                after={field: after[field] for field in changed},
            )
    return smelter


def name_add(smelter: Smelter, name: str, *, source: str, actor: User | None) -> SmelterName:
    """Another name for a facility; from now on files that use it find the facility."""
    with transaction.atomic():
        row, created = SmelterName.objects.get_or_create(
            smelter=smelter, name=name, defaults={"key": name_key(name), "source": source}
        )
        if created:
            audit.record("facility.name_added", actor, smelter, after={"name": name, "source": source})
    return row


def name_remove(row: SmelterName, *, actor: User | None) -> None:
    """Take back a name that is not the facility's."""
    with transaction.atomic():
        row.delete()
        audit.record("facility.name_removed", actor, row.smelter, before={"name": row.name, "source": row.source})


def name_hand_over(row: SmelterName, *, source: str, actor: User | None) -> None:
    """The name stays, and rests on another source from now on."""
    with transaction.atomic():
        before = {"name": row.name, "source": row.source}
        row.source = source
        row.save(update_fields=["source"])
        audit.record(
            "facility.name_kept", actor, row.smelter, before=before, after={"name": row.name, "source": source}
        )


def facility_spell(facility: Smelter, facts: dict[str, str], as_of: date) -> bool | None:
    """Set name and place as a source of a day gives them, empty values aside (unsaved); whether anything differs.

    None, and nothing is set, where a source of a later day has spoken already.
    """
    if facility.spelled_on and facility.spelled_on > as_of:
        return None
    facility.spelled_on = as_of
    differs = {field: value for field, value in facts.items() if value and getattr(facility, field) != value}
    for field, value in differs.items():
        setattr(facility, field, value)
    return bool(differs)


def names_keep(names: Iterable[tuple[Smelter, str]], *, source: str) -> int:
    """Keep these names beside those the facilities have; how many rows were offered."""
    rows = [
        SmelterName(smelter=smelter, name=name[:250], key=name_key(name), source=source)
        for smelter, name in dict.fromkeys(names)
        if name
    ]
    SmelterName.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _present(wanted: dict[tuple[str, str], Any]) -> dict[tuple[str, str], Smelter]:
    ids = {smelter_id for _, smelter_id in wanted}
    rows = Smelter.objects.filter(smelter_id__in=ids)
    return {(row.metal, row.smelter_id): row for row in rows if (row.metal, row.smelter_id) in wanted}
