"""The register on one day, frozen in memory: who a facility is and what status it had.

The status on day D is the newest record with effective day <= D (of two on one day, the one recorded last). A list of a
later day <= D that covers the facility's metal and the record's group, and does not name the facility, takes it off the
lists. Without any record a facility is not listed. Statuses by a list's silence are derived here and stored nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from smelters.matching import Known, key_stem, name_key
from smelters.models import Status
from smelters.vocabulary import NOT_LISTED

LISTING = (Status.Group.CONFORMANT.value, Status.Group.ACTIVE.value)


class Facility(NamedTuple):
    """A facility as the register has it; `country` is spelled as its source spells it, `country_code` is ISO or "".

    `origin` is who vouches for it; of "reported" the register knows nothing but what a manufacturer wrote.
    """

    pk: int
    metal: str
    smelter_id: str
    name: str
    country: str
    country_code: str
    city: str
    state: str
    origin: str


class FacilityStatus(NamedTuple):
    """A facility's status on a day: by a list (its name and day), or by a correction (its reason).

    `valid_until` is the last day that the list vouches for, where it says so.
    """

    group: str
    code: str
    label: str
    valid_from: date | None
    list_name: str
    list_as_of: date | None
    reason: str
    valid_until: date | None = None


class ListDay(NamedTuple):
    """What an imported list speaks of."""

    name: str
    as_of: date
    metals: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """The register on one day, frozen in memory: look-ups ask the database nothing."""

    day: date
    facilities: Mapping[int, Facility]
    names: Mapping[int, tuple[str, ...]]
    records: Mapping[int, FacilityStatus]
    lists: tuple[ListDay, ...]
    _by_id: Mapping[tuple[str, str], int]
    _metals: Mapping[str, tuple[str, ...]]
    _by_key: Mapping[tuple[str, str], frozenset[int]]
    _by_stem: Mapping[tuple[str, str], frozenset[tuple[int, str]]]
    _newest: Mapping[tuple[str, str], ListDay]

    def find_id(self, metal: str, smelter_id: str) -> Facility | None:
        """The facility with this metal and ID: its identity."""
        return self.facilities.get(self._by_id.get((metal, smelter_id), 0))

    def metals_of(self, smelter_id: str) -> tuple[str, ...]:
        """The metals under which the register knows an ID; a row that gives another one is a finding."""
        return self._metals.get(smelter_id, ())

    def find_name(self, metal: str, name: str) -> Facility | None:
        """The one facility of the metal that goes by this name, or None when there is none or more than one.

        A name without a legal form also finds the only facility with that name and any form, and the other way round;
        two different forms are two companies.
        """
        key = name_key(name)
        if not key:
            return None
        found = self._by_key.get((metal, key), frozenset())
        if not found:
            stem, form = key_stem(key)
            alike = self._by_stem.get((metal, stem), frozenset())
            if len({pk for pk, _ in alike}) == 1 and (not form or "" in {known for _, known in alike}):
                found = frozenset(pk for pk, _ in alike)
        return self.facilities[next(iter(found))] if len(found) == 1 else None

    def status(self, pk: int) -> FacilityStatus:
        """The facility's status on the register's day."""
        return self._decide(self.facilities[pk].metal, self.records.get(pk))

    def status_if(self, pk: int, status: Status, valid_from: date, reason: str = "") -> FacilityStatus:
        """What the status would be if this correction were recorded now."""
        record = self.records.get(pk)
        if valid_from <= self.day and (record is None or record.valid_from is None or valid_from >= record.valid_from):
            record = FacilityStatus(status.group, status.code, status.label, valid_from, "", None, reason)
        return self._decide(self.facilities[pk].metal, record)

    def known(self, metal: str) -> list[Known]:
        """The metal's facilities as `matching.candidates` takes them."""
        return [
            Known(facility.pk, self.names[facility.pk], facility.country_code, facility.city)
            for facility in self.facilities.values()
            if facility.metal == metal
        ]

    def _decide(self, metal: str, record: FacilityStatus | None) -> FacilityStatus:
        if record is None:
            lists = [self._newest[metal, group] for group in LISTING if (metal, group) in self._newest]
            return off_the_lists(max(lists, key=lambda each: each.as_of, default=None))
        newest = self._newest.get((metal, record.group))
        if newest and record.valid_from and newest.as_of > record.valid_from:
            return off_the_lists(newest)
        return record


def off_the_lists(silent: ListDay | None) -> FacilityStatus:
    """Not on the conformant or active list, as a list that does not name the facility says (None: no list at all)."""
    name, as_of = (silent.name, silent.as_of) if silent else ("", None)
    return FacilityStatus(Status.Group.OTHER.value, NOT_LISTED, Status.Group.OTHER.label, as_of, name, as_of, "")
