"""Filling a blank: what stays as it was, what is written how, and what is refused."""

import io
import re
import zipfile
from collections.abc import Iterable
from typing import Any

import openpyxl
import pytest

from suppliers.cmrt.workbook import Unreadable, open_workbook
from suppliers.cmrt.writer import NotFillable, fill, from_json
from tests.builders import build_cmrt
from tests.suppliers.cmrt.blanks import VERSIONS, official, own_blank, said

SMELTERS = [
    {"smelter_id": "CID001182", "metal": "Tin"},
    {"metal": "Gold", "listed": "not_listed", "name": "New & Co", "country": "Germany"},
    {"metal": "Tungsten", "listed": "not_identified"},
]


def declared(**changes: Any) -> dict[str, Any]:
    answers = {str(q): {"Tin": "Yes", "Gold": "No"} for q in (1, 2, 7, 8)} | {"6": {"Tin": "100%"}}
    return {
        "company": {"name": "Acme", "contact_email": "a@acme.example"},
        "scope": "A",
        "effective_date": "2024-02-29",
        "answers": answers,
        "smelters": SMELTERS,
        "products": [{"number": "P-1"}],
    } | changes


def parts(data: bytes) -> dict[str, bytes]:
    """The members as they are stored, each with its header."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    starts = sorted(info.header_offset for info in archive.infolist())
    ends = dict(zip(starts, [*starts[1:], archive.start_dir], strict=True))
    return {i.filename: data[i.header_offset : ends[i.header_offset]] for i in archive.infolist()}


def cell(data: bytes, sheet: int, ref: str) -> str:
    xml = zipfile.ZipFile(io.BytesIO(data)).read(f"xl/worksheets/sheet{sheet}.xml").decode()
    match = re.search(rf'<c r="{ref}"[^>]*?(?:/>|>.*?</c>)', xml)
    return match[0] if match else ""


@pytest.mark.parametrize("version", VERSIONS)
def test_it_changes_what_is_filled_in_and_the_labels_and_nothing_else(version):
    blank = official(version)
    before, after = parts(blank), parts(fill(blank, from_json(declared())))
    assert list(before) == list(after)
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {f"xl/worksheets/sheet{n}.xml" for n in (2, 3, 4, 5, 6, 7, 8)}
    assert changed >= {f"xl/worksheets/sheet{n}.xml" for n in (4, 5, 6, 7)}


def test_it_keeps_validations_formats_and_protection():
    blank = official("6.5")
    books = [openpyxl.load_workbook(io.BytesIO(data)) for data in (blank, fill(blank, from_json(declared())))]
    assert books[0].security.lockStructure == books[1].security.lockStructure
    for name in books[0].sheetnames:
        assert kept(books[0][name]) == kept(books[1][name])


def kept(sheet: Any) -> Iterable[Any]:
    validations = sorted((str(v.sqref), v.type, v.formula1) for v in sheet.data_validations.dataValidation)
    formats = sorted((str(f.sqref), [r.formula for r in f.rules]) for f in sheet.conditional_formatting)
    return validations, formats, sheet.protection.hashValue, sheet.merged_cells.ranges, len(sheet._images)


def test_it_writes_cells_as_the_template_wants_them():
    old, new = (fill(official(version), from_json(declared())) for version in ("6.22", "6.5"))
    assert re.fullmatch(r'<c r="D57" s="\d+"><v>1</v></c>', cell(old, 4, "D57"))
    assert ">100%</t>" in cell(new, 4, "D57")
    assert re.fullmatch(r'<c r="D22" s="\d+"><v>45351</v></c>', cell(new, 4, "D22"))
    # Nothing is asked behind a No, and what is not answered is not even an empty text.
    assert re.fullmatch(r'<c r="D34" s="\d+"/>', cell(new, 4, "D34"))
    assert cell(new, 4, "D26") == cell(official("6.5"), 4, "D26")
    # An ID alone is enough: the other cells keep their formulas, with the results beside them.
    assert "CID001182" in cell(new, 5, "A5")
    for ref, shown in {
        "B5": "Tin",
        "F5": "CID001182",
        "S5": "PE",
        "AB5": "TinMinsur",
    }.items():
        assert re.search(rf"</f><v>{re.escape(shown)}</v>|<f[^>]*/><v>{re.escape(shown)}</v>", cell(new, 5, ref)), ref
    assert ">GERMANY</t>" in cell(new, 5, "E6")
    assert "Enter smelter details" in cell(new, 5, "G6")


def test_it_shows_the_labels_in_the_language_that_was_chosen():
    data = fill(official("6.5"), from_json({"language": "Deutsch"}))
    sheet = open_workbook(data).sheets["Declaration"]
    assert (sheet.value("D3").value, sheet.value("P3").value) == ("Deutsch", 7)
    assert sheet.value("B8").value == "Firmenname (*):"
    sheets = open_workbook(data).sheets
    labels = [sheets[name].cell(row, 1).value for name, row in (("Instructions", 2), ("Smelter Look-up", 4))]
    assert labels == ["Einführung", "Metall"]
    assert sheets["Instructions"].value("A77").value.startswith("Revision 6.5")
    again = fill(data, from_json({"language": "English"}))
    assert open_workbook(again).sheets["Instructions"].cell(2, 1).value == "Introduction"


def test_it_stores_text_as_text():
    data = fill(own_blank(), from_json({"company": {"name": "=1+1", "address": "a\r\nb\x07", "authority": "_x0041_"}}))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Declaration"]
    assert (sheet["D8"].value, sheet["D8"].data_type, sheet["D14"].value) == ("=1+1", "s", "a\nb")
    assert said(data)["company"]["authority"] == "_x0041_"


def test_it_is_worked_out_anew_when_it_is_opened():
    blank = with_calculation_chain(own_blank())
    archive = zipfile.ZipFile(io.BytesIO(fill(blank, from_json({}))))
    assert "xl/calcChain.xml" not in archive.namelist()
    assert b"calcChain" not in archive.read("[Content_Types].xml") + archive.read("xl/_rels/workbook.xml.rels")
    assert b'fullCalcOnLoad="1"' in archive.read("xl/workbook.xml")


def with_calculation_chain(data: bytes) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            text = source.read(name).decode()
            if name == "[Content_Types].xml":
                text = text.replace(
                    "</Types>", f'<Override PartName="/xl/calcChain.xml" ContentType="{media}"/></Types>'
                )
            if name == "xl/_rels/workbook.xml.rels":
                link = f'<Relationship Id="rc" Type="{kind}" Target="calcChain.xml"/>'
                text = text.replace("</Relationships>", f"{link}</Relationships>")
            if name == "xl/workbook.xml":
                text = re.sub(r' fullCalcOnLoad="1"', "", text)
            target.writestr(name, text)
        target.writestr(
            "xl/calcChain.xml", '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
        )
    return out.getvalue()


def test_it_gives_the_same_bytes_every_time():
    blank, declaration = own_blank(), from_json(declared(smelters=SMELTERS[1:]))
    assert fill(blank, declaration) == fill(blank, declaration)


def test_it_writes_a_facility_whose_key_the_template_lost_as_constants():
    data = fill(official("6.4"), from_json({"smelters": [{"smelter_id": "CID004724"}]}))
    (smelter,) = said(data)["smelters"]
    assert (smelter["smelter_id"], smelter["known"]) == ("CID004724", True)
    assert cell(data, 5, "A5") == cell(official("6.4"), 5, "A5")
    assert smelter["country"]


def test_it_takes_a_name_that_the_template_does_not_list_as_not_listed():
    (smelter,) = said(fill(own_blank(), from_json({"smelters": [{"metal": "tin", "name": "Nobody knows"}]})))[
        "smelters"
    ]
    assert (smelter["listed"], smelter["name"]) == ("not_listed", "Nobody knows")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"language": "Klingon"}, "'Klingon' is no language of this template"),
        ({"scope": "D"}, "The scope 'D' is not in the list"),
        ({"effective_date": "2023-02-29"}, "'2023-02-29' is no day of the calendar"),
        ({"effective_date": "1999-12-31"}, "is before 2007"),
        ({"effective_date": 45000}, "is no day of the calendar"),
        ({"answers": {"3": {"Tin": "Perhaps"}}}, "Question 3 for tin: 'Perhaps' is not in the list"),
        ({"answers": {"9": {"Tin": "Yes"}}}, "no question '9'"),
        ({"answers": {"1": {"Cobalt": "Yes"}}}, "names 'Cobalt'"),
        ({"company_answers": {"E": "Maybe"}}, "Question E: 'Maybe' is not in the list"),
        ({"company": {"nickname": "A"}}, "no company field 'nickname'"),
        ({"smelters": [{"metal": "Tin"}] * 2489}, "room for 2488 smelters, and there are 2489"),
        ({"smelters": [{"smelter_id": "CID999999"}]}, "does not list CID999999"),
        ({"smelters": [{"name": "Somebody"}]}, "Smelter 1 needs a metal"),
        ({"smelters": "all of them"}, "smelters must be a JSON list"),
        ({"products": [{"name": "No number"}]}, "The first product has no number"),
        ({"products": [{"number": "1"}] * 2001}, "room for 2000 products, and there are 2001"),
        ({"company": {"name": "x" * 32768}}, "32768 characters"),
    ],
)
def test_it_says_in_a_sentence_what_does_not_fit(changes, sentence):
    with pytest.raises(NotFillable) as refused:
        fill(own_blank(), from_json(declared(smelters=[]) | changes))
    assert sentence in refused.value.message
    assert refused.value.message.endswith(".")


def test_it_refuses_what_is_no_official_blank():
    with pytest.raises(Unreadable):
        fill(b"\xff\xd8\xff\xe0 a photograph", from_json({}))
    with pytest.raises(Unreadable):
        fill(build_cmrt(kind="Cobalt Reporting Template"), from_json({}))
    with pytest.raises(NotFillable, match="LibreOffice"):
        fill(saved_by_libreoffice(own_blank()), from_json({}))


def saved_by_libreoffice(data: bytes) -> bytes:
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            target.writestr(name, text.replace("<Application>Microsoft Excel", "<Application>LibreOffice/7.4"))
    return out.getvalue()
