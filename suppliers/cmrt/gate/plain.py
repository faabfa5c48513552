"""The plain form in which every known program writes rows and shared strings, read by grammar at the speed of C.

Nothing is guessed: each byte of a table has to match, and what stands round it is walked with an empty table in its
place. A single byte that deviates raises Deviates, and the whole part is walked instead.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from itertools import pairwise
from typing import Any

from suppliers.cmrt.cells import EMPTY, Cell
from suppliers.cmrt.gate import bounds
from suppliers.cmrt.gate.addresses import column_number
from suppliers.cmrt.gate.bounds import Budget
from suppliers.cmrt.gate.sheets import ScannedSheet, walk_sheet
from suppliers.cmrt.gate.values import Values

# Control characters, and carriage returns, which a parser would turn into line ends.
_CONTROLS = rb"\x00-\x08\x0b-\x1f"
CHARACTER = rb"(?:amp|lt|gt|quot|apos|#1[03]|#x[ADad]);"
_TEXT = rb"[^<>&%b]*+(?:&%b[^<>&%b]*+)*" % (_CONTROLS, CHARACTER, _CONTROLS)
ATTRIBUTES = rb'(?: [A-Za-z][A-Za-z0-9:]*+="[^"<>&\x00-\x1f]*+")*'
PREAMBLE = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml version=["']1\.0["'](?: encoding=["'][Uu][Tt][Ff]-8["'])?"""
    rb"""(?: standalone=["'](?:yes|no)["'])? ?\?>)?[^?!]*"""
)
_ROW = re.compile(rb'<row r="([1-9][0-9]{0,6})"(%b)(/?)>' % ATTRIBUTES)
# Column, row, attributes, formula (its tag), value, text of its own.
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]+)"(%b)(?:/>|>(?:(<f%b)(?:/>|>%b</f>))?'
    rb'(?:<v>(%b)</v>|<v/>|<is><t(?: xml:space="preserve")?>(%b)</t></is>)?</c>)'
    % (ATTRIBUTES, ATTRIBUTES, _TEXT, _TEXT, _TEXT)
)
_FIELDS = _CELL.groups + 1
_PAIR = re.compile(rb' ([A-Za-z0-9:]+)="([^"]*)"')
_OPEN, _CLOSE, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"


class Deviates(Exception):
    """The part is not of the plain form, which says nothing against it."""


def read_sheet(data: bytes, values: Values, budget: Budget) -> ScannedSheet:
    """The cells of a worksheet part in UTF-8, by grammar where it is plain; raises Unreadable."""
    try:
        return _Table(data, values).read(budget)
    except (Deviates, UnicodeDecodeError):
        return walk_sheet(data, values, budget)


@dataclass(slots=True)
class _Pattern:
    """A row that the next may repeat: the bytes round its number, and the cells, which all such rows share."""

    pieces: list[bytes]
    line: dict[int, Cell]
    cost: "_Cost"
    width: int


@dataclass(slots=True)
class _Cost:
    """What a row, or a table, takes from the budget."""

    nodes: int = 0
    cells: int = 0
    characters: int = 0

    def add(self, other: "_Cost") -> None:
        self.nodes += other.nodes
        self.cells += other.cells
        self.characters += other.characters


class _Table:
    """The rows of one sheet."""

    def __init__(self, data: bytes, values: Values) -> None:
        self.data = data
        self.values = values
        self.lines: dict[int, dict[int, Cell]] = {}
        self.hidden: set[int] = set()
        self.cost = _Cost()
        self.filled = self.last_row = self.widest = 0
        self._attributes: dict[bytes, dict[bytes, bytes]] = {b"": {}}
        self._columns: dict[tuple[bytes, ...], Sequence[int]] = {}

    def read(self, budget: Budget) -> ScannedSheet:
        data = self.data
        start = data.find(_OPEN)
        if start < 0 or not PREAMBLE.fullmatch(data, 0, start):
            raise Deviates
        end = self._rows(start + len(_OPEN))
        cost = self.cost
        if self.filled > bounds.SHEET_ROWS or cost.cells > bounds.SHEET_CELLS or cost.nodes > budget.nodes:
            raise Deviates
        if cost.characters > budget.characters or self.last_row * self.widest > budget.box_cells:
            raise Deviates
        budget.nodes -= cost.nodes
        budget.characters -= cost.characters
        around = walk_sheet(b"".join((data[:start], _OPEN, data[end:])), self.values, budget)
        if not around.seen:
            raise Deviates
        budget.spend_box(self.last_row * self.widest)
        return ScannedSheet(self.lines, frozenset(self.hidden), True)

    def _rows(self, at: int) -> int:
        """Read all rows; where the end tag of the table stands."""
        data = self.data
        row = 0
        pattern: _Pattern | None = None
        while not data.startswith(_CLOSE, at):
            if pattern is not None:
                repeated = str(row + 1).encode().join(pattern.pieces)
                if data.startswith(repeated, at) and row < bounds.LAST_ROW:
                    row += 1
                    at += len(repeated)
                    self._keep(row, pattern.line, pattern.width, pattern.cost)
                    continue
            opened = _ROW.match(data, at)
            if opened is None or not row < int(opened[1]) <= bounds.LAST_ROW:
                raise Deviates
            row = int(opened[1])
            if self._parsed(opened[2]).get(b"hidden") in (b"1", b"true"):
                self.hidden.add(row)
            begin, at = at, opened.end()
            if opened[3]:
                self.cost.nodes += 2 + len(self._parsed(opened[2]))
                continue
            close = data.find(_ROW_END, at)
            if close < 0:
                raise Deviates
            pattern = self._row(opened, data[at:close], data[begin : close + len(_ROW_END)])
            at = close + len(_ROW_END)
        return at

    def _row(self, opened: re.Match[bytes], body: bytes, whole: bytes) -> _Pattern | None:
        """Read one row with cells; the pattern of it where the next may repeat it."""
        number = opened[1]
        row = int(number)
        if not whole.isascii():
            whole.decode()
            if b"\xef\xbf" in whole:  # two characters of the plane's end are no XML
                raise Deviates
        parts: list[Any] = _CELL.split(body)
        addresses = parts[2::_FIELDS]
        if any(parts[::_FIELDS]) or addresses.count(number) != len(addresses):
            raise Deviates
        letters = tuple(parts[1::_FIELDS])
        columns = self._columns.get(letters)
        if columns is None:
            columns = self._columns[letters] = _ascending(letters)
        tails, formulas, stored, own = (parts[n::_FIELDS] for n in (3, 4, 5, 6))
        for tail in set(tails).difference(self._attributes):
            self._parsed(tail)
        line: dict[int, Cell] = {}
        cost = _Cost(1, len(columns))
        width, known, cell_of = 0, self._attributes, self.values.cell
        for column, tail, formula, text, inline in zip(columns, tails, formulas, stored, own, strict=True):
            if not (formula or text or inline is not None):
                continue
            attributes = known[tail]
            kind = attributes.get(b"t", b"n").decode()
            if formula and formula not in known:
                self._parsed(formula, 2)
            if inline is not None:
                if kind != "inlineStr":
                    raise Deviates
                kind, text = "str", inline
            content = text.decode() if text else ""
            if "&" in content:
                content = unescape(content)
            cell = cell_of(kind, attributes.get(b"s", b"").decode(), content, formula is not None)
            if cell == EMPTY:
                continue
            line[column] = cell
            if cell[0] is not None:
                width = column
                if isinstance(cell[0], str):
                    cost.characters += len(cell[0])
        # Every tag counts as an element, and every equals sign before a quotation mark as an attribute.
        cost.nodes += whole.count(b"<") + whole.count(b'="')
        self._keep(row, line, width, cost)
        varying = b" ".join([opened[2], *tails, *filter(None, formulas), *filter(None, stored), *filter(None, own)])
        if number in varying or b"&#" in whole or row in self.hidden:
            return None
        return _Pattern(whole.split(number), line, cost, width)

    def _keep(self, row: int, line: dict[int, Cell], width: int, cost: _Cost) -> None:
        if line:
            self.lines[row] = line
        if width:
            self.filled += 1
            self.last_row, self.widest = row, max(self.widest, width)
        self.cost.add(cost)

    def _parsed(self, tail: bytes, skip: int = 0) -> dict[bytes, bytes]:
        """The attributes of a tag; one that stands twice is ill-formed. `skip` passes over the tag's name."""
        found = self._attributes.get(tail)
        if found is None:
            pairs = _PAIR.findall(tail, skip)
            found = self._attributes[tail] = dict(pairs)
            if len(found) < len(pairs) or len(found) > 64 or (b"r" in found and not skip):
                raise Deviates
        return found


def _ascending(letters: Sequence[bytes]) -> Sequence[int]:
    columns = [column_number(text.decode()) for text in letters]
    if any(one >= other for one, other in pairwise(columns)) or columns[-1:] > [bounds.LAST_COLUMN]:
        raise Deviates
    return columns
