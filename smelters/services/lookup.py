"""Loading a CMRT's Smelter Look-up: a naming aid (names, aliases, IDs, places), never a status list."""

from dataclasses import dataclass

from django.db import transaction

from cmr import audit, storage
from cmr.countries import country_code
from cmr.models import User
from cmr.vocab import METALS, SMELTER_ID, metal_named
from smelters.lists import ListError
from smelters.models import Smelter, SmelterName
from smelters.services.facilities import PLACED, facility_spell, names_keep
from smelters.sheets import Unreadable, read_rows

SHEET = "Smelter Look-up"
# Its columns by position; the captions are translated by formula and say nothing.
METAL, ALIAS, STANDARD, COUNTRY, ID, CITY, STATE = 0, 1, 2, 3, 4, 7, 8


@dataclass(frozen=True, slots=True)
class LookupOutcome:
    """How many facilities the sheet names, and how many of them and of their names are new to the register."""

    facilities: int
    new: int
    renamed: int
    names: int


def lookup_load(data: bytes, *, source: str, actor: User | None) -> LookupOutcome:
    """Take over names, aliases, IDs and places from the look-up sheet of a CMRT (an official blank, as a rule).

    Statuses stay untouched. A facility with another standard name is renamed and keeps the old one as a name. Raises
    ListError when the workbook has no such sheet or no 3TG facility in it.
    """
    try:
        table = read_rows(data, "lookup.xlsx", sheet=SHEET)
    except Unreadable as error:
        raise ListError([str(error)]) from error
    facts, aliases = _facilities(table)
    if not facts:
        raise ListError([f'The sheet "{SHEET}" names no facility for {", ".join(METALS)}.'])
    blob = storage.store([data])
    with transaction.atomic():
        present = _present()
        new = [Smelter(metal=key[0], smelter_id=key[1], origin=Smelter.Origin.REFERENCE, **fields)
               for key, fields in facts.items() if key not in present]  # fmt: skip
        old = [(present[key], present[key].name) for key in facts if key in present]
        changed = [present[key] for key in facts if key in present and facility_spell(present[key], facts[key])]
        Smelter.objects.bulk_create(new, ignore_conflicts=True)
        Smelter.objects.bulk_update(changed, PLACED, batch_size=100)
        renamed = sum(facility.name != name for facility, name in old)
        present = _present() if new else present
        had = SmelterName.objects.count()
        names_keep([*old, *((present[key], name) for key, name in aliases)], source=source[:120])
        outcome = LookupOutcome(len(facts), len(new), renamed, SmelterName.objects.count() - had)
        if outcome.new or changed or outcome.names:
            # The event is about the workbook, which has no row of its own; its bytes lie in the store.
            told = {"sha256": blob.sha256, "facilities": len(facts), "new": len(new), "renamed": renamed}
            about = SmelterName(name=source)
            audit.record("lookup.loaded", actor, about, after=told | {"names": outcome.names})
    return outcome


def _facilities(
    table: list[list[str]],
) -> tuple[dict[tuple[str, str], dict[str, str]], list[tuple[tuple[str, str], str]]]:
    """Standard name and place by (metal, ID), and every name; "not listed" and its like have no ID and fall away."""
    facts: dict[tuple[str, str], dict[str, str]] = {}
    names: list[tuple[tuple[str, str], str]] = []
    for cells in table:
        cells = [*cells, *[""] * 9][:9]
        metal, standard = metal_named(cells[METAL]), cells[STANDARD] or cells[ALIAS]
        if not metal or not standard or not SMELTER_ID.fullmatch(cells[ID]):
            continue
        key = (metal.value, cells[ID])
        place = {"country": cells[COUNTRY][:80], "country_code": country_code(cells[COUNTRY])}
        facts.setdefault(key, {"name": standard[:250], **place, "city": cells[CITY][:120], "state": cells[STATE][:120]})
        names += [(key, name) for name in (standard, cells[ALIAS]) if name]
    return facts, names


def _present() -> dict[tuple[str, str], Smelter]:
    return {(each.metal, each.smelter_id): each for each in Smelter.objects.all()}
