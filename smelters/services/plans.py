"""What a status list would change, found and said in words before anything is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cmr.vocab import METALS
from smelters.lists import ListError, ListRow
from smelters.models import Smelter, Status
from smelters.register import LISTING, Facility
from smelters.selectors import list_newest_day, register_as_of
from smelters.vocabulary import word_key


@dataclass(frozen=True, slots=True)
class Move:
    """A facility whose status on the list's day would change."""

    facility: Facility
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ListPlan:
    """What a list would change on its own day. `dropped`: facilities on an earlier list that this one leaves out."""

    rows: int
    new: tuple[ListRow, ...]
    other_metal: tuple[ListRow, ...]
    renamed: tuple[tuple[str, ListRow], ...]
    moved: tuple[Move, ...]
    dropped: tuple[Move, ...]
    metals: tuple[str, ...]
    groups: tuple[str, ...]
    newer: date | None

    @property
    def sentences(self) -> list[str]:
        """The preview in words."""
        covers = (
            _listed([Status.Group(group).label.lower() for group in self.groups]) or "neither conformant nor active"
        )
        told = [
            f"The list names {_are(self.rows, 'facility', 'facilities')} of {_listed(self.metals)}, and covers who is "
            f"{covers}.",
            f"{_are(len(self.new), 'facility is', 'facilities are')} new to the register.",
            f"{_are(len(self.moved), 'facility moves', 'facilities move')} to another status on that day.",
            f"{_are(len(self.dropped), 'facility', 'facilities')} on an earlier list and not on this one: off the "
            "lists from that day.",
            f"{_are(len(self.renamed), 'facility is', 'facilities are')} spelled differently; the old names are kept.",
        ]
        if self.other_metal:
            ids = _listed([row.smelter_id for row in self.other_metal])
            told.append(f"The register has {ids} under another metal; check the list, an ID belongs to one metal.")
        if self.newer:
            told.append(f"A newer list is loaded ({self.newer:%-d %B %Y}): this one completes the history before it.")
        return told


def list_plan(rows: Sequence[ListRow], *, as_of: date, status: str = "") -> ListPlan:
    """What the list would change; raises ListError when a status word is unknown. Reads only.

    `status` is the code that holds for every row of a list without a status column.
    """
    statuses = statuses_of(rows, status)
    metals, groups = coverage(rows, statuses, status)
    register = register_as_of(as_of)
    settled = set(Smelter.objects.filter(spelled_on__gt=as_of).values_list("pk", flat=True))
    new, renamed, moved, named = [], [], [], set()
    for row in rows:
        facility = register.find_id(row.metal, row.smelter_id)
        if facility is None:
            new.append(row)
            continue
        named.add(facility.pk)
        if facility.pk not in settled and (facility.name, facility.country) != (row.name, row.country):
            renamed.append((facility.name, row))
        before, after = register.status(facility.pk), statuses[row.row]
        if before.code != after.code:
            moved.append(Move(facility, before.label, after.label))
    dropped = [
        Move(facility, before.label, Status.Group.OTHER.label)
        for facility in register.facilities.values()
        if facility.metal in metals and facility.pk not in named
        for before in [register.status(facility.pk)]
        if before.group in groups and before.valid_from and before.valid_from < as_of
    ]
    newest = list_newest_day()
    return ListPlan(
        rows=len(rows),
        new=tuple(new),
        other_metal=tuple(row for row in new if register.metals_of(row.smelter_id)),
        renamed=tuple(renamed),
        moved=tuple(moved),
        dropped=tuple(dropped),
        metals=metals,
        groups=groups,
        newer=newest if newest and newest > as_of else None,
    )


def coverage(
    rows: Iterable[ListRow], statuses: dict[int, Status], status: str = ""
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The metals and status groups whose absentees the list speaks of by its silence.

    A list with a status column covers both groups of the public lists; one of a single status covers its group alone.
    """
    named = {row.metal for row in rows}
    groups = {each.group for each in statuses.values()} | (set() if status else set(LISTING))
    return tuple(metal.value for metal in METALS if metal in named), tuple(
        group for group in LISTING if group in groups
    )


def statuses_of(rows: Iterable[ListRow], status: str) -> dict[int, Status]:
    """The status of each row by row number, from its own word or the one that holds for all."""
    every = list(Status.objects.all())
    for_all = next((each for each in every if each.code == status), None)
    by_word = {word_key(word): each for each in every for word in (each.label, *each.words)}
    found, problems = {}, []
    for row in rows:
        known = by_word.get(word_key(row.status)) if row.status else for_all
        if known:
            found[row.row] = known
        elif row.status:
            problems.append(f'Row {row.row}, column Status: "{row.status}" is not a status the register knows.')
        else:
            problems.append(f"Row {row.row}: the list has no status column; say which status all its rows have.")
            break
    if problems:
        raise ListError(problems)
    return found


def _are(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else f"No {one}"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
