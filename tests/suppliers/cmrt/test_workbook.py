"""Workbooks as they come: every value at its address, raw, with its formula and its error."""

import datetime
import gc
import io
import random
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from python_calamine import CalamineWorkbook

from suppliers.cmrt.gate.refusal import SENTENCES
from suppliers.cmrt.workbook import Cell, Unreadable, Workbook, open_workbook
from tests.suppliers.cmrt.archives import book_parts, package

SHARED = Path(__file__).resolve().parents[4] / "shared"
REAL_FILES = [
    path for folder in ("rmi-templates", "replay/2020/cmrt") for path in sorted((SHARED / folder).glob("*.xlsx"))
]
CONTROLS = dict.fromkeys({*range(32), *range(127, 160)} - {9, 10, 13})


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.fixture(scope="module")
def filled() -> bytes:
    """A small declaration as openpyxl saves it: formulas without results, dates with a format."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Declaration"
    sheet["D8"] = "Acme Metallbau & Söhne\t\t"
    sheet["D9"] = "=P9"
    sheet["D10"] = "<not a tag> \n second line"
    sheet["D22"] = datetime.date(2024, 5, 2)
    sheet["D22"].number_format = "d-mmm-yyyy"
    sheet["D26"] = datetime.datetime(2024, 5, 2, 13, 30)
    sheet["D27"] = True
    sheet["D28"] = 1
    sheet["D29"] = 0.25
    sheet["D30"] = "#N/A"
    sheet["D31"] = CellRichText("mined ", TextBlock(InlineFont(b=True), "nowhere"))
    sheet["D32"] = "錫"
    sheet.merge_cells("D8:J8")
    sheet["B10"].hyperlink = "https://example.com/a?b=1&c=2"
    sheet["B10"] = "a link"
    sheet.row_dimensions[12].hidden = True
    sheet["D12"] = "hidden but there"
    sheet["AH119"] = "far"
    other = book.create_sheet("Smelter List")
    other.sheet_state = "hidden"
    other["B5"] = "Tin"
    book.create_sheet("Empty")
    return saved(book)


@pytest.fixture(scope="module")
def declaration(filled):
    return open_workbook(filled).sheets["Declaration"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("D8", Cell("Acme Metallbau & Söhne\t\t")),
        ("D9", Cell(None, formula=True)),
        ("D10", Cell("<not a tag> \n second line")),
        ("D22", Cell(datetime.date(2024, 5, 2))),
        ("D26", Cell(datetime.date(2024, 5, 2))),
        ("D27", Cell(True)),
        ("D28", Cell(1.0)),
        ("D29", Cell(0.25)),
        ("D30", Cell(None, error="#N/A")),
        ("D31", Cell("mined nowhere")),
        ("D32", Cell("錫")),
        ("B10", Cell("a link")),
        ("D12", Cell("hidden but there")),
        ("AH119", Cell("far")),
        ("A1", Cell()),
        ("XFD1048576", Cell()),
    ],
)
def test_it_reads_every_value_at_its_address(declaration, address, expected):
    cell = declaration.value(address)
    assert cell == expected
    assert type(cell.value) is type(expected.value)


def test_it_knows_sheets_their_order_and_what_is_hidden(filled):
    book = open_workbook(filled)
    assert list(book.sheets) == ["Declaration", "Smelter List", "Empty"]
    assert [sheet.hidden for sheet in book.sheets.values()] == [False, True, False]
    assert book.sheets["Declaration"].hidden_rows == {12}
    assert (book.sheets["Declaration"].last_row, book.sheets["Empty"].last_row) == (119, 0)
    assert (book.container, book.epoch_1904) == ("xlsx", False)


def test_it_walks_the_rows_that_hold_something(filled):
    rows = dict(open_workbook(filled).sheets["Declaration"].rows(first=28))
    assert list(rows) == [28, 29, 31, 32, 119]
    assert rows[28][3] == Cell(1.0)


@pytest.mark.parametrize("address", ["", "D", "8", "d8", "D0", "AAAA1", "D8:D9", "XFE1"])
def test_it_refuses_addresses_outside_the_grid(declaration, address):
    with pytest.raises(ValueError, match="not a cell address"):
        declaration.value(address)


def test_furigana_is_not_part_of_the_name():
    strings = '<si><t>東京製錬</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si>'
    book = open_workbook(package(book_parts('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings=strings)))
    assert book.sheets["Declaration"].value("A1").value == "東京製錬"


def test_control_characters_go_and_line_breaks_stay():
    strings = "<si><t>a_x0000_b_x0007_c_x000D_&#10;d_x005F_x0041_&#x85;</t></si>"
    book = open_workbook(package(book_parts('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings=strings)))
    assert book.sheets["Declaration"].value("A1").value == "abc\r\nd_x0041_"


def test_a_formula_keeps_the_result_that_was_saved():
    cells = (
        '<c r="A1" t="str"><f>B1</f><v>Tin\t</v></c><c r="B1" t="str"><f>""</f><v></v></c>'
        '<c r="C1"><f>1+1</f></c><c r="D1"><f t="shared" si="0"/><v>7</v></c>'
    )
    sheet = open_workbook(package(book_parts(f'<row r="1">{cells}</row>'))).sheets["Declaration"]
    assert [sheet.cell(1, n) for n in (1, 2, 3, 4)] == [Cell(v, formula=True) for v in ("Tin\t", None, None, 7.0)]


@pytest.mark.skipif(not REAL_FILES, reason="the official templates are not here")
@pytest.mark.parametrize("path", REAL_FILES, ids=lambda path: path.stem)
def test_it_refuses_no_real_file(path):
    book = open_workbook(path.read_bytes())
    declaration = book.sheets["Declaration"]
    assert "Revision" in str(declaration.value("J3").value)
    if "EMRT" not in path.name:
        assert declaration.value("P3").formula
        assert book.sheets["Smelter List"].value("B2504").formula


def told(raw):
    """A value as ours are: None for no value, no control characters, a day for a moment, a number for a time."""
    if isinstance(raw, str):
        return raw.translate(CONTROLS) or None
    if isinstance(raw, datetime.time):
        return (raw.hour * 3600 + raw.minute * 60 + raw.second) / 86400
    return raw.date() if isinstance(raw, datetime.datetime) else raw


@pytest.mark.skipif(not REAL_FILES, reason="the official templates are not here")
@pytest.mark.parametrize("path", REAL_FILES, ids=lambda path: path.stem)
def test_its_values_are_those_that_another_reader_finds(path):
    data = path.read_bytes()
    other = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name, sheet in open_workbook(data).sheets.items():
        rows = other.get_sheet_by_name(name).to_python(skip_empty_area=False)
        theirs = {(r, c): told(raw) for r, line in enumerate(rows, 1) for c, raw in enumerate(line, 1)}
        ours = {(r, c): cell.value for r, line in sheet.lines.items() for c, cell in line.items()}
        assert {place: value for place, value in ours.items() if value is not None} == {
            place: value for place, value in theirs.items() if value is not None
        }


def _mutants(data: bytes, seed: int, count: int):
    """Flips, cuts and splices, of the archive and of single parts that are packed soundly again."""
    chance = random.Random(seed)
    parts = book_parts('<row r="1"><c r="A1" t="s" s="1"><v>0</v></c><c r="B1"><f>A1</f><v>2</v></c></row>' * 1)
    parts |= {
        "xl/sharedStrings.xml": str(parts["xl/sharedStrings.xml"]).replace("</sst>", "<si><t>Tin</t></si></sst>"),
        "xl/styles.xml": str(parts["xl/styles.xml"]).replace(
            "</styleSheet>", '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
        ),
    }
    tokens = [b"<", b'"', b"&", b"-1e308", b"1e400", b"NaN", b"99999999", b"XFD1048576", b"e", b"d", b"<f/>", b"\xff"]
    for _ in range(count):
        if chance.random() < 0.4:
            yield _mutated(data, chance, tokens)
        else:
            name = chance.choice(list(parts))
            part = parts[name]
            raw = part if isinstance(part, bytes) else part.encode()
            yield package(parts | {name: _mutated(raw, chance, tokens)})


def _mutated(data: bytes, chance: random.Random, tokens: list[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 3))):
        at = chance.randrange(len(changed) or 1)
        match chance.randrange(4):
            case 0:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del changed[at : at + chance.randrange(1, 60)]
            case 2:
                start = chance.randrange(len(changed) or 1)
                changed[at:at] = changed[start : start + chance.randrange(1, 60)]
            case _:
                changed[at : at + chance.randrange(4)] = chance.choice(tokens)
    return bytes(changed)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_bytes_it_reads_or_refuses(filled, seed, capfd):
    for data in _mutants(filled, seed, 800):
        try:
            assert isinstance(open_workbook(data), Workbook)
        except Unreadable as refused:
            assert refused.code in SENTENCES
            assert "\n" not in refused.message
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("switch", [gc.disable, gc.enable], ids=["off", "on"])
def test_the_garbage_collector_is_left_as_it_was(filled, switch):
    switch()
    before = gc.isenabled()
    try:
        open_workbook(filled)
        with pytest.raises(Unreadable):
            open_workbook(filled[:-1])
        assert gc.isenabled() == before
    finally:
        gc.enable()
