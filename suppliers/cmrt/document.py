"""A CMRT as it was read: frozen values, each with its cell, the raw text beside the normalised one."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cmr.vocab import Metal
from suppliers.cmrt.layouts import Layout
from suppliers.cmrt.layouts.addresses import SMELTER_COLUMNS, SMELTER_LIST
from suppliers.cmrt.lookup import Lookup, LookupRow
from suppliers.cmrt.workbook import Value as Raw


class Listed(StrEnum):
    """How a smelter row names its facility."""

    LISTED = "listed"
    NOT_LISTED = "not_listed"
    NOT_IDENTIFIED = "not_identified"


@dataclass(frozen=True, slots=True)
class Field:
    """One cell of the Declaration: as stored, and as text without outer blanks (None when nothing stands there)."""

    cell: str
    raw: Raw = None
    text: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and its comment. `answer` is the list's English spelling, None for blank or unrecognisable."""

    cell: str
    raw: Raw
    answer: str | None
    comment_cell: str
    comment_raw: Raw
    comment: str | None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class EffectiveDate:
    """Declaration!D22. `date` is None for an empty cell and for a text whose day and month cannot be told apart."""

    cell: str
    raw: Raw
    date: datetime.date | None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ShownRow:
    """What the workbook itself makes of a Smelter List row: the values its own formulas and its Checker see.

    Untrimmed and unforgiving, where SmelterRow is tolerant. `error` is the column, by the template's letter, whose
    input makes the row show #N/A. `keyed` says that the row has the hidden key (column AB) which the Checker counts.
    """

    row: int
    metal: str
    lookup: str
    name: str
    country: str
    error: str | None
    keyed: bool


@dataclass(frozen=True, slots=True)
class SmelterRow:
    """One row of the Smelter List that names a metal or an ID.

    `smelter_id` is well-formed or None; `known` says that (metal, ID) stands in the workbook's own Smelter Look-up,
    and `match` is that row. `typed` holds what the manufacturer entered, by column letter, as stored. `hidden` says
    that the row is hidden, by a filter for example; it counts like any other. `letters` are the true letters of
    columns that were moved.
    """

    row: int
    metal: Metal | None
    smelter_id: str | None
    listed: Listed | None
    lookup: str | None
    name: str | None
    standard_name: str | None
    country: str | None
    city: str | None
    state: str | None
    mines: str | None
    mine_countries: str | None
    recycled: str | None
    comments: str | None
    match: LookupRow | None
    typed: Mapping[str, Raw]
    shown: ShownRow
    hidden: bool = False
    letters: Mapping[str, str] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        return self.match is not None

    def cell(self, column: str) -> str:
        """Address of one of the row's cells, by the column's name in SMELTER_COLUMNS or by its letter."""
        letter = SMELTER_COLUMNS.get(column, column)
        return f"{self.letters.get(letter, letter)}{self.row}"


@dataclass(frozen=True, slots=True)
class StrayRow:
    """Typed cells in a row that names neither metal nor ID: no smelter, but nothing is dropped in silence."""

    row: int
    typed: Mapping[str, Raw]


@dataclass(frozen=True, slots=True)
class Product:
    """One row of the Product List."""

    row: int
    number: str | None
    name: str | None
    comments: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """Where a list of the workbook stands in this file: its first row, and the true letters of columns that moved."""

    sheet: str
    first_row: int
    letters: Mapping[str, str] = field(default_factory=dict)

    def cell(self, column: str, row: int | None = None) -> str:
        """Address of a cell by the template's letter, in the first row unless another is given."""
        return f"{self.letters.get(column, column)}{row or self.first_row}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the reader met and read past, for a person to know."""

    cell: str
    message: str


@dataclass(frozen=True, slots=True)
class Document:
    """A whole CMRT. Mappings are keyed by field name, question number and metal, company question letter."""

    layout: Layout
    witnesses: Mapping[str, str | None]
    language: Field
    company: Mapping[str, Field]
    scope_field: Field
    scope: str | None
    effective_date: EffectiveDate
    answers: Mapping[int, Mapping[Metal, Answer]]
    company_answers: Mapping[str, Answer]
    smelters: tuple[SmelterRow, ...]
    strays: tuple[StrayRow, ...]
    shown_rows: tuple[ShownRow, ...]
    products: tuple[Product, ...]
    first_product: Field
    lookup: Lookup
    tables: Mapping[str, Table]
    cached_counter: int | str | None
    overwritten: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def version(self) -> str:
        return self.layout.version

    def answer(self, question: int, metal: Metal) -> str | None:
        """The normalised answer to question 1-8 for a metal."""
        return self.answers[question][metal].answer

    def rows_of(self, metal: Metal) -> tuple[SmelterRow, ...]:
        return tuple(row for row in self.smelters if row.metal == metal)


def place_of(cell: str) -> tuple[str, str]:
    """("Declaration", "D8") of "Declaration!D8"."""
    sheet, _, ref = cell.rpartition("!")
    return sheet or SMELTER_LIST, ref
