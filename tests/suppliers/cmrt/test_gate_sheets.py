"""Sheets: what is read is inside the grid, stands once and costs little; odd values never become answers."""

import datetime

import pytest

from suppliers.cmrt.gate import bounds
from suppliers.cmrt.workbook import Unreadable, Workbook, open_workbook
from tests.suppliers.cmrt.archives import MAIN, Member, archive, book_parts, members_of, package, sheet_xml

DATES = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="46"/></cellXfs>'
STYLES = f'<numFmts><numFmt numFmtId="164" formatCode="d-mmm-yyyy"/></numFmts>{DATES}'


def book(rows: str = "", **options: str) -> Workbook:
    return open_workbook(package(book_parts(rows, **options)))


def reason(rows: str = "", *, stored: bool = False, **parts: str) -> str:
    """The refusal of a book with these rows; `stored` keeps large parts from being refused for their ratio."""
    members = members_of(book_parts(rows) | {name.replace("__", "/") + ".xml": xml for name, xml in parts.items()})
    if stored:
        members = [Member(member.name, member.data, method=0) for member in members]
    with pytest.raises(Unreadable) as refused:
        open_workbook(archive(members))
    return refused.value.code


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def cell(address: str, value: object, extra: str = "") -> str:
    return f'<c r="{address}"{extra}><v>{value}</v></c>'


def test_it_refuses_a_cell_in_the_far_corner_of_a_large_box():
    assert reason(row(1, cell("A1", 1)) + row(1_048_576, cell("XFD1048576", 1))) == "limit_exceeded"


def test_a_styled_cell_in_the_far_corner_holds_no_value_and_does_no_harm():
    sheet = book(row(1, cell("A1", 7)) + row(1_048_576, '<c r="XFD1048576" s="0"/>')).sheets["Declaration"]
    assert (sheet.last_row, sheet.value("A1").value) == (1, 7.0)


@pytest.mark.parametrize("dimension", ["A1", "A1:XFD1048576", "nonsense", "B7:A1"])
def test_it_reads_every_row_whatever_the_sheet_says_of_its_size(dimension):
    rows = "".join(row(number, cell(f"B{number}", number)) for number in range(5, 120))
    xml = sheet_xml(rows, before=f'<dimension ref="{dimension}"/>')
    sheet = open_workbook(package(book_parts() | {"xl/worksheets/sheet1.xml": xml})).sheets["Declaration"]
    assert [number for number, _ in sheet.rows()] == list(range(5, 120))


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(row(99999999999, cell("A99999999999", 1)), id="row beyond the grid"),
        pytest.param(row(1_048_577, cell("A1048577", 1)), id="row just beyond the grid"),
        pytest.param(row(1, cell("ZZZZ1", 1)), id="column of four letters"),
        pytest.param(row(1, cell("XFE1", 1)), id="column just beyond the grid"),
        pytest.param(row(0, cell("A0", 1)), id="row 0"),
        pytest.param(row(1, cell("A2", 1)), id="cell of another row"),
        pytest.param(row(1, cell("a1", 1)), id="small letter"),
        pytest.param(row(1, cell("$A$1", 1)), id="dollar signs"),
        pytest.param(row(1, cell("A1", 1), cell("A1", 2)), id="cell twice"),
        pytest.param(row(1, cell("B1", 1), cell("A1", 2)), id="cells out of order"),
        pytest.param(row(5, cell("A5", 1)) + row(5, cell("A5", 2)), id="row twice"),
        pytest.param(row(5, cell("A5", 1)) + row(4, cell("A4", 2)), id="rows out of order"),
        pytest.param(row(1, '<c r="A1"><v>1</v><v>2</v></c>'), id="two values"),
        pytest.param(row(1, '<c r="A1"><v>1<v>2</v></v></c>'), id="value in a value"),
        pytest.param(row(1, '<c r="A1"><x/></c>'), id="unknown element"),
        pytest.param(row(1, cell("A1", 99999999, ' t="s"')), id="string index too large"),
        pytest.param(row(1, cell("A1", -1, ' t="s"')), id="string index negative"),
        pytest.param(row(1, cell("A1", "9" * 5000, ' t="s"')), id="string index of 5,000 digits"),
        pytest.param(row(1, cell("A1", "١", ' t="s"')), id="string index in other digits"),
        pytest.param(row(1, cell("A1", "<![CDATA[Yes]]>", ' t="str"')), id="text that the reader would lose"),
        pytest.param("<c r='A1'/>", id="cell outside a row"),
    ],
)
def test_it_refuses_sheets_that_contradict_themselves(rows):
    assert reason(rows) == "malformed_package"


def test_it_refuses_a_second_table_of_cells_and_a_foreign_root():
    twice = sheet_xml(row(1, cell("A1", 1)), after="<sheetData/>")
    assert reason(xl__worksheets__sheet1=twice) == "malformed_package"
    assert reason(xl__worksheets__sheet1="<worksheet><sheetData/></worksheet>") == "malformed_package"
    assert reason(xl__worksheets__sheet1=f'<workbook xmlns="{MAIN}"/>') == "malformed_package"


def test_it_counts_rows_cells_merges_strings_formats_and_names():
    rows = "".join(row(n, cell(f"A{n}", 1)) for n in range(1, bounds.SHEET_ROWS + 2))
    assert reason(rows, stored=True) == "limit_exceeded"
    blank = "".join(row(n, "<c/>" * 10_000) for n in range(1, 42))
    assert reason(blank, stored=True) == "limit_exceeded"
    merges = '<mergeCell ref="A1:B1"/>' * (bounds.MERGES + 1)
    assert reason(stored=True, xl__worksheets__sheet1=sheet_xml("", after=merges)) == "limit_exceeded"
    everything = sheet_xml("", after='<mergeCell ref="A1:XFD1048576"/>')
    assert reason(xl__worksheets__sheet1=everything) == "limit_exceeded"
    strings = f'<sst xmlns="{MAIN}">{"<si/>" * (bounds.SHARED_STRINGS + 1)}</sst>'
    assert reason(stored=True, xl__sharedStrings=strings) == "limit_exceeded"
    formats = f'<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * (bounds.CELL_FORMATS + 1)}</cellXfs></styleSheet>'
    assert reason(stored=True, xl__styles=formats) == "limit_exceeded"
    names = f'<workbook xmlns="{MAIN}">{"<definedName/>" * (bounds.NAMES + 1)}</workbook>'
    assert reason(stored=True, xl__workbook=names) == "limit_exceeded"
    sheets = f'<workbook xmlns="{MAIN}">{"<sheet/>" * (bounds.SHEETS + 1)}</workbook>'
    assert reason(stored=True, xl__workbook=sheets) == "limit_exceeded"


def test_it_refuses_a_short_file_that_repeats_one_long_text():
    """The reader copies a shared string for every cell that names it."""
    rows = "".join(row(n, cell(f"A{n}", 0, ' t="s"')) for n in range(1, 1001))
    parts = book_parts(rows, strings=f"<si><t>{'tin ' * 10_000}</t></si>")
    with pytest.raises(Unreadable) as refused:
        open_workbook(archive([Member(m.name, m.data, method=0) for m in members_of(parts)]))
    assert refused.value.code == "limit_exceeded"


@pytest.mark.parametrize("strings", ["<si><t>ok</t></si>", "<si><t>{}</t></si>".format("x" * 40_000)])
def test_it_takes_no_count_from_the_file(strings):
    sst = f'<sst xmlns="{MAIN}" count="4294967295" uniqueCount="4294967295">{strings}</sst>'
    parts = book_parts(row(1, cell("A1", 0, ' t="s"'))) | {"xl/sharedStrings.xml": sst}
    assert open_workbook(package(parts)).sheets["Declaration"].value("A1").value


@pytest.mark.parametrize(
    ("text", "style", "value"),
    [
        ("45000", 0, 45000.0),
        ("45000", 1, datetime.date(2023, 3, 15)),
        ("45000.75", 2, datetime.date(2023, 3, 15)),
        ("45000", 3, 45000.0),
        ("2958465", 1, datetime.date(9999, 12, 31)),
        ("2958466", 1, 2958466.0),
        ("1e20", 1, 1e20),
        ("-1e308", 1, -1e308),
        ("-1e308", 3, -1e308),
        ("-1", 0, -1.0),
        ("60", 1, datetime.date(1900, 2, 28)),
        (".5", 0, 0.5),
    ],
)
def test_it_reads_numbers_and_dates(text, style, value):
    read = book(row(1, cell("A1", text, f' s="{style}"'), cell("B1", 1)), styles=STYLES).sheets["Declaration"]
    assert (read.value("A1").value, read.value("B1").value) == (value, 1.0)


@pytest.mark.parametrize("text", ["NaN", "INF", "1e400", "4_5", "0x10", "Yes", " 5 ", "١", "9" * 5000])
def test_it_reports_what_is_no_number_as_an_error(text):
    for style in range(4):
        read = book(row(1, cell("A1", text, f' s="{style}"'), cell("B1", 1)), styles=STYLES).sheets["Declaration"]
        assert (read.value("A1").value, read.value("A1").error, read.value("B1").value) == (None, "#NUM!", 1.0)


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#SPILL!", "#CALC!", "#GETTING_DATA", "#BUSY!"])
def test_it_reports_errors_old_and_new(error):
    read = book(row(1, f'<c r="A1" t="e"><f>A2</f><v>{error}</v></c>', cell("B1", 1))).sheets["Declaration"]
    assert (read.value("A1").value, read.value("A1").error, read.value("A1").formula) == (None, error, True)
    assert read.value("B1").value == 1.0


@pytest.mark.parametrize(("kind", "text"), [("zz", "Yes"), ("b", "Yes"), ("d", "2025-02-30"), ("inlineStr", "Yes")])
def test_it_reports_values_of_no_known_kind_as_errors(kind, text):
    read = book(row(1, cell("A1", text, f' t="{kind}"'))).sheets["Declaration"]
    assert (read.value("A1").value, read.value("A1").error) == (None, "#VALUE!")


def test_it_reads_iso_dates_and_truth_values():
    read = book(row(1, cell("A1", "2024-05-02", ' t="d"'), cell("B1", 1, ' t="b"'), cell("C1", 0, ' t="b"')))
    sheet = read.sheets["Declaration"]
    assert [sheet.cell(1, column).value for column in (1, 2, 3)] == [datetime.date(2024, 5, 2), True, False]


def test_it_honours_the_epoch_of_1904():
    read = book(row(1, cell("A1", 43538, ' s="1"')), styles=STYLES, book='<workbookPr date1904="true"/>')
    assert read.epoch_1904
    assert read.sheets["Declaration"].value("A1").value == datetime.date(2023, 3, 15)


def test_it_places_cells_that_leave_their_address_to_their_order():
    read = book(
        "<row><c><v>1</v></c><c r='C1'><v>2</v></c><c><v>NaN</v></c><c><v>3</v></c></row><row><c><v>4</v></c></row>"
    )
    sheet = read.sheets["Declaration"]
    assert [cell.value for _, cells in sheet.rows() for cell in cells] == [1.0, None, 2.0, None, 3.0, 4.0] + [None] * 4
    assert sheet.value("D1").error == "#NUM!"


def test_it_reads_prefixed_xml():
    xml = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="B2"><x:f>1</x:f><x:v>5</x:v></x:c>'
    xml += '<x:c r="C2" t="e"><x:v>#CALC!</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    sheet = open_workbook(package(book_parts() | {"xl/worksheets/sheet1.xml": xml})).sheets["Declaration"]
    assert (sheet.value("B2").value, sheet.value("B2").formula, sheet.value("C2").error) == (5.0, True, "#CALC!")
