"""An .xls workbook and its compound file, written record by record."""

import struct

from suppliers.cmrt.legacy import write_compound


def compound(stream: bytes, name: str = "Workbook") -> bytes:
    """A compound file with one stream."""
    return write_compound(name, stream)


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _beginning(sort: int) -> bytes:
    return record(0x0809, struct.pack("<4H2L", 0x600, sort, 0x0DBB, 0x07CC, 0, 6))


def _text(text: str, size: str = "<H") -> bytes:
    return struct.pack(size, len(text)) + b"\1" + text.encode("utf-16-le")


def legacy_book(extent: tuple[int, int] = (9, 4), filler: int = 0) -> bytes:
    """The record stream of a workbook with one sheet: D8 a text, B9 a number, C9 a formula, D9 an error.

    `extent` is what the sheet says of its size; `filler` bytes stand before everything else of the book.
    """
    cells = (
        record(0x0200, struct.pack("<LLHHH", 0, extent[0], 0, extent[1], 0))
        + record(0x00FD, struct.pack("<HHHL", 7, 3, 0, 0))
        + record(0x0203, struct.pack("<HHHd", 8, 1, 0, 12.5))
        + record(0x0006, struct.pack("<HHHdHLH", 8, 2, 0, 7.0, 0, 0, 0))
        + record(0x0205, struct.pack("<HHHBB", 8, 3, 0, 0x2A, 1))
    )
    strings = record(0x00FC, struct.pack("<LL", 1, 1) + _text("Muster & Söhne\t"))

    def front(offset: int) -> bytes:
        sheet = record(0x0085, struct.pack("<LBB", offset, 0, 0) + _text("Declaration", "<B"))
        codepage = record(0x0042, struct.pack("<H", 1200))
        return _beginning(5) + record(0x005C, bytes(filler)) + codepage + sheet + strings + record(0x000A)

    return front(len(front(0))) + _beginning(0x10) + cells + record(0x000A)
