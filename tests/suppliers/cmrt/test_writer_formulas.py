"""The little calculation engine: what the template's formulas mean, and what it leaves alone."""

from typing import Any

import pytest

from suppliers.cmrt.writer.calculation import Calculation
from suppliers.cmrt.writer.formulas import Fault, Unsupported, compiled, own_row_as_sign, shifted
from suppliers.cmrt.writer.functions import wildcard
from suppliers.cmrt.writer.sheet import Sheet
from suppliers.cmrt.writer.strings import Strings

ROWS = """<sheetData><row r="1"><c r="A1" t="str"><v>Tin</v></c><c r="B1"><v>2</v></c>
<c r="C1" t="e"><v>#N/A</v></c></row>
<row r="2"><c r="A2" t="inlineStr"><is><t>gold &amp; more</t></is></c><c r="B2"><v>0</v></c></row></sheetData>"""


def result(formula: str) -> Any:
    sheet = Sheet("S", ROWS)
    sheet.row(3).cell(4).calculate(formula)
    calculation = Calculation({"S": sheet}, ("S",), {"LIST": "S!$A$1:$A$2"}, Strings(""), 9)
    found = calculation.result("S", 3, sheet.row(3).cell(4))
    return found.code if isinstance(found, Fault) else found


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("A1&A9", "Tin"),
        ("A9", 0.0),
        ('IF(A9=0,"blank","not")&IF(A9="","too","")', "blanktoo"),
        ('A1="TIN"', True),
        ('"a">99999', True),
        ("B1*3-1", 5.0),
        ("1/B2", "#DIV/0!"),
        ('"x"+1', "#VALUE!"),
        ("MATCH(A1&A9,LIST,0)", 1.0),
        ('MATCH("*more",LIST,0)', 2.0),
        ('IF(ISERROR(MATCH("none",LIST,0)),"missing",1)', "missing"),
        ('COUNTIF($A:$A,"T?n")', 1.0),
        ('SUMPRODUCT(($A$1:$A$2="tin")*($B$1:$B$2=2))', 1.0),
        ("OFFSET($A$1,1,0)", "gold & more"),
        ("INDIRECT(\"'S'!$A$\"&B1)", "gold & more"),
        ('IF(ISNUMBER(SEARCH("MORE",A2)),LEFT(A2,4),"")', "gold"),
        ("NOSUCHNAME", "#NAME?"),
        ("SUM(B1:B2)", 2.0),
        ("ADDRESS(ROW(),COLUMN(),4)", "D3"),
    ],
)
def test_it_works_out_what_a_spreadsheet_program_shows(formula, value):
    assert result(formula) == value


@pytest.mark.parametrize(
    "formula", ["D3+1", "VLOOKUP(A1,LIST,1)", "A1:B2", "1+", "(" * 900 + "1" + ")" * 900, "$A$9999999"]
)
def test_it_leaves_alone_what_it_does_not_understand(formula):
    with pytest.raises(Unsupported):
        result(formula)


def test_it_shares_a_formula_between_rows():
    assert own_row_as_sign('IF(B5="B5",$C5,D$5)&E55', 5) == 'IF(B§="B5",$C§,D$5)&E55'
    assert shifted("B5+$B5+B$5+'L'!C7", 2, 1) == "C7+$B7+C$5+'L'!D9"
    assert compiled("B§") is compiled("B§")


def test_it_is_not_held_up_by_a_text_of_many_stars():
    assert not wildcard("a*" * 60 + "b")("a" * 400)
    assert wildcard("?~*x*")("a*xyz") and not wildcard("~?")("a")
