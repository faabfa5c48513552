"""A workbook to a Document: pure, addresses only, nothing dropped in silence."""

from collections.abc import Iterator

from suppliers.cmrt import answers
from suppliers.cmrt.document import Document, Problem
from suppliers.cmrt.layouts import Detected, detect
from suppliers.cmrt.layouts.addresses import (
    CHECKER,
    DECLARATION,
    LABELS,
    LANGUAGE,
    LOOK_UP,
    PRODUCT_LIST,
    SCOPE,
    SMELTER_LIST,
    VERSION,
)
from suppliers.cmrt.lookup import Lookup, read_lookup
from suppliers.cmrt.products import read_products
from suppliers.cmrt.smelter_rows import read_smelters
from suppliers.cmrt.spellings.translated import Translations
from suppliers.cmrt.texts import clean
from suppliers.cmrt.workbook import Sheet, Workbook

_SHEETS = ("Revision", "Instructions", CHECKER, PRODUCT_LIST, LOOK_UP)
# The Declaration's hidden flags (P26:P47) and the Checker's rules are formulas in every untouched template.
_FLAGS = [f"P{first + i}" for first in (26, 32, 38, 44) for i in range(4)]
_RULES = ["D2", "H70", *(f"{column}{row}" for row in range(4, 70) for column in "FGH")]
# Checker column F holds the constant 1 for the fields that are always required.
_CONSTANT_RULES = {f"F{row}" for row in (4, 5, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17)}


def read_document(workbook: Workbook) -> Document:
    """Read a CMRT 6.x; raises Unreadable for anything else."""
    arranged, detected = detect(workbook)
    workbook = arranged.workbook
    declaration = workbook.sheets[DECLARATION]
    lookup = read_lookup(workbook)
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
        cached_counter=_cached_counter(workbook),
        overwritten=tuple(_overwritten(workbook)),
        problems=(*moves, *_problems(workbook, detected, lookup), *date_problems, *smelters.problems),
    )


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
            yield f"{name}!{ref}"


def _problems(workbook: Workbook, detected: Detected, lookup: Lookup) -> Iterator[Problem]:
    layout = detected.layout
    if layout.read_as:
        yield Problem(
            f"{DECLARATION}!{VERSION}",
            f"Version {layout.version} was read by the layout of its neighbour {layout.read_as}.",
        )
    if not detected.witnesses[f"{DECLARATION}!{VERSION}"]:
        yield Problem(f"{DECLARATION}!{VERSION}", "The version was taken from another sheet: this cell names none.")
    if not lookup.rows:
        yield Problem(f"{LOOK_UP}!A5", "The Smelter Look-up of this file is missing or empty; no row was completed.")
    if missing := [name for name in _SHEETS if name not in workbook.sheets]:
        yield Problem(missing[0], f"This file lacks sheets of the template: {', '.join(missing)}.")
    if workbook.sheets[DECLARATION].value("P3").value is None:
        yield Problem(
            DECLARATION,
            "The program that saved this file keeps no results of formulas; "
            "the smelter rows were completed from the Smelter Look-up of this file.",
        )
