"""Fill an official blank by patching the XML of its cells: everything else in the file stays as RMI made it."""

import re
from collections.abc import Sequence
from decimal import Decimal
from html import unescape

from cmr.countries import country_code
from suppliers.cmrt.containers import unwrap
from suppliers.cmrt.layouts import Layout
from suppliers.cmrt.layouts.addresses import (
    CHECKER,
    DECLARATION,
    LANGUAGES,
    LOOK_UP,
    LOOK_UP_FIRST_ROW,
    PRODUCT_LIST,
    PRODUCTS_FIRST_ROW,
    SMELTER_LIST,
    SMELTERS_FIRST_ROW,
)
from suppliers.cmrt.lookup import Lookup
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.workbook import open_workbook
from suppliers.cmrt.writer import entries
from suppliers.cmrt.writer.calculation import Calculation, refresh
from suppliers.cmrt.writer.declaration import Declaration, ProductEntry
from suppliers.cmrt.writer.errors import NotFillable
from suppliers.cmrt.writer.formulas import shifted
from suppliers.cmrt.writer.package import PackageFile
from suppliers.cmrt.writer.sheet import Row, Sheet
from suppliers.cmrt.writer.strings import Strings

# Below this row the templates lack the hidden key that their Checker counts.
LAST_SMELTER_ROW = 2492
_MOST_PRODUCTS = 2000
_NEWEST = Decimal("6.5")
_FILLED = (DECLARATION, SMELTER_LIST, CHECKER, PRODUCT_LIST)
# Sheets whose labels, and nothing else, follow the language that was chosen.
_LABELLED = ("Instructions", "Definitions")
_READ = (*_FILLED, *_LABELLED, LOOK_UP, "L", "C", "SorP")
_INPUTS = range(1, 18)
# Columns of the Smelter List that are formulas until somebody types over them: B, C, E-J, R, V and AB.
_WORKED_OUT = (2, 3, *range(5, 11), 18, 22, 28)
_LEFT_OVER = re.compile(r'<c\b[^>]*?\br="[A-Q]\d+"[^>]*>\s*<(?:v|is)\b')
_VALUE = re.compile(r"<(?:v|is)\b")
_NAME = re.compile(r'<definedName\b(?![^>]*localSheetId)[^>]*?\bname="([^"]+)"[^>]*>([^<]*)</definedName>')


class Formulas:
    """The formulas of a prepared row, for rows that lost theirs."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._found: dict[int, tuple[int, str] | None] = {}

    def at(self, row: int, column: int) -> str | None:
        """The formula of a column as it reads in a row; None where no row of the sheet has one."""
        if column not in self._found:
            self._found[column] = next(
                ((number, text) for number in self._sheet.numbers if (text := self._text(number, column))), None
            )
        found = self._found[column]
        return shifted(found[1], row - found[0], 0) if found else None

    def _text(self, number: int, column: int) -> str | None:
        if not SMELTERS_FIRST_ROW <= number <= LAST_SMELTER_ROW:
            return None
        cell = self._sheet.look(number, column)
        return self._sheet.formula(number, cell) if cell else None


def fill(blank: bytes, declaration: Declaration) -> bytes:
    """The blank with the declaration in it; raises Unreadable for what is no CMRT, NotFillable for what does not fit.

    The blank may be any revision that is read, and may hold left-over input, which is cleared.
    """
    workbook = open_workbook(blank)
    if workbook.container != "xlsx":
        raise NotFillable("This blank is an old .xls workbook; please take the official template as .xlsx.")
    document = read_document(workbook)
    package = PackageFile(unwrap(blank)[1])
    parts = package.sheet_parts()
    if missing := [name for name in (*_FILLED, LOOK_UP) if name not in parts]:
        raise NotFillable(f"This blank lacks the sheet {missing[0]}; please take the official template.")
    sheets = {name: Sheet(name, package.text(parts[name])) for name in _READ if name in parts}
    strings_part = package.part("sharedStrings")
    strings = Strings(package.text(strings_part) if strings_part else "")
    _refuse_other(package, document.layout, sheets, strings)
    languages = _languages(sheets, strings)
    typed = entries.declaration_cells(declaration, document.layout, languages, epoch_1904=workbook.epoch_1904)
    rows = smelter_rows(declaration, document.lookup, _countries(sheets, strings))
    _fill_declaration(sheets[DECLARATION], typed)
    last = _fill_smelters(sheets[SMELTER_LIST], rows)
    _fill_products(sheets[PRODUCT_LIST], declaration.products)
    _calculate(sheets, package.text(package.book), strings, last)
    written = [name for name in (*_FILLED, *_LABELLED, LOOK_UP) if name in sheets]
    changed: dict[str, bytes | None] = {parts[name]: sheets[name].xml.encode() for name in written}
    return package.rewritten(changed | _recalculated_on_opening(package))


def smelter_rows(declaration: Declaration, lookup: Lookup, countries: dict[str, str]) -> list[dict[int, str]]:
    """The rows of the Smelter List from row 5 on, by column."""
    space = LAST_SMELTER_ROW - SMELTERS_FIRST_ROW + 1
    if len(declaration.smelters) > space:
        raise NotFillable(f"The Smelter List has room for {space} smelters, and there are {len(declaration.smelters)}.")
    rows, misfits = [], []
    for position, entry in enumerate(declaration.smelters, 1):
        try:
            rows.append(entries.smelter_cells(entry, position, lookup, countries))
        except NotFillable as misfit:
            misfits.append(misfit.message)
    if misfits:
        more = f" {len(misfits) - 1} more smelters do not fit." if len(misfits) > 1 else ""
        raise NotFillable(f"{misfits[0]}{more}")
    return rows


def _refuse_other(package: PackageFile, layout: Layout, sheets: dict[str, Sheet], strings: Strings) -> None:
    """Refuse revisions not seen, moved cells, and what LibreOffice saved.

    LibreOffice damages the names behind the drop-downs and drops the lock of the structure.
    """
    if layout.number > _NEWEST:
        raise NotFillable(f"This blank is version {layout.version}; versions 6.0 to {_NEWEST} can be filled.")
    for name, place in ((DECLARATION, (3, 10)), (SMELTER_LIST, (3, 17))):
        cell = sheets[name].look(*place)
        if cell is None or "Revision" not in str(cell.value(strings)):
            raise NotFillable(f"Rows or columns of the sheet {name} were moved; please take the official template.")
    if "docProps/app.xml" in package.members and "<Application>LibreOffice" in package.text("docProps/app.xml"):
        raise NotFillable(
            "This blank was saved by LibreOffice, which damages the template's drop-down lists; "
            "please take the official template as it was downloaded."
        )


def _languages(sheets: dict[str, Sheet], strings: Strings) -> Sequence[str]:
    """The entries of the language list as this template spells them."""
    cells = (sheets["L"].look(1, column) for column in range(4, 14)) if "L" in sheets else ()
    found = [value for cell in cells if cell and isinstance(value := cell.value(strings), str)]
    return found or LANGUAGES


def _countries(sheets: dict[str, Sheet], strings: Strings) -> dict[str, str]:
    """The entries of sheet C by country code."""
    if "C" not in sheets:
        return {}
    cells = (sheets["C"].look(row, 2) for row in range(2, sheets["C"].last + 1))
    names = [value for cell in cells if cell and isinstance(value := cell.value(strings), str)]
    return {country_code(name): name for name in names if country_code(name)}


def _fill_declaration(sheet: Sheet, typed: entries.Typed) -> None:
    for row, column in entries.input_cells():
        if (row, column) in typed:
            sheet.row(row).cell(column).set(typed[row, column])
        elif (cell := sheet.look(row, column)) and not cell.is_empty:
            sheet.row(row).cell(column).clear()


def _fill_smelters(sheet: Sheet, rows: Sequence[dict[int, str]]) -> int:
    """Type the rows in from row 5 on, clear what stands below, and return the last row that was touched."""
    sources = Formulas(sheet)
    left_over = [number for number in sheet.numbers if number >= SMELTERS_FIRST_ROW and _is_left_over(sheet, number)]
    wanted = dict(enumerate(rows, SMELTERS_FIRST_ROW))
    touched = sorted({*wanted, *left_over})
    for number in touched:
        _fill_row(sheet.row(number), wanted.get(number, {}), sources)
    return max(touched, default=SMELTERS_FIRST_ROW)


def _is_left_over(sheet: Sheet, number: int) -> bool:
    return _LEFT_OVER.search(sheet.source(number)) is not None


def _fill_row(row: Row, given: dict[int, str], sources: Formulas) -> None:
    for column in sorted({*_INPUTS, *_WORKED_OUT}):
        cell = row.cells.get(column)
        if column in given:
            row.cell(column).set(given[column])
        elif column in _WORKED_OUT:
            if (cell is None or cell.formula is None) and (formula := sources.at(row.number, column)):
                row.cell(column).calculate(formula)
        elif cell and not cell.is_empty:
            cell.clear()


def _fill_products(sheet: Sheet, products: Sequence[ProductEntry]) -> None:
    end = next((n for n in sheet.numbers if n >= PRODUCTS_FIRST_ROW and _is_footer(sheet, n)), None)
    space = end - PRODUCTS_FIRST_ROW if end else _MOST_PRODUCTS
    if len(products) > space:
        raise NotFillable(f"The Product List has room for {space} products, and there are {len(products)}.")
    if products and products[0].number is None:
        raise NotFillable("The first product has no number, and the template asks for it in Product List!B6.")
    wanted = dict(enumerate(map(entries.product_cells, products), PRODUCTS_FIRST_ROW))
    left_over = [n for n in sheet.numbers if n >= PRODUCTS_FIRST_ROW and n != end and _VALUE.search(sheet.source(n))]
    for number in sorted({*wanted, *left_over}):
        row = sheet.row(number)
        for column in (2, 3, 4):
            if column in wanted.get(number, {}):
                row.cell(column).set(wanted[number][column])
            elif (cell := row.cells.get(column)) and not cell.is_empty:
                cell.clear()


def _is_footer(sheet: Sheet, number: int) -> bool:
    """The copyright line below the prepared rows is a formula."""
    return "<f" in sheet.source(number) and (cell := sheet.look(number, 2)) is not None and cell.formula is not None


def _calculate(sheets: dict[str, Sheet], book: str, strings: Strings, last: int) -> None:
    names = {name: unescape(text) for name, text in _NAME.findall(book)}
    headings = {LOOK_UP: LOOK_UP_FIRST_ROW - 1}
    calculation = Calculation(sheets, (*_FILLED, *_LABELLED), names, strings, last, headings)
    ends = {SMELTER_LIST: last, **headings}
    for name in (*_FILLED, *_LABELLED, LOOK_UP):
        if sheet := sheets.get(name):
            rows = [number for number in sheet.numbers if number <= ends.get(name, number)]
            refresh(sheet, rows, calculation)


def _recalculated_on_opening(package: PackageFile) -> dict[str, bytes | None]:
    """The workbook is worked out anew when it is opened, in an order that the program finds for itself."""
    changed: dict[str, bytes | None] = {}
    book = package.text(package.book)
    wanted = re.sub(r"<calcPr\b([^>]*?)(/?)>", _with_full_calculation, book, count=1)
    if "<calcPr" not in book:
        wanted = book.replace("</definedNames>", '</definedNames><calcPr fullCalcOnLoad="1"/>', 1)
        if wanted == book:
            wanted = book.replace("</sheets>", '</sheets><calcPr fullCalcOnLoad="1"/>', 1)
    if wanted != book:
        changed[package.book] = wanted.encode()
    if chain := package.part("calcChain"):
        name = re.escape(chain)
        types = re.sub(rf'<Override\b[^>]*PartName="/{name}"[^>]*/>', "", package.text("[Content_Types].xml"))
        links = re.sub(r'<Relationship\b[^>]*/calcChain"[^>]*/>', "", package.text(package.links))
        changed |= {chain: None, "[Content_Types].xml": types.encode(), package.links: links.encode()}
    return changed


def _with_full_calculation(match: re.Match[str]) -> str:
    if 'fullCalcOnLoad="1"' in match[1]:
        return match[0]
    kept = re.sub(r'\s*fullCalcOnLoad="[^"]*"', "", match[1])
    return f'<calcPr{kept} fullCalcOnLoad="1"{match[2]}>'
