"""The results beside the formulas are those that a spreadsheet program finds."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from suppliers.cmrt.cells import Sheet
from suppliers.cmrt.checker import recompute
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.workbook import open_workbook
from suppliers.cmrt.writer import fill, from_json
from tests.suppliers.cmrt.blanks import official

RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>"""
SHEETS = ("Declaration", "Smelter List", "Checker", "Product List")


def recalculated(data: bytes, folder: Path) -> bytes:
    """The file as LibreOffice opens it, works every formula out anew, and saves it."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    (folder / "profile/user").mkdir(parents=True)
    (folder / "profile/user/registrymodifications.xcu").write_text(RECALCULATE)
    (folder / "filled.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = [
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(folder / "out"),
        str(folder / "filled.xlsx"),
    ]
    subprocess.run([program, profile, "--headless", *convert], check=True, capture_output=True, timeout=180)
    return (folder / "out/filled.xlsx").read_bytes()


def shown(sheet: Sheet) -> dict[tuple[int, int], Any]:
    """Every value and error; LibreOffice leaves a blank out, and ends a text with one line break at most."""
    cells = {}
    for row, line in sheet.rows():
        for column, cell in enumerate(line, 1):
            value = cell.value.strip("\n") if isinstance(cell.value, str) else cell.value
            if cell.error or value not in (None, "", 0.0):
                cells[row, column] = cell.error or value
    return cells


@pytest.mark.parametrize(("version", "language"), [("6.01", "English"), ("6.5", "日本語 Japanese")])
def test_it_shows_what_a_spreadsheet_program_works_out(version, language, tmp_path):
    blank = official(version)
    known = [row for row in read_document(open_workbook(blank)).lookup.rows if row.smelter_id and row.keyed]
    filled = fill(
        blank,
        from_json(
            {
                "language": language,
                "company": {"name": "Acme", "contact_email": "a@acme.example", "contact_phone": "0"},
                "scope": "B",
                "effective_date": "2024-02-29",
                "answers": {"1": {"Tin": "Yes", "Gold": "Yes", "Tantalum": "No"}, "2": {"Tin": "Yes", "Gold": "No"}},
                "company_answers": {"A": "Yes", "B": "Yes"},
                "smelters": [
                    *({"smelter_id": row.smelter_id} for row in known[::60]),
                    *({"metal": str(row.metal), "lookup": row.alias} for row in known[7::60]),
                    {"metal": "Tin", "listed": "not_listed", "name": "New", "country": "Narnia"},
                    {"metal": "Tin", "listed": "not_listed", "name": known[0].alias},
                    {"metal": "Gold", "listed": "not_identified"},
                    {"metal": "Gold", "smelter_id": "CID999999", "name": "Off list", "country": "GERMANY"},
                ],
            }
        ),
    )
    ours, theirs = open_workbook(filled), open_workbook(recalculated(filled, tmp_path))
    for name in SHEETS:
        assert shown(ours.sheets[name]) == shown(theirs.sheets[name]), name
    document = read_document(ours)
    assert recompute(document).remaining == document.cached_counter == read_document(theirs).cached_counter
