"""What changed between two declarations: keyed by metal and ID, not by name or row."""

import datetime as dt

from suppliers.cmrt.diff import diff, is_empty
from tests.builders import build_cmrt
from tests.suppliers.cmrt.blanks import said

OLD = build_cmrt(scope="B", products=[("P-1", "Board", None), ("P-2", "Cable", None)])
GOLD, TIN = {"smelter_id": "CID900001"}, {"smelter_id": "CID900005"}


def changes(**new):
    return diff(
        said(OLD),
        said(build_cmrt(**{"scope": "B", "products": [("P-1", "Board", None), ("P-2", "Cable", None)]} | new)),
    )


def test_it_finds_nothing_where_nothing_changed():
    assert is_empty(changes())
    assert not is_empty(changes(company={"name": "Other"}))


def test_it_compares_company_scope_and_date_with_their_cells():
    found = changes(company={"name": "Other"}, scope="A", effective_date=dt.date(2022, 1, 1), products=[])["company"]
    assert {(c["field"], c["new"], c["cell"]) for c in found} == {
        ("name", "Other", "Declaration!D8"),
        ("scope", "A. Company", "Declaration!D9"),
        ("effective_date", "2022-01-01", "Declaration!D22"),
    }


def test_it_compares_answers_and_comments():
    found = changes(answers={3: {"Tin": ("Unknown", "asked again")}}, company_answers={"A": "No"})
    assert [(c["question"], c["metal"], c["field"], c["new"], c["cell"]) for c in found["answers"]] == [
        ("3", "Tin", "answer", "Unknown", "Declaration!D39"),
        ("3", "Tin", "comment", "asked again", "Declaration!G39"),
    ]
    assert [(c["question"], c["field"], c["new"]) for c in found["company_answers"]] == [("A", "answer", "No")]


def test_it_knows_smelters_by_metal_and_id_wherever_they_stand():
    base = [row["smelter_id"] for row in said(OLD)["smelters"]]
    moved = changes(smelters=[{"smelter_id": key} for key in reversed(base)])
    assert is_empty(moved)
    found = changes(
        smelters=[{"smelter_id": key} for key in base[1:]] + [{"metal": "Tin", "name": "New", "manner": "not_listed"}]
    )
    assert [s["smelter_id"] for s in found["smelters"]["gone"]] == [base[0]]
    assert [(s["metal"], s["name"]) for s in found["smelters"]["added"]] == [("Tin", "New")]


def test_it_says_who_is_called_otherwise_and_what_else_changed():
    old = said(build_cmrt(smelters=[GOLD, TIN], manner="values"))
    new = said(
        build_cmrt(smelters=[GOLD | {"name": "Aurora (renamed)", "comments": "new owner"}, TIN], manner="values")
    )
    found = diff(old, new)["smelters"]
    (renamed,), (changed,) = found["renamed"], found["changed"]
    assert (renamed["smelter_id"], renamed["new"]) == ("CID900001", "Aurora (renamed)")
    assert (changed["field"], changed["old"], changed["new"]) == ("comments", None, "new owner")
    assert not found["added"] and not found["gone"]


def test_it_takes_one_smelter_on_several_rows_as_one():
    once = said(build_cmrt(smelters=[GOLD | {"mines": "A"}]))
    twice = said(build_cmrt(smelters=[GOLD | {"mines": "A"}, GOLD | {"mines": "B"}]))
    found = diff(once, twice)["smelters"]
    assert not found["added"]
    assert [(c["field"], c["old"], c["new"]) for c in found["changed"]] == [("mines", "A", "A; B")]


def test_it_compares_products_by_number():
    found = changes(products=[("P-2", "Long cable", None), ("P-3", "Plug", None)])["products"]
    assert [p["number"] for p in found["added"]] == ["P-3"]
    assert [p["number"] for p in found["gone"]] == ["P-1"]
    assert [(p["number"], p["field"], p["new"]) for p in found["changed"]] == [("P-2", "name", "Long cable")]
