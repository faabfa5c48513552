"""Official blanks where they are at hand, and declarations to fill them with."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from cmr.vocab import DECLARATION_ORDER
from suppliers.cmrt.layouts.addresses import (
    ALLOWED_ANSWERS,
    ALLOWED_COMPANY_ANSWERS,
    COMPANY_FIELDS,
    COMPANY_QUESTIONS,
    LANGUAGES,
    QUESTIONS,
)
from suppliers.cmrt.lookup import Lookup
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.report import as_json
from suppliers.cmrt.workbook import open_workbook
from tests.builders import build_cmrt

TEMPLATES = Path(__file__).resolve().parents[3] / "../shared/rmi-templates"
VERSIONS = ("6.01", "6.1", "6.22", "6.31", "6.4", "6.5")


def official(version: str) -> bytes:
    path = TEMPLATES / f"RMI_CMRT_{version}.xlsx"
    if not path.exists():
        pytest.skip("the official blanks are not at hand")
    return path.read_bytes()


def own_blank(version: str = "6.5") -> bytes:
    """A blank of the project's own: the same sheets and addresses, nothing filled in."""
    return build_cmrt(
        version=version,
        language=None,
        company=dict.fromkeys(COMPANY_FIELDS),
        scope=None,
        effective_date=None,
        answers=dict.fromkeys(QUESTIONS),
        company_answers=dict.fromkeys(COMPANY_QUESTIONS),
        smelters=[],
        cells={f"Declaration!{ref}": None for ref in ("D10", "D12", "D13", "D14", "D19", "D21", "G77")},
    )


def said(data: bytes) -> dict[str, Any]:
    """What `read` says of the bytes."""
    return as_json(read_document(open_workbook(data)))


# Outer and doubled blanks are the reader's to tidy; = + - @ and XML are the writer's to survive.
TEXTS = st.text(
    st.characters(categories=("L", "N", "P", "S"), exclude_characters="\u200b\ufeff"), min_size=1, max_size=25
).map(lambda text: f"{text} &<x> _x0041_")
TRICKY = st.sampled_from(["=1+1", "+49 30 555", "-", "@home", "#N/A", "=HYPERLINK(1)", "'quoted", "_x000D_", "0"])


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def declarations(lookup: Lookup) -> st.SearchStrategy[dict[str, Any]]:
    """The JSON of declarations whose smelters come from a Look-up, or from none."""
    text = TEXTS | TRICKY.filter(lambda value: value != "0")
    answer = {q: st.fixed_dictionaries({"answer": maybe(st.sampled_from(a)), "comment": maybe(text)}) for q, a in
              (ALLOWED_ANSWERS | ALLOWED_COMPANY_ANSWERS).items()}  # fmt: skip
    return st.fixed_dictionaries(
        {
            "language": st.sampled_from(LANGUAGES),
            "company": st.fixed_dictionaries({name: maybe(text) for name in COMPANY_FIELDS}),
            "scope": maybe(st.sampled_from("ABC")),
            "effective_date": maybe(st.dates(*_window()).map(str)),
            "answers": st.fixed_dictionaries(
                {str(q): st.fixed_dictionaries({str(m): answer[q] for m in DECLARATION_ORDER}) for q in QUESTIONS}
            ),
            "company_answers": st.fixed_dictionaries({letter: answer[letter] for letter in COMPANY_QUESTIONS}),
            "smelters": st.lists(_smelters(lookup, text), max_size=12),
            "products": st.lists(_products(text), max_size=5),
        }
    )


def _window() -> tuple[Any, Any]:
    import datetime

    return datetime.date(2007, 1, 1), datetime.date(2026, 3, 31)


def _products(text: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"number": text, "name": maybe(text), "comments": maybe(text)})


def _smelters(lookup: Lookup, text: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Known by ID, known by name, with an ID nobody knows, not listed, not yet identified."""
    known = [row for row in lookup.rows if row.smelter_id and row.keyed]
    metal = st.sampled_from(DECLARATION_ORDER).map(str)
    own = {
        name: maybe(text)
        for name in ("contact_name", "contact_email", "next_steps", "mines", "mine_countries", "comments")
    } | {"recycled": maybe(st.sampled_from(("Yes", "No", "Unknown")))}
    country = st.sampled_from(("CHINA", "GERMANY", "INDONESIA"))
    kinds = [
        st.sampled_from(known).map(lambda row: {"smelter_id": row.smelter_id, "metal": str(row.metal)}),
        st.sampled_from(known).map(
            lambda row: {"smelter_id": row.smelter_id, "metal": str(row.metal), "name": row.alias, "lookup": row.alias}
        ),
        st.fixed_dictionaries(
            {"metal": metal, "smelter_id": st.just("CID999999"), "name": TEXTS, "country": country, "city": TEXTS,
             "state": TEXTS, "street": TEXTS, "source": TEXTS, "listed": st.just("listed")}
        ),
        st.fixed_dictionaries(
            {"metal": metal, "name": TEXTS, "country": country, "listed": st.just("not_listed")}
        ),
        st.fixed_dictionaries({"metal": metal, "listed": st.just("not_identified")}),
    ]  # fmt: skip
    return st.one_of(kinds).flatmap(lambda identity: st.fixed_dictionaries(own).map(lambda rest: identity | rest))
