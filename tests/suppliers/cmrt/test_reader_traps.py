"""Shapes met in real files, one test each, and older or other templates told apart."""

import datetime
import io

import pytest
from openpyxl import Workbook as Book
from openpyxl import load_workbook

from cmr.vocab import Metal
from suppliers.cmrt.checker import recompute
from suppliers.cmrt.document import Document, Listed
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.workbook import Unreadable, open_workbook
from tests.builders import LOOKUP, Facility, build_cmrt
from tests.suppliers.cmrt.moving import rename
from tests.suppliers.cmrt.overlay import overlay

TIN = {"smelter_id": "CID900005"}


def read(**changes) -> Document:
    return read_document(open_workbook(build_cmrt(**changes)))


def refusal(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        read_document(open_workbook(data))
    assert refused.value.message.endswith(".") and "\n" not in refused.value.message
    return refused.value


# -- rows as they were filled


def test_a_row_with_the_id_in_f_alone_is_a_smelter():
    rows = [TIN | {"manner": "f_only", "metal": None, "name": None, "alias": None}, TIN | {"manner": "values"}]
    assert [row.smelter_id for row in read(smelters=rows).smelters] == ["CID900005"] * 2


def test_rows_of_formulas_and_of_values_stand_in_one_list():
    rows = [TIN, TIN | {"manner": "picked"}, TIN | {"manner": "values"}]
    found = read(smelters=rows).smelters
    assert {(row.metal, row.smelter_id, row.country) for row in found} == {(Metal.TIN, "CID900005", "BRAZIL")}


def test_an_alias_pasted_as_a_value_keeps_its_spelling():
    (row,) = read(smelters=[{"metal": "Gold", "name": "aurora refining", "manner": "values"}]).smelters
    assert (row.name, row.standard_name, row.smelter_id) == ("aurora refining", "Aurora Refining AG", "CID900001")


def test_pasted_zeros_are_nothing_in_every_column():
    cells = {f"Smelter List!{column}5": 0 for column in "GHKLMNOPQ"}
    (row,) = read(smelters=[TIN], cells=cells).smelters
    assert (row.mines, row.mine_countries, row.recycled, row.comments) == (None,) * 4
    assert row.typed.keys() == {"A"}


def test_one_id_on_several_rows_stays_several_rows():
    assert len(read(smelters=[TIN | {"mines": f"Mina {n}"} for n in range(5)]).smelters) == 5


def test_one_id_under_two_metals_is_known_for_its_own_only():
    row = LOOKUP[5]._asdict()
    gold = row | {"metal": "Gold", "manner": "values"}
    found = read(smelters=[row | {"manner": "values"}, gold]).smelters
    assert [(row.metal, row.smelter_id, row.known) for row in found] == [
        (Metal.TIN, "CID900005", True),
        (Metal.GOLD, "CID900005", False),
    ]


def test_countries_and_metals_in_another_spelling_do_not_part_a_facility():
    rows = [
        {"metal": "TIN", "name": "Estanho Norte", "country": country, "smelter_id": "CID900005", "manner": "values"}
        for country in ("BRAZIL", "Brasil", "BRAZIL ")
    ]
    found = read(smelters=rows).smelters
    assert {(row.metal, row.smelter_id) for row in found} == {(Metal.TIN, "CID900005")}
    assert [row.country for row in found] == ["BRAZIL", "Brasil", "BRAZIL"]


def test_tabs_and_line_breaks_go_from_names_and_stay_in_comments():
    document = read(company={"name": "Harbor\nBoard\t\t\t\t\t\t"}, answers={1: {"Tin": ("Yes", "first\nsecond ")}})
    assert document.company["name"].text == "Harbor Board"
    assert document.answers[1][Metal.TIN].comment == "first\nsecond"


@pytest.mark.parametrize("stored", ["02-May-2024", "2024-05-02", datetime.date(2024, 5, 2), 45414])
def test_a_date_is_a_date_however_it_was_stored(stored):
    document = read(version="6.4", effective_date=stored)
    assert document.effective_date.date == datetime.date(2024, 5, 2)


def test_a_full_share_is_text_or_the_number_one():
    document = read(version="6.31", answers={6: {"Tin": 1, "Gold": "100%"}})
    assert (document.answer(6, Metal.TIN), document.answer(6, Metal.GOLD)) == ("100%", "100%")
    assert document.answers[6][Metal.TIN].raw == 1.0


def test_a_name_with_smelter_in_it_is_no_special_entry():
    lookup = (*LOOKUP, Facility("Tin", "Smelter not far Ltd.", "Smelter not far Ltd.", "PERU", "CID900090"))
    rows = [{"metal": "Tin", "name": "Smelter not far Ltd.", "manner": "picked"}]
    (row,) = read(smelters=rows, lookup=lookup).smelters
    assert (row.listed, row.smelter_id) == (Listed.LISTED, "CID900090")


def test_metals_answered_no_leave_the_rest_blank():
    answers = {1: {"Tin": "No"}} | {question: {"Tin": None} for question in range(2, 9)}
    document = read(answers=answers, smelters=[{"smelter_id": i} for i in ("CID900001", "CID900003", "CID900006")])
    assert [document.answer(question, Metal.TIN) for question in range(1, 9)] == ["No"] + [None] * 7
    assert recompute(document).remaining == 0


def test_products_without_a_number_are_products():
    document = read(scope="B", products=[(None, "Board", "all types")])
    assert [(p.number, p.name, p.comments) for p in document.products] == [(None, "Board", "all types")]
    assert recompute(document).remaining == 1


def test_a_list_without_a_declarer_is_read():
    document = read(company={"name": None}, scope=None, smelters=[TIN] * 67)
    assert (document.company["name"].text, document.scope, len(document.smelters)) == (None, None, 67)


def test_declared_metals_without_a_smelter_stay_declared():
    document = read(smelters=[])
    assert document.smelters == () and recompute(document).remaining == 4


def test_links_and_comments_that_were_written_over_move_nothing():
    cells = {"Declaration!B10": "Our products", "Declaration!B11": "see Product List"}
    document = read(cells=cells, company_answers={"B": ("Yes", "Our minerals policy")})
    assert document.company_answers["B"].comment == "Our minerals policy"
    assert document.company["unique_id"].cell == "Declaration!D12"


def test_phantom_rows_are_no_smelters():
    cells = {f"Smelter List!{column}{row}": 0 for row in range(20, 60) for column in "BCDEFGHIJ"}
    document = read(smelters=[TIN], cells=cells)
    assert (len(document.smelters), document.strays) == (1, ())


def test_row_numbers_in_column_a_are_no_ids():
    rows = [TIN | {"manner": "values"}, {"metal": "Gold", "name": "Aurora Refining AG", "manner": "picked"}]
    cells = {"Smelter List!A5": 1, "Smelter List!A6": 2}
    found = read(smelters=rows, cells=cells).smelters
    assert [(row.metal, row.smelter_id) for row in found] == [(Metal.TIN, "CID900005"), (Metal.GOLD, "CID900001")]


@pytest.mark.parametrize("typed", ["Not Listed", "NA", "1DEU001", "CID900001|CID900005"])
def test_what_is_no_id_never_becomes_one(typed):
    row = {"metal": "Tin", "name": "New Works", "smelter_id": typed, "manner": "f_only"}
    (found,) = read(smelters=[row]).smelters
    assert (found.smelter_id, found.typed["F"]) == (None, typed)


def test_an_answer_that_is_a_story_is_no_answer():
    document = read(answers={6: {"Tin": "70 % has this answer, 20 % says something else"}})
    answer = document.answers[6][Metal.TIN]
    assert answer.answer is None and str(answer.raw).startswith("70 %")


def test_a_street_in_the_id_column_is_no_id():
    row = {"metal": "Tin", "name": "New Works", "smelter_id": "12 Harbour Road", "manner": "f_only"}
    assert read(smelters=[row]).smelters[0].smelter_id is None


def test_the_instruction_above_the_header_is_not_the_header():
    cells = {"Smelter List!B3": "Option A: choose the metal in column B, then the smelter"}
    assert [row.row for row in read(smelters=[TIN], cells=cells).smelters] == [5]


def test_a_mistyped_id_is_kept_as_it_was_typed():
    (row,) = read(smelters=[{"smelter_id": "CID0027634"}]).smelters
    assert (row.smelter_id, row.typed["A"]) == (None, "CID0027634")


def test_hidden_rows_count_and_are_told():
    book = load_workbook(io.BytesIO(build_cmrt(smelters=[TIN] * 3)))
    book["Smelter List"].row_dimensions[6].hidden = True
    book.save(out := io.BytesIO())
    document = read_document(open_workbook(out.getvalue()))
    assert [row.hidden for row in document.smelters] == [False, True, False]
    assert any("1 of the 3 smelter rows" in problem.message for problem in document.problems)


def test_very_hidden_sheets_are_read():
    book = load_workbook(io.BytesIO(build_cmrt()))
    book["Smelter List"].sheet_state = "veryHidden"
    book.save(out := io.BytesIO())
    document = read_document(open_workbook(out.getvalue()))
    assert len(document.smelters) == 4
    assert any("Smelter List is hidden" in problem.message for problem in document.problems)


def test_a_file_saved_again_by_openpyxl_says_the_same():
    data = build_cmrt()
    load_workbook(io.BytesIO(data)).save(out := io.BytesIO())
    assert read_document(open_workbook(out.getvalue())) == read_document(open_workbook(data))


# -- older templates and other ones


def old_book(sheets: dict[str, dict[str, object]]) -> bytes:
    book = Book()
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for ref, value in cells.items():
            sheet[ref] = value
    del book["Sheet"]
    book.save(out := io.BytesIO())
    return out.getvalue()


@pytest.mark.parametrize(
    ("stamp", "version"),
    [
        ("Revision 2 August 29th 2012", "2"),
        ("Revision 2.01 December 21st 2012", "2.01"),
        ("Revision 2.03a\nJuly 25th, 2013", "2.03a"),
        ("Revision 3.01\nMay 30, 2014", "3.01"),
        ("Revision 4.20\nNov 30, 2016", "4.20"),
    ],
)
def test_it_names_an_old_revision_that_does_not_say_what_it_is(stamp, version):
    names = ("Instructions", "Definitions", "Declaration", "Smelter List", "Standard Smelter Names", "Checker")
    refused = refusal(old_book({name: {} for name in names} | {"Declaration": {"J3": stamp}}))
    assert refused.code == "unsupported_version"
    assert f"CMRT version {version}," in refused.message and "version 6.5" in refused.message


def test_it_names_the_first_revision_of_all():
    cells = {"I3": "Revision", "J3": "1.   July 18th 2011"}
    refused = refusal(old_book({"Declaration": cells, "Smelter and Mine List": {}}))
    assert refused.code == "unsupported_version" and "CMRT version 1," in refused.message


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Extended Mineral Reporting Template", "EMRT"),
        ("Cobalt Reporting Template", "CRT"),
        ("Additional Minerals Reporting Template", "AMRT"),
    ],
)
@pytest.mark.parametrize("place", ["Revision!B3", "L!D2", "Declaration!D2"])
def test_it_tells_the_other_templates_apart_by_whatever_names_them(title, name, place):
    titles = {"Revision!B3": None, "L!D2": None, "Declaration!D2": None}
    data = build_cmrt(cells=titles | {place: f"{title} ({name})"})
    refused = refusal(data)
    assert refused.code == "wrong_template" and f"({name})" in refused.message


def test_it_believes_the_constant_before_the_captions_of_unused_languages():
    book = open_workbook(build_cmrt(kind="Cobalt Reporting Template"))
    cmrt = "Conflict Minerals Reporting Template (CMRT)"
    captions = overlay(book, {"L": {f"{column}2": cmrt for column in "EFGHIJ"} | {"D2": "Cobalt (CRT)"}})
    with pytest.raises(Unreadable) as refused:
        read_document(captions)
    assert "(CRT)" in refused.value.message


def test_it_tells_another_template_under_a_renamed_sheet():
    book = rename(open_workbook(build_cmrt(kind="Cobalt Reporting Template")), "Revision", "revision ")
    with pytest.raises(Unreadable) as refused:
        read_document(book)
    assert refused.value.code == "wrong_template"


def test_it_refuses_a_later_revision_whose_fields_stand_elsewhere():
    book = open_workbook(build_cmrt(version="6.9"))
    moved = overlay(book, {"Declaration": {f"B{row}": None for row in range(25, 90)}})
    with pytest.raises(Unreadable) as refused:
        read_document(moved)
    assert refused.value.code == "unsupported_version" and "6.9" in refused.value.message


def test_it_reads_the_products_of_the_newer_revision_by_their_own_columns():
    cells = {"Product List!D6": "R-7", "Product List!E6": "Customer board", "Product List!F6": "new"}
    document = read(version="6.6", scope="B", products=[("P1", "Board")], cells=cells)
    assert [(p.number, p.name, p.comments) for p in document.products] == [("P1", "Board", "new")]
