"""The plain form in which every known program writes rows and shared strings, read by grammar at the speed of C.

Nothing is guessed: each byte of a table has to match, and what stands round it is walked with an empty table in its
place. A single byte that deviates raises Deviates, and the whole part is walked instead.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from itertools import chain, pairwise
from typing import Any

from suppliers.cmrt.cells import EMPTY, Cell, Sheet
from suppliers.cmrt.gate import bounds
from suppliers.cmrt.gate.addresses import column_number
from suppliers.cmrt.gate.bounds import Budget
from suppliers.cmrt.gate.refusal import Unreadable
from suppliers.cmrt.gate.sheets import ScannedSheet, walk_sheet
from suppliers.cmrt.gate.values import FORMULA, Values

_WORDS = rb"[^<>&\x00-\x08\x0b\x0c\x0e-\x1f]*+"
CHARACTER = rb"(?:amp|lt|gt|quot|apos|#1[03]|#x[ADad]);"
ATTRIBUTES = rb'(?: [A-Za-z][A-Za-z0-9:]*+="[^"<>&\x00-\x1f]*+")*'
# The usual is tried first, since what may repeat costs the engine much more than an alternative.
_TEXT = rb"(?:%b|%b(?:&%b%b)+)" % (_WORDS, _WORDS, CHARACTER, _WORDS)
_STYLE = rb'(?: s="[0-9]+"(?: t="[A-Za-z]+"|)| t="[A-Za-z]+"|)|%b' % ATTRIBUTES
_FORMULA = rb'<f(?: ca="1"|)(?: t="shared" si="[0-9]+"|)|<f%b' % ATTRIBUTES
PREAMBLE = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml version=["']1\.0["'](?: encoding=["'][Uu][Tt][Ff]-8["'])?"""
    rb"""(?: standalone=["'](?:yes|no)["'])? ?\?>)?[^?!]*"""
)
_ROW = re.compile(rb'<row r="([1-9][0-9]{0,6})"(%b)( ?/|)>' % ATTRIBUTES)
# Column, row, attributes, formula (its tag), value, text of its own.
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]+)"(%b)(?: ?/>|>(?:(%b)(?: ?/>|>%b</f>)|)'
    rb'(?:<v(?: xml:space="preserve"|)>(%b)</v>|<v ?/>|<is><t(?: xml:space="preserve"|)>(%b)</t></is>|)</c>)'
    % (_STYLE, _FORMULA, _TEXT, _TEXT, _TEXT)
)
_FIELDS = _CELL.groups + 1
_PAIR = re.compile(rb' ([A-Za-z0-9:]+)="([^"]*)"')
# How many attributes a tag of each kind may have beside its first, and so what a row costs at most.
_ROW_ATTRIBUTES, _CELL_ATTRIBUTES, _FORMULA_ATTRIBUTES = 12, 4, 6
_ROW_NODES, _CELL_NODES, _CONTENT_NODES = 14, 8, 8
_OPEN, _CLOSE, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"


class Deviates(Exception):
    """The part is not of the plain form, which says nothing against it."""


def read_sheet(data: bytes, values: Values, budget: Budget) -> ScannedSheet:
    """The cells of a worksheet part in UTF-8, by grammar where it is plain; raises Unreadable."""
    try:
        return _Table(data, values).read(budget)
    except (Deviates, UnicodeDecodeError, Unreadable):
        # Of several reasons to refuse a part, the walk's is told.
        return walk_sheet(data, values, budget)


def is_inert(data: bytes) -> bool:
    """Whether a part in UTF-8 can hold no definition of any kind, so that it does no harm until somebody reads it."""
    root = data.find(b"<worksheet")
    return root >= 0 and PREAMBLE.fullmatch(data, 0, root) is not None and b"<!" not in data


@dataclass(slots=True)
class _Row:
    """A row as it was read, which the rows behind it may repeat but for its number; they share its cells."""

    number: bytes
    tail: bytes
    whole: bytes
    line: dict[int, Cell]
    parts: Sequence[bytes | None]
    cells: int
    nodes: int
    characters: int
    width: int
    _pieces: list[bytes] | None = None

    def repeated_at(self, data: bytes, at: int, row: int) -> int:
        """The size of the same row under another number, if that is what stands there, else 0."""
        if not data.startswith(_ROW_END, at + len(self.whole) - len(_ROW_END)):
            return 0
        if self._pieces is None:
            # Only addresses and formulas may follow the number of the row.
            captured = filter(None, chain.from_iterable(self.parts[n::_FIELDS] for n in range(3, _FIELDS)))
            alike = self.number not in b" ".join([self.tail, *captured]) and b"&#" not in self.whole
            self._pieces = self.whole.split(self.number) if alike else []
        repeated = (b"%d" % row).join(self._pieces)
        return len(repeated) if repeated and data.startswith(repeated, at) else 0


class _Table:
    """The rows of one sheet."""

    def __init__(self, data: bytes, values: Values) -> None:
        self.data = data
        self.values = values
        self.lines: dict[int, dict[int, Cell]] = {}
        self.hidden: set[int] = set()
        self.nodes = self.cells = self.characters = self.filled = self.widest = 0
        self._kinds: dict[bytes, tuple[str, str]] = {}
        self._hides: dict[bytes, bool] = {}
        self._checked: set[bytes] = set()
        self._columns: dict[tuple[bytes, ...], Sequence[int]] = {}

    def read(self, budget: Budget) -> ScannedSheet:
        data = self.data
        start = data.find(_OPEN)
        if start < 0 or not PREAMBLE.fullmatch(data, 0, start):
            raise Deviates
        end = self._read_rows(start + len(_OPEN))
        box = Sheet("", lines=self.lines).last_row * self.widest
        if self.nodes > budget.nodes or self.characters > budget.characters or box > budget.box_cells:
            raise Deviates
        around = walk_sheet(b"".join((data[:start], _OPEN, data[end:])), self.values, budget)
        if not around.seen:
            raise Deviates
        budget.nodes -= self.nodes
        budget.characters -= self.characters
        budget.box_cells -= box
        return ScannedSheet(self.lines, frozenset(self.hidden), True)

    def _read_rows(self, at: int) -> int:
        """Read all rows; where the end tag of the table stands."""
        data = self.data
        row = 0
        last: _Row | None = None
        while not data.startswith(_CLOSE, at):
            if last is not None and (size := last.repeated_at(data, at, row + 1)):
                row += 1
                at += size
                self._keep(row, last)
                continue
            opened = _ROW.match(data, at)
            if opened is None or int(opened[1]) <= row:
                raise Deviates
            row, last = int(opened[1]), None
            hidden = self._hides.get(opened[2])
            if hidden is None:
                hidden = self._hides[opened[2]] = self._attributes(opened[2], _ROW_ATTRIBUTES).get(b"hidden") in (
                    b"1",
                    b"true",
                )
            if hidden:
                self.hidden.add(row)
            if opened[3]:
                at = opened.end()
                self.nodes += _ROW_NODES
                continue
            end = data.find(_ROW_END, at) + len(_ROW_END)
            found = self._read_row(opened, data[at:end])
            self._keep(row, found)
            at = end
            if not hidden:
                last = found
        if row > bounds.LAST_ROW:
            raise Deviates
        return at

    def _keep(self, row: int, found: _Row) -> None:
        if found.line:
            self.lines[row] = found.line
        if found.width:
            self.filled += 1
            self.widest = max(self.widest, found.width)
        self.nodes += found.nodes
        self.cells += found.cells
        self.characters += found.characters
        if self.filled > bounds.SHEET_ROWS or self.cells > bounds.SHEET_CELLS:
            raise Deviates

    def _read_row(self, opened: re.Match[bytes], whole: bytes) -> _Row:
        if not whole.isascii():
            whole.decode()
            if b"\xef\xbf\xbe" in whole or b"\xef\xbf\xbf" in whole:  # the two characters that are no XML
                raise Deviates
        parts: list[Any] = _CELL.split(whole)
        numbers = parts[2::_FIELDS]
        if parts[0] != opened[0] or parts[-1] != _ROW_END or any(parts[_FIELDS:-1:_FIELDS]):
            raise Deviates
        if numbers.count(opened[1]) != len(numbers):
            raise Deviates
        letters = tuple(parts[1::_FIELDS])
        columns = self._columns.get(letters)
        if columns is None:
            columns = self._columns[letters] = _ascending(letters)
        tails, formulas, texts, own = (parts[n::_FIELDS] for n in (3, 4, 5, 6))
        kinds, checked, shared_cell = self._kinds, self._checked, self.values.shared_cell
        for tail in set(tails).difference(kinds):
            kinds[tail] = self._kind(tail)
        line: dict[int, Cell] = {}
        width = characters = 0
        for column, tail, formula, text, inline in zip(columns, tails, formulas, texts, own, strict=True):
            if formula is not None and formula not in checked:
                self._attributes(formula[2:], _FORMULA_ATTRIBUTES)
                checked.add(formula)
            if text:
                kind, style = kinds[tail]
                if kind == "s" and formula is None:
                    cell = shared_cell(text)
                else:
                    cell = self.values.cell(kind, style, _decoded(text), formula is not None)
            elif inline is not None:
                if kinds[tail][0] != "inlineStr":
                    raise Deviates
                cell = self.values.cell("str", "", _decoded(inline), formula is not None)
            elif formula is not None:
                line[column] = FORMULA
                continue
            else:
                continue
            value = cell[0]
            if value is not None:
                width = column
                if isinstance(value, str):
                    characters += len(value)
            elif cell == EMPTY:
                continue
            line[column] = cell
        # As many elements and attributes as the cells may have: an exact count costs a fifth of the whole reading.
        nodes = _ROW_NODES + _CELL_NODES * len(columns) + _CONTENT_NODES * len(line)
        return _Row(opened[1], opened[2], whole, line, parts, len(columns), nodes, characters, width)

    def _kind(self, tail: bytes) -> tuple[str, str]:
        """Kind and style of a cell, from what its tag says behind its address."""
        attributes = self._attributes(tail, _CELL_ATTRIBUTES)
        return attributes.get(b"t", b"n").decode(), attributes.get(b"s", b"").decode()

    def _attributes(self, tail: bytes, most: int) -> dict[bytes, bytes]:
        """The attributes behind the first of a tag; one that stands twice is ill-formed."""
        pairs = _PAIR.findall(tail)
        found = dict(pairs)
        if len(found) < len(pairs) or len(found) > most or b"r" in found:
            raise Deviates
        return found


def _decoded(text: bytes) -> str:
    """The characters of a text: line ends as one, then the entities, which may be line ends that are meant."""
    plain = text.decode()
    if "\r" in plain:
        plain = plain.replace("\r\n", "\n").replace("\r", "\n")
    return unescape(plain) if "&" in plain else plain


def _ascending(letters: Sequence[bytes]) -> Sequence[int]:
    """The numbers of a row's columns, which ascend."""
    columns = [column_number(text.decode()) for text in letters]
    if any(one >= other for one, other in pairwise(columns)) or columns[-1:] > [bounds.LAST_COLUMN]:
        raise Deviates
    return columns
