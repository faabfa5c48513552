"""What reading, checking and ingesting a CMRT costs, beside other readers on the same file.

    python -m bench.cmrt [FILE]

Without a file: a declaration of 350 rows, on the newest official blank where ../shared is at hand, else on a workbook
of our own builder. The other readers only deliver cells; ours judges the file, reads the declaration, completes the
rows and runs every check. The floor is nothing but inflating the members that hold the data.
"""

import datetime as dt
import io
import itertools
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
from python_calamine import CalamineWorkbook

from bench.timing import figures, medians, own_instance, report
from cmr.vocab import METALS
from suppliers.cmrt.checks import ALL_CHECKS, subject
from suppliers.cmrt.child import read_in_child
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.report import as_json
from suppliers.cmrt.workbook import open_workbook
from suppliers.cmrt.writer import SmelterEntry, fill, from_json
from tests.builders import Facility, build_cmrt

SHEETS = ("Declaration", "Smelter List", "Checker", "Product List", "Smelter Look-up")
TODAY = dt.date(2026, 3, 31)
ROUNDS = 9
ROWS = 350
BLANKS = Path(__file__).resolve().parents[2] / "shared/rmi-templates"
OURS, CALAMINE, FLOOR = "CMR: read and checked, in process", "python-calamine, five sheets", "inflating the data (zlib)"
OPENPYXL = "openpyxl"


def declaration(first: int = 0) -> bytes:
    """A declaration naming `ROWS` facilities, from the given one on."""
    blank = BLANKS / "RMI_CMRT_6.5.xlsx"
    return filled(blank.read_bytes(), first) if blank.exists() else built(first)


def declarations(count: int) -> list[bytes]:
    """So many declarations that name other facilities."""
    return [declaration(number) for number in range(count)]


def built(first: int = 0) -> bytes:
    """On our own workbook, pasted as values, of invented facilities."""
    metals = itertools.cycle(METALS)
    lookup = [
        Facility(metal.value, f"Works {n}", f"Works {n} Ltd.", "JAPAN", f"CID9{n:05d}")
        for n, metal in zip(range(first, first + ROWS), metals, strict=False)
    ]
    return build_cmrt(
        smelters=[{"smelter_id": facility.smelter_id} for facility in lookup],
        manner="values",
        lookup=lookup,
        effective_date=dt.date(2026, 1, 31),
    )


def filled(blank: bytes, first: int = 0) -> bytes:
    """On an official blank, naming facilities of its own Smelter Look-up by ID, with the results that Excel keeps."""
    known = read_document(open_workbook(blank)).lookup.by_facility
    declared = from_json(as_json(read_document(open_workbook(build_cmrt(smelters=())))))
    named = itertools.islice(known, first, first + ROWS)
    smelters = tuple(SmelterEntry(metal=metal, smelter_id=key) for metal, key in named)
    return fill(blank, replace(declared, smelters=smelters))


def data_members(data: bytes) -> list[str]:
    """The members that hold the five sheets, the strings and the formats."""
    with ZipFile(io.BytesIO(data)) as archive:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        parts = {book[name]._worksheet_path for name in SHEETS if name in book.sheetnames}
        others = {"xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"}
        return [name for name in archive.namelist() if name in parts | others]


def inflate(data: bytes, members: Iterable[str]) -> None:
    with ZipFile(io.BytesIO(data)) as archive:
        for name in members:
            archive.read(name)


def calamine(data: bytes) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in SHEETS:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def openpyxl_read_only(data: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for name in SHEETS:
        for _row in book[name].iter_rows(values_only=True):
            pass


def read_and_check(data: bytes) -> None:
    for remembered in _of_texts():
        remembered.cache_clear()
    ALL_CHECKS.run(subject(read_document(open_workbook(data)), TODAY))


@cache
def _of_texts() -> list[Any]:
    """The caches over what cells say: kept, they would make a second reading cheaper than that of a new file."""
    modules = [module for name, module in sys.modules.items() if name.startswith("suppliers.cmrt")]
    return [thing for module in modules for thing in vars(module).values() if hasattr(thing, "cache_clear")]


_MEMORY = """
import datetime, re, sys
from pathlib import Path
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1000
before = peak()
from suppliers.cmrt.checks import ALL_CHECKS, subject
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.workbook import open_workbook
data = sys.stdin.buffer.read()
ALL_CHECKS.run(subject(read_document(open_workbook(data)), datetime.date.fromisoformat(sys.argv[1])))
print(peak() - before)
"""


def memory(data: bytes) -> float:
    """Megabytes above the bare interpreter at the peak of one reading, code and file included; 0 outside Linux."""
    if not sys.platform.startswith("linux"):
        return 0.0
    command = [sys.executable, "-c", _MEMORY, TODAY.isoformat()]
    return float(subprocess.run(command, input=data, capture_output=True, check=True).stdout)


def main() -> None:
    data = Path(sys.argv[1]).read_bytes() if len(sys.argv) > 1 else declaration()
    members = data_members(data)
    own_instance()
    from bench.instance import ingest, period

    year = period()
    serial = itertools.count()
    seconds = medians(
        {
            FLOOR: lambda: inflate(data, members),
            CALAMINE: lambda: calamine(data),
            OURS: lambda: read_and_check(data),
            "CMR: gate and cells alone": lambda: open_workbook(data),
            "CMR: read and checked, in a child": lambda: read_in_child(data, TODAY),
            "CMR: ingest, from bytes to rows": lambda: ingest(year, data, next(serial)),
            "openpyxl read-only, five sheets": lambda: openpyxl_read_only(data),
            OPENPYXL: lambda: openpyxl.load_workbook(io.BytesIO(data)),
        },
        ROUNDS,
    )
    report(f"A CMRT of {len(data) / 1000:.0f} kB", seconds, CALAMINE)
    figures(
        {
            "vs_openpyxl": seconds[OPENPYXL] / seconds[OURS],
            "vs_calamine": seconds[OURS] / seconds[CALAMINE],
            "vs_floor": seconds[OURS] / seconds[FLOOR],
            "rss_mb": memory(data),
            "floor_s": seconds[FLOOR],
            "calamine_s": seconds[CALAMINE],
            "openpyxl_s": seconds[OPENPYXL],
            "read_s": seconds[OURS],
            "child_s": seconds["CMR: read and checked, in a child"],
            "ingest_s": seconds["CMR: ingest, from bytes to rows"],
        }
    )


if __name__ == "__main__":
    main()
