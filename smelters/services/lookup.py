"""Loading a CMRT's Smelter Look-up: a naming aid (names, aliases, IDs, places), never a status list."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import transaction

from cmr import audit, storage
from cmr.countries import country_code
from cmr.models import User
from cmr.sheets import Unreadable, read_rows
from cmr.vocab import METALS, SMELTER_ID, metal_named
from smelters.lists import ListError
from smelters.models import ReferenceLookup, Smelter, SmelterName
from smelters.services.facilities import PLACED, facility_spell, names_keep

Key = tuple[str, str]
SHEET = "Smelter Look-up"
# Its columns by position; the captions are translated by formula and say nothing.
METAL, ALIAS, STANDARD, COUNTRY, ID, CITY, STATE = 0, 1, 2, 3, 4, 7, 8


class Renamed(NamedTuple):
    """A facility that the sheet calls otherwise."""

    smelter_id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LookupOutcome:
    """What the sheet changes: how many facilities it names, how many of them and of their names are new.

    `created` is False when these bytes were already loaded for that day. `older` facilities keep the name and place
    that a source of a later day gave them.
    """

    facilities: int
    new: int
    renames: tuple[Renamed, ...]
    names: int
    older: int = 0
    created: bool = True
    lookup: ReferenceLookup | None = None

    @property
    def renamed(self) -> int:
        return len(self.renames)

    @property
    def sentences(self) -> list[str]:
        """The preview in words."""
        told = [
            f"The look-up names {_are(self.facilities, 'facility', 'facilities')} of tin, tantalum, tungsten and gold.",
            f"{_are(self.new, 'facility is', 'facilities are')} new to the register.",
            f"{_are(self.renamed, 'facility is', 'facilities are')} called otherwise; the old names are kept.",
            f"{_are(self.names, 'name is', 'names are')} new.",
            "No status changes: a look-up is a naming aid.",
        ]
        if self.older:
            told.insert(3, f"{_are(self.older, 'facility keeps its name', 'facilities keep their names')} and place, "
                           "which a later source gave.")  # fmt: skip
        return told


def lookup_plan(data: bytes, *, as_of: date) -> LookupOutcome:
    """What `lookup_load` would change, found without writing; raises ListError as it does."""
    facts, aliases = _read(data)
    return _outcome(_changes(facts, as_of), facts, len(_new_names(facts, aliases)))


def lookup_load(data: bytes, *, source: str, as_of: date, actor: User | None) -> LookupOutcome:
    """Take over names, aliases, IDs and places from the look-up sheet of a CMRT (an official blank, as a rule).

    Statuses stay untouched. A facility with another standard name is renamed and keeps the old one as a name, unless a
    source of a later day than `as_of` named it. The bytes are kept; the same bytes for the same day change nothing.
    Raises ListError when the workbook has no such sheet or no 3TG facility in it.
    """
    facts, aliases = _read(data)
    blob = storage.store([data])
    known = ReferenceLookup.objects.filter(sha256=blob.sha256, as_of=as_of).first()
    if known:
        return LookupOutcome(known.facilities, 0, (), 0, created=False, lookup=known)
    with transaction.atomic():
        names = len(_new_names(facts, aliases))
        lookup = ReferenceLookup.objects.create(
            source=source, as_of=as_of, sha256=blob.sha256, facilities=len(facts), loaded_by=actor
        )
        changes = _changes(facts, as_of)
        Smelter.objects.bulk_create(changes.new, ignore_conflicts=True)
        Smelter.objects.bulk_update(changes.spelled, PLACED, batch_size=100)
        present = _present()
        kept = [(present[key], name) for key, name in (*changes.old, *aliases)]
        names_keep(kept, source=str(lookup)[:120])
        outcome = _outcome(changes, facts, names, lookup)
        told = {"sha256": blob.sha256, "as_of": as_of.isoformat(), "facilities": len(facts), "new": outcome.new}
        audit.record("lookup.loaded", actor, lookup, after=told | {"renamed": outcome.renamed, "names": names})
    return outcome


class _Changes(NamedTuple):
    new: list[Smelter]
    spelled: list[Smelter]
    renames: list[Renamed]
    old: list[tuple[Key, str]]
    older: int


def _changes(facts: dict[Key, dict[str, str]], as_of: date) -> _Changes:
    """The facilities to enter and those to spell, unsaved."""
    present = _present()
    found = _Changes([], [], [], [], 0)
    older = 0
    for key, fields in facts.items():
        facility = present.get(key)
        if facility is None:
            found.new.append(
                Smelter(metal=key[0], smelter_id=key[1], origin=Smelter.Origin.REFERENCE, spelled_on=as_of, **fields)
            )
            continue
        before = facility.name
        found.old.append((key, before))
        differs = facility_spell(facility, fields, as_of)
        if differs is None:
            older += 1
            continue
        found.spelled.append(facility)
        if facility.name != before:
            found.renames.append(Renamed(facility.smelter_id, before, facility.name))
    return found._replace(older=older)


def _new_names(facts: dict[Key, dict[str, str]], aliases: list[tuple[Key, str]]) -> set[tuple[Key, str]]:
    """The names the register does not have yet; those it has may differ in letter alone."""
    columns = ("smelter__metal", "smelter__smelter_id", "name")
    had = {((metal, smelter_id), name) for metal, smelter_id, name in SmelterName.objects.values_list(*columns)}
    return {(key, name[:250]) for key, name in aliases} - had


def _outcome(
    changes: _Changes, facts: dict[Key, dict[str, str]], names: int, lookup: ReferenceLookup | None = None
) -> LookupOutcome:
    return LookupOutcome(len(facts), len(changes.new), tuple(changes.renames), names, changes.older, lookup=lookup)


def _read(data: bytes) -> tuple[dict[Key, dict[str, str]], list[tuple[Key, str]]]:
    try:
        table = read_rows(data, "lookup.xlsx", sheet=SHEET)
    except Unreadable as error:
        raise ListError([str(error)]) from error
    facts, aliases = _facilities(table)
    if not facts:
        raise ListError([f'The sheet "{SHEET}" names no facility for {", ".join(METALS)}.'])
    return facts, aliases


def _are(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else f"No {one}"


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
