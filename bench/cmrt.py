"""What reading and ingesting a CMRT costs, beside other readers on the same file.

    python -m bench.cmrt [FILE]

Without a file: a 350-row declaration of our own builder. The other readers only deliver cells; ours passes the gate,
reads the declaration, completes the rows and runs every check.
"""

import datetime as dt
import io
import itertools
import sys
import zlib
from pathlib import Path
from zipfile import ZipFile

import openpyxl
from python_calamine import CalamineWorkbook

from bench.timing import figures, medians, own_instance, report
from cmr.vocab import METALS
from suppliers.cmrt.child import read_in_child
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.workbook import open_workbook
from tests.builders import Facility, build_cmrt

SHEETS = ("Declaration", "Smelter List", "Checker", "Product List", "Smelter Look-up")
TODAY = "2026-03-31"
ROUNDS = 7


def declaration(rows: int = 350) -> bytes:
    """A complete declaration naming `rows` invented facilities, pasted as values."""
    metals = itertools.cycle(METALS)
    lookup = [
        Facility(metal.value, f"Works {n}", f"Works {n} Ltd.", "JAPAN", f"CID9{n:05d}")
        for n, metal in zip(range(rows), metals, strict=False)
    ]
    return build_cmrt(
        smelters=[{"smelter_id": facility.smelter_id} for facility in lookup],
        manner="values",
        lookup=lookup,
        effective_date=dt.date(2026, 1, 31),
    )


def inflate(data: bytes) -> None:
    with ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            zlib.crc32(archive.read(name))


def calamine(data: bytes) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in SHEETS:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def openpyxl_read_only(data: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for name in SHEETS:
        for _row in book[name].iter_rows(values_only=True):
            pass


def main() -> None:
    data = Path(sys.argv[1]).read_bytes() if len(sys.argv) > 1 else declaration()
    own_instance()
    from bench.instance import ingest, period

    year = period()
    serial = itertools.count()
    seconds = medians(
        {
            "inflate every member (zlib)": lambda: inflate(data),
            "python-calamine, five sheets": lambda: calamine(data),
            "openpyxl read-only, five sheets": lambda: openpyxl_read_only(data),
            "openpyxl": lambda: openpyxl.load_workbook(io.BytesIO(data)),
            "CMR: gate and cells": lambda: open_workbook(data),
            "CMR: gate, cells, document": lambda: read_document(open_workbook(data)),
            "CMR: all of it with checks, in a child": lambda: read_in_child(data, TODAY),
            "CMR: ingest, from bytes to rows": lambda: ingest(year, data, next(serial)),
        },
        ROUNDS,
    )
    report(f"A CMRT of {len(data) / 1000:.0f} kB", seconds, "python-calamine, five sheets")
    figures(
        {
            "calamine_s": seconds["python-calamine, five sheets"],
            "openpyxl_s": seconds["openpyxl read-only, five sheets"],
            "read_s": seconds["CMR: gate, cells, document"],
            "child_s": seconds["CMR: all of it with checks, in a child"],
            "ingest_s": seconds["CMR: ingest, from bytes to rows"],
            "read_to_calamine": seconds["CMR: gate, cells, document"] / seconds["python-calamine, five sheets"],
        }
    )


if __name__ == "__main__":
    main()
