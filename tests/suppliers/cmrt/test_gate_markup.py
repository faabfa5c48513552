"""XML: what no workbook needs is refused in every part, by what the parser sees and not by what the bytes look like."""

import pytest

from suppliers.cmrt.workbook import Unreadable, open_workbook
from tests.suppliers.cmrt.archives import MAIN, Member, archive, book_parts, members_of, package, sheet_xml

LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1 if n > 1 else str()};" * 10}">' for n in range(1, 10))
    + "]>"
)
DOCTYPES = [
    pytest.param("<!DOCTYPE x>", id="bare"),
    pytest.param(LAUGHS, id="billion laughs"),
    pytest.param('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', id="external entity"),
    pytest.param('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', id="external definition"),
    pytest.param('<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">%p;]>', id="parameter entity"),
]
EVERY_PART = [
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "xl/worksheets/sheet1.xml",
]
UNREAD_PARTS = ["docProps/core.xml", "customXml/item1.xml", "xl/drawings/vmlDrawing1.vml", "xl/unused.xml"]


def reason(parts) -> str:
    with pytest.raises(Unreadable) as refused:
        open_workbook(package(parts))
    return refused.value.code


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_it_refuses_every_kind_of_document_type(doctype):
    parts = book_parts()
    assert reason(parts | {"xl/worksheets/sheet1.xml": doctype + str(parts["xl/worksheets/sheet1.xml"])}) == (
        "xml_forbidden"
    )


@pytest.mark.parametrize("name", EVERY_PART)
def test_it_refuses_a_document_type_in_every_part(name):
    parts = book_parts()
    assert reason(parts | {name: f"<!DOCTYPE x>{parts[name]}"}) == "xml_forbidden"


@pytest.mark.parametrize("name", UNREAD_PARTS)
def test_it_refuses_a_document_type_in_parts_that_nobody_reads(name):
    assert reason(book_parts() | {name: "<!DOCTYPE x><x/>"}) == "xml_forbidden"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_it_sees_a_document_type_in_utf16(codec):
    parts = book_parts()
    hidden = f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x>{parts["xl/styles.xml"]}'
    assert reason(parts | {"xl/styles.xml": hidden.encode(codec)}) == "xml_forbidden"


def test_it_reads_a_part_in_utf16():
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>Größe 錫</t></is></c></row>'
    part = f'<?xml version="1.0" encoding="UTF-16"?>{sheet_xml(rows)}'.encode("utf-16")
    book = open_workbook(package(book_parts() | {"xl/worksheets/sheet1.xml": part}))
    assert book.sheets["Declaration"].value("A1").value == "Größe 錫"


def test_a_cell_may_hold_the_text_of_a_document_type():
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>&lt;!DOCTYPE x&gt;</t></is></c></row>'
    assert open_workbook(package(book_parts(rows))).sheets["Declaration"].value("A1").value == "<!DOCTYPE x>"


def test_it_refuses_inclusion_of_other_files():
    include = '<x xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd" parse="text"/></x>'
    assert reason(book_parts() | {"docProps/app.xml": include}) == "xml_forbidden"


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(f'<worksheet xmlns="{MAIN}">', id="unclosed"),
        pytest.param("", id="empty"),
        pytest.param(b"\xff\xfe\x00", id="half a character"),
        pytest.param(sheet_xml('<row r="1"><c r="A1"><v>&#0;</v></c></row>'), id="NUL"),
        pytest.param(sheet_xml('<row r="1"><c r="A1"><v>&unknown;</v></c></row>'), id="unknown entity"),
        pytest.param(sheet_xml("").encode() + b"\xff", id="not UTF-8"),
        pytest.param('<?xml version="1.0" encoding="cp037"?>' + sheet_xml(""), id="other encoding"),
    ],
)
def test_it_refuses_ill_formed_sheets(broken):
    assert reason(book_parts() | {"xl/worksheets/sheet1.xml": broken}) == "malformed_xml"


@pytest.mark.parametrize("name", ["customXml/item1.xml", "xl/drawings/vmlDrawing1.vml"])
def test_it_lets_parts_be_ill_formed_that_office_itself_breaks(name):
    parts = book_parts() | {name: '<?xml version="1.0" encoding="UTF-8"?><x>'.encode("utf-16") + b"<br>"}
    assert open_workbook(package(parts)).sheets


def test_it_refuses_ill_formed_parts_elsewhere():
    assert reason(book_parts() | {"docProps/core.xml": "<x>"}) == "malformed_xml"


@pytest.mark.parametrize("name", ["docProps/core.xml", "xl/worksheets/sheet1.xml", "customXml/item1.xml"])
@pytest.mark.parametrize(
    "xml",
    [
        pytest.param("<a>" * 100_000 + "</a>" * 100_000, id="nesting"),
        pytest.param("<a " + " ".join(f'x{n}=""' for n in range(200_000)) + "/>", id="attributes"),
        pytest.param("<a>" + "".join(f"<b{n}/>" for n in range(20_000)) + "</a>", id="names"),
        pytest.param("<a x='" + "y" * 3_000_000 + "'/>", id="one long attribute"),
        pytest.param("<a><!--" + "y" * 3_000_000 + "--></a>", id="one long comment"),
    ],
)
def test_it_counts_while_it_reads(name, xml):
    if name == "xl/worksheets/sheet1.xml":
        xml = sheet_xml("", after=xml)
    # Stored members have no ratio, so that the parser is the judge.
    members = [Member(m.name, m.data, method=0) for m in members_of(book_parts() | {name: xml})]
    with pytest.raises(Unreadable) as refused:
        open_workbook(archive(members))
    assert refused.value.code == "limit_exceeded"


def test_it_counts_the_elements_of_all_parts_together():
    flood = "<a>" + "<b/><cc/>" * 500_000 + "</a>"
    names = ["docProps/a.xml", "docProps/b.xml", "docProps/c.xml"]
    members = [*members_of(book_parts()), *(Member(name, flood.encode(), method=0) for name in names)]
    with pytest.raises(Unreadable) as refused:
        open_workbook(archive(members))
    assert refused.value.code == "limit_exceeded"
