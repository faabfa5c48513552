"""Safe tables: whatever a cell holds, a spreadsheet program shows it as text and never runs it. Pure, no Django.

Every export of the house goes through here. CSV prefixes an apostrophe to text that a program would take for a
formula; XLSX stores text as text and marks it quoted.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

Row = Sequence[Any]

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


def xlsx_bytes(title: str, header: Row, rows: Iterable[Row]) -> bytes:
    """A one-sheet workbook with a bold, frozen header; numbers and dates stay what they are."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(CONTROL.sub("", title)[:31])
    sheet.freeze_panes = "A2"
    sheet.append([_xlsx_cell(sheet, value, bold=True) for value in header])
    for row in rows:
        sheet.append([_xlsx_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _csv_cell(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str):
        return "" if value is None else value
    text = CONTROL.sub("", value)
    return f"'{text}" if is_live(text) else text


def _xlsx_cell(sheet: Any, value: Any, bold: bool = False) -> Any:
    if value is None or isinstance(value, bool | int | float | date | datetime):
        return value
    text = CONTROL.sub("", str(value))[:32767]
    cell = WriteOnlyCell(sheet)
    cell.value = text
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    if is_live(text):
        cell.quotePrefix = True  # openpyxl writes it into the cell's style
    return cell
