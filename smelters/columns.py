"""Which column of a list says what: found by the captions of its head, or told by a person. Pure, no database."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

# What the columns of lists are called, without case and punctuation.
HEADERS: dict[str, frozenset[str]] = {
    "smelter_id": frozenset({
        "smelter id", "cid", "cid number", "id", "rmi id", "rmi cid", "facility id", "smelter identification",
        "smelter identification number", "smelter id number", "smelter identification number input column",
        "smelter refiner id",
    }),
    "metal": frozenset({"metal", "metals", "mineral", "minerals", "metal mineral"}),
    "name": frozenset({
        "smelter name", "standard smelter name", "standard smelter names", "standard smelter refiner name", "name",
        "facility name", "standard facility name", "smelter refiner name", "refiner name", "smelter or refiner name",
    }),
    "country": frozenset({
        "country", "facility location country", "smelter facility location country", "smelter country",
        "facility country", "country location", "location country", "smelter location country", "country of location",
        "facility location country or region", "country region",
    }),
    "status": frozenset({
        "status", "rmap status", "rmi status", "cfsp status", "assessment status", "rmap assessment status",
        "audit status", "rmap audit status", "conformance status", "smelter status", "facility status",
    }),
    "city": frozenset({
        "city", "smelter city", "facility city", "facility location city", "smelter facility location city",
    }),
    "state": frozenset({
        "state", "province", "state province", "state region", "facility location state province",
        "smelter facility location state province", "smelter state province",
    }),
    "valid_until": frozenset({
        "valid until", "valid to", "valid through", "expires", "expires on", "expiry", "expiry date", "expiration date",
        "next audit due", "next audit date", "reaudit due", "re audit due",
    }),
}  # fmt: skip
LABELS = {
    "smelter_id": "Smelter ID", "metal": "Metal", "name": "Smelter Name", "country": "Country", "status": "Status",
    "city": "City", "state": "State", "valid_until": "Valid until",
}  # fmt: skip
REQUIRED = ("smelter_id", "metal", "name", "country")
HEAD_WITHIN = 25

Columns = Mapping[str, int]
Headers = Mapping[str, frozenset[str]]


class Head(NamedTuple):
    """The head of a list: its row (index), its captions, the columns they name, and what is ambiguous about them."""

    row: int
    captions: tuple[str, ...]
    columns: dict[str, int]
    ambiguous: str

    @property
    def fingerprint(self) -> str:
        """The same for every list with these captions in this order, however they are cased or punctuated."""
        return hashlib.sha256(json.dumps([_key(each) for each in self.captions]).encode()).hexdigest()

    def caption(self, at: int) -> str:
        """The caption of a column, or its letter where it has none."""
        return self.captions[at] or f"column {_letter(at)}"

    @property
    def choices(self) -> list[tuple[int, str]]:
        """The columns a person may choose from."""
        return [(at, f"{_letter(at)}: {caption}") for at, caption in enumerate(self.captions) if caption]


def head_of(table: Sequence[Sequence[str]], headers: Headers = HEADERS) -> Head:
    """The row that names most columns; where none names two, the first that looks like a head."""
    best: Head | None = None
    for row, cells in enumerate(table[:HEAD_WITHIN]):
        head = _head(row, cells, headers)
        if best is None or len(head.columns) > len(best.columns):
            best = head
    if best is None:
        return Head(0, (), {}, "")
    if len(best.columns) < 2:
        full = [row for row, cells in enumerate(table[:HEAD_WITHIN]) if sum(map(bool, cells)) >= len(REQUIRED) - 1]
        if full:
            return _head(full[0], table[full[0]], headers)
    return best


def columns_wrong(head: Head, columns: Columns | None, *, metal: bool) -> str:
    """What keeps a list from being read by these columns (None: by its captions), in a sentence; "" when nothing does.

    `metal` says that all rows are of one metal that is told beside the list.
    """
    if columns is None and head.ambiguous:
        return head.ambiguous
    given = head.columns if columns is None else columns
    missing = [LABELS[field] for field in REQUIRED if field not in given and not (metal and field == "metal")]
    if missing:
        return f"No column is called {_listed(missing)}; a list needs Smelter ID, Metal, Smelter Name and Country."
    if any(not 0 <= at < len(head.captions) for at in given.values()):
        return "A chosen column is not one of the list's."
    twice = [at for at in given.values() if list(given.values()).count(at) > 1]
    if twice:
        fields = [LABELS[field] for field, at in given.items() if at == twice[0]]
        return f'The column "{head.caption(twice[0])}" is chosen for {_listed(fields)}; each needs its own.'
    return ""


def _head(row: int, cells: Sequence[str], headers: Headers) -> Head:
    columns: dict[str, int] = {}
    ambiguous = ""
    for at, cell in enumerate(cells):
        field = next((field for field, names in headers.items() if _key(cell) in names), None)
        if field in columns:
            ambiguous = ambiguous or f'Row {row + 1}: the columns "{cells[columns[field]]}" and "{cell}" mean the same.'
        elif field:
            columns[field] = at
    return Head(row, tuple(cells), columns, ambiguous)


def _key(caption: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", caption).casefold()))


def _letter(at: int) -> str:
    return (chr(64 + at // 26) if at >= 26 else "") + chr(65 + at % 26)


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
