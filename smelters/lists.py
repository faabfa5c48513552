"""A status list as somebody keeps it -> rows of the register's terms; no database.

Columns are found by what they are called, in any order; the head may stand below a title. Whatever is wrong with the
file is said in one go, each problem with its row and column, before anything is written.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cmr.countries import country_code
from cmr.vocab import METALS, SMELTER_ID, metal_named
from smelters.sheets import Unreadable, read_rows

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
}  # fmt: skip
LABELS = {"smelter_id": "Smelter ID", "metal": "Metal", "name": "Smelter Name", "country": "Country"}
HEAD_WITHIN = 25
SENTINELS = ("smelter not listed", "smelter not yet identified")
SHOWN = 50


class ListRow(NamedTuple):
    """One row of a list. `status` is the word as written, "" where the list has no such column."""

    row: int
    metal: str
    smelter_id: str
    name: str
    country: str
    status: str
    city: str = ""
    state: str = ""


class ListError(Exception):
    """The list cannot be taken over as it is: `problems` are sentences, each with its row and column."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        more = len(problems) - SHOWN
        super().__init__("\n".join([*problems[:SHOWN], *([f"... and {more} more."] if more > 0 else [])]))


def parse_list(data: bytes, filename: str) -> list[ListRow]:
    """The rows of a list in CSV (UTF-8 or Windows-1252; comma, semicolon or tab) or .xlsx; raises ListError.

    A row said twice in the same words counts once.
    """
    try:
        table = read_rows(data, filename)
    except Unreadable as error:
        raise ListError([str(error)]) from error
    head, columns = _head(table)
    rows: list[ListRow] = []
    problems: list[str] = []
    seen: dict[str, ListRow] = {}
    for number, cells in enumerate(table[head + 1 :], head + 2):
        if not any(cells):
            continue
        values = {field: cells[at] if at < len(cells) else "" for field, at in columns.items()}
        if values["name"].casefold() in SENTINELS:
            continue
        row, wrong = _row(number, values, {field: table[head][at] for field, at in columns.items()})
        if not wrong:
            before = seen.setdefault(row.smelter_id, row)
            wrong = _against(before, row)
            if before is row:
                rows.append(row)
        problems += wrong
    if not rows and not problems:
        problems.append("The list has a head but no rows.")
    if problems:
        raise ListError(problems)
    return rows


def _head(table: list[list[str]]) -> tuple[int, dict[str, int]]:
    """Index of the head row and the index of each column in it."""
    best: tuple[int, dict[str, int]] = (0, {})
    for index, cells in enumerate(table[:HEAD_WITHIN]):
        columns: dict[str, int] = {}
        for at, cell in enumerate(cells):
            key = " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", cell).casefold()))
            field = next((field for field, names in HEADERS.items() if key in names), None)
            if field in columns:
                raise ListError([f'Row {index + 1}: the columns "{cells[columns[field]]}" and "{cell}" mean the same.'])
            if field:
                columns[field] = at
        if len(columns) > len(best[1]):
            best = index, columns
    missing = [label for field, label in LABELS.items() if field not in best[1]]
    if missing:
        named = " and ".join(filter(None, [", ".join(missing[:-1]), missing[-1]]))
        raise ListError([f"No column is called {named}; a list needs Smelter ID, Metal, Smelter Name and Country."])
    return best


def _row(number: int, values: dict[str, str], names: dict[str, str]) -> tuple[ListRow, list[str]]:
    smelter_id = unicodedata.normalize("NFKC", values["smelter_id"]).upper().replace(" ", "")
    metal = metal_named(values["metal"])
    wrong = list(_wrong_cells(number, values, names, smelter_id))
    row = ListRow(
        row=number,
        metal=metal.value if metal else "",
        smelter_id=smelter_id,
        name=values["name"],
        country=values["country"],
        status=values.get("status", ""),
        city=values.get("city", "")[:120],
        state=values.get("state", "")[:120],
    )
    return row, wrong


def _wrong_cells(number: int, values: dict[str, str], names: dict[str, str], smelter_id: str) -> Iterator[str]:
    def at(field: str) -> str:
        return f"Row {number}, column {names[field]}: "

    if not (smelter_id.isascii() and SMELTER_ID.fullmatch(smelter_id)):
        said = f'"{values["smelter_id"]}" is not a smelter ID' if values["smelter_id"] else "the smelter ID is missing"
        yield at("smelter_id") + f"{said}; an ID is CID and six digits."
    if not metal_named(values["metal"]):
        metals = ", ".join(metal.value for metal in METALS)
        yield (
            at("metal")
            + (f'"{values["metal"]}" is none of ' if values["metal"] else "the cell is empty; it names one of ")
            + f"{metals}."
        )
    if not values["name"]:
        yield at("name") + "the name is missing."
    elif len(values["name"]) > 250:
        yield at("name") + "the name is longer than 250 characters."
    if not country_code(values["country"]):
        yield at("country") + (
            f'"{values["country"]}" is no country we know; write it as the CMRT does.'
            if values["country"]
            else "the country is missing."
        )
    if "status" in values and not values["status"]:
        yield at("status") + "the status is missing."


def _against(before: ListRow, row: ListRow) -> list[str]:
    if before is row:
        return []
    if before.metal != row.metal:
        return [f"Row {row.row}: {row.smelter_id} is {before.metal} in row {before.row}; an ID belongs to one metal."]
    if before.status.casefold() != row.status.casefold():
        return [f'Row {row.row}: {row.smelter_id} is "{before.status}" in row {before.row} and "{row.status}" here.']
    return []
