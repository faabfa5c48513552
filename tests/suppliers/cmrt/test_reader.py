"""A workbook to a document: the Declaration, the ways of filling smelter rows, products, versions, other templates."""

import datetime
import json
from dataclasses import replace
from pathlib import Path

import pytest

from cmr.vocab import Metal
from suppliers.cmrt.document import Document, Listed
from suppliers.cmrt.layouts import LAYOUTS, layout_numbered
from suppliers.cmrt.lookup import look_up_lines
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.report import as_json
from suppliers.cmrt.workbook import Cell, Unreadable, open_workbook
from tests.builders import LOOKUP, Facility, build_cmrt

SHARED = Path(__file__).resolve().parents[3] / "../shared"
REPLAYS = sorted((SHARED / "replay").glob("*/expected.json"))
TIN = {"smelter_id": "CID900005"}


def read(**changes) -> Document:
    return read_document(open_workbook(build_cmrt(**changes)))


def only_row(**row):
    (found,) = read(smelters=[row]).smelters
    return found


def refusal(**changes) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        read(**changes)
    assert refused.value.message.endswith(".") and "\n" not in refused.value.message
    return refused.value


# -- the Declaration


def test_it_reads_every_company_field_with_its_cell():
    document = read(company={"authorizer_phone": "+49 30 7654321", "scope_description": "Boards"})
    assert document.company["name"].text == "Harbor Board Works Ltd."
    assert {field.cell for field in document.company.values()} == {
        f"Declaration!D{row}" for row in (8, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21)
    }
    assert all(field.text for field in document.company.values())


def test_it_strips_tabs_behind_a_company_name_and_keeps_them_raw():
    name = read(company={"name": "Harbor Board Works Ltd.\t\t\u00a0"}).company["name"]
    assert name.text == "Harbor Board Works Ltd."
    assert name.raw == "Harbor Board Works Ltd.\t\t\u00a0"


def test_it_keeps_a_lone_blank_apart_from_nothing():
    document = read(company={"name": " ", "contact_name": None})
    assert (document.company["name"].raw, document.company["name"].text) == (" ", None)
    assert document.company["contact_name"].raw is None


def test_it_reads_a_number_typed_as_text_field_and_drops_a_zero():
    document = read(company={"unique_id": 123456789, "contact_phone": 0})
    assert document.company["unique_id"].text == "123456789"
    assert document.company["contact_phone"].text is None


@pytest.mark.parametrize(
    ("stored", "letter"),
    [
        ("A", "A"),
        ("B", "B"),
        ("C", "C"),
        ("a. company ", "A"),
        ("Company", "A"),
        ("A. Company-wide", "A"),
        ("Everything", None),
        (None, None),
    ],
)
def test_it_knows_the_scope_by_its_letter(stored, letter):
    assert read(scope=stored).scope == letter


def test_it_reads_answers_and_comments_per_metal():
    document = read(answers={3: {"Tin": ("Unknown", "asked again"), "Gold": "Yes"}})
    tin = document.answers[3][Metal.TIN]
    assert (tin.answer, tin.comment, tin.cell, tin.comment_cell) == (
        "Unknown",
        "asked again",
        "Declaration!D39",
        "Declaration!G39",
    )
    assert document.answer(3, Metal.GOLD) == "Yes"
    assert document.company_answers["B"].comment == "www.harbor.example/minerals"


@pytest.mark.parametrize(
    ("question", "stored", "answer"),
    [
        (1, "yes ", "Yes"),
        (3, "是", "Yes"),
        (3, "Nicht bekannt", "Unknown"),
        (2, "Unknown", "Unknown"),
        (6, 1, "100%"),
        (6, "100 %", "100%"),
        (6, "%100", "100%"),
        (6, "> 90 %", "Greater than 90%"),
        (6, "Größer als 75 %", "Greater than 75%"),
        (6, "70 % answered, 20 % will", None),
        (1, "see comment", None),
        (1, None, None),
    ],
)
def test_it_takes_answers_to_the_english_of_the_list(question, stored, answer):
    assert read(answers={question: {"Tin": stored}}).answer(question, Metal.TIN) == answer


def test_it_accepts_both_spellings_of_the_survey_standard():
    for stored in ("Yes, in conformance with IPC1755 (e.g., CMRT)", "Yes, in conformance with IPC-1755 [e.g., CMRT]"):
        answer = read(company_answers={"E": stored}).company_answers["E"].answer
        assert answer == "Yes, in conformance with IPC1755 (e.g., CMRT)"


# -- smelter rows


@pytest.mark.parametrize("manner", ["ids", "picked", "values", "f_only"])
def test_it_completes_a_row_however_it_was_filled(manner):
    row = only_row(**TIN, manner=manner)
    assert (row.metal, row.smelter_id, row.country, row.city) == (Metal.TIN, "CID900005", "BRAZIL", "Manaus")
    assert (row.standard_name, row.listed, row.known) == ("Estanho Norte Ltda.", Listed.LISTED, True)


def test_it_completes_the_rows_of_a_file_that_lost_its_look_up_from_the_official_one():
    book = open_workbook(build_cmrt(smelters=[{"smelter_id": "CID900005"}, {"smelter_id": "CID900001"}]))
    official = {"6.1": look_up_lines(read_document(book).lookup)}
    lost = replace(book, sheets={name: sheet for name, sheet in book.sheets.items() if name != "Smelter Look-up"})
    document = read_document(lost, official)
    said = [(row.metal, row.smelter_id, row.name, row.country) for row in document.smelters]
    assert said == [(row.metal, row.smelter_id, row.name, row.country) for row in read_document(book).smelters]
    assert "its rows were completed from that of the official 6.1" in document.problems[0].message
    for without in (None, {"6.5": official["6.1"]}):
        document = read_document(lost, without)
        assert [row.metal for row in document.smelters] == [None, None]
        assert "no row was completed" in document.problems[0].message


def test_it_takes_column_a_without_trailing_blanks_and_in_any_case():
    row = only_row(smelter_id=" cid900005 ")
    assert (row.smelter_id, row.metal, row.name) == ("CID900005", Metal.TIN, "Estanho Norte Ltda.")
    assert row.shown.error == "A"


def test_it_knows_the_metal_of_a_row_that_holds_an_id_in_column_f_alone():
    row = only_row(smelter_id="CID900005", metal=None, name=None, alias=None, manner="f_only")
    assert (row.metal, row.smelter_id, row.name) == (Metal.TIN, "CID900005", "Estanho Norte Ltda.")


def test_it_keeps_the_alias_that_was_picked_beside_the_standard_name():
    row = only_row(metal="Gold", name="aurora refining", manner="picked")
    assert (row.name, row.standard_name, row.smelter_id) == ("aurora refining", "Aurora Refining AG", "CID900001")


def test_it_reads_a_metal_in_capitals_with_a_symbol_or_translated():
    for text in ("TIN", "Tin (Sn)", "tin ", "锡"):
        assert only_row(metal=text, name="Estanho Norte", manner="picked").smelter_id == "CID900005"


def test_it_takes_a_name_with_smelter_in_it_for_a_name():
    row = only_row(metal="Tin", name="Luna Smelter, Ltd.", manner="picked")
    assert (row.listed, row.smelter_id) == (Listed.LISTED, "CID900004")


@pytest.mark.parametrize("entry", ["Smelter not listed", "SMELTER NOT LISTED", "Smelter Not Listed "])
def test_it_knows_an_unlisted_smelter_in_any_case_and_leaves_it_without_id(entry):
    cells = {"Smelter List!B5": "Tin", "Smelter List!C5": entry, "Smelter List!D5": "Zinnhütte Nord"}
    (row,) = read(smelters=[], cells=cells).smelters
    assert (row.listed, row.name, row.smelter_id) == (Listed.NOT_LISTED, "Zinnhütte Nord", None)


def test_it_knows_a_smelter_that_is_not_yet_identified():
    row = only_row(metal="Tin", manner="not_identified")
    assert (row.listed, row.name, row.smelter_id, row.lookup) == (
        Listed.NOT_IDENTIFIED,
        None,
        None,
        "Smelter not yet identified",
    )


def test_it_finds_the_id_of_an_unlisted_smelter_that_the_workbook_knows_by_this_very_name():
    row = only_row(metal="Tin", name="Estanho Norte", country="BRAZIL", manner="not_listed")
    assert (row.listed, row.smelter_id) == (Listed.NOT_LISTED, "CID900005")


def test_it_keeps_an_unknown_id_and_says_that_it_is_unknown():
    row = only_row(smelter_id="CID999999")
    assert (row.smelter_id, row.metal, row.known, row.listed) == ("CID999999", None, False, None)


def test_it_never_takes_a_mistyped_id_for_an_id():
    assert only_row(metal="Tin", name="New Works", smelter_id="CID0027634", manner="f_only").smelter_id is None


def test_it_prefers_the_id_of_the_name_and_keeps_the_contradicting_one():
    row = only_row(metal="Tin", name="Estanho Norte", smelter_id="CID900004", manner="f_only")
    assert (row.smelter_id, row.typed["F"]) == ("CID900005", "CID900004")


def test_it_passes_over_gaps_phantom_rows_and_zeros():
    rows = [TIN, {"smelter_id": "CID900001", "row": 40}]
    cells = {
        "Smelter List!B20": '=IF(1,0,"")',
        "Smelter List!H21": 0,
        "Smelter List!N22": 0,
        "Smelter List!Q30": "note",
    }
    document = read(smelters=rows, cells=cells)
    assert [row.row for row in document.smelters] == [5, 40]
    assert [(stray.row, stray.typed) for stray in document.strays] == [(30, {"Q": "note"})]


def test_it_reads_pasted_zeros_as_nothing():
    row = only_row(**TIN, manner="values", city=0, state=0.0, mines=0)
    assert (row.mines, row.comments) == (None, None)
    assert (row.city, row.state) == ("Manaus", "Amazonas")


def test_it_keeps_every_repetition_of_a_smelter():
    rows = [TIN | {"mines": "Mina Azul"}, TIN | {"mines": "Mina Verde"}]
    assert [row.mines for row in read(smelters=rows).smelters] == ["Mina Azul", "Mina Verde"]


def test_it_gives_two_metals_of_one_name_their_own_ids():
    gold, tin = (Facility(metal, "Duo", "Duo", "CHILE", f"CID9000{n}") for n, metal in ((10, "Gold"), (11, "Tin")))
    rows = [{"metal": metal, "name": "Duo", "manner": "picked"} for metal in ("Gold", "Tin")]
    found = read(smelters=rows, lookup=(*LOOKUP, gold, tin)).smelters
    assert [row.smelter_id for row in found] == ["CID900010", "CID900011"]


def test_it_reads_typed_rows_without_a_look_up_in_the_file():
    row = LOOKUP[5]._asdict() | {"manner": "values"}
    document = read(smelters=[row], lookup=())
    assert (document.smelters[0].smelter_id, document.smelters[0].known) == ("CID900005", False)
    assert any("Look-up" in problem.message for problem in document.problems)


def test_it_prefers_the_look_up_to_old_results_and_says_so():
    book = open_workbook(build_cmrt(smelters=[TIN]))
    sheet = book.sheets["Smelter List"]
    line = dict(sheet.lines[5]) | {2: Cell("Gold", formula=True), 5: Cell("PERU", formula=True)}
    kept = replace(book, sheets={**book.sheets, sheet.name: replace(sheet, lines={**sheet.lines, 5: line})})
    document = read_document(kept)
    assert (document.smelters[0].metal, document.smelters[0].country) == (Metal.TIN, "BRAZIL")
    assert any("2 cells" in problem.message for problem in document.problems)


# -- products


def test_it_reads_products_and_skips_the_copyright_line():
    products = [("P1", "Board", "new"), (), (4711, None), (None, "Cable")]
    cells = {"Product List!B30": '="(c)"', "Product List!B31": "© 2021, all rights reserved"}
    found = read(scope="B", products=products, cells=cells).products
    assert [(product.row, product.number, product.name) for product in found] == [
        (6, "P1", "Board"),
        (8, "4711", None),
        (9, None, "Cable"),
    ]


# -- versions and other templates


@pytest.mark.parametrize("version", ["6.01", "6.1", "6.22", "6.31", "6.4", "6.5"])
def test_it_reads_every_version(version):
    document = read(version=version)
    assert (document.version, len(document.smelters), document.answer(6, Metal.TIN)) == (version, 4, "100%")
    assert document.witnesses.keys() == {"Declaration!J3", "Smelter List!Q3", "Instructions!A77"}


@pytest.mark.parametrize(
    ("version", "neighbour"),
    [
        ("6.0", "6.01"),
        ("6.2", "6.22"),
        ("6.21", "6.22"),
        ("6.3", "6.31"),
        ("6.6", "6.5"),
        ("6.6.1", "6.5"),
        ("6.7", "6.5"),
    ],
)
def test_it_reads_a_rare_version_as_its_neighbour_and_says_so(version, neighbour):
    document = read(version=version)
    assert document.version == version
    assert any(neighbour in problem.message for problem in document.problems)


def test_it_compares_versions_as_decimals():
    assert [layout.version for layout in sorted(LAYOUTS, key=lambda layout: layout.number)] == [
        "6.0", "6.01", "6.1", "6.2", "6.21", "6.22", "6.3", "6.31", "6.4", "6.5", "6.6", "6.6.1",
    ]  # fmt: skip
    assert layout_numbered("6.10") == layout_numbered("6.1")


@pytest.mark.parametrize("version", ["1.01", "2.03a", "3.01", "4.20", "5.12", "6.05", "7.0"])
def test_it_refuses_another_version_with_advice(version):
    refused = refusal(version=version)
    assert refused.code == "unsupported_version"
    assert version in refused.message and "6.5" in refused.message


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("Extended Mineral Reporting Template", "EMRT"),
        ("Cobalt Reporting Template", "CRT"),
        ("Additional Minerals Reporting Template", "AMRT"),
    ],
)
def test_it_names_another_template(kind, name):
    refused = refusal(kind=kind)
    assert refused.code == "wrong_template" and name in refused.message


def test_it_refuses_a_workbook_that_is_no_cmrt():
    cells = {
        "Revision!B3": None,
        "Declaration!J3": None,
        "Smelter List!Q3": None,
        "Instructions!A77": None,
        "L!D2": None,
    }
    assert refusal(cells=cells).code == "not_cmrt"


def test_it_takes_the_version_from_another_sheet_when_its_cell_was_cleared():
    document = read(cells={"Declaration!J3": None})
    assert document.version == "6.1"
    assert any(problem.cell == "Declaration!J3" for problem in document.problems)


# -- a whole year of declarations


@pytest.mark.skipif(not REPLAYS, reason="../shared is not here")
@pytest.mark.parametrize("expected", REPLAYS, ids=lambda path: path.parent.name)
def test_it_reads_a_year_of_declarations_exactly(expected):
    for want in json.loads(expected.read_text())["manufacturers"]:
        document = read_document(open_workbook((expected.parent / want["file"]).read_bytes()))
        rows = document.smelters
        assert {
            "name": document.company["name"].text,
            "version": document.version,
            "scope": document.scope,
            "effective_date": document.effective_date.date,
            "rows": len(rows),
            "facilities": sorted({row.smelter_id for row in rows if row.smelter_id}),
            "not_yet_identified": sum(row.listed is Listed.NOT_IDENTIFIED for row in rows),
            "not_listed_without_id": sum(row.listed is Listed.NOT_LISTED and not row.smelter_id for row in rows),
            "question_3": {str(metal): answer.answer for metal, answer in document.answers[3].items()},
        } == {key: value for key, value in want.items() if key != "file"} | {
            "effective_date": datetime.date.fromisoformat(want["effective_date"])
        }


@pytest.mark.parametrize(
    ("manner", "column"), [("ids", "A"), ("picked", "F"), ("values", "F"), ("f_only", "F"), ("not_identified", "A")]
)
def test_the_cell_of_an_id_is_the_one_that_shows_it(manner, column):
    """A lawyer who follows an annex row finds the ID there: typed in A, else shown by F."""
    smelter = {"smelter_id": "CID900001"} if manner != "not_identified" else {"metal": "Tin"}
    document = read_document(open_workbook(build_cmrt(smelters=[smelter], manner=manner)))
    assert as_json(document)["smelters"][0]["cells"]["smelter_id"] == f"Smelter List!{column}5"
