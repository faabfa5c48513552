"""Binary workbooks: every kind of cell, the same declaration as from .xlsx, and no trust in what the file states."""

import io
import random
import struct
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from suppliers.cmrt.cells import Cell, Sheet
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.report import as_json
from suppliers.cmrt.workbook import Unreadable, Workbook, open_workbook
from tests.builders import build_cmrt
from tests.suppliers.cmrt.archives import package
from tests.suppliers.cmrt.binaries import binary_book, binary_parts, cell, record, row, text

CASE = Path(__file__).resolve().parents[3] / "../shared/checker-cases/6.5_language_zh.xlsx"
SAMPLE = Workbook({"Declaration": Sheet("Declaration", lines={8: {4: Cell("Muster & Söhne\t")}})})


def opened(rows: bytes) -> Sheet:
    part = record(129) + record(145) + rows + record(146) + record(130)
    return open_workbook(package(binary_parts(SAMPLE) | {"xl/worksheets/sheet1.bin": part})).sheets["Declaration"]


def refusal(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        open_workbook(data)
    return refused.value


def test_another_reader_finds_the_same_in_our_samples():
    book = CalamineWorkbook.from_filelike(io.BytesIO(binary_book(SAMPLE)))
    assert book.get_sheet_by_name("Declaration").to_python(skip_empty_area=False)[7][3] == "Muster & Söhne\t"


@pytest.mark.parametrize("version", ["6.01", "6.5"])
def test_it_reads_the_same_declaration_from_a_binary_workbook(version):
    plain = open_workbook(build_cmrt(version=version, smelters=[{"smelter_id": "CID900005"}] * 3))
    sheet = replace(plain.sheets["Smelter List"], hidden_rows=frozenset({6}))
    plain = replace(plain, sheets=plain.sheets | {"Smelter List": sheet})
    read = open_workbook(binary_book(plain))
    assert as_json(read_document(read)) == as_json(read_document(plain))
    assert [s.hidden for s in read.sheets.values()] == [s.hidden for s in plain.sheets.values()]


@pytest.mark.skipif(not CASE.exists(), reason="../shared is not here")
def test_it_reads_an_official_workbook_that_was_saved_as_binary():
    plain = open_workbook(CASE.read_bytes())
    assert as_json(read_document(open_workbook(binary_book(plain)))) == as_json(read_document(plain))


def test_it_reads_every_kind_of_cell():
    place = [struct.pack("<LL", column, 0) for column in range(12)]
    rows = row(1) + b"".join(
        [
            record(1, place[0]),
            record(2, place[1] + struct.pack("<L", 12 << 2 | 2)),
            record(2, place[2] + struct.pack("<L", (-250 & 0x3FFFFFFF) << 2 | 3)),
            record(2, place[3] + struct.pack("<d", 1.5)[4:]),
            record(3, place[4] + b"\x2a"),
            record(4, place[5] + b"\1"),
            record(62, place[6] + b"\0" + text("rich")),
            record(8, place[7] + text("kept") + bytes(10)),
            record(8, place[8] + text("") + bytes(10)),
            record(9, place[9] + struct.pack("<d", float("nan")) + bytes(10)),
            record(11, place[10] + b"\x17" + bytes(10)),
        ]
    )
    assert opened(rows).lines[1] == {
        2: Cell(12.0),
        3: Cell(-2.5),
        4: Cell(1.5),
        5: Cell(None, False, "#N/A"),
        6: Cell(True),
        7: Cell("rich"),
        8: Cell("kept", True),
        9: Cell(None, True),
        10: Cell(None, True, "#NUM!"),
        11: Cell(None, True, "#REF!"),
    }


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (row(2) + row(2), "malformed_package"),
        (row(1_048_577), "malformed_package"),
        (cell(1, Cell("x"), []), "malformed_package"),
        (row(1) + cell(3, Cell("x"), []) + cell(1, Cell("y"), []), "malformed_package"),
        (row(1) + cell(20_001, Cell("x"), []), "malformed_package"),
        (row(1) + record(7, struct.pack("<LLL", 0, 0, 10**9)), "malformed_package"),
        (row(1) + record(6, struct.pack("<LLL", 0, 0, 2**31)), "binary_xlsb"),
        (b"".join(row(n) + cell(1, Cell(1.0), []) for n in range(1, 20_003)), "limit_exceeded"),
    ],
)  # fmt: skip
def test_it_refuses_what_a_sheet_cannot_be(rows, code):
    with pytest.raises(Unreadable) as refused:
        opened(rows)
    assert refused.value.code == code


def test_it_refuses_a_binary_workbook_with_macros():
    assert refusal(package(binary_parts(SAMPLE) | {"xl/vbaProject.bin": b"x"})).code == "macro_enabled"


@pytest.mark.parametrize("seed", range(60))
def test_whatever_the_records_it_reads_or_refuses(seed):
    chance = random.Random(seed)
    parts = binary_parts(SAMPLE)
    name = chance.choice([name for name in parts if name.endswith(".bin")])
    data = bytearray(parts[name])
    for _ in range(chance.randint(1, 6)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        open_workbook(package(parts | {name: bytes(data[: chance.randint(1, len(data))])}))
    except Unreadable as refused:
        assert refused.message
