"""A binary workbook (.xlsb) written record by record from the cells of an opened one."""

import datetime
import struct

from suppliers.cmrt.cells import Cell, Sheet
from suppliers.cmrt.workbook import Workbook
from tests.suppliers.cmrt.archives import RELATIONSHIPS, TYPES, package, relations

BOOK_TYPE = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
KIND = "application/vnd.ms-excel."
ERRORS = {"#N/A": 0x2A, "#REF!": 0x17, "#VALUE!": 0x0F}
DATE_STYLE = 1


def record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, rest = b"", len(body)
    while True:
        size += bytes([rest & 0x7F | (0x80 if rest > 0x7F else 0)])
        rest >>= 7
        if not rest:
            return head + size + body


def text(value: str) -> bytes:
    raw = value.encode("utf-16-le")
    return struct.pack("<L", len(raw) // 2) + raw


def row(number: int, *, hidden: bool = False) -> bytes:
    return record(0, struct.pack("<LLHBBBL", number - 1, 0, 0, 0, 0x10 if hidden else 0, 0, 0))


def cell(column: int, held: Cell, strings: list[str]) -> bytes:
    value, style = held.value, 0
    if isinstance(value, datetime.date):
        value, style = float((value - datetime.date(1899, 12, 30)).days), DATE_STYLE
    place = struct.pack("<LL", column - 1, style)
    formula = struct.pack("<HLL", 0, 0, 0) if held.formula else b""
    if held.error:
        return record(11 if formula else 3, place + bytes([ERRORS[held.error]]) + formula)
    if isinstance(value, bool):
        return record(10 if formula else 4, place + bytes([value]) + formula)
    if isinstance(value, float):
        return record(9 if formula else 5, place + struct.pack("<d", value) + formula)
    if formula:
        return record(8, place + text(value or "") + formula)
    if column % 2:
        return record(6, place + text(value or ""))
    strings.append(value or "")
    return record(7, place + struct.pack("<L", len(strings) - 1))


def sheet_part(sheet: Sheet, strings: list[str]) -> bytes:
    rows = b""
    for number in sorted(sheet.lines):
        line = sheet.lines[number]
        cells = b"".join(cell(column, line[column], strings) for column in sorted(line))
        rows += row(number, hidden=number in sheet.hidden_rows) + cells
    extent = struct.pack("<4L", 0, max(sheet.lines, default=1) - 1, 0, 40)
    return record(129) + record(148, extent) + record(145) + rows + record(146) + record(130)


def binary_parts(workbook: Workbook) -> dict[str, str | bytes]:
    strings: list[str] = []
    parts: dict[str, str | bytes] = {}
    entries, links, types = b"", [], ""
    for number, sheet in enumerate(workbook.sheets.values(), 1):
        name = f"worksheets/sheet{number}.bin"
        parts[f"xl/{name}"] = sheet_part(sheet, strings)
        entries += record(156, struct.pack("<LL", int(sheet.hidden), number) + text(f"r{number}") + text(sheet.name))
        links.append(("worksheet", name))
        types += f'<Override PartName="/xl/{name}" ContentType="{KIND}worksheet"/>'
    links += [("sharedStrings", "sharedStrings.bin"), ("styles", "styles.bin")]
    formats = record(44, struct.pack("<H", 164) + text("d-mmm-yyyy"))
    styles = b"".join(record(47, struct.pack("<HH12x", 0xFFFF, number)) for number in (0, 164))
    date_mode = struct.pack("<LL", int(workbook.epoch_1904), 0) + text("")
    parts["xl/workbook.bin"] = record(131) + record(153, date_mode) + record(143) + entries + record(144) + record(132)
    items = b"".join(record(19, b"\0" + text(item)) for item in strings)
    parts["xl/sharedStrings.bin"] = record(159, struct.pack("<LL", len(strings), len(strings))) + items + record(160)
    parts["xl/styles.bin"] = (
        record(278) + record(615, struct.pack("<L", 1)) + formats + record(616)
        + record(617, struct.pack("<L", 2)) + styles + record(618) + record(279)
    )  # fmt: skip
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{TYPES}"><Default Extension="bin" ContentType="{BOOK_TYPE}"/>'
        f'<Default Extension="rels" ContentType="{RELATIONSHIPS}"/>{types}'
        f'<Override PartName="/xl/sharedStrings.bin" ContentType="{KIND}sharedStrings"/>'
        f'<Override PartName="/xl/styles.bin" ContentType="{KIND}styles"/></Types>'
    )
    parts["_rels/.rels"] = relations(("officeDocument", "xl/workbook.bin"))
    parts["xl/_rels/workbook.bin.rels"] = relations(*links)
    return parts


def binary_book(workbook: Workbook) -> bytes:
    return package(binary_parts(workbook))
