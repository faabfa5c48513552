"""What is typed into which cell: the declaration in the template's own words, by sheet, row and column."""

import datetime
from collections.abc import Iterator, Mapping, Sequence

from cmr.countries import country_code
from cmr.vocab import DECLARATION_ORDER, Metal
from suppliers.cmrt.document import Listed
from suppliers.cmrt.gate.addresses import column_number, split_reference
from suppliers.cmrt.layouts import Layout
from suppliers.cmrt.layouts.addresses import (
    ALLOWED_ANSWERS,
    ALLOWED_COMPANY_ANSWERS,
    COMPANY_FIELDS,
    COMPANY_QUESTIONS,
    EFFECTIVE_DATE,
    LANGUAGE,
    NOT_IDENTIFIED,
    NOT_LISTED,
    QUESTIONS,
    SCOPE,
    SCOPES,
    SMELTER_COLUMNS,
    question_row,
)
from suppliers.cmrt.lookup import Lookup, LookupRow, tidy_id
from suppliers.cmrt.spellings import english_answer
from suppliers.cmrt.texts import likeness
from suppliers.cmrt.writer.declaration import Declaration, Given, ProductEntry, SmelterEntry
from suppliers.cmrt.writer.errors import NotFillable

Typed = dict[tuple[int, int], str | float]

_EARLIEST = datetime.date(2007, 1, 1)  # the validation of Declaration!D22
_DAY_ZERO = {False: datetime.date(1899, 12, 30), True: datetime.date(1904, 1, 1)}
_OWN_COLUMNS = ("contact_name", "contact_email", "next_steps", "mines", "mine_countries", "comments")


def declaration_cells(declaration: Declaration, layout: Layout, languages: Sequence[str], *, epoch_1904: bool) -> Typed:
    """The sheet Declaration: language, company, scope, date and answers."""
    cells: Typed = {split_reference(LANGUAGE): _language(declaration.language, languages)}
    cells |= {split_reference(COMPANY_FIELDS[name]): text for name, text in declaration.company.items()}
    if declaration.scope is not None:
        cells[split_reference(SCOPE)] = _scope(declaration.scope)
    if declaration.effective_date is not None:
        cells[split_reference(EFFECTIVE_DATE)] = _serial(declaration.effective_date, epoch_1904=epoch_1904)
    for question in QUESTIONS:
        for metal in DECLARATION_ORDER:
            given, row = declaration.answer(question, metal), question_row(question, metal)
            asked = f"Question {question} for {metal.lower()}"
            if given.answer is not None and not _gated(declaration, question, metal):
                answer = _listed(given.answer, ALLOWED_ANSWERS[question], asked)
                cells[row, 4] = layout.full_share if question == 6 and answer == "100%" else answer
            if given.comment is not None:
                cells[row, 7] = given.comment
    for letter, row in COMPANY_QUESTIONS.items():
        given = declaration.company_answers.get(letter, Given())
        if given.answer is not None:
            cells[row, 4] = _listed(given.answer, ALLOWED_COMPANY_ANSWERS[letter], f"Question {letter}")
        if given.comment is not None:
            cells[row, 7] = given.comment
    return cells


def input_cells() -> Iterator[tuple[int, int]]:
    """Every cell of the Declaration that a manufacturer fills: what an official blank leaves empty."""
    yield from (split_reference(ref) for ref in (LANGUAGE, SCOPE, EFFECTIVE_DATE, *COMPANY_FIELDS.values()))
    rows = [question_row(question, metal) for question in QUESTIONS for metal in DECLARATION_ORDER]
    yield from ((row, column) for row in (*rows, *COMPANY_QUESTIONS.values()) for column in (4, 7))


def smelter_cells(entry: SmelterEntry, position: int, lookup: Lookup, countries: Mapping[str, str]) -> dict[int, str]:
    """One row of the Smelter List by column; `countries` are the entries of sheet C by their code."""
    cells = {"recycled": _recycled(entry.recycled), **{name: getattr(entry, name) for name in _OWN_COLUMNS}}
    cells |= _identity(entry, position, lookup, _country(entry.country, countries))
    return {column_number(SMELTER_COLUMNS[name]): text for name, text in cells.items() if text is not None}


def _identity(entry: SmelterEntry, position: int, lookup: Lookup, country: str | None) -> dict[str, str | None]:
    """Columns A to J: an ID alone, a name picked, a special entry, or everything as constants."""
    metal, name = entry.metal, entry.name or entry.lookup or entry.standard_name
    smelter_id = tidy_id(entry.smelter_id) or entry.smelter_id
    if entry.listed is Listed.NOT_IDENTIFIED:
        return {"metal": _needed(metal, position), "lookup": NOT_IDENTIFIED}
    if entry.listed is not Listed.NOT_LISTED and smelter_id:
        known = lookup.shown_by_id.get(smelter_id.lower())
        if known and known.keyed and metal in (None, known.metal):
            picked = lookup.shown_by_key.get(f"{known.metal}{entry.lookup or entry.name or ''}".lower())
            if picked and picked.smelter_id == known.smelter_id and picked.alias != known.standard_name:
                return {"metal": str(known.metal), "lookup": picked.alias}
            return {"input_id": known.smelter_id}
        if known and metal in (None, known.metal):
            return _constants(known)
        if name is None:
            raise NotFillable(
                f"Smelter {position}: this template does not list {smelter_id} for its metal; give the smelter's "
                "metal, name and country as well."
            )
        own = {"source": entry.source, "street": entry.street, "city": entry.city, "state": entry.state}
        constants = {"metal": _needed(metal, position), "lookup": name, "country": country, "smelter_id": smelter_id}
        return constants | own
    if entry.listed is not Listed.NOT_LISTED and name and metal:
        picked = lookup.shown_by_key.get(f"{metal}{name}".lower())
        if picked and picked.smelter_id:
            return {"metal": str(metal), "lookup": picked.alias}
    if name is None and entry.listed is not Listed.NOT_LISTED:
        return {"metal": _needed(metal, position)}
    # An ID beside a special entry stands in column F: column A would overrule the entry.
    own = {"smelter_id": smelter_id, "source": entry.source, "street": entry.street}
    place = {"city": entry.city, "state": entry.state, "country": country}
    return {"metal": _needed(metal, position), "lookup": NOT_LISTED, "name": name} | place | own


def _constants(known: LookupRow) -> dict[str, str | None]:
    """A facility whose key the template lost: its formulas would find nothing but metal and name."""
    return {
        "metal": str(known.metal),
        "lookup": known.standard_name or known.alias,
        "country": known.country,
        "smelter_id": known.smelter_id,
        "city": known.city,
        "state": known.state,
    }


def product_cells(product: ProductEntry) -> dict[int, str]:
    texts = {2: product.number, 3: product.name, 4: product.comments}
    return {column: text for column, text in texts.items() if text is not None}


def _needed(metal: Metal | None, position: int) -> str:
    if metal is None:
        raise NotFillable(f"Smelter {position} needs a metal: tantalum, tin, gold or tungsten.")
    return str(metal)


def _language(given: str | None, languages: Sequence[str]) -> str:
    wanted = given or "English"
    for language in languages:
        if wanted.strip().casefold() == language.casefold():
            return language
    raise NotFillable(f"{wanted!r} is no language of this template; it has {', '.join(languages)}.")


def _scope(given: str) -> str:
    for letter, entry in SCOPES.items():
        if likeness(given) in (likeness(letter), likeness(entry)):
            return entry
    raise NotFillable(f"The scope {given!r} is not in the list: A (company), B (products) or C (user defined).")


def _serial(day: datetime.date, *, epoch_1904: bool) -> float:
    if day < _EARLIEST:
        raise NotFillable(f"The effective date {day.isoformat()} is before 2007, which no CMRT accepts.")
    return float((day - _DAY_ZERO[epoch_1904]).days)


def _listed(given: str, allowed: tuple[str, ...], asked: str) -> str:
    answer = english_answer(given.strip(), allowed)
    if answer not in allowed:
        raise NotFillable(f"{asked}: {given!r} is not in the list of answers: {', '.join(allowed)}.")
    return answer


def _recycled(given: str | None) -> str | None:
    """Column P has a list too, but people write more than that into it."""
    return given and (english_answer(given.strip(), ("Yes", "No", "Unknown")) or given)


def _gated(declaration: Declaration, question: int, metal: Metal) -> bool:
    """Nothing is asked behind a No to question 1 or 2."""
    used, remains = (english_answer(declaration.answer(n, metal).answer or "", ("Yes", "No")) for n in (1, 2))
    return (question > 1 and used == "No") or (question > 2 and remains == "No")


def _country(given: str | None, countries: Mapping[str, str]) -> str | None:
    """The spelling of sheet C, where the country is one of it."""
    return countries.get(country_code(given) or "", given) if given else None
