"""The workbook that goes back to the manufacturer."""

import datetime
import io

import openpyxl

from suppliers.cmrt.checks import ALL_CHECKS, subject
from suppliers.cmrt.findings_book import findings_book
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.report import as_json, checker_json, findings_json
from suppliers.cmrt.workbook import open_workbook
from tests.builders import build_cmrt


def book_of(**changes):
    document = read_document(open_workbook(build_cmrt(**changes)))
    judged = subject(document, datetime.date(2021, 7, 15))
    findings = findings_json(ALL_CHECKS, ALL_CHECKS.run(judged))
    said = as_json(document) | {"checker": checker_json(judged.checked)}
    return openpyxl.load_workbook(io.BytesIO(findings_book(findings, said))), findings


def test_it_says_what_is_wrong_where_and_what_to_do():
    book, findings = book_of(company={"contact_email": "nobody"}, effective_date=datetime.date(2031, 1, 1))
    sheet = book.active
    assert sheet["A1"].value.startswith("What was found in the CMRT of ")
    header, *rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert header == ["No.", "What is wrong", "Sheet", "Cell", "It says now", "What to do", "Weight"]
    assert len(rows) == len(findings) and [row[0] for row in rows] == list(range(1, len(rows) + 1))
    by_cell = {row[3]: row for row in rows}
    assert by_cell["D16"][2:5] == ["Declaration", "D16", "nobody"]
    assert by_cell["D16"][6] == "Must be corrected"
    order = ["Must be corrected", "Please check", "For information"]
    assert [row[6] for row in rows] == sorted((row[6] for row in rows), key=order.index)


def test_it_is_set_to_be_read_and_printed():
    sheet = book_of(company={"name": None})[0].active
    assert sheet.freeze_panes == "A6"
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$5:$5")
    assert sheet["B6"].alignment.wrap_text and sheet.column_dimensions["B"].width > 40


def test_it_keeps_what_the_manufacturer_wrote_as_text():
    sheet = book_of(company={"contact_email": "+cmd|nobody"})[0].active
    said = {cell.value: cell for row in sheet.iter_rows(min_row=6) for cell in row}
    assert (said["+cmd|nobody"].data_type, said["+cmd|nobody"].quotePrefix) == ("s", True)


def test_it_says_so_when_nothing_is_wrong():
    sheet = book_of()[0].active
    assert sheet["A2"].value == "Nothing was found: there is nothing to correct."


def test_it_lists_the_fields_that_the_workbook_still_asks_for():
    book, _ = book_of(company={"name": None, "contact_phone": None})
    rows = [[cell.value for cell in row] for row in book["Open fields"].iter_rows(min_row=4)]
    assert rows == [
        [1, "Declaration", "D8", "Enter the company name."],
        [2, "Declaration", "D17", "Enter the contact phone number."],
    ]
    assert book_of()[0].sheetnames == ["Findings"]
