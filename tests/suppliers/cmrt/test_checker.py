"""The Checker recomputed: the cases that were calculated by a spreadsheet program, and a few of our own."""

import functools
import json
from pathlib import Path

import pytest

from suppliers.cmrt.checker import recompute
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.workbook import Workbook, open_workbook
from tests.suppliers.cmrt.overlay import overlay

SHARED = Path(__file__).resolve().parents[3] / "../shared"
CASES = sorted((SHARED / "checker-cases").glob("*.json"))
FILES = sorted((SHARED / "checker-cases").glob("*.xlsx"))
needs_shared = pytest.mark.skipif(not CASES, reason="../shared is not here")


@functools.cache
def template(version: str, cached: bool) -> Workbook:
    book = open_workbook((SHARED / f"rmi-templates/RMI_CMRT_{version}.xlsx").read_bytes())
    return book if cached else overlay(book, {}, cached=False)


def compare(workbook: Workbook, case: Path) -> None:
    want = json.loads(case.read_text())["expected"]
    document = read_document(workbook)
    verdict = recompute(document)
    got = {
        "remaining": verdict.remaining,
        "incomplete": [{"row": item.row, "cell": item.cell, "field": item.field} for item in verdict.items],
    }
    accepted = [{key: reading[key] for key in got} for reading in (want, want.get("also_accepted")) if reading]
    assert got in accepted
    assert list(verdict.required_rows) == want["required_rows"] or got != accepted[0]
    assert list(verdict.error_cells) == want.get("counter_error_from", [])
    assert all(item.message.endswith(".") for item in verdict.items)
    compare_rows(document, want["smelter_rows"])


def compare_rows(document, wanted) -> None:
    """What the workbook shows must come out; where it shows nothing, the reader may know more."""
    rows = {row.row: row for row in document.smelters}
    assert list(rows) == [want["row"] for want in wanted]
    for want in wanted:
        row = rows[want["row"]]
        metal = (want["metal"] or "").strip().title()
        got = {
            "listed": row.listed,
            "metal": row.metal or "",
            "id": row.smelter_id,
            "name": row.name,
            "standard_name": row.standard_name,
            "country": row.country,
        }
        expected = want | {"metal": metal}
        assert {key: value for key, value in got.items() if expected[key] and value != expected[key]} == {}
        assert (row.shown.metal or None) == want["metal"]
        assert (row.shown.error is not None) == ("error" in want)
        if typed := want.get("typed_id"):
            assert typed in (row.typed.get("A"), row.typed.get("F"))


@needs_shared
@pytest.mark.parametrize("cached", [True, False], ids=["old results kept", "no results kept"])
@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_it_says_of_typed_cells_what_the_workbook_says(case, cached):
    given = json.loads(case.read_text())
    compare(overlay(template(given["version"], cached), given["cells"]), case)


@needs_shared
@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_it_agrees_with_the_results_a_spreadsheet_program_kept(path):
    book = open_workbook(path.read_bytes())
    compare(book, path.with_suffix(".json"))
    verdict = recompute(read_document(book))
    assert verdict.cached == (verdict.remaining if verdict.remaining is not None else "#N/A")
