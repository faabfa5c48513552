"""Rows of a file the team gives us: CSV in the encodings programs write, or one sheet of an .xlsx workbook.

Manufacturers' files never come here; they have a gate and a child process of their own.
"""

import codecs
import csv
import io
import warnings
import zipfile
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

SIZE_LIMIT = 15 * 1024 * 1024
UNPACKED_LIMIT = 150 * 1024 * 1024
ROW_LIMIT = 20_000
COLUMN_LIMIT = 60
CELL_LIMIT = 1_000


class Unreadable(Exception):
    """The file cannot be read; the message is one sentence that says what to do."""


def read_rows(data: bytes, file_name: str, *, sheet: str = "") -> list[list[str]]:
    """All rows as trimmed text, row 1 first, blank ones kept so that an index is a row number.

    `sheet` names the sheet of a workbook (any case); without it, the first visible one. Raises Unreadable.
    """
    if not data:
        raise Unreadable("The file is empty.")
    if len(data) > SIZE_LIMIT:
        raise Unreadable(f"The file is larger than {SIZE_LIMIT // 1024**2} MB; a list is far smaller.")
    if data[:2] == b"PK":
        return _workbook_rows(data, sheet)
    text = _decoded(data)
    if (
        data[:4] == b"\xd0\xcf\x11\xe0"
        or "\0" in text[:4096]
        or not file_name.lower().endswith((".csv", ".txt", ".tsv"))
    ):
        raise Unreadable("The file is neither CSV nor an .xlsx workbook; save the list as one of them and try again.")
    return _csv_rows(text)


def _decoded(data: bytes) -> str:
    """UTF-16 is what Excel calls "Unicode text", Windows-1252 its plain "CSV"."""
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _csv_rows(text: str) -> list[list[str]]:
    head = text.splitlines()[:20]
    separator = max(",;\t", key=lambda each: sum(line.count(each) for line in head))
    try:
        rows = [[_text(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]
    except csv.Error as error:
        raise Unreadable("The file is damaged CSV; save the list again as CSV or .xlsx.") from error
    if len(rows) > ROW_LIMIT:
        raise Unreadable(f"The file has more than {ROW_LIMIT:,} rows.")
    return rows


def _workbook_rows(data: bytes, sheet: str) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > UNPACKED_LIMIT:
            raise Unreadable("The workbook unpacks to far more than a list holds; save the list alone and try again.")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of validations and links that it leaves out
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            names = [each.title for each in book.worksheets if each.sheet_state == "visible"]
            wanted = [each for each in names if not sheet or each.casefold() == sheet.casefold()]
            if not wanted:
                raise Unreadable(
                    f'The workbook has no sheet "{sheet}".' if sheet else "The workbook has no visible sheet."
                )
            page = book[wanted[0]]
            page.reset_dimensions()  # what the file says of its size may be wrong
            cells = page.iter_rows(max_row=ROW_LIMIT + 1, max_col=COLUMN_LIMIT, values_only=True)
            rows = [[_text(cell) for cell in row] for row in cells]
    except Unreadable:
        raise
    except Exception as error:  # what openpyxl raises on a broken file is not one family
        raise Unreadable("The workbook cannot be opened; save it again as .xlsx and try again.") from error
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) > ROW_LIMIT:
        raise Unreadable(f"The sheet has more than {ROW_LIMIT:,} rows.")
    return rows


def _text(value: Any) -> str:
    """A cell as trimmed text: no control characters, blanks of any kind as one blank."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    text = "".join(ch if ch.isprintable() else " " for ch in str(value)[:CELL_LIMIT])
    return " ".join(text.split())
