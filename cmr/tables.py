"""Safe tables: whatever a cell holds, a spreadsheet program shows it as text and never runs it. Pure, no Django.

Every export of the house goes through here. CSV prefixes an apostrophe to text that a program would take for a
formula; XLSX stores text as text and marks it quoted.
"""

import csv
import io
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

Row = Sequence[Any]

_LINE = 15.0  # points, at the font below
_BOLD = Font(name="Calibri", size=11, bold=True)

# Full-width twins of = + - @ are turned into the plain ones by some programs.
_LIVE = re.compile(r"^[\s'\"\ufeff\u200b]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]")
# What XML 1.0 cannot hold, Excel refuses to open and a database refuses to store.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def is_live(text: str) -> bool:
    """Whether a spreadsheet program might take the text for a formula."""
    return bool(_LIVE.match(text))


def csv_bytes(header: Row, rows: Iterable[Row]) -> bytes:
    """A CSV file in UTF-8 with a byte-order mark, so that Excel shows names rightly."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_csv_cell(value) for value in header])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: sentences above the table, its header, its rows.

    With `widths` (in characters, one a column) text wraps, and the sheet prints in landscape, one page wide, with the
    header on every page.
    """

    title: str
    header: Row
    rows: Iterable[Row]
    widths: Sequence[float] = ()
    lead: Sequence[str] = ()


def xlsx_bytes(title: str, header: Row, rows: Iterable[Row]) -> bytes:
    """A one-sheet workbook with a bold, frozen header; numbers and dates stay what they are."""
    return workbook_bytes(Table(title, header, rows))


def workbook_bytes(*tables: Table) -> bytes:
    """A workbook with a sheet for each table."""
    book = Workbook(write_only=True)
    for table in tables:
        _write_sheet(book.create_sheet(CONTROL.sub("", table.title)[:31]), table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_sheet(sheet: Any, table: Table) -> None:
    top = len(table.lead) + 2 if table.lead else 1
    sheet.freeze_panes = f"A{top + 1}"
    align = None
    if table.widths:
        align = Alignment(horizontal="left", vertical="top", wrap_text=True)
        for number, width in enumerate(table.widths, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToHeight = 0
        sheet.print_title_rows = f"{top}:{top}"
    for number, sentence in enumerate(table.lead):
        sheet.append([_xlsx_cell(sheet, sentence, bold=number == 0)])
    if table.lead:
        sheet.append([])
    sheet.append([_xlsx_cell(sheet, value, bold=True, align=align) for value in table.header])
    for number, row in enumerate(table.rows, top + 1):
        if table.widths:
            # Not every program grows a row to its wrapped text by itself.
            sheet.row_dimensions[number].height = _LINE * _lines(row, table.widths)
        sheet.append([_xlsx_cell(sheet, value, align=align) for value in row])


def _lines(row: Row, widths: Sequence[float]) -> int:
    """How many lines the tallest cell of a row takes, words not being broken."""
    return max(
        sum(len(textwrap.wrap(line, max(1, int(width) - 2))) or 1 for line in str(value or "").splitlines() or [""])
        for value, width in zip(row, widths, strict=True)
    )


def _csv_cell(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str):
        return "" if value is None else value
    text = CONTROL.sub("", value)
    return f"'{text}" if is_live(text) else text


def _xlsx_cell(sheet: Any, value: Any, bold: bool = False, align: Alignment | None = None) -> Any:
    plain = value is None or isinstance(value, bool | int | float | date | datetime)
    if plain and align is None:
        return value
    cell = WriteOnlyCell(sheet)
    if plain:
        cell.value = value
    else:
        cell.value = CONTROL.sub("", str(value))[:32767]
        cell.data_type = "s"
    if bold:
        cell.font = _BOLD
    if align is not None:
        cell.alignment = align
    if not plain and is_live(cell.value):
        cell.quotePrefix = True  # openpyxl writes it into the cell's style
    return cell
