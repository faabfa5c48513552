"""Which facilities an unknown name may mean, and what speaks for each; only a person chooses one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from cmr.countries import country_code
from smelters.matching import Candidate, Known, Pool
from smelters.models import Smelter
from smelters.searching import called
from smelters.selectors import FacilityStatus, register_of
from suppliers.models import UnknownName
from suppliers.review.name_queue import Given
from suppliers.review.spelling import Piece, pieces


class Choice(NamedTuple):
    """A facility that a name may mean: which of its names, both spellings, what speaks for it and against it."""

    facility: Smelter
    status: FacilityStatus
    called: str
    written: tuple[Piece, ...] = ()
    spelled: tuple[Piece, ...] = ()
    score: int = 0
    reasons: tuple[str, ...] = ()


def pools(metals: Iterable[str]) -> dict[str, Pool]:
    """The facilities of these metals with all their names, ready to be compared; one query."""
    rows = Smelter.objects.filter(metal__in=set(metals)).order_by("metal", "name", "pk")
    names: dict[tuple[str, int, str, str], list[str]] = defaultdict(list)
    for metal, pk, code, city, name, other in rows.values_list(
        "metal", "pk", "country_code", "city", "name", "names__name"
    ).iterator():
        names[metal, pk, code, city] += [each for each in (name, other) if each]
    known: dict[str, list[Known]] = defaultdict(list)
    for (metal, pk, code, city), called_ in names.items():
        known[metal].append(Known(pk, tuple(dict.fromkeys(called_)), code, city))
    return {metal: Pool(facilities) for metal, facilities in known.items()}


def likely(name: str, rows: Sequence[Given], pool: Pool | None, *, limit: int) -> list[Candidate]:
    """The likeliest facilities for a name by its spelling, and by the country and city that its rows give."""
    given = [(country_code(row.country), str(row.details.get("city") or "")) for row, _ in rows]
    place = next((code for code, _ in given if code), "")
    city = next((town for _, town in given if town), "")
    return pool.candidates(name, place, city=city, limit=limit) if pool else []


def choices(found: Sequence[tuple[str, Candidate]], day: date) -> list[Choice]:
    """Candidates, each with the name it is for, as the pages show them; statuses as of a day; three queries."""
    facilities = Smelter.objects.in_bulk([one.pk for _, one in found])
    register = register_of(facilities.values(), day)
    return [
        Choice(
            facilities[one.pk],
            register.status(one.pk),
            one.name,
            pieces(one.name, name),
            pieces(name, one.name),
            one.score,
            one.reasons,
        )
        for name, one in found
    ]


def facilities_found(words: str, metal: str, day: date, *, limit: int) -> list[Choice]:
    """Facilities of the metal by words in a name, a country or the ID; three queries."""
    if not words.strip():
        return []
    return _as_choices(called(Smelter.objects.filter(metal=metal), words).order_by("name", "pk")[:limit], day)


def other_metals(name: UnknownName, day: date) -> list[Choice]:
    """The facilities of other metals to which the ID as written belongs: its rows may repeat one of them."""
    rows = Smelter.objects.filter(smelter_id=name.reported_id).exclude(metal=name.metal) if name.reported_id else []
    return _as_choices(rows, day)


def _as_choices(found: Iterable[Smelter], day: date) -> list[Choice]:
    rows = list(found)
    if not rows:
        return []
    register = register_of(rows, day)
    return [Choice(one, register.status(one.pk), one.name) for one in rows]
