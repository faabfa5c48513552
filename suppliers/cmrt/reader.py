"""A workbook to a Document: pure, addresses only, nothing dropped in silence."""

from collections.abc import Iterable, Iterator, Mapping

from suppliers.cmrt import answers
from suppliers.cmrt.cells import EMPTY
from suppliers.cmrt.document import Document, Problem, ShownRow, Table
from suppliers.cmrt.layouts import Detected, detect
from suppliers.cmrt.layouts.addresses import (
    CHECKER,
    DECLARATION,
    LABELS,
    LANGUAGE,
    LOOK_UP,
    LOOK_UP_FIRST_ROW,
    PRODUCT_LIST,
    SCOPE,
    SMELTER_LIST,
)
from suppliers.cmrt.layouts.moved import address_in, letters_in
from suppliers.cmrt.lookup import Lookup, LookupLine, lookup_from, read_lookup
from suppliers.cmrt.products import read_products
from suppliers.cmrt.smelter_rows import read_smelters
from suppliers.cmrt.spellings.translated import Translations
from suppliers.cmrt.texts import clean
from suppliers.cmrt.workbook import Sheet, Workbook

_SHEETS = ("Revision", "Instructions", CHECKER, PRODUCT_LIST, LOOK_UP)
# The Declaration's hidden flags (P26:P47) and the Checker's rules are formulas in every untouched template.
_FLAGS = [f"P{first + i}" for first in (26, 32, 38, 44) for i in range(4)]
_RULES = ["D2", "H70", *(f"{column}{row}" for row in range(4, 70) for column in "FGH")]
# Columns of the Smelter List that nobody sees and nobody fills in: standard name, codes, Look-up row and key.
_HIDDEN = {18: "R", 19: "S", 20: "T", 22: "V", 28: "AB"}
# Checker column F holds the constant 1 for the fields that are always required.
_CONSTANT_RULES = {f"F{row}" for row in (4, 5, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17)}


def read_document(workbook: Workbook, look_ups: Mapping[str, Iterable[LookupLine]] | None = None) -> Document:
    """Read a CMRT 6.x; raises Unreadable for anything else.

    `look_ups` are those of official blanks by version: what a file that lost its own is completed from.
    """
    arranged, detected = detect(workbook)
    workbook = arranged.workbook
    declaration = workbook.sheets[DECLARATION]
    lookup = own = read_lookup(workbook)
    if not own.rows and look_ups:
        lookup = lookup_from(look_ups.get(detected.layout.version, ()))
    smelters = read_smelters(workbook.sheets[SMELTER_LIST], detected.layout, lookup, arranged.smelters_from)
    moves = [Problem(sheet, note) for sheet, note in arranged.notes]
    words = Translations(workbook.sheets.get(LABELS, Sheet(LABELS)))
    scope = answers.read_field(declaration, SCOPE)
    date, date_problems = answers.read_effective_date(declaration, epoch_1904=workbook.epoch_1904)
    products = workbook.sheets.get(PRODUCT_LIST, Sheet(PRODUCT_LIST))
    return Document(
        layout=detected.layout,
        witnesses=detected.witnesses,
        language=answers.read_field(declaration, LANGUAGE),
        company=answers.read_company(declaration),
        scope_field=scope,
        scope=answers.scope_letter(scope),
        effective_date=date,
        answers=answers.read_answers(declaration, words),
        company_answers=answers.read_company_answers(declaration, words),
        smelters=smelters.rows,
        strays=smelters.strays,
        shown_rows=smelters.shown,
        products=tuple(read_products(products, arranged.products_from, detected.layout.product_comments)),
        first_product=answers.read_field(products, f"B{arranged.products_from}"),
        lookup=lookup,
        tables={
            SMELTER_LIST: _table(workbook, SMELTER_LIST, arranged.smelters_from),
            PRODUCT_LIST: _table(workbook, PRODUCT_LIST, arranged.products_from),
            LOOK_UP: _table(workbook, LOOK_UP, LOOK_UP_FIRST_ROW),
        },
        cached_counter=_cached_counter(workbook),
        overwritten=(*_overwritten(workbook), *_overwritten_rows(workbook, smelters.shown)),
        problems=(*moves, *_problems(workbook, detected, own, lookup), *date_problems, *smelters.problems),
    )


def _table(workbook: Workbook, name: str, first_row: int) -> Table:
    return Table(name, first_row, letters_in(workbook.sheets.get(name, Sheet(name))))


def _cached_counter(workbook: Workbook) -> int | str | None:
    """What the workbook last showed as its number of open fields: a number, an error, or None where none is kept."""
    if CHECKER not in workbook.sheets:
        return None
    cell = workbook.sheets[CHECKER].value("D2")
    if cell.error:
        return cell.error
    text = clean(cell.value) or ""
    return int(text) if text.isdecimal() and len(text) < 6 else None


def _overwritten(workbook: Workbook) -> Iterator[str]:
    places = [(DECLARATION, ref) for ref in _FLAGS]
    places += [(CHECKER, ref) for ref in _RULES if ref not in _CONSTANT_RULES]
    for name, ref in places:
        cell = workbook.sheets[name].value(ref) if name in workbook.sheets else None
        if cell is not None and not cell.formula and cell.value is not None:
            yield f"{name}!{address_in(workbook.sheets[name], ref)}"


def _overwritten_rows(workbook: Workbook, rows: Iterable[ShownRow]) -> Iterator[str]:
    """Typed values in the hidden columns of the Smelter List."""
    sheet = workbook.sheets[SMELTER_LIST]
    for shown in rows:
        line = sheet.lines[shown.row]
        for column, letter in _HIDDEN.items():
            value, formula, _ = line.get(column, EMPTY)
            if value is not None and not formula:
                yield f"{SMELTER_LIST}!{address_in(sheet, f'{letter}{shown.row}')}"


def _problems(workbook: Workbook, detected: Detected, own: Lookup, lookup: Lookup) -> Iterator[Problem]:
    layout = detected.layout
    version_cell, said = next(iter(detected.witnesses.items()))
    if layout.read_as:
        yield Problem(
            version_cell,
            f"Version {layout.version} was read by the layout of its neighbour {layout.read_as}.",
        )
    if not said:
        yield Problem(version_cell, "The version was taken from another sheet: this cell names none.")
    if not own.rows:
        done = f"its rows were completed from that of the official {layout.version}"
        done = done if lookup.rows else "no row was completed"
        yield Problem(f"{LOOK_UP}!A5", f"The Smelter Look-up of this file is missing or empty; {done}.")
    if missing := [name for name in _SHEETS if name not in workbook.sheets]:
        yield Problem(missing[0], f"This file lacks sheets of the template: {', '.join(missing)}.")
    if workbook.sheets[DECLARATION].value("P3").value is None:
        yield Problem(
            DECLARATION,
            "The program that saved this file keeps no results of formulas; "
            "the smelter rows were completed from the Smelter Look-up of this file.",
        )
