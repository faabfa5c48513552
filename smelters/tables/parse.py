"""A dated table as somebody keeps it -> lines in the register's terms; no database.

One reader for every kind. Columns are found by what they are called, in any order; the head may stand below a title.
Whatever is wrong with the file is said in one go, each problem with its row and column, before anything is written.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from cmr.countries import country_code
from cmr.sheets import Unreadable, read_rows
from cmr.vocab import METALS, SMELTER_ID, metal_named
from smelters.lists import ListError

# What the columns of such tables are called, without case and punctuation.
HEADERS: dict[str, frozenset[str]] = {
    "country": frozenset({
        "country", "country or area", "country region", "country name", "country code", "iso code", "country of origin",
        "origin", "mine country", "origin country", "facility country", "country location",
    }),
    "region": frozenset({"region", "area", "province", "state", "sub national area", "subnational area", "regions"}),
    "metals": frozenset({"metal", "metals", "mineral", "minerals", "resource", "resources"}),
    "smelter_id": frozenset({"smelter id", "cid", "id", "rmi id", "facility id", "smelter identification"}),
    "name": frozenset({"name", "smelter name", "facility name", "facility", "entity", "entity name", "smelter"}),
    "list_name": frozenset({"list", "list name", "program", "programme", "sanctions list", "regime"}),
    "listed_on": frozenset({"date", "listed on", "date listed", "listing date", "designated on", "since"}),
    "source": frozenset({"source", "reference", "link", "evidence", "url"}),
}  # fmt: skip
LABELS = {"country": "Country", "metals": "Metal", "smelter_id": "Smelter ID", "name": "Name"}
# The columns a table of a kind must have (any one of them for sanctions), and in each row.
NEEDS: dict[str, tuple[str, ...]] = {
    "cahra": ("country",),
    "transit": ("country",),
    "producers": ("country", "metals"),
    "sanctions": ("smelter_id", "name", "country"),
    "origins": ("smelter_id", "metals", "country"),
}
LIMITS = {"country": 80, "region": 120, "name": 250, "list_name": 120, "source": 200}
HEAD_WITHIN = 25
_ALL_METALS = frozenset({"", "all", "all metals", "3tg", "any"})
_SYMBOLS = {metal.symbol.casefold(): metal for metal in METALS}
# Where a table of origins says that it does not know; such a row states nothing and is left out.
_NO_ORIGIN = frozenset({"", "unknown", "not known", "not disclosed", "undisclosed", "n a", "none", "various"})


class Line(NamedTuple):
    """A row of a dated table; `metals` empty: all of them."""

    row: int
    country_code: str = ""
    country: str = ""
    region: str = ""
    metals: tuple[str, ...] = ()
    smelter_id: str = ""
    name: str = ""
    list_name: str = ""
    listed_on: date | None = None
    source: str = ""


def parse_table(data: bytes, filename: str, kind: str) -> list[Line]:
    """The lines of a table in CSV or .xlsx; raises ListError with every problem. A row said twice counts once.

    A row of origins that says the origin is unknown is left out: absent, not guessed. Several countries in one cell,
    parted by semicolons, are a line each.
    """
    try:
        table = read_rows(data, filename)
    except Unreadable as error:
        raise ListError([str(error)]) from error
    head, columns = _head(table, kind)
    captions = {field: table[head][at] for field, at in columns.items()}
    lines: dict[Line, Line] = {}
    problems: list[str] = []
    for number, cells in enumerate(table[head + 1 :], head + 2):
        if not any(cells):
            continue
        values = {field: cells[at] if at < len(cells) else "" for field, at in columns.items()}
        if kind == "origins" and _words(values["country"]) in _NO_ORIGIN:
            continue
        wrong = list(_wrong(number, values, captions, kind))
        problems += wrong
        if not wrong:
            for line in _lines(number, values):
                lines.setdefault(line._replace(row=0), line)
    if not lines and not problems:
        problems.append("The table has a head but no row that says anything.")
    if problems:
        raise ListError(problems)
    return list(lines.values())


def _head(table: list[list[str]], kind: str) -> tuple[int, dict[str, int]]:
    """Index of the head row and the index of each column in it."""
    best: tuple[int, dict[str, int]] = (0, {})
    for index, cells in enumerate(table[:HEAD_WITHIN]):
        columns: dict[str, int] = {}
        for at, cell in enumerate(cells):
            field = next((field for field, names in HEADERS.items() if _words(cell) in names), None)
            if field in columns:
                raise ListError([f'Row {index + 1}: the columns "{cells[columns[field]]}" and "{cell}" mean the same.'])
            if field:
                columns[field] = at
        if len(columns) > len(best[1]):
            best = index, columns
    missing = [LABELS[field] for field in NEEDS[kind] if field not in best[1]]
    if kind == "sanctions" and len(missing) < len(NEEDS[kind]):
        missing = []
    if missing:
        raise ListError([f"No column is called {' or '.join(missing)}; without it the table says nothing."])
    return best


def _wrong(number: int, values: Mapping[str, str], captions: Mapping[str, str], kind: str) -> Iterator[str]:
    def at(field: str) -> str:
        return f"Row {number}, column {captions[field]}: "

    needed = [values.get(field, "") for field in NEEDS[kind]]
    if kind == "sanctions" and not any(needed):
        yield f"Row {number}: the row names no smelter ID, no name and no country."
    if kind != "sanctions":
        for field, value in zip(NEEDS[kind], needed, strict=True):
            if not value:
                yield at(field) + "the cell is empty."
    for country in _split(values.get("country", "")):
        if not country_code(country):
            yield at("country") + f'"{country}" is no country we know; write it as the CMRT does.'
    if _id(values) and not (_id(values).isascii() and SMELTER_ID.fullmatch(_id(values))):
        yield at("smelter_id") + f'"{values["smelter_id"]}" is not a smelter ID; an ID is CID and six digits.'
    if _metals(values.get("metals", "")) is None:
        yield at("metals") + f'"{values["metals"]}" names a metal that is none of {", ".join(METALS)}.'
    if values.get("listed_on") and _day(values["listed_on"]) is None:
        yield at("listed_on") + f'"{values["listed_on"]}" is no day; write it as year-month-day.'
    for field, limit in LIMITS.items():
        if len(values.get(field, "")) > limit:
            yield at(field) + f"the text is longer than {limit} characters."


def _lines(number: int, values: Mapping[str, str]) -> Iterator[Line]:
    for country in _split(values.get("country", "")) or [""]:
        yield Line(
            row=number,
            country_code=country_code(country) if country else "",
            country=country,
            region=values.get("region", ""),
            metals=_metals(values.get("metals", "")) or (),
            smelter_id=_id(values),
            name=values.get("name", ""),
            list_name=values.get("list_name", ""),
            listed_on=_day(values.get("listed_on", "")),
            source=values.get("source", ""),
        )


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _id(values: Mapping[str, str]) -> str:
    return unicodedata.normalize("NFKC", values.get("smelter_id", "")).upper().replace(" ", "")


def _metals(text: str) -> tuple[str, ...] | None:
    """The metals a cell names, in the register's order; () for all of them, None where a word names none."""
    if text.casefold().strip() in _ALL_METALS:
        return ()
    named = set()
    for word in re.split(r"[,;/&+]|\band\b", text):
        metal = metal_named(word) or _SYMBOLS.get(word.strip().casefold())
        if metal is None:
            return None
        named.add(metal)
    return tuple(metal.value for metal in METALS if metal in named)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))
