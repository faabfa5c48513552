"""Reading by grammar and walking event by event: the same cells, and never a part that the walk refuses."""

import random
import re
import zipfile
from pathlib import Path

import pytest

from suppliers.cmrt.gate import plain, strings
from suppliers.cmrt.gate.bounds import Budget
from suppliers.cmrt.gate.formats import read_formats
from suppliers.cmrt.gate.grammar import Deviates
from suppliers.cmrt.gate.markup import as_utf8
from suppliers.cmrt.gate.refusal import Unreadable
from suppliers.cmrt.gate.sheets import walk_sheet
from suppliers.cmrt.gate.values import Values
from tests.builders import build_cmrt
from tests.suppliers.cmrt.archives import MAIN, sheet_xml

SHARED = Path(__file__).resolve().parents[4] / "shared"
REAL_FILES = [
    path for folder in ("rmi-templates", "replay/2020/cmrt") for path in sorted((SHARED / folder).glob("*.xlsx"))
]
WORDS = [b"Tin", b"", b"a &amp; b", b"Ta_x000D_\nW", b"1234"] * 40
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'


def values(texts=WORDS) -> Values:
    return Values(texts, [False, True], epoch_1904=False)


def outcome(read, data: bytes):
    """What a reading makes of a part: rows and hidden rows, or why it is refused."""
    try:
        scanned = read(data, values(), Budget())
    except Unreadable as refused:
        return refused.code
    return {row: dict(line) for row, line in scanned.lines.items()}, scanned.hidden_rows


def by_grammar(data: bytes, known: Values, budget: Budget):
    """The reading by grammar alone."""
    return plain._Table(data, known).read(budget)


def cell(address: str, *, tail: str = "", inside: str = "") -> str:
    return f'<c r="{address}"{tail}>{inside}</c>'


def template_row(number: int, group: int = 3) -> str:
    """A row as the template prepares thousands: formulas without a result, an error, and a zero."""
    return (
        f'<row r="{number}" s="147" customFormat="1" ht="23.2" spans="1:28"><c r="A{number}" s="196"/>'
        f'<c r="B{number}" s="1" t="str"><f ca="1">IF(A{number}=0,"",INDEX(LU!$A:$A,A{number}&amp;"x"))</f><v/></c>'
        f'<c r="V{number}" t="e"><f>NA()</f><v>#N/A</v></c>'
        f'<c r="X{number}"><f t="shared" si="{group}"/><v>0</v></c></row>'
    )


ROWS = [
    "".join(template_row(n) for n in range(5, 130)),
    "".join(template_row(n, 3 + n // 31) for n in range(990, 1100)),
    "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 30)),
    "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>7</v></c></row>' for n in range(1, 30)),
    "".join(f'<row r="{n}"><c r="A{n}" s="{n % 2}"><v>45000</v></c></row>' for n in range(8, 13)),
    "".join(f'<row r="{n}" hidden="{n % 2}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 9)),
    '<row r="3"/><row r="5" spans="1\ufffe"/>',
    '<row r="3"/><row r="5" spans="1:2"/><row r="9"><c r="C9" t="inlineStr"><is><t>x &lt; y</t></is></c></row>',
    '<row r="1"><c r="A1" t="str"><f>B1&amp;"]]"</f><v>a &gt; "b"</v></c><c r="AB1" t="b"><v>1</v></c></row>',
    '<row r="1"><c r="A1" t="d"><v>2024-05-02</v></c><c r="B1" t="e"><v>#REF!</v></c><c r="C1"><v>NaN</v></c></row>',
    '<row r="10"><c r="A10"><f>"&#10;"</f></c></row><row r="11"><c r="A11"><f>"&#11;"</f></c></row>',
    '<row r="12"><c r="A12" s="12"><v>1</v></c></row><row r="13"><c r="A13" s="13"><v>1</v></c></row>',
    '<row r="12"><c r="A12" t="s"><v>12</v></c></row><row r="13"><c r="A13" t="s"><v>13</v></c></row>',
    '<row r="1"><c r="A1" t="s"><v>99999</v></c></row>',
    '<row r="1" r="2"><c r="A1"/></row>',
    '<row r="1"><c r="A1" s="1" s="2"/></row>',
    '<row r="1"><c r="A1"><f t="shared" t="array">1</f></c></row>',
    '<row r="1"><c r="B1"/><c r="A1"/></row>',
    '<row r="1"><c r="A1"/><c r="A1"/></row>',
    '<row r="1"><c r="A2"/></row>',
    '<row r="2"><c r="A2"/></row><row r="1"><c r="A1"/></row>',
    '<row r="1048577"><c r="A1048577"/></row>',
    '<row r="1"><c r="XFE1"/></row>',
    '<row r="1"><c r="A1" t="str"><v>a]]>b</v></c></row>',
    '<row r="1"><!-- </sheetData> --><c r="A1"/></row>',
    '<row r="1"><c r="A1" t="str"><v>\x01</v></c></row>',
    '<row r="1"><c r="A1" t="str"><v>\ufffe</v></c></row>',
    '<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>',
    '<row r="1"><c r="A1"><f>1</f><f>2</f><v>2</v></c></row>',
    '<row r="1"><c r="A1"><v>1</v></c>text</row>text',
    # Rows of one form, of which only the formulas differ; of the last ones XML has no such character.
    "".join(
        f'<row r="{n}"><c r="B{n}"><f>{f}</f><v>1</v></c></row>' for n, f in enumerate(["A1", "A2", '"\ufffe"'], 1)
    ),
    "".join(f'<row r="{n}"><c r="B{n}"><f>{f}</f></c></row>' for n, f in ((9, "A9"), (10, '"&#10;"'), (11, '"&#11;"'))),
    "".join(
        f'<row r="{n}"><c r="B{n}"><f>{f}</f><v>{n * n}</v></c></row>'
        for n, f in ((9, 9), (10, "&#10;"), (11, "&#11;"))
    ),
    # A style is the number of its row.
    "".join(f'<row r="{n}"><c r="A{n}" s="{n}"/><c r="B{n}" s="1"><v>{n * n}</v></c></row>' for n in range(1, 40)),
    # The second row is the first but for a text where none can stand.
    "".join(f'<row r="{n}"><c r="B{n}" t="str"><f>A1</f><v/>{text}</c></row>' for n, text in ((1, ""), (2, "more"))),
    "".join(f'<row r="{n}"><c r="B{n}"><v/>{text}</c></row>' for n, text in ((1, ""), (2, "7"))),
    "".join(
        f'<row r="{n}"><c r="B{n}"><f t="array">{f}</c></row>' for n, f in ((1, "v</f><v>1</v>"), (2, "<v>7</f>v</v>"))
    ),
]


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("declared", ["", DECLARED])
def test_it_reads_by_grammar_what_the_walk_reads(rows, declared):
    data = (declared + sheet_xml(rows, after='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>')).encode()
    walked = outcome(walk_sheet, data)
    assert outcome(plain.read_sheet, data) == walked
    try:
        read = outcome(by_grammar, data)
    except Deviates:
        return
    assert read == walked


@pytest.mark.parametrize(
    "part",
    [
        sheet_xml("", before="<!-- <sheetData> --><x/>"),
        sheet_xml("", before="<x><sheetData></sheetData></x>"),
        sheet_xml("", after="<sheetData></sheetData>"),
        sheet_xml("", after="<x>"),
        sheet_xml("") + "<x/>",
        f'<x:worksheet xmlns:x="{MAIN}"><sheetData></sheetData></x:worksheet>',
        "<worksheet><sheetData></sheetData></worksheet>",
        f'<?xml version="1.0" encoding="us-ascii"?>{sheet_xml("")}',
        f'<?xml version="1.0" encoding="cp037"?>{sheet_xml("")}',
        f"<!DOCTYPE x>{sheet_xml('')}",
    ],
)
def test_it_finds_the_table_where_the_walk_finds_it(part):
    data = part.encode()
    assert outcome(plain.read_sheet, data) == outcome(walk_sheet, data)


def parts_of(path: Path, pattern: str):
    with zipfile.ZipFile(path) as archive:
        return [as_utf8(archive.read(name)) for name in archive.namelist() if re.fullmatch(pattern, name)]


@pytest.mark.skipif(not REAL_FILES, reason="the official templates are not here")
@pytest.mark.parametrize("path", REAL_FILES, ids=lambda path: path.stem)
def test_every_real_file_is_of_the_plain_form(path):
    [shared] = parts_of(path, "xl/sharedStrings.xml")
    stored = strings._stored(shared, Budget())
    walked = strings.walk_strings(shared, Budget())
    texts = values(stored)
    assert [texts.shared_cell(str(n)).value for n in range(len(stored))] == [
        values([text.replace("&", "&amp;").encode()]).shared_cell("0").value for text in walked
    ]
    for part in parts_of(path, r"xl/worksheets/sheet\d+\.xml"):
        read, known = by_grammar(part, values(stored), Budget()), walk_sheet(part, values(stored), Budget())
        assert (read.lines, read.hidden_rows) == (known.lines, known.hidden_rows)


def mutants(part: bytes, seed: int, count: int):
    """Flips, cuts, doublings and splices of a part."""
    chance = random.Random(seed)
    tokens = [
        b"<",
        b">",
        b'"',
        b"&",
        b"/",
        b"1",
        b" ",
        b"\xff",
        b"\0",
        b"<!--",
        b"<v>",
        b"</c>",
        b'r="',
        b"&#11;",
        b"A9",
    ]
    for _ in range(count):
        bent = bytearray(part)
        for _ in range(chance.randint(1, 2)):
            at, size = chance.randrange(len(bent)), chance.randint(0, 12)
            piece = bytes(bent[at : at + size])
            bent[at : at + chance.choice([0, size])] = chance.choice([piece, b"", chance.choice(tokens)])
        yield bytes(bent)


def test_it_reads_no_mutant_that_the_walk_refuses_or_reads_otherwise():
    for number, rows in enumerate(ROWS):
        part = sheet_xml(rows[:6000] if rows.startswith('<row r="5" s') else rows, before='<dimension ref="A1"/>')
        for bent in mutants(part.encode(), number, 60):
            assert outcome(plain.read_sheet, bent) == outcome(walk_sheet, bent), bent


STRINGS = (
    '<si><t>Tin</t></si><si><t>a &amp; b</t></si><si><t xml:space="preserve"> x </t></si><si><t></t></si>'
    "<si><r><rPr><b/></rPr><t>rich </t></r><r><t>text</t></r></si><si><t>東京</t>"
    '<rPh sb="0" eb="2"><t>トウ</t></rPh></si>'
    "<si/><si><t/></si><si><t>last\r\nline</t></si>"
)


def texts(read, data: bytes):
    try:
        known = values(read(data, Budget()))
        return [known.shared_cell(str(n)).value for n in range(len(known._strings))]
    except Unreadable as refused:
        return refused.code


def walked_strings(data: bytes, budget: Budget):
    return [text.replace("&", "&amp;").encode() for text in strings.walk_strings(data, budget)]


def test_it_reads_strings_by_grammar_as_the_walk_does():
    for items in ("", STRINGS, STRINGS.replace("<si/>", "<si><t>plain</t></si>"), STRINGS[:170] + STRINGS[:170]):
        part = f'<sst xmlns="{MAIN}" count="9">{items}</sst>'.encode()
        assert texts(strings.read_strings, part) == texts(walked_strings, part)
        for bent in mutants(part, len(items), 400):
            assert texts(strings.read_strings, bent) == texts(walked_strings, bent), bent


def test_it_tells_dates_from_numbers_in_plain_styles_and_others():
    items = '<xf numFmtId="0" fontId="0"/><xf numFmtId="14" xfId="0"><alignment wrapText="1"/></xf><xf numFmtId="164"/>'
    lists = "".join(
        f'<{name} count="3">{content}</{name}>'
        for name, content in (
            ("numFmts", '<numFmt numFmtId="164" formatCode="d-mmm-yyyy"/>'),
            ("cellStyleXfs", '<xf numFmtId="0"/>'),
            ("cellXfs", items),
            ("cellStyles", '<cellStyle name="Normal" xfId="0"/>'),
        )
    )
    for styles in (lists, lists.replace("<xf ", "<xf\t"), lists.replace("<cellStyles", "<!-- --><cellStyles")):
        assert read_formats(f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'.encode(), Budget()) == [
            False,
            True,
            True,
        ]
    spelled = ('numFmtId = "14"', "numFmtId='14'", 'numFmtId="1&#52;"', '\tnumFmtId="14"', '\nnumFmtId="14"')
    for styles in (lists.replace('numFmtId="14"', other) for other in spelled):
        assert read_formats(f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'.encode(), Budget())[1]
    for broken in (lists.replace('fontId="0"', 'numFmtId="14"'), lists.replace("</xf>", ""), f"<!DOCTYPE x>{lists}"):
        with pytest.raises(Unreadable):
            read_formats(f'<styleSheet xmlns="{MAIN}">{broken}</styleSheet>'.encode(), Budget())


def test_a_file_of_our_own_builder_is_of_the_plain_form(tmp_path):
    path = tmp_path / "built.xlsx"
    path.write_bytes(build_cmrt())
    for part in parts_of(path, r"xl/worksheets/sheet\d+\.xml"):
        assert by_grammar(part, values([b""] * 500), Budget()).seen
