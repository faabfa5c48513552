"""The plain form in which every known program writes rows and shared strings, read by grammar at the speed of C.

Nothing is guessed: each byte of a table has to match, and what stands round it is walked with an empty table in its
place. A single byte that deviates raises Deviates, and the whole part is walked instead.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import pairwise
from operator import getitem
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
# A formula as Excel writes it: that it is there is all that is ever known of it.
_ANY_FORMULA = b"<f/>"
_USUAL_FORMULA = re.compile(
    rb'<f(?: ca="1"|)(?: t="shared"(?: ref="[A-Z0-9:]+"|) si="[0-9]+"|)(?: ?/>|>%b</f>)' % _TEXT
)
# The tag before a stored text, without its brackets, and the text.
_STORED = re.compile(rb'<([vt](?: xml:space="preserve"|))>(%b)(?=</)' % _TEXT)
# Stands for the number of a row; no XML holds this character.
_MARK = b"\x01"
_MOST_FORMS = 1000
# Reading a row takes its size several times over in memory.
_ROW_BYTES = 2_000_000
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
    # A search from behind takes a third of the time here.
    return root >= 0 and PREAMBLE.fullmatch(data, 0, root) is not None and data.rfind(b"<!") < 0


class _Cells(dict[bytes, Cell | None]):
    """The cells of one kind and style by the text that they store, None for an empty one; each is decoded once."""

    def __init__(self, values: Values, kind: str, style: str, *, formula: bool) -> None:
        self._values, self._kind, self._style, self._formula = values, kind, style, formula

    def __missing__(self, text: bytes) -> Cell | None:
        cell = self._values.cell(self._kind, self._style, _decoded(text), self._formula)
        self[text] = found = None if cell == EMPTY else cell
        return found


@dataclass(frozen=True, slots=True)
class _Form:
    """What a row is but for its number and the texts that it stores: for each text its column and its cells."""

    columns: Sequence[int]
    cells: Sequence[_Cells]
    fixed: Mapping[int, Cell]
    size: int
    nodes: int
    alike: bool  # whether the number stands only in addresses and formulas, so that rows may differ in it alone


@dataclass(slots=True)
class _Row:
    """A row as it was read, which the rows behind it may repeat but for its number; they share its cells."""

    number: bytes
    whole: bytes
    texts: Sequence[bytes]
    form: _Form
    line: dict[int, Cell]
    characters: int
    width: int

    def repeated(self, data: bytes, at: int, row: int) -> tuple[int, int]:
        """The last of the rows from here on that are the same under the next numbers, and where the one behind starts.

        Where there is none, these are the row and the place given.
        """
        if not data.startswith(_ROW_END, at + len(self.whole) - len(_ROW_END)):
            return row, at
        if not self.form.alike or self.number in b" ".join(self.texts) or b"&#" in self.whole:
            return row, at
        pieces = self.whole.split(self.number)
        while data.startswith(repeated := (b"%d" % (row + 1)).join(pieces), at):
            row += 1
            at += len(repeated)
        return row, at


class _Table:
    """The rows of one sheet."""

    def __init__(self, data: bytes, values: Values) -> None:
        self.data = data
        self.values = values
        self.lines: dict[int, dict[int, Cell]] = {}
        self.hidden: set[int] = set()
        self.nodes = self.most_nodes = self.cells = self.characters = self.filled = self.widest = 0
        self._kinds: dict[bytes, tuple[str, str]] = {}
        self._hides: dict[bytes, bool] = {}
        self._checked: set[bytes] = set()
        self._columns: dict[tuple[bytes, ...], Sequence[int]] = {}
        self._cells: dict[tuple[str, str, bool], _Cells] = {}
        self._forms: dict[bytes, _Form] = {}

    def read(self, budget: Budget) -> ScannedSheet:
        data = self.data
        start = data.find(_OPEN)
        if start < 0 or not PREAMBLE.fullmatch(data, 0, start) or _MARK in data:
            raise Deviates
        self.most_nodes = budget.nodes
        end = self._read_rows(start + len(_OPEN))
        box = Sheet("", lines=self.lines).last_row * self.widest
        if self.characters > budget.characters or box > budget.box_cells:
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
        while not data.startswith(_CLOSE, at):
            opened = _ROW.match(data, at)
            if opened is None or int(opened[1]) <= row:
                raise Deviates
            row = int(opened[1])
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
            first, at = row, end
            if not hidden:
                row, at = found.repeated(data, at, row)
            self._keep(range(first, row + 1), found)
        if row > bounds.LAST_ROW or self.nodes > self.most_nodes:
            raise Deviates
        return at

    def _keep(self, rows: range, found: _Row) -> None:
        count = len(rows)
        if found.line:
            self.lines.update(dict.fromkeys(rows, found.line))
        if found.width:
            self.filled += count
            self.widest = max(self.widest, found.width)
        self.nodes += found.form.nodes * count
        self.cells += found.form.size * count
        self.characters += found.characters * count
        # At once, so that no part costs the time of both readings.
        if self.filled > bounds.SHEET_ROWS or self.cells > bounds.SHEET_CELLS or self.nodes > self.most_nodes:
            raise Deviates

    def _read_row(self, opened: re.Match[bytes], whole: bytes) -> _Row:
        if len(whole) > _ROW_BYTES:
            raise Deviates
        if not whole.isascii():
            whole.decode()
            if b"\xef\xbf\xbe" in whole or b"\xef\xbf\xbf" in whole:  # the two characters that are no XML
                raise Deviates
        number = opened[1]
        bare = _USUAL_FORMULA.sub(_ANY_FORMULA, whole)
        pieces = _STORED.split(bare)
        texts = pieces[2::3]
        del pieces[2::3]
        # Most rows of a template are alike in all else: their grammar is known then.
        key = b"".join(pieces).replace(number, _MARK)
        form = self._forms.get(key)
        if form is None:
            form = self._form(opened, bare)
            if form.alike and len(self._forms) < _MOST_FORMS:
                self._forms[key] = form
        if len(texts) != len(form.cells):
            raise Deviates
        cells = list(map(getitem, form.cells, texts))
        line = {column: cell for column, cell in zip(form.columns, cells, strict=True) if cell}
        values = [cell[0] for cell in line.values()]
        characters = sum([len(value) for value in values if value.__class__ is str])
        width = next((column for column in reversed(line) if line[column][0] is not None), 0)
        line.update(form.fixed)
        return _Row(number, whole, texts, form, line, characters, width)

    def _form(self, opened: re.Match[bytes], bare: bytes) -> _Form:
        """The form of a row, every byte of which has to match the grammar."""
        parts: list[Any] = _CELL.split(bare)
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
        for tail in set(tails).difference(self._kinds):
            self._kinds[tail] = self._kind(tail)
        fixed: dict[int, Cell] = {}
        stored: list[int] = []
        cells: list[_Cells] = []
        for column, tail, formula, text, inline in zip(columns, tails, formulas, texts, own, strict=True):
            if formula is None and text is None and inline is None:
                continue
            if formula is not None and formula not in self._checked:
                self._attributes(formula[2:], _FORMULA_ATTRIBUTES)
                self._checked.add(formula)
            kind, style = self._kinds[tail]
            if inline is not None:
                if kind != "inlineStr":
                    raise Deviates
                kind, style = "str", ""
            elif text is None:
                fixed[column] = FORMULA
                continue
            stored.append(column)
            cells.append(self._cells_of(kind, style, formula is not None))
        # As many elements and attributes as the cells may have: an exact count costs a fifth of the whole reading.
        nodes = _ROW_NODES + _CELL_NODES * len(columns) + _CONTENT_NODES * (len(stored) + len(fixed))
        attributes = b" ".join([opened[2], *tails, *filter(None, formulas)])
        alike = opened[1] not in attributes and b"&#" not in bare
        return _Form(stored, cells, fixed, len(columns), nodes, alike)

    def _cells_of(self, kind: str, style: str, formula: bool) -> _Cells:
        key = kind, style if kind == "n" else "", formula
        if key not in self._cells:
            self._cells[key] = _Cells(self.values, kind, style, formula=formula)
        return self._cells[key]

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
