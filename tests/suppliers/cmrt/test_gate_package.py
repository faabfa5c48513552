"""The package: its parts exist, have the right kind, and contain nothing that acts."""

import pytest

from suppliers.cmrt.workbook import Unreadable, open_workbook
from tests.suppliers.cmrt.archives import LINKS, MAIN, SPREADSHEET, TYPES, archive, book_parts, package, relations

PARTS = book_parts()
BOOK_LINKS = str(PARTS["xl/_rels/workbook.xml.rels"])


def refusal(parts) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        open_workbook(package(parts))
    return refused.value


def reason(parts) -> str:
    return refusal(parts).code


def typed(kind: str, part: str = "xl/workbook.xml") -> dict[str, str | bytes]:
    """The parts with another content type for one of them."""
    override = f'<Override PartName="/{part}" ContentType="{kind}"/>'
    types = f'<Types xmlns="{TYPES}"><Default Extension="rels" ContentType="x/rels"/>{override}</Types>'
    return PARTS | {"[Content_Types].xml": types}


def added(name: str, kind: str, data: bytes = b"x") -> dict[str, str | bytes]:
    """The parts and one more, with its content type."""
    override = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'
    return PARTS | {name: data, "[Content_Types].xml": str(PARTS["[Content_Types].xml"]).replace("</Types>", override)}


def test_it_finds_parts_wherever_the_relationships_lead():
    moved = {name: part for name, part in PARTS.items() if not name.startswith("xl/")} | {
        "_rels/.rels": relations(("officeDocument", "/Book/Main.xml")),
        "Book/Main.xml": PARTS["xl/workbook.xml"],
        "Book/_rels/Main.xml.rels": relations(("worksheet", "../data/First.XML")),
        "data/First.xml": PARTS["xl/worksheets/sheet1.xml"],
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="rels" ContentType="x/rels"/>'
        f'<Override PartName="/book/main.xml" ContentType="{SPREADSHEET}.sheet.main+xml"/>'
        f'<Override PartName="/data/first.xml" ContentType="{SPREADSHEET}.worksheet+xml"/></Types>',
    }
    assert open_workbook(package(moved)).sheets["Declaration"].value("A1").value == 1.0


def test_it_reads_the_strict_dialect_as_the_usual_one():
    strict = {
        name: str(part)
        .replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")
        .replace(LINKS, "http://purl.oclc.org/ooxml/officeDocument/relationships")
        for name, part in PARTS.items()
    }
    assert open_workbook(package(strict)).sheets["Declaration"].value("A1").value == 1.0


def test_it_lets_links_to_the_outside_be_and_follows_none(socket_disabled):
    outside = relations(
        ("hyperlink", "http://127.0.0.1:9/"), ("hyperlink", "mailto:a@b.example"), mode=' TargetMode="External"'
    )
    link = f'<externalLink xmlns="{MAIN}"><externalBook/></externalLink>'
    parts = PARTS | {"xl/worksheets/_rels/sheet1.xml.rels": outside, "xl/externalLinks/externalLink1.xml": link}
    assert open_workbook(package(parts)).sheets["Declaration"].value("A1").value == 1.0


def test_a_chart_sheet_is_an_empty_sheet():
    links = relations(("worksheet", "worksheets/sheet1.xml"), ("chartsheet", "chartsheets/sheet1.xml"))
    sheets = '<sheets><sheet name="Declaration" r:id="r1"/><sheet name="Chart" state="hidden" r:id="r2"/></sheets>'
    parts = PARTS | {
        "xl/_rels/workbook.xml.rels": links,
        "xl/chartsheets/sheet1.xml": f'<chartsheet xmlns="{MAIN}"/>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{sheets}</workbook>',
    }
    chart = open_workbook(package(parts)).sheets["Chart"]
    assert (chart.hidden, chart.last_row, chart.value("A1").value) == (True, 0, None)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"xl/_rels/workbook.xml.rels": relations()}, id="sheet without relationship"),
        pytest.param({"xl/_rels/workbook.xml.rels": BOOK_LINKS.replace("sheet1", "sheet9")}, id="sheet missing"),
        pytest.param(
            {"xl/_rels/workbook.xml.rels": BOOK_LINKS.replace("sharedStrings.xml", "absent.xml")}, id="strings missing"
        ),
        pytest.param({"xl/_rels/workbook.xml.rels": BOOK_LINKS.replace('"r2"', '"r1"')}, id="one id twice"),
        pytest.param(
            {"xl/_rels/workbook.xml.rels": BOOK_LINKS.replace("worksheets/sheet1", "../../../etc/passwd")},
            id="climbing",
        ),
        pytest.param(
            {
                "xl/_rels/workbook.xml.rels": BOOK_LINKS.replace(
                    "<Relationship ", "<Relationship TargetMode='External' "
                )
            },
            id="sheet elsewhere",
        ),
        pytest.param({"docProps/_rels/x.rels": BOOK_LINKS.replace('"r2"', '"r1"')}, id="one id twice, anywhere"),
        pytest.param({"_rels/.rels": relations(("worksheet", "xl/workbook.xml"))}, id="no workbook"),
        pytest.param({"_rels/.rels": relations(*[("officeDocument", "xl/workbook.xml")] * 2)}, id="two workbooks"),
        pytest.param({"xl/sharedStrings.xml": PARTS["xl/styles.xml"]}, id="styles in place of strings"),
        pytest.param({"xl/workbook.xml": f'<workbook xmlns="{MAIN}"/>'}, id="no sheets"),
        pytest.param({"xl/worksheets/sheet1.xml": "<html/>"}, id="HTML in place of a sheet"),
        pytest.param(
            {"[Content_Types].xml": str(PARTS["[Content_Types].xml"]).replace("worksheet+xml", "chart+xml")},
            id="sheet of another type",
        ),
        pytest.param(
            {"[Content_Types].xml": str(PARTS["[Content_Types].xml"]).replace("/xl/styles", "/XL/workbook")},
            id="two types for one part",
        ),
    ],
)
def test_it_refuses_packages_that_are_incomplete_or_ambiguous(change):
    assert reason(PARTS | change) == "malformed_package"


def test_it_refuses_two_sheets_that_one_reader_might_take_for_the_other():
    for name, target in (("DECLARATION", "r2"), ("Other", "r1")):
        sheets = f'<sheets><sheet name="Declaration" r:id="r1"/><sheet name="{name}" r:id="{target}"/></sheets>'
        parts = PARTS | {
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{sheets}</workbook>',
            "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml"), ("worksheet", "b.xml")),
            "xl/b.xml": PARTS["xl/worksheets/sheet1.xml"],
        }
        assert reason(parts) == "malformed_package"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        pytest.param(typed("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "macro_enabled", id="xlsm"),
        pytest.param(typed("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), "binary_xlsb", id="xlsb"),
        pytest.param(added("xl/vbaProject.bin", "application/octet-stream"), "macro_enabled", id="VBA, undeclared"),
        pytest.param(added("xl/a.bin", "application/vnd.ms-office.vbaProject"), "macro_enabled", id="VBA, declared"),
        pytest.param(
            added("xl/a.dat", "x/y", b"\xd0\xcf\x11\xe0" + "VBA".encode("utf-16-le")), "macro_enabled", id="VBA, hidden"
        ),
        pytest.param(
            added("xl/macrosheets/s.xml", "application/vnd.ms-excel.macrosheet+xml"),
            "macro_enabled",
            id="Excel 4 macro",
        ),
        pytest.param(
            added("xl/activeX/a.xml", "application/vnd.ms-office.activeX+xml"), "active_content", id="ActiveX"
        ),
        pytest.param(added("xl/embeddings/a.bin", "x/y", b"\xd0\xcf\x11\xe0..."), "active_content", id="OLE object"),
        pytest.param(added("xl/embeddings/a.xlsx", "x/y", b"PK\3\4..."), "active_content", id="zip in zip"),
        pytest.param(
            PARTS | {"xl/externalLinks/e.xml": f'<externalLink xmlns="{MAIN}"><ddeLink/></externalLink>'},
            "active_content",
            id="DDE",
        ),
    ],
)
def test_it_refuses_what_acts(parts, code):
    assert reason(parts) == code


def test_a_content_type_for_parts_that_do_not_exist_means_nothing():
    default = '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
    parts = PARTS | {"[Content_Types].xml": str(PARTS["[Content_Types].xml"]).replace("</Types>", default)}
    assert open_workbook(package(parts)).sheets


@pytest.mark.parametrize(
    ("parts", "word"),
    [
        ({"[Content_Types].xml": PARTS["[Content_Types].xml"], "word/document.xml": "<x/>"}, "Word"),
        ({"META-INF/manifest.xml": "<x/>", "content.xml": "<x/>"}, "OpenDocument"),
        ({"META-INF/MANIFEST.MF": "x", "a.class": b"x"}, "program"),
        ({"cmrt.xlsx": b"PK\3\4"}, "unpack"),
        ({"notes.txt": b"x"}, "ZIP folder"),
    ],
)
def test_it_says_what_else_the_archive_is(parts, word):
    refused = refusal(parts)
    assert refused.code == "wrong_type"
    assert word in refused.message


def test_it_says_that_a_folder_is_empty():
    with pytest.raises(Unreadable, match="empty ZIP folder"):
        open_workbook(archive([]))
