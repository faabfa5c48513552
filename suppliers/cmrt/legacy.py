"""Old .xls workbooks: the record stream counted, then read by calamine from a compound file of our own making.

The reader follows sector chains without end and reserves memory for whatever extent a sheet declares, so it is given
neither a stranger's chains nor a stranger's extents beyond the limits.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

import olefile

from suppliers.cmrt.gate import bounds
from suppliers.cmrt.gate.bounds import Budget
from suppliers.cmrt.gate.refusal import refuse

_BOF, _EOF, _DATE_MODE, _BOUND_SHEET, _SST, _DIMENSIONS = 0x0809, 0x000A, 0x0022, 0x0085, 0x00FC, 0x0200
_ROW, _HIDDEN_ROW = 0x0208, 0x20
_FORMULA, _BOOL_OR_ERROR, _MANY_NUMBERS = 0x0006, 0x0205, 0x00BD
_SINGLE_CELLS = {_FORMULA, _BOOL_OR_ERROR, 0x0203, 0x0204, 0x00D6, 0x00FD, 0x027E}
_MACRO_SHEETS = (1, 6)
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}

_SECTOR = 512
_TABLE_ENTRIES = _SECTOR // 4
# The header names this many tables. Streams beyond them, some 7 MB, have no place in a CMRT.
_MOST_TABLES = 109
# A shorter stream would have to live in a container within the container.
_SHORTEST_STREAM = 4096
_END_OF_CHAIN, _FREE, _FAT_SECTOR, _NO_ENTRY = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


@dataclass(slots=True)
class LegacySheet:
    """What the records tell of a sheet beside its values."""

    hidden: bool
    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class LegacyBook:
    """The worksheets in order, the date system, and the compound file for the reader."""

    sheets: list[LegacySheet]
    epoch_1904: bool
    compound: bytes


def admit_legacy(data: bytes) -> LegacyBook:
    """Judge a plain .xls file; raises Unreadable."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as compound:
            name = "Workbook" if compound.exists("Workbook") else "Book"
            if compound.get_size(name) > len(data):
                refuse("corrupt_archive")
            stream = compound.openstream(name).read()
        sheets, epoch = _scan(stream)
    except (struct.error, IndexError, OSError):
        refuse("corrupt_archive")
    return LegacyBook(sheets, epoch, write_compound(name, stream))


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, from its beginning to its end, with those of the charts nested in it."""
    depth = 0
    while True:
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4
        depth += (kind == _BOF) - (kind == _EOF)
        if at + size > len(stream) or (depth == 0 and kind != _EOF):
            refuse("corrupt_archive")
        if depth == 0:
            return
        yield kind, stream[at : at + size]
        at += size


def _scan(stream: bytes) -> tuple[list[LegacySheet], bool]:
    budget = Budget()
    sheets: list[LegacySheet] = []
    epoch = False
    for kind, record in _records(stream, 0):
        if kind == _DATE_MODE:
            epoch = bool(struct.unpack_from("<H", record)[0])
        elif kind == _SST and struct.unpack_from("<L", record, 4)[0] > bounds.SHARED_STRINGS:
            refuse("limit_exceeded")
        elif kind == _BOUND_SHEET:
            offset, state, sort = struct.unpack_from("<LBB", record)
            if sort in _MACRO_SHEETS:
                refuse("macro_enabled")
            sheet = LegacySheet(hidden=bool(state & 3))
            _scan_sheet(stream, offset, sheet, budget)
            sheets.append(sheet)
            if len(sheets) > bounds.SHEETS:
                refuse("limit_exceeded")
    return sheets, epoch


def _scan_sheet(stream: bytes, offset: int, sheet: LegacySheet, budget: Budget) -> None:
    cells = last_row = last_column = 0
    for kind, record in _records(stream, offset):
        if kind == _DIMENSIONS:
            top, bottom, left, right = struct.unpack_from("<LLHH" if len(record) >= 12 else "<4H", record)
            if top > bottom or left > right:
                refuse("corrupt_archive")
            budget.spend_box(bottom * right)
        elif kind == _ROW:
            if record[12] & _HIDDEN_ROW:
                sheet.hidden_rows.add(struct.unpack_from("<H", record)[0] + 1)
        elif kind in _SINGLE_CELLS:
            row, column = struct.unpack_from("<HH", record)
            last_row, last_column = max(last_row, row + 1), max(last_column, column + 1)
            cells += 1
            _note(sheet, kind, record, (row + 1, column + 1))
        elif kind == _MANY_NUMBERS:
            row, column = struct.unpack_from("<H", record)[0], struct.unpack_from("<H", record, len(record) - 2)[0]
            last_row, last_column = max(last_row, row + 1), max(last_column, column + 1)
            cells += len(record) // 6
        if cells > bounds.SHEET_CELLS:
            refuse("limit_exceeded")
    budget.spend_box(last_row * last_column)


def _note(sheet: LegacySheet, kind: int, record: bytes, address: tuple[int, int]) -> None:
    """Keep a formula, and the error that a cell shows."""
    if kind == _FORMULA:
        sheet.formulas.add(address)
        if record[12:14] == b"\xff\xff" and record[6] == 2:
            sheet.errors[address] = _ERRORS.get(record[8], "#VALUE!")
    elif kind == _BOOL_OR_ERROR and record[7]:
        sheet.errors[address] = _ERRORS.get(record[6], "#VALUE!")


def write_compound(name: str, stream: bytes) -> bytes:
    """A compound file with this one stream, its sectors in order."""
    sectors = -(-max(len(stream), _SHORTEST_STREAM) // _SECTOR)
    # The directory is one sector more, and so is every table.
    tables = -(-(sectors + 1) // (_TABLE_ENTRIES - 1))
    if tables > _MOST_TABLES:
        refuse("legacy_xls")
    chain = [*range(1, sectors), _END_OF_CHAIN, _END_OF_CHAIN, *[_FAT_SECTOR] * tables]
    chain += [_FREE] * (tables * _TABLE_ENTRIES - len(chain))
    first = sectors + 1
    header = struct.pack(
        "<8s16s5H6xLLLLLLLLL",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6,
        0, tables, sectors, 0, _SHORTEST_STREAM, _END_OF_CHAIN, 0, _END_OF_CHAIN, 0,
    )  # fmt: skip
    header += struct.pack("<109L", *range(first, first + tables), *[_FREE] * (_MOST_TABLES - tables))
    root = _entry("Root Entry", 5, child=1, start=_END_OF_CHAIN, size=0)
    book = _entry(name, 2, child=_NO_ENTRY, start=0, size=sectors * _SECTOR)
    padded = stream + bytes(sectors * _SECTOR - len(stream))
    body = [header, padded, root + book, struct.pack(f"<{len(chain)}L", *chain)]
    return b"".join(part + bytes(-len(part) % _SECTOR) for part in body)


def _entry(name: str, sort: int, *, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBLLL16sLQQLQ", raw, len(raw), sort, 1, _NO_ENTRY, _NO_ENTRY, child, bytes(16), 0, 0, 0, start, size
    )
