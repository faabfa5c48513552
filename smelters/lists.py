"""A status list as somebody keeps it -> rows of the register's terms; no database.

Columns are found by what they are called, in any order; the head may stand below a title. Whatever is wrong with the
file is said in one go, each problem with its row and column, before anything is written.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from cmr.countries import country_code
from cmr.sheets import Unreadable, read_rows
from cmr.vocab import METALS, SMELTER_ID, metal_named
from smelters.columns import Columns, Head, columns_wrong, head_of

SENTINELS = ("smelter not listed", "smelter not yet identified")
SHOWN = 50


class ListRow(NamedTuple):
    """One row of a list. `status` is the word as written, "" where the list has no such column; `valid_until` is the
    last day for which the list vouches, where it names one."""

    row: int
    metal: str
    smelter_id: str
    name: str
    country: str
    status: str
    city: str = ""
    state: str = ""
    valid_until: date | None = None


class ListError(Exception):
    """The list cannot be taken over as it is: `problems` are sentences, each with its row and column."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        more = len(problems) - SHOWN
        super().__init__("\n".join([*problems[:SHOWN], *([f"... and {more} more."] if more > 0 else [])]))


class ParsedList(NamedTuple):
    """A list as read: its rows, its head, and which column said what."""

    rows: list[ListRow]
    head: Head
    columns: Columns

    @property
    def captions(self) -> dict[str, str]:
        """The caption of the column that was read as each field."""
        return {field: self.head.caption(at) for field, at in self.columns.items()}


def parse_list(data: bytes, filename: str) -> list[ListRow]:
    """The rows of a list whose captions say what its columns are; see `list_parsed`."""
    return list_parsed(*list_opened(data, filename)).rows


def list_opened(data: bytes, filename: str) -> tuple[list[list[str]], Head]:
    """The cells and the head of a list in CSV (UTF-8 or Windows-1252; comma, semicolon or tab) or .xlsx.

    Raises ListError when it cannot be opened.
    """
    try:
        table = read_rows(data, filename)
    except Unreadable as error:
        raise ListError([str(error)]) from error
    return table, head_of(table)


def list_parsed(table: list[list[str]], head: Head, columns: Columns | None = None, *, metal: str = "") -> ParsedList:
    """The rows of an opened list; raises ListError with all that is wrong with them.

    `columns` say which column is what where the captions do not; `metal` is that of every row of a list without such a
    column. A row said twice in the same words counts once.
    """
    wrong_columns = columns_wrong(head, columns, metal=bool(metal))
    if wrong_columns:
        raise ListError([wrong_columns])
    columns = head.columns if columns is None else columns
    rows: list[ListRow] = []
    problems: list[str] = []
    seen: dict[str, ListRow] = {}
    names = {field: head.caption(at) for field, at in columns.items()} | ({} if "metal" in columns else {"metal": ""})
    for number, cells in enumerate(table[head.row + 1 :], head.row + 2):
        if not any(cells):
            continue
        values = {"metal": metal} | {field: cells[at] if at < len(cells) else "" for field, at in columns.items()}
        if values["name"].casefold() in SENTINELS:
            continue
        row, wrong = _row(number, values, names)
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
    return ParsedList(rows, head, columns)


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
        valid_until=_day(values.get("valid_until", "")),
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
    if values.get("valid_until") and _day(values["valid_until"]) is None:
        yield at("valid_until") + f'"{values["valid_until"]}" is no day; write it as year-month-day.'


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _against(before: ListRow, row: ListRow) -> list[str]:
    if before is row:
        return []
    if before.metal != row.metal:
        return [f"Row {row.row}: {row.smelter_id} is {before.metal} in row {before.row}; an ID belongs to one metal."]
    if before.status.casefold() != row.status.casefold():
        return [f'Row {row.row}: {row.smelter_id} is "{before.status}" in row {before.row} and "{row.status}" here.']
    return []
