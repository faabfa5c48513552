"""What the declaration covers, the workbook's own verdict, and what was done to its cells."""

import re
from collections.abc import Iterator

from cmr.findings import Hit, Severity, check
from suppliers.cmrt.checker import language_is_known
from suppliers.cmrt.checks.subject import Subject, at_cell, at_table, listing, rows_named, shortened
from suppliers.cmrt.document import place_of
from suppliers.cmrt.layouts.addresses import SCOPES, SMELTER_LIST
from suppliers.cmrt.texts import clean

_CHECKER = "Checker!D2"
_UNSAFE = re.compile(r"[=@#]|[+-](?![\s\d.(+-]|$)")


@check(
    "CMRT-C01",
    Severity.BLOCK,
    title="Required fields are open",
    message="{fields} open; the first is: {first}",
    remedy="Fill in every open field; the sheet Checker of your workbook lists the same.",
    reason="An incomplete declaration cannot be relied on.",
    source="CMRT Checker rows 4 to 69, recomputed",
)
def required_fields_are_filled(s: Subject) -> Iterator[Hit]:
    items = s.checked.items
    if items:
        fields = "1 required field is" if len(items) == 1 else f"{len(items)} required fields are"
        yield at_cell(items[0].cell, fields=fields, count=len(items), first=items[0].message)


@check(
    "CMRT-C02",
    Severity.WARN,
    title="The workbook's counter is broken",
    message="The sheet Checker of this workbook shows an error instead of a number, because of {cells}.",
    remedy="Correct what stands there; the number of open fields then appears again.",
    reason="Nobody can see in the workbook whether it is complete.",
    source="CMRT Checker D2 and H70",
)
def counter_is_a_number(s: Subject) -> Iterator[Hit]:
    if s.checked.error_cells:
        yield at_cell(s.checked.error_cells[0], cells=", ".join(s.checked.error_cells))


@check(
    "CMRT-C03",
    Severity.INFO,
    title="The workbook shows another count",
    message="The sheet Checker in this file says {cached} open fields; worked out from your answers it is {remaining}.",
    remedy="Open the file in Excel and save it again; the sheet will then say the same.",
    reason="The program that saved the file left an old result in it; the one worked out from the answers counts.",
    source="CMRT Checker D2 against the rules of the same sheet",
)
def kept_counter_agrees(s: Subject) -> Iterator[Hit]:
    cached, remaining = s.checked.cached, s.checked.remaining
    if isinstance(cached, int) and remaining is not None and cached != remaining:
        yield at_cell(_CHECKER, cached=cached, remaining=remaining)


@check(
    "CMRT-K04a",
    Severity.BLOCK,
    title="Scope is not on the list",
    message='"{text}" is not one of the three scopes of the list.',
    remedy="Choose A. Company, B. Product (or List of Products) or C. User defined from the list of this cell.",
    reason="The workbook treats anything else as user defined, and the scope decides what the answers speak of.",
    source="CMRT Declaration D9",
)
def scope_is_on_the_list(s: Subject) -> Iterator[Hit]:
    field = s.document.scope_field
    if field.text and field.raw not in SCOPES.values():
        known = s.document.scope and str(field.text).casefold() == SCOPES[s.document.scope].casefold()
        yield at_cell(field.cell, severity=Severity.INFO if known else None, text=field.text)


@check(
    "CMRT-K23f",
    Severity.BLOCK,
    title="Scope is not described",
    message="The scope is user defined, but its description says nothing.",
    remedy="Describe in this cell what the declaration covers.",
    reason="Without it nobody knows which products the answers speak of.",
    source="CMRT Declaration D9, D10",
)
def user_defined_scope_is_described(s: Subject) -> Iterator[Hit]:
    description = s.document.company["scope_description"]
    if s.document.scope == "C" and len(description.text or "") < 3:
        yield at_cell(description.cell)


@check(
    "CMRT-K25a",
    Severity.WARN,
    title="Formulas were replaced",
    message="Cells that the template works out itself hold typed values: {cells}.",
    remedy="Copy your answers into an unaltered template.",
    reason="The workbook then shows results that do not follow from the answers; we work them out again.",
    source="CMRT Declaration P26:P47, Checker columns F to H, Smelter List columns R to AB",
)
def formulas_are_untouched(s: Subject) -> Iterator[Hit]:
    cells = s.document.overwritten
    if cells:
        # Rows pasted whole bring the results of their hidden columns along; nothing that is shown comes of them.
        pasted = all(place_of(cell)[0] == SMELTER_LIST for cell in cells)
        severity = Severity.INFO if pasted else None
        yield at_cell(cells[0], severity=severity, count=len(cells), cells=listing(shortened(cells)))


@check(
    "CMRT-K25b",
    Severity.WARN,
    title="Text that a spreadsheet would run",
    message='"{text}" {where} begins with a sign that a spreadsheet reads as a formula or an error.',
    remedy="Write the text without the sign at its beginning.",
    reason="The template's instructions forbid it, and such text is dangerous in an export.",
    source="CMRT Instructions; cells of the Declaration and the Smelter List",
)
def text_is_plain(s: Subject) -> Iterator[Hit]:
    for field in s.document.company.values():
        if field.text and _UNSAFE.match(field.text):
            yield at_cell(field.cell, text=field.text, where=f"in {field.cell}")
    typed: dict[str, list[tuple[int, str]]] = {}
    for row in s.document.smelters:
        for column, raw in row.typed.items():
            if isinstance(raw, str) and _UNSAFE.match(raw.strip()):
                typed.setdefault(column, []).append((row.row, clean(raw) or ""))
    for column, cells in typed.items():
        row_number, text = cells[0]
        letter = s.document.tables[SMELTER_LIST].letters.get(column, column)
        where = f"in column {letter} of {rows_named(row for row, _ in cells)}"
        yield at_table(s, SMELTER_LIST, column, row_number, text=text, where=where)


@check(
    "CMRT-K26",
    Severity.INFO,
    title="No language chosen",
    message="The language of the workbook is none of its list, so that all its captions show #N/A.",
    remedy="Choose a language in this cell.",
    reason="Whoever fills in the workbook or looks at it cannot read what is asked.",
    source="CMRT Declaration D3; from version 6.22 the counter breaks too",
)
def language_is_on_the_list(s: Subject) -> Iterator[Hit]:
    language = s.document.language
    if not language_is_known(s.document) and language.cell not in s.checked.error_cells:
        yield at_cell(language.cell)


@check(
    "CMRT-K23g",
    Severity.WARN,
    title="Products were asked for",
    message="We asked for a declaration for the products that we buy; this one speaks of {of}.",
    remedy="Choose scope B, Product (or List of Products), and enter our products in the Product List.",
    reason="A company's smelters are not those of one product.",
    source="CMRT Declaration D9; the period's own rule",
)
def scope_is_what_was_asked_for(s: Subject) -> Iterator[Hit]:
    if s.context.products_asked and s.document.scope in ("A", "C"):
        of = "the whole company" if s.document.scope == "A" else "a scope of your own"
        yield at_cell(s.document.scope_field.cell, of=of)


CHECKS = (
    required_fields_are_filled,
    counter_is_a_number,
    kept_counter_agrees,
    scope_is_on_the_list,
    user_defined_scope_is_described,
    scope_is_what_was_asked_for,
    formulas_are_untouched,
    text_is_plain,
    language_is_on_the_list,
)
