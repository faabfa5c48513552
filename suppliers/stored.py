"""A declaration as the reader printed it, put together again from its submission and its rows. Reads no database."""

from collections.abc import Iterable
from typing import Any

from suppliers.models import Mention, Submission

# What every document must have; an older reader or a statement leaves some out.
_EMPTY: dict[str, Any] = {
    "version": "",
    "language": None,
    "effective_date": None,
    "effective_date_raw": None,
    "scope_raw": None,
    "answers": {},
    "company": {"name": None},
    "company_answers": {},
    "company_cells": {},
    "products": [],
    "checker": {},
}
_ANSWER = {"answer": None, "raw": None, "comment": None, "cell": ""}
_ROW = ("smelter_id", "name", "country", "listed", "recycled", "mines", "mine_countries", "comments", "typed_id")


def document_of(submission: Submission, mentions: Iterable[Mention]) -> dict[str, Any]:
    """The reader's JSON as it was before its rows were stored apart."""
    stored = _EMPTY | submission.document
    answers = {
        number: {metal: _ANSWER | given for metal, given in by_metal.items()}
        for number, by_metal in stored["answers"].items()
    }
    company = {letter: _ANSWER | given for letter, given in stored["company_answers"].items()}
    cells = dict.fromkeys(stored["company"], "") | stored["company_cells"]
    rows = [_row(mention) for mention in mentions]
    return stored | {"answers": answers, "company_answers": company, "company_cells": cells, "smelters": rows}


def _row(mention: Mention) -> dict[str, Any]:
    stored = {
        "row": mention.row,
        "metal": mention.metal or None,
        "smelter_id": mention.reported_id or None,
        "name": mention.name or None,
        "standard_name": mention.standard_name or None,
        "country": mention.country or None,
        "listed": mention.listed,
        "cells": mention.cells,
    }
    return dict.fromkeys(_ROW) | mention.details | stored
