import csv
import io
import zipfile
from datetime import date

import openpyxl
import pytest

from cmr import tables

FORMS = [
    "=1+1", "==1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "'=1+1", '"=1+1', "|calc",
    "%0A=1+1", "\uff1d1+1", "\uff0b1+1", "\uff0d1+1", "\uff20SUM(A1)", "\ufeff=1+1", "\u200b=1+1", "'\t=1+1",
    "=cmd|' /C calc'!A0", "=HYPERLINK(\"//x\")", "-2+3+cmd|' /C calc'!A0", "@import", "\u00a0=1+1", "  +1", "''=1",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMS)
def test_a_csv_field_never_begins_a_formula(text):
    parsed = list(csv.reader(io.StringIO(tables.csv_bytes([text], [[text, "b"]]).decode("utf-8-sig"))))
    for row in parsed:
        assert row[0].startswith("'")


@pytest.mark.parametrize("text", FORMS)
def test_a_workbook_cell_is_text_marked_as_quoted_and_never_a_formula(text):
    data = tables.xlsx_bytes("Export", ["Name"], [[text]])
    cell = openpyxl.load_workbook(io.BytesIO(data))["Export"]["A2"]
    assert cell.data_type == "s" and cell.quotePrefix
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


def test_plain_values_stay_what_they_are():
    row = ["Luna Smelter, Ltd.", 3, date(2025, 5, 31), None, "L'Orfebre S.A.", "名前"]
    parsed = list(csv.reader(io.StringIO(tables.csv_bytes(["a"] * 6, [row]).decode("utf-8-sig"))))[1]
    assert parsed == ["Luna Smelter, Ltd.", "3", "2025-05-31", "", "L'Orfebre S.A.", "名前"]
    sheet = openpyxl.load_workbook(io.BytesIO(tables.xlsx_bytes("x", ["a"] * 6, [row]))).active
    assert [cell.value for cell in sheet[2]][:2] == ["Luna Smelter, Ltd.", 3]


def test_control_characters_do_not_break_the_workbook():
    data = tables.xlsx_bytes("x", ["a"], [["a\x00b\x1bc\ud800"]])
    assert openpyxl.load_workbook(io.BytesIO(data)).active["A2"].value == "abc"
