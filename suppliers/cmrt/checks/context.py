"""What the asking company knows beside the file; every part is optional, and a check without its part is silent."""

import datetime
import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cmr.vocab import Metal, metal_named
from suppliers.cmrt.lookup import LookupLine

Facility = tuple[Metal, str]
# A country for a metal, by its ISO code.
Area = tuple[Metal, str]

# What a part is in JSON; absent and null are the same.
_KINDS: dict[str, type] = {
    "year": int,
    "oldest_date": str,
    "requested_on": str,
    "minimum_version": str,
    "company": str,
    "products_asked": bool,
    "previous": dict,
    "other_lists": list,
    "mined": list,
    "cahra": list,
    "cahra_parts": list,
    "producers": list,
    "origins": list,
    "origins_confidential": list,
    "look_ups": dict,
}

# Short lists are alike by nature: two makers of one small product name the same three smelters.
_TELLING = 20


@dataclass(frozen=True, slots=True)
class Previous:
    """The same manufacturer's declaration of the year before, as far as this year's is held against it."""

    effective_date: datetime.date | None
    answers: Mapping[tuple[int, Metal], str | None]
    facilities: Mapping[Facility, str]
    other: Any = None


@dataclass(frozen=True)
class LookUps:
    """Smelter Look-ups of official blanks, by template version."""

    by_version: Mapping[str, Collection[LookupLine]] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> Mapping[str, Mapping[str, LookupLine]]:
        """ID -> version -> what it says of it."""
        found: dict[str, dict[str, LookupLine]] = {}
        for version, lines in self.by_version.items():
            for line in lines:
                found.setdefault(line[4] or "", {}).setdefault(version, line)
        return found


@dataclass(frozen=True, slots=True)
class Context:
    """Rules of the reporting period, and facts to hold a declaration against.

    year            the calendar year that the report speaks of
    oldest_date     the earliest effective date asked for; by default the first day of `year`
    requested_on    the day on which the manufacturer was asked
    minimum_version the oldest template version accepted ("6.22")
    company         the name under which the manufacturer is asked
    products_asked  whether a declaration for products was asked for, not one for the company
    previous        what the manufacturer declared the year before
    other_lists     list_fingerprint() of other manufacturers' declarations
    mined           facilities known to process mined material
    cahra           countries that the company counts as conflict-affected or of high risk
    cahra_parts     countries of which it counts a part as such
    producers       countries known to produce a metal; a metal without any is not judged
    origins         ISO codes of the countries that a facility's material is known to come from
    origins_confidential  the same by sources that a manufacturer must not be told of
    look_ups        the Smelter Look-ups of official blanks, by template version
    """

    year: int | None = None
    oldest_date: datetime.date | None = None
    requested_on: datetime.date | None = None
    minimum_version: str | None = None
    company: str = ""
    products_asked: bool = False
    previous: Previous | None = None
    other_lists: frozenset[str] = frozenset()
    mined: frozenset[Facility] = frozenset()
    cahra: frozenset[Area] = frozenset()
    cahra_parts: frozenset[Area] = frozenset()
    producers: frozenset[Area] = frozenset()
    origins: Mapping[Facility, frozenset[str]] = field(default_factory=dict)
    origins_confidential: Mapping[Facility, frozenset[str]] = field(default_factory=dict)
    look_ups: LookUps = field(default_factory=LookUps)

    @property
    def window_begins(self) -> datetime.date | None:
        return self.oldest_date or (datetime.date(self.year, 1, 1) if self.year else None)


def list_fingerprint(facilities: Iterable[Facility]) -> str | None:
    """The same for two declarations that name exactly the same facilities; None for a list too short to tell."""
    lines = sorted({f"{metal} {smelter_id}" for metal, smelter_id in facilities})
    return hashlib.sha256("\n".join(lines).encode()).hexdigest() if len(lines) >= _TELLING else None


def remember(printed: Mapping[str, Any]) -> Previous:
    """A declaration as report.as_json() printed it, for next year's."""
    date = printed.get("effective_date")
    answers = {
        (int(question), Metal(metal)): given.get("answer")
        for question, by_metal in (printed.get("answers") or {}).items()
        for metal, given in by_metal.items()
    }
    named = ((metal_named(row.get("metal") or ""), row) for row in printed.get("smelters") or ())
    facilities = {
        (metal, row["smelter_id"]): row.get("name") or row["smelter_id"]
        for metal, row in named
        if metal and row.get("smelter_id")
    }
    return Previous(
        datetime.date.fromisoformat(date) if date else None, answers, facilities, _beside(printed, answers, facilities)
    )


def _beside(printed: Mapping[str, Any], *keyed: Mapping[Any, Any]) -> Any:
    """Everything that a person fills in except the date, in a form that compares whatever the order of the keys."""
    comments = {
        (question, metal): given.get("comment")
        for question, by_metal in (printed.get("answers") or {}).items()
        for metal, given in by_metal.items()
    }
    company = {
        letter: (given.get("answer"), given.get("comment"))
        for letter, given in (printed.get("company_answers") or {}).items()
    }
    unnamed = [
        tuple(row.get(key) for key in ("metal", "listed", "name", "country", "mines", "mine_countries", "recycled"))
        for row in printed.get("smelters") or ()
    ]
    products = [(row.get("number"), row.get("name")) for row in printed.get("products") or ()]
    fields = dict(printed.get("company") or {})
    return (printed.get("scope"), fields, comments, company, unnamed, products, *map(dict, keyed))


def context_from_json(given: Mapping[str, Any]) -> Context:
    """A Context from plain JSON values; `previous` is what `read` printed of the earlier file.

    Raises ValueError for a name that is none of the parts, and for a value that cannot be one.
    """
    if unknown := set(given) - set(_KINDS):
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    parts: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if wrong := [name for name, value in parts.items() if type(value) is not _KINDS[name]]:
        raise ValueError(f"not of its kind: {', '.join(wrong)}")
    try:
        return Context(**parts | {name: make(parts[name]) for name, make in _MAKE.items() if name in parts})
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"not as it should be: {error}") from None


def _areas(given: Iterable[Any]) -> frozenset[Area]:
    """A code alone stands for all metals."""
    listed = ([(metal, each) for metal in Metal] if isinstance(each, str) else [each] for each in given)
    return frozenset((Metal(metal), str(code)) for areas in listed for metal, code in areas)


def _origins(given: Iterable[Any]) -> dict[Facility, frozenset[str]]:
    found: dict[Facility, set[str]] = {}
    for metal, smelter_id, code in given:
        found.setdefault((Metal(metal), smelter_id), set()).add(code)
    return {facility: frozenset(codes) for facility, codes in found.items()}


def _line(
    metal: str, name: str, standard: str | None = None, country: str | None = None, smelter_id: str | None = None
) -> LookupLine:
    return metal, name, standard, country, smelter_id


_MAKE: dict[str, Callable[[Any], Any]] = {
    "oldest_date": datetime.date.fromisoformat,
    "requested_on": datetime.date.fromisoformat,
    "previous": remember,
    "mined": lambda pairs: frozenset((Metal(metal), smelter_id) for metal, smelter_id in pairs),
    "other_lists": frozenset,
    "cahra": _areas,
    "cahra_parts": _areas,
    "producers": _areas,
    "origins": _origins,
    "origins_confidential": _origins,
    "look_ups": lambda given: LookUps({version: [_line(*line) for line in lines] for version, lines in given.items()}),
}
