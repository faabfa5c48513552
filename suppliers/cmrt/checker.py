"""The workbook's own Checker, recomputed without a spreadsheet program.

Each rule row says whether a field is required and whether it is missing; the counter is the number of rows that are
both (Checker!D2 and H70). The comparisons are those of the formulas: letter case ignored, blanks not, the number 0
missing, any text present. Cached results are never used.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cmr.vocab import DECLARATION_ORDER, Metal
from suppliers.cmrt.document import Answer, Document, Field, ShownRow, Table
from suppliers.cmrt.layouts.addresses import (
    LANGUAGES,
    NOT_LISTED,
    SCOPES,
    SMELTER_LIST,
    SMELTERS_FIRST_ROW,
    SMELTERS_LAST_ROW,
)
from suppliers.cmrt.texts import stored_text
from suppliers.cmrt.wildcards import wildcard_pattern
from suppliers.cmrt.workbook import Value as Raw

# Checker row -> company field, with what the message calls it.
_COMPANY_ROWS = {
    4: ("name", "company_name", "company name"),
    7: ("contact_name", "contact_name", "contact name"),
    8: ("contact_email", "contact_email", "contact e-mail address (it needs an @)"),
    9: ("contact_phone", "contact_phone", "contact phone number"),
    10: ("authorizer_name", "authorizer_name", "name of the authorizer"),
    11: ("authorizer_email", "authorizer_email", "authorizer's e-mail address (it needs an @)"),
}
_EMAILS = {"contact_email", "authorizer_email"}
_QUESTION_ROWS = {1: 14, 2: 19, 3: 24, 4: 29, 5: 34, 6: 39, 7: 44, 8: 49}
_COMPANY_QUESTION_ROWS = {"A": 54, "B": 55, "C": 57, "D": 58, "E": 59, "F": 60, "G": 62, "H": 63}


@dataclass(frozen=True, slots=True)
class Item:
    """An open rule: the Checker's row, the input cell it speaks of, and what to do in words."""

    row: int
    cell: str
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The Checker's verdict.

    `remaining` is None when the workbook's counter is an error; `error_cells` then name the inputs it comes from, and
    `items` holds the rules that can still be judged. `cached` is what the file last showed, a hint and no more.
    """

    remaining: int | None
    items: tuple[Item, ...]
    required_rows: tuple[int, ...]
    error_cells: tuple[str, ...]
    cached: int | str | None


@dataclass(frozen=True, slots=True)
class _Rule:
    """One Checker row; `missing` is None when the formula itself is an error."""

    item: Item
    required: bool
    missing: bool | None
    error_cell: str = ""


def recompute(document: Document) -> Checked:
    """Judge every rule row of the Checker over what the manufacturer typed."""
    in_scope = {metal: _in_scope(document, metal) for metal in DECLARATION_ORDER}
    rules = sorted(_rules(document, in_scope), key=lambda rule: rule.item.row)
    errors = tuple(dict.fromkeys(rule.error_cell for rule in rules if rule.missing is None))
    items = tuple(rule.item for rule in rules if rule.required and rule.missing)
    required = tuple(rule.item.row for rule in rules if rule.required)
    return Checked(None if errors else len(items), items, required, errors, document.cached_counter)


def language_is_known(document: Document) -> bool:
    """Whether Declaration!D3 finds an entry of the language list; otherwise every label of the workbook is #N/A."""
    raw = document.language.raw
    if not isinstance(raw, str):
        return False
    pattern = wildcard_pattern(raw)
    return any(pattern.match(language.lower()) for language in LANGUAGES)


def _rules(document: Document, in_scope: dict[Metal, bool]) -> Iterator[_Rule]:
    yield from _company(document)
    yield from _questions(document, in_scope)
    yield from _company_questions(document, any(in_scope.values()))
    yield _products(document)
    yield from _smelters(document, in_scope)
    yield _not_listed(document)


def _company(document: Document) -> Iterator[_Rule]:
    for row, (name, field, words) in _COMPANY_ROWS.items():
        given = document.company[name]
        missing = "@" not in stored_text(given.raw) if name in _EMAILS else _blank(given.raw)
        yield _rule(row, given, field, f"Enter the {words}.", True, missing)
    scope, description = document.scope_field, document.company["scope_description"]
    yield _rule(5, scope, "scope", "Choose the declaration scope.", True, _blank(scope.raw))
    free = not (_blank(scope.raw) or _is(scope.raw, SCOPES["A"]) or _is(scope.raw, SCOPES["B"]))
    message = "Describe the scope: it is neither the company nor a list of products."
    yield _rule(6, description, "scope_description", message, free, _blank(description.raw))
    date = document.effective_date
    item = Item(12, date.cell, "effective_date", "Enter the effective date.")
    yield _Rule(item, True, None if date.error else _blank(date.raw), date.cell)


def _questions(document: Document, in_scope: dict[Metal, bool]) -> Iterator[_Rule]:
    for question, first in _QUESTION_ROWS.items():
        for row, metal in enumerate(DECLARATION_ORDER, first):
            answer = document.answers[question][metal]
            used, remains = document.answers[1][metal].raw, document.answers[2][metal].raw
            required = True if question == 1 else not _is(used, "No") if question == 2 else in_scope[metal]
            # An answer counts only behind a Yes to question 1 (and 2): before that the formulas see nothing.
            reached = question == 1 or (_is(used, "Yes") and (question == 2 or _is(remains, "Yes")))
            message = f"Answer question {question} for {metal.lower()}."
            if not reached and not _blank(answer.raw):
                message = f"Answer question {_gate(used)} for {metal.lower()} with Yes or No; this answer needs it."
            yield _rule(
                row, answer, f"q{question}_{metal.lower()}", message, required, not reached or _blank(answer.raw)
            )


def _gate(used: Raw) -> int:
    return 2 if _is(used, "Yes") else 1


def _company_questions(document: Document, required: bool) -> Iterator[_Rule]:
    for letter, row in _COMPANY_QUESTION_ROWS.items():
        answer = document.company_answers[letter]
        message = f"Answer question {letter} about the company."
        yield _rule(row, answer, f"company_{letter.lower()}", message, required, _blank(answer.raw))
    public = document.company_answers["B"]
    item = Item(56, public.comment_cell, "company_b_comment", "Enter the web address of the policy (question B).")
    yield _Rule(item, required and _is(public.raw, "Yes"), len(stored_text(public.comment_raw)) < 2)


def _products(document: Document) -> _Rule:
    first = document.first_product
    error = bool(first.error) or _lost_its_reference(document)
    item = Item(64, first.cell, "products", "Enter the first product number here: the scope is a list of products.")
    missing = first.raw is None or first.raw == ""
    return _Rule(item, _is(document.scope_field.raw, SCOPES["B"]), None if error else missing, first.cell)


def _lost_its_reference(document: Document) -> bool:
    """Up to 6.1 the rule dies with row 6 of the Product List when that row is deleted; only the kept counter tells."""
    kept = document.cached_counter
    return not document.layout.counts_headers and isinstance(kept, str) and kept in ("#REF!", "#VALUE!")


def _smelters(document: Document, in_scope: dict[Metal, bool]) -> Iterator[_Rule]:
    table = document.tables[SMELTER_LIST]
    rows = [row for row in document.shown_rows if _is_counted(row, table)]
    for number, metal in enumerate(DECLARATION_ORDER, 65):
        name = metal.lower()
        named = any(row.metal.lower() == name for row in rows)
        keyed = any(_key(row).startswith(name) and len(_key(row)) > len(name) for row in rows if row.keyed)
        message = f"List at least one smelter for {name}: {name} is declared to be in the products."
        if document.rows_of(metal):
            message = f"The workbook does not count the rows of {name}: choose metal and smelter from its lists."
        item = Item(number, _at(table, "B"), f"smelters_{name}", message)
        yield _Rule(item, in_scope[metal], not (named and keyed))


def _is_counted(row: ShownRow, table: Table) -> bool:
    """The formulas look at so many rows; inserted ones push their range down with the table."""
    return table.first_row <= row.row <= table.first_row + SMELTERS_LAST_ROW - SMELTERS_FIRST_ROW


def _at(table: Table, column: str, row: ShownRow | None = None) -> str:
    return f"{table.sheet}!{table.cell(column, row.row if row else None)}"


def _key(row: ShownRow) -> str:
    return f"{row.metal}{row.lookup}".lower()


def _not_listed(document: Document) -> _Rule:
    """Row 69. From 6.22 it runs over whole columns, so that an unknown language (header errors) breaks it too."""
    whole = document.layout.counts_headers
    table = document.tables[SMELTER_LIST]
    rows = [row for row in document.shown_rows if whole or _is_counted(row, table)]
    special = [row for row in rows if row.lookup.lower() == NOT_LISTED.lower()]
    error = next((_at(table, row.error, row) for row in rows if row.error), "")
    if whole and not language_is_known(document):
        error = document.language.cell
    open_row = next((row for row in special if not (row.name and row.country)), None)
    column = "E" if open_row and open_row.name else "D"
    cell = _at(table, column, open_row)
    message = f"Enter the {'country' if column == 'E' else 'name'} of the smelter that is not listed."
    item = Item(69, cell, "not_listed_rows", message)
    return _Rule(item, bool(special), None if error else open_row is not None, error)


def _in_scope(document: Document, metal: Metal) -> bool:
    """Questions 3 to 8 are required unless question 1 is No, or question 2 is No behind a Yes."""
    used, remains = document.answers[1][metal].raw, document.answers[2][metal].raw
    return not (_is(used, "No") or (_is(used, "Yes") and _is(remains, "No")))


def _rule(row: int, given: Field | Answer, field: str, message: str, required: bool, missing: bool) -> _Rule:
    return _Rule(Item(row, given.cell, field, message), required, None if given.error else missing, given.cell)


def _blank(raw: Raw) -> bool:
    """`cell=0` in a formula: true for an empty cell and the number 0, false for any text, even a single blank."""
    return raw is None or raw == "" or (isinstance(raw, float) and raw == 0)


def _is(raw: Raw, text: str) -> bool:
    return isinstance(raw, str) and raw.lower() == text.lower()
