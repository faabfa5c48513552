"""From the register, the tables and the declarations to each facility's grade and origins; asks no database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cmr.countries import country_code
from cmr.vocab import COVERED_COUNTRIES
from reports.facts.risk import Later, NameHit, OriginFact, Risk, TableFact
from reports.facts.sheet import Unresolved
from smelters.matching import name_key
from smelters.register import LISTING, Facility, Register
from smelters.risk import Assessment, Flag, Subject, grade, missing
from smelters.tables.book import Book


@dataclass(frozen=True, slots=True)
class Said:
    """What the rows of accepted CMRTs say of a facility: origins by ISO code; answers on recycled feedstock."""

    origins: frozenset[str] = frozenset()
    recycled: frozenset[str] = frozenset()


def assess(said: Mapping[int, Said], register: Register, earlier: Register | None, book: Book) -> dict[int, Assessment]:
    """The grade of each facility by the one rule; `earlier`: the register on the day a lost status is told by."""
    return {pk: grade(_subject(register.facilities[pk], held, register, earlier), book) for pk, held in said.items()}


def risk_facts(
    facilities: Mapping[int, Assessment],
    unresolved: Iterable[Unresolved],
    register: Register,
    earlier: Register | None,
    book: Book,
    newest: Book,
) -> Risk:
    """What the tables of the report's day say of its facilities, and what those of later days would add."""
    return Risk(
        tables=tuple(
            TableFact(each.kind, each.name, each.source, each.as_of, each.sha256, each.publishable)
            for each in book.sheets
        ),
        missing=missing(book),
        before=earlier.day if earlier else None,
        origins=_origins([register.facilities[pk] for pk in facilities], book),
        later=tuple(each for pk, found in facilities.items() for each in _later(register, pk, found, book, newest)),
        names=tuple(_name_hits(unresolved, newest)),
    )


def _name_hits(unresolved: Iterable[Unresolved], book: Book) -> Iterator[NameHit]:
    """Names are screened too, by the tables of any day: a sanctioned refiner need not be in the register."""
    for each in unresolved:
        key = name_key(each.name)
        hits = book.sanctions(each.metal, "", frozenset({key} if key else ()), country_code(each.country))
        for by, hit in hits[:1]:
            entry = f" ({hit.line.list_name})" if hit.line.list_name else ""
            yield NameHit(
                each.metal, each.name, f"{hit.sheet.name}{entry} names {'it' if by == 'name' else 'its country'}"
            )


def _subject(facility: Facility, said: Said, register: Register, earlier: Register | None) -> Subject:
    status = register.status(facility.pk)
    return Subject(
        metal=facility.metal,
        smelter_id=facility.smelter_id,
        country_code=facility.country_code,
        group=status.group,
        valid_until=status.valid_until,
        keys=_keys(register, facility),
        before=earlier.day if earlier else None,
        listed_before=bool(
            earlier and facility.pk in earlier.facilities and earlier.status(facility.pk).group in LISTING
        ),
        declared=said.origins,
        recycling_disputed={"yes", "no"} <= said.recycled,
    )


def _keys(register: Register, facility: Facility) -> frozenset[str]:
    return frozenset(filter(None, map(name_key, register.names[facility.pk])))


def _origins(facilities: list[Facility], book: Book) -> tuple[OriginFact, ...]:
    """Each origin once for each table that states it, in the annex's own order of identity."""
    found = {
        OriginFact(
            each.metal, each.smelter_id, saying.line.country_code, saying.sheet.name,
            saying.line.source or saying.sheet.source, saying.sheet.publishable,
        )
        for each in facilities
        for saying in book.origins(each.metal, each.smelter_id)
    }  # fmt: skip
    return tuple(sorted(found, key=lambda fact: (fact.metal, fact.smelter_id, fact.country_code, fact.table)))


def _later(register: Register, pk: int, found: Assessment, book: Book, newest: Book) -> list[Later]:
    one = register.facilities[pk]
    late: list[Later] = []
    if newest is book:
        return late
    if not found.has(Flag.SANCTIONED):
        hits = newest.sanctions(one.metal, one.smelter_id, _keys(register, one), one.country_code)
        late += [Later(one.smelter_id, f"{hit.sheet.name} names it or its country", True) for _, hit in hits[:1]]
    known = {saying.line.country_code for saying in book.origins(one.metal, one.smelter_id)}
    for saying in newest.origins(one.metal, one.smelter_id):
        code = saying.line.country_code
        if code not in known:
            text = f"{saying.sheet.name} states another country of origin ({code})"
            late.append(Later(one.smelter_id, text, code in COVERED_COUNTRIES))
    return late
