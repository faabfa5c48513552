"""Sheets renamed and reordered, rows and columns inserted or deleted: found by what stands around, or refused."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from cmr.findings import Finding
from cmr.vocab import Metal
from suppliers.cmrt.checker import recompute
from suppliers.cmrt.checks import ALL_CHECKS, context_from_json, subject
from suppliers.cmrt.document import Document
from suppliers.cmrt.gate.addresses import column_letters, split_reference
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.report import as_json
from suppliers.cmrt.workbook import Cell, Sheet, Unreadable, Workbook, open_workbook
from tests.builders import build_cmrt
from tests.suppliers.cmrt.moving import insert, rename
from tests.suppliers.cmrt.overlay import overlay

TODAY = datetime.date(2021, 7, 15)
CONTEXT = context_from_json(
    {
        "minimum_version": "6.5",
        "previous": {"smelters": [{"metal": "Tin", "smelter_id": "CID900004", "name": "Luna Smelter, Ltd."}]},
    }
)
SHARED = Path(__file__).resolve().parents[3] / "../shared"
CASES = [
    path
    for name in ("6.01_not_yet_identified", "6.31_tin_missing", "6.5_language_zh")
    if (path := SHARED / f"checker-cases/{name}.xlsx").exists()
]
ROWS = [
    {"smelter_id": "CID900005", "mines": "Mina Azul"},
    {"metal": "Gold", "name": "aurora refining", "manner": "picked"},
    {"metal": "Tin", "name": "Zinnhütte Nord", "country": "GERMANY", "manner": "not_listed"},
]


@pytest.fixture(scope="module")
def book() -> Workbook:
    data = build_cmrt(
        answers={3: {"Tin": ("Unknown", "asked again")}},
        smelters=ROWS,
        scope="B",
        products=[("P1", "Board", "new"), ("P2", "Cable", None)],
    )
    return open_workbook(data)


def facts(document: Document) -> dict[str, object]:
    """What a declaration says, wherever it stands."""
    return {
        "company": {name: field.text for name, field in document.company.items()},
        "scope": document.scope,
        "language": document.language.text,
        "date": document.effective_date.date,
        "version": document.version,
        "answers": [
            (question, metal, answer.answer, answer.raw, answer.comment)
            for question, by_metal in document.answers.items()
            for metal, answer in by_metal.items()
        ],
        "company_answers": [(letter, a.answer, a.comment) for letter, a in document.company_answers.items()],
        "smelters": [
            (row.metal, row.smelter_id, row.name, row.country, row.listed, row.mines, row.comments, row.recycled)
            for row in document.smelters
        ],
        "strays": len(document.strays),
        "products": [(p.number, p.name, p.comments) for p in document.products],
        "open": recompute(document).remaining,
        "overwritten": len(document.overwritten),
    }


def told(document: Document) -> str:
    return " ".join(problem.message for problem in document.problems)


def refused(workbook: Workbook) -> Unreadable:
    with pytest.raises(Unreadable) as found:
        read_document(workbook)
    assert found.value.code == "layout_changed"
    assert found.value.message.endswith(".") and found.value.message.count(". ") == 0
    return found.value


# -- sheets


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Declaration", "declaration "),
        ("Smelter List", "Smelter  List"),
        ("Smelter List", " SMELTER LIST"),
        ("Product List", "product list"),
        ("Smelter Look-up", "Smelter Look-Up "),
        ("Revision", "revision"),
    ],
)
def test_it_knows_a_sheet_by_its_name_without_blanks_and_case(book, old, new):
    document = read_document(rename(book, old, new))
    assert facts(document) == facts(read_document(book))
    assert f'"{new}" was read as the sheet "{old}"' in told(document)
    assert document.company["name"].cell == "Declaration!D8"


def test_it_refuses_two_sheets_that_claim_one_name(book):
    twice = rename(book, "Declaration", "declaration ")
    sheets = twice.sheets | {"DECLARATION": twice.sheets["declaration "]}
    assert "Declaration" in refused(replace(twice, sheets=sheets)).message


def test_it_prefers_the_sheet_with_the_exact_name(book):
    sheets = {"declaration ": Sheet("declaration ", lines={1: {1: Cell("an old copy")}})} | dict(book.sheets)
    document = read_document(replace(book, sheets=sheets))
    assert facts(document) == facts(read_document(book))


def test_it_reads_sheets_in_any_order_with_others_between_them_and_hidden_ones(book):
    sheets: dict[str, Sheet] = {}
    for name, sheet in reversed(book.sheets.items()):
        sheets |= {
            f"Note {len(sheets)}": Sheet(f"Note {len(sheets)}", lines={5: {2: Cell("Tin"), 6: Cell("CID900005")}})
        }
        sheets |= {name: replace(sheet, hidden=True)}
    document = read_document(replace(book, sheets=sheets))
    assert facts(document) == facts(read_document(book))
    assert "The sheet Declaration is hidden" in told(document)


# -- rows


@pytest.mark.parametrize("row", [1, 3, 4, 8, 9, 11, 23, 24, 25, 26, 28, 30, 36, 61, 74, 75, 80, 89])
@pytest.mark.parametrize("count", [1, 3])
def test_it_finds_the_fields_below_rows_inserted_into_the_declaration(book, row, count):
    document = read_document(insert(book, "Declaration", row=row, count=count))
    assert facts(document) == facts(read_document(book))
    assert f"{count} row{'s were' if count > 1 else ' was'} inserted" in told(document)
    assert document.company_answers["H"].cell == f"Declaration!D{89 + count}"
    assert document.company_answers["H"].comment_cell == f"Declaration!G{89 + count}"


def test_it_finds_the_fields_between_two_insertions(book):
    document = read_document(insert(insert(book, "Declaration", row=60, count=4), "Declaration", row=8, count=2))
    assert facts(document) == facts(read_document(book))
    assert document.company["name"].cell == "Declaration!D10"
    assert document.answers[8][Metal.TUNGSTEN].cell == "Declaration!D77"


@pytest.mark.parametrize("row", [11, 23, 30, 72, 76])
def test_it_reads_past_a_deleted_empty_row(book, row):
    titled = overlay(book, {"Declaration": {"B7": "Company", "B24": "Questions", "B73": "For the company"}})
    document = read_document(insert(titled, "Declaration", row=row, count=-1))
    assert facts(document) == facts(read_document(book))
    assert "1 row was deleted" in told(document)


@pytest.mark.parametrize("row", [8, 9, 12, 15, 22, 25, 26, 27, 29, 31, 50, 75, 77, 87])
@pytest.mark.parametrize("titles", [{}, {"B7": "Company", "B24": "Questions", "B73": "For the company"}], ids=len)
def test_it_refuses_a_declaration_with_a_deleted_field(book, row, titles):
    titled = overlay(book, {"Declaration": titles})
    assert "Declaration" in refused(insert(titled, "Declaration", row=row, count=-1)).message


@pytest.mark.skipif(not CASES, reason="../shared is not here")
def test_it_refuses_an_official_declaration_with_a_deleted_field():
    plain = open_workbook(CASES[0].read_bytes())
    for row in (*range(8, 11), *range(12, 23), *range(25, 30), 33, 67, *range(75, 90, 2)):
        refused(insert(plain, "Declaration", row=row, count=-1))


@pytest.mark.parametrize("inserted", [0, 2])
def test_it_refuses_a_declaration_whose_last_question_was_deleted(book, inserted):
    lists = {"B90": "a line below", **dict(zip(("B96", "B97", "B98"), ("Yes", "No", "Unknown"), strict=True))}
    listed = insert(overlay(book, {"Declaration": lists}), "Declaration", row=8, count=inserted)
    refused(insert(listed, "Declaration", row=89 + inserted, count=-1))
    for kept in (listed, insert(listed, "Declaration", row=90 + inserted, count=-1)):
        assert read_document(kept).company_answers["H"].answer == "No"


def test_it_refuses_a_row_that_was_written_into_a_block_of_answers(book):
    written = overlay(insert(book, "Declaration", row=28), {"Declaration": {"B28": "Cobalt", "D28": "Yes"}})
    refused(written)


def test_it_takes_a_label_that_was_cleared_for_no_move(book):
    document = read_document(overlay(book, {"Declaration": {"B9": None, "B27": None, "B60": "a note", "B30": "x"}}))
    assert facts(document) == facts(read_document(book))


def test_it_reads_by_address_where_the_labels_are_gone(book):
    blank = {f"B{row}": None for row in range(1, 112)}
    document = read_document(overlay(book, {"Declaration": blank}))
    assert facts(document) == facts(read_document(book))


@pytest.mark.parametrize("row", [1, 2, 3, 4])
@pytest.mark.parametrize("count", [1, 6])
def test_it_finds_the_smelters_below_rows_inserted_above_their_table(book, row, count):
    document = read_document(insert(book, "Smelter List", row=row, count=count))
    assert facts(document) == facts(read_document(book))
    assert [smelter.row for smelter in document.smelters] == [5 + count, 6 + count, 7 + count]
    assert "Smelter List" in told(document) and "inserted above row" in told(document)


@pytest.mark.parametrize("cells", [{"K4": None}, {"B4": None, "Q4": None}, {"K4": None, "Q3": None}], ids=str)
def test_it_takes_a_heading_that_was_cleared_for_no_move(book, cells):
    document = read_document(overlay(book, {"Smelter List": cells}))
    assert facts(document) == facts(read_document(book))
    assert "column" not in told(document)


def test_it_finds_the_smelters_where_the_header_was_deleted(book):
    document = read_document(insert(book, "Smelter List", row=4, count=-1))
    assert [smelter.row for smelter in document.smelters] == [4, 5, 6]
    assert "The sheet Smelter List has no row of headings; its columns were read as in the template, from row 4 on" in (
        told(document)
    )
    assert "no row of headings" not in told(read_document(book))


def test_it_finds_the_products_below_inserted_rows(book):
    document = read_document(insert(book, "Product List", row=2, count=2))
    assert [(product.row, product.number) for product in document.products] == [(8, "P1"), (9, "P2")]
    assert "Product List" in told(document)


# -- columns


@pytest.mark.parametrize("column", [1, 2, 3, 4, 5, 6, 7])
def test_it_finds_the_answers_behind_an_inserted_column(book, column):
    document = read_document(insert(book, "Declaration", column=column, count=2))
    assert facts(document) == facts(read_document(book))
    assert document.company["name"].cell == f"Declaration!{'F' if column <= 4 else 'D'}8"
    assert document.answers[3][Metal.TIN].comment_cell == "Declaration!I39"
    assert "column" in told(document)


@pytest.mark.parametrize("column", [1, 2, 3, 5, 6, 10, 14, 17])
def test_it_finds_the_smelters_in_columns_that_were_shifted(book, column):
    document = read_document(insert(book, "Smelter List", column=column))
    assert facts(document) == facts(read_document(book))
    (row, *_) = document.smelters
    assert row.cell("metal") == ("C5" if column <= 2 else "B5")
    assert row.cell("mines") == ("O5" if column <= 14 else "N5")


def test_it_finds_rows_and_columns_that_were_both_moved(book):
    both = insert(insert(book, "Smelter List", column=2, count=3), "Smelter List", row=2, count=4)
    document = read_document(both)
    assert facts(document) == facts(read_document(book))
    assert document.smelters[0].cell("metal") == "E9"


def test_it_finds_the_products_in_columns_that_were_shifted(book):
    document = read_document(insert(book, "Product List", column=1))
    assert facts(document) == facts(read_document(book))


def test_it_finds_the_reference_list_in_columns_that_were_shifted(book):
    document = read_document(insert(book, "Smelter Look-up", column=1, count=2))
    assert facts(document) == facts(read_document(book))
    assert "Smelter Look-up" in told(document)


def test_it_names_the_true_cells_of_what_was_moved(book):
    unknown = overlay(book, {"Smelter List": {"A6": "CID999999"}})
    document = read_document(insert(insert(unknown, "Smelter List", column=1), "Smelter List", row=2))
    row = as_json(document)["smelters"][0]
    assert row["cells"]["smelter_id"] == "Smelter List!B6"
    assert row["cells"]["name"] == "Smelter List!D6"


WRONG = {
    "Smelter List": {
        "A11": "CID999999", "D20": "Some Works", "Q5": "@SUM(1)", "B8": "Gold", "O5": "Rwanda",
        "B9": "Tin", "C9": "Smelter not listed", "B10": "Tin", "C10": "Smelter not listed", "D10": "tbd",
    },
    "Declaration": {"D53": "Yes", "P26": "(*)", "D28": "No", "D9": None},
}  # fmt: skip


def place(finding: Finding) -> tuple[str, str]:
    return finding.code, str(finding.place)


def moved_cell(cell: str, rows: int, columns: int) -> str:
    row, column = split_reference(cell)
    return f"{column_letters(column + columns)}{row + rows}"


def test_it_leads_every_finding_to_the_cell_and_the_column_of_this_file(book):
    """Three columns and two rows inserted before everything: each place moves by as much, and so do the letters."""
    wrong = overlay(book, WRONG)
    shifted = wrong
    for sheet in ("Declaration", "Smelter List", "Product List"):
        shifted = insert(insert(shifted, sheet, column=1, count=3), sheet, row=1, count=2)
    before, after = (subject(read_document(each), TODAY, CONTEXT) for each in (wrong, shifted))
    was, now = (ALL_CHECKS.run(each) for each in (before, after))
    assert {"CMRT-C02", "CMRT-K12", "CMRT-K16a", "CMRT-K16b", "CMRT-K16c", "CMRT-K25a", "CMRT-K25b", "CMRT-K08a",
            "CMRT-K21a", "CMRT-Y1"} <= {finding.code for finding in was}  # fmt: skip
    expected = [(f.code, f"{f.place.sheet}!{moved_cell(f.place.cell, 2, 3)}") for f in was]
    assert list(map(place, now)) == expected
    texts = {f.code: ALL_CHECKS.message(f.code, f.params) + ALL_CHECKS.remedy(f.code, f.params) for f in now}
    assert "Choose the metal in column E and the smelter in column F" in texts["CMRT-K16a"]
    assert "column R of row 7 names mines" in texts["CMRT-K08a"]
    assert "because of Smelter List!D13" in texts["CMRT-C02"]
    assert "in column T of row 7" in texts["CMRT-K25b"]
    assert "Declaration!S28" in texts["CMRT-K25a"]
    assert [item.cell for item in after.checked.items] == [
        f"{sheet}!{moved_cell(ref, 2, 3)}" for sheet, ref in (item.cell.split("!") for item in before.checked.items)
    ]


@pytest.mark.skipif(not CASES, reason="../shared is not here")
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize(("sheet", "row"), [("Declaration", 9), ("Declaration", 24), ("Smelter List", 2)])
def test_it_is_not_misled_by_captions_that_follow_their_address(case, sheet, row):
    """After an insertion the template's formulas show at each address what belongs there, not what was moved there."""
    plain = open_workbook(case.read_bytes())
    labels = plain.sheets["L"]
    captions = {
        str(labels.cell(line, 3).value): labels.cell(line, 4).value
        for line in labels.lines
        if labels.cell(line, 2).value == sheet
    }
    shifted = insert(plain, sheet, row=row)
    shown = {
        number: {
            column: Cell(caption, True) if cell.formula and (caption := captions.get(f"{letters}{number}")) else cell
            for column, cell in line.items()
            for letters in [chr(64 + column) if column < 27 else ""]
        }
        for number, line in shifted.sheets[sheet].lines.items()
    }
    recalculated = replace(shifted, sheets=shifted.sheets | {sheet: replace(shifted.sheets[sheet], lines=shown)})
    assert facts(read_document(recalculated)) == facts(read_document(plain))


def test_it_refuses_a_smelter_list_without_one_of_its_columns(book):
    refused(insert(book, "Smelter List", column=11, count=-2))


def test_it_refuses_smelters_that_stand_in_no_column_of_the_template(book):
    empty = {f"{column}{row}": None for row in range(4, 60) for column in "ABCDEFGHIJKLMNOPQ"} | {"Q3": None}
    rows = {f"M{row}": "Tin" for row in range(5, 9)} | {f"N{row}": "CID900005" for row in range(5, 9)}
    refused(overlay(book, {"Smelter List": empty | rows}))


# -- the official template, with kept results in several languages and without any


@pytest.mark.skipif(not CASES, reason="../shared is not here")
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("cached", [True, False])
@pytest.mark.parametrize(
    ("sheet", "where"),
    [
        ("Declaration", {"row": 8, "count": 2}),
        ("Declaration", {"row": 27}),
        ("Declaration", {"row": 76}),
        ("Declaration", {"column": 3}),
        ("Smelter List", {"row": 4, "count": 3}),
        ("Smelter List", {"column": 2}),
        ("Smelter List", {"column": 12}),
        ("Product List", {"row": 5}),
    ],
    ids=str,
)
def test_it_reads_official_files_with_moved_lines(case, cached, sheet, where):
    plain = overlay(open_workbook(case.read_bytes()), {}, cached=cached)
    document = read_document(insert(plain, sheet, **where))
    assert facts(document) == facts(read_document(plain))
    assert f"On the sheet {sheet}" in told(document)
