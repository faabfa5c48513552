"""Whatever stands in the cells, reading and checking end in JSON and never in a crash."""

import datetime
import functools
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from suppliers.cmrt.checks import ALL_CHECKS, subject
from suppliers.cmrt.layouts.addresses import NOT_IDENTIFIED, NOT_LISTED
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.report import as_json, checker_json, findings_json
from suppliers.cmrt.workbook import Unreadable, open_workbook
from tests.builders import LOOKUP, build_cmrt
from tests.suppliers.cmrt.overlay import overlay

ANSWERS = ("Yes", "no", "是", "Unknown", "100%", "about 70 %", "A. Company", "C", "30/02/2021")
ROWS = ("Tin", "GOLD (Au)", NOT_LISTED, NOT_IDENTIFIED, "CID900005", "cid90000 ", *(f.alias for f in LOOKUP))
ODD = ("#N/A", "{metal}", "{0}", "=1+1", "DRC, Rwanda; Peru", "©", "\t \n")
WORDS = st.sampled_from((*ANSWERS, *ROWS, *ODD))
VALUES = st.one_of(WORDS, st.text(max_size=12), st.floats(), st.booleans(), st.dates(), st.none())


def cells(columns: str, first: int, last: int) -> st.SearchStrategy:
    refs = st.builds("{}{}".format, st.sampled_from(columns), st.integers(first, last))
    return st.dictionaries(refs, VALUES, max_size=20)


@functools.cache
def book(version: str):
    return open_workbook(build_cmrt(version=version))


@settings(max_examples=150, deadline=None)
@given(
    version=st.sampled_from(["6.1", "6.5"]),
    declaration=cells("DG", 8, 89),
    smelters=cells("ABCDEFGHIJKLMNOPQ", 4, 14),
    products=cells("BCD", 5, 9),
    lookup=cells("ABCDEJ", 4, 12),
)
def test_it_survives_whatever_stands_in_the_cells(version, declaration, smelters, products, lookup):
    typed = {
        "Declaration": declaration,
        "Smelter List": smelters,
        "Product List": products,
        "Smelter Look-up": lookup,
    }
    try:
        document = read_document(overlay(book(version), typed))
    except Unreadable as refused:
        assert refused.code == "layout_changed"
        return
    judged = subject(document, datetime.date(2021, 7, 15))
    findings = findings_json(ALL_CHECKS, ALL_CHECKS.run(judged))
    result = as_json(document) | {"checker": checker_json(judged.checked), "findings": findings}
    json.dumps(result, allow_nan=False)
    assert all(row["metal"] or row["smelter_id"] or row["typed_id"] for row in result["smelters"])
