"""The plain form in which every known program writes rows and shared strings, read by grammar at the speed of C.

Nothing is guessed: each byte of a table has to match, and what stands round it is walked with an empty table in its
place. A single byte that deviates raises Deviates, and the whole part is walked instead.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise, repeat
from typing import Any

from suppliers.cmrt.cells import EMPTY, Cell, Sheet
from suppliers.cmrt.gate import bounds
from suppliers.cmrt.gate.addresses import column_number
from suppliers.cmrt.gate.bounds import Budget
from suppliers.cmrt.gate.grammar import CELL, CELL_FIELDS, NO_XML, PAIR, PREAMBLE, ROW, STORED, Deviates
from suppliers.cmrt.gate.refusal import Unreadable
from suppliers.cmrt.gate.sheets import ScannedSheet, walk_sheet
from suppliers.cmrt.gate.values import FORMULA, Values

# They stand for the number of a row and for a text; no XML holds these characters.
_NUMBER_MARK, _TEXT_MARK = b"\x01", b"\x02"
_MOST_FORMS = 1000
# Reading a row takes its size several times over in memory.
_ROW_BYTES = 2_000_000
# How many attributes a tag of each kind may have beside its first, and so what a row costs at most.
_ROW_ATTRIBUTES, _CELL_ATTRIBUTES, _FORMULA_ATTRIBUTES = 12, 4, 6
_ROW_NODES, _CELL_NODES, _CONTENT_NODES = 14, 8, 8
_OPEN, _CLOSE, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"


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


class _Cells(dict[bytes, Cell]):
    """The cells of one kind and style by the text that they store; those of a whole sheet are decoded together."""

    def __init__(self, kind: str, style: str, *, formula: bool) -> None:
        self._kind, self._style, self._formula = kind, style, formula
        self._sizes: dict[bytes, int] = {}
        self.texts: set[bytes] = set()
        self.valueless: set[bytes] = set()
        self.some_empty = False

    def decode(self, values: Values) -> None:
        """Turn the texts into cells."""
        if b"" in self.texts:
            self.texts.discard(b"")
            self[b""] = FORMULA if self._formula else EMPTY
        texts = list(self.texts)
        if texts:
            if max(map(len, texts)) > bounds.TEXT_CHARACTERS:
                raise Deviates
            self.update(zip(texts, values.cells(self._kind, self._style, texts, self._formula), strict=True))
        self.valueless = {text for text, cell in self.items() if cell[0] is None}
        self.some_empty = any(self[text] == EMPTY for text in self.valueless)
        if self._kind in ("s", "str"):
            self._sizes = {text: len(cell[0] or "") for text, cell in self.items()}  # type: ignore[arg-type]

    def characters(self, texts: Iterable[bytes]) -> int:
        """How long the values of these texts are together."""
        return sum(map(self._sizes.__getitem__, texts)) if self._sizes else 0


@dataclass(frozen=True, slots=True)
class _Form:
    """What a row is but for its number and the texts that it stores: for each text its column and its cells.

    `rows` and `texts` are those of all rows with this form; rows alike that follow each other stand there as one.
    """

    columns: Sequence[int]
    cells: Sequence[_Cells]
    fixed: Mapping[int, Cell]
    size: int
    nodes: int
    hidden: bool
    alike: bool  # whether the number stands only in addresses and formulas, so that rows may differ in it alone
    rows: list[range] = field(default_factory=list)
    texts: list[Sequence[bytes]] = field(default_factory=list)


class _Table:
    """The rows of one sheet: told apart by their forms first, then decoded form by form and column by column."""

    def __init__(self, data: bytes, values: Values) -> None:
        self.data = data
        self.values = values
        self.hidden: set[int] = set()
        self.nodes = self.most_nodes = self.cells = self.characters = self.filled = self.widest = 0
        self._rows: list[range] = []
        self._forms: list[_Form] = []
        self._known_forms: dict[bytes, _Form] = {}
        self._tails: set[bytes] = set()
        self._columns: dict[tuple[bytes, ...], Sequence[int]] = {}
        self._cells: dict[tuple[str, str, bool], _Cells] = {}
        self._cells_by_tail: dict[tuple[bytes, bool, bool], _Cells] = {}

    def read(self, budget: Budget) -> ScannedSheet:
        data = self.data
        start = data.find(_OPEN)
        if start < 0 or not PREAMBLE.fullmatch(data, 0, start) or _NUMBER_MARK in data:
            raise Deviates
        self.most_nodes = budget.nodes
        end = self._read_rows(start + len(_OPEN))
        lines = self._lines()
        box = Sheet("", lines=lines).last_row * self.widest
        if self.characters > budget.characters or box > budget.box_cells:
            raise Deviates
        around = walk_sheet(b"".join((data[:start], _OPEN, data[end:])), self.values, budget)
        if not around.seen:
            raise Deviates
        budget.nodes -= self.nodes
        budget.characters -= self.characters
        budget.box_cells -= box
        return ScannedSheet(lines, frozenset(self.hidden), True)

    def _read_rows(self, at: int) -> int:
        """Read all rows; where the end tag of the table stands."""
        data = self.data
        row = 0
        while not data.startswith(_CLOSE, at):
            opened = ROW.match(data, at)
            if opened is None:
                raise Deviates
            number, attributes, closed = opened.groups()
            if int(number) <= row:
                raise Deviates
            row = int(number)
            if closed:
                if self._hides(attributes):
                    self.hidden.add(row)
                at = opened.end()
                self.nodes += _ROW_NODES
                continue
            end = data.find(_ROW_END, at) + len(_ROW_END)
            whole = data[at:end]
            form, texts = self._read_row(opened, number, whole)
            rows, at = range(row, row + 1), end
            # Where the next row has another length, it is another row.
            if form.alike and data.startswith(_ROW_END, end + len(whole) - len(_ROW_END)):
                rows, at = self._repeated(row, end, whole, texts)
                row = rows[-1]
            form.rows.append(rows)
            form.texts.append(texts)
            self._count(rows, form)
        if row > bounds.LAST_ROW or self.nodes > self.most_nodes:
            raise Deviates
        return at

    def _repeated(self, row: int, at: int, whole: bytes, texts: Sequence[bytes]) -> tuple[range, int]:
        """The numbers of this row and of those from `at` on that repeat it under the next, and where the rest is."""
        number, last = b"%d" % row, row
        if number not in b" ".join(texts) and b"&#" not in whole:
            pieces = whole.split(number)
            while self.data.startswith(repeated := (b"%d" % (last + 1)).join(pieces), at):
                last += 1
                at += len(repeated)
        return range(row, last + 1), at

    def _count(self, rows: range, form: _Form) -> None:
        if form.columns or form.fixed:
            self._rows.append(rows)
            self.filled += len(rows)
        if form.hidden:
            self.hidden.update(rows)
        self.nodes += form.nodes * len(rows)
        self.cells += form.size * len(rows)
        # At once, so that no part costs the time of both readings.
        if self.filled > bounds.SHEET_ROWS or self.cells > bounds.SHEET_CELLS or self.nodes > self.most_nodes:
            raise Deviates

    def _read_row(self, opened: re.Match[bytes], number: bytes, whole: bytes) -> tuple[_Form, Sequence[bytes]]:
        if len(whole) > _ROW_BYTES:
            raise Deviates
        if not whole.isascii():
            whole.decode()
            if any(character in whole for character in NO_XML):
                raise Deviates
        parts = STORED.split(whole)
        texts = parts[2::3]
        parts[2::3] = [_TEXT_MARK] * len(texts)
        # Most rows of a template are alike in all else: their grammar is known then.
        key = b"".join(parts).replace(number, _NUMBER_MARK)
        form = self._known_forms.get(key)
        if form is None:
            form = self._form(opened, whole, may_repeat=b"&#" not in key)
            self._forms.append(form)
            if form.alike and len(self._known_forms) < _MOST_FORMS:
                self._known_forms[key] = form
        if len(texts) != len(form.columns):
            raise Deviates
        return form, texts

    def _form(self, opened: re.Match[bytes], whole: bytes, *, may_repeat: bool) -> _Form:
        """The form of a row, every byte of which has to match the grammar."""
        parts: list[Any] = CELL.split(whole)
        number, numbers = opened[1], parts[2::CELL_FIELDS]
        if parts[0] != opened[0] or parts[-1] != _ROW_END or any(parts[CELL_FIELDS:-1:CELL_FIELDS]):
            raise Deviates
        if numbers.count(number) != len(numbers):
            raise Deviates
        letters = tuple(parts[1::CELL_FIELDS])
        columns = self._columns.get(letters)
        if columns is None:
            columns = self._columns[letters] = _ascending(letters)
        tails = parts[3::CELL_FIELDS]
        distinct = {opened[2], *tails}
        for tail in set(tails) - self._tails:
            self._attributes(tail, _CELL_ATTRIBUTES)
        self._tails.update(tails)
        fixed: dict[int, Cell] = {}
        stored: list[int] = []
        cells: list[_Cells] = []
        contents = 0
        for at, content in enumerate(parts[4::CELL_FIELDS]):
            if not content:
                continue
            _, formula, unusual, text, empty, own = parts[at * CELL_FIELDS + 4 : (at + 1) * CELL_FIELDS]
            if unusual:
                self._attributes(unusual, _FORMULA_ATTRIBUTES)
                distinct.add(unusual)
            contents += bool(formula or not empty)
            if text is None and own is None and not empty:
                fixed[columns[at]] = FORMULA
                continue
            stored.append(columns[at])
            cells.append(self._cells_of(tails[at], formula is not None, own is not None))
        # As many elements and attributes as the cells may have: an exact count costs a fifth of the whole reading.
        nodes = _ROW_NODES + _CELL_NODES * len(columns) + _CONTENT_NODES * contents
        alike = may_repeat and number not in b" ".join(distinct)
        return _Form(stored, cells, fixed, len(columns), nodes, self._hides(opened[2]), alike)

    def _cells_of(self, tail: bytes, formula: bool, own: bool) -> _Cells:
        """The cells with these attributes, with a formula or not, with a text of their own or not."""
        cells = self._cells_by_tail.get((tail, formula, own))
        if cells is None:
            attributes = self._attributes(tail, _CELL_ATTRIBUTES)
            kind, style = attributes.get(b"t", b"n").decode(), attributes.get(b"s", b"").decode()
            if own and kind != "inlineStr":
                raise Deviates
            key = ("str" if own else kind), (style if kind == "n" else ""), formula
            cells = self._cells.setdefault(key, _Cells(*key[:2], formula=formula))
            self._cells_by_tail[tail, formula, own] = cells
        return cells

    def _hides(self, tail: bytes) -> bool:
        """Whether a row with these attributes is hidden."""
        return self._attributes(tail, _ROW_ATTRIBUTES).get(b"hidden") in (b"1", b"true")

    def _attributes(self, tail: bytes, most: int) -> dict[bytes, bytes]:
        """The attributes behind the first of a tag; one that stands twice is ill-formed."""
        pairs = PAIR.findall(tail)
        found = dict(pairs)
        if len(found) < len(pairs) or len(found) > most or b"r" in found:
            raise Deviates
        return found

    def _lines(self) -> dict[int, dict[int, Cell]]:
        """The cells of all rows, in order."""
        by_form = [[*zip(form.columns, form.cells, zip(*form.texts, strict=True), strict=True)] for form in self._forms]
        for _, cells, texts in chain.from_iterable(by_form):
            cells.texts.update(texts)
        for cells in self._cells.values():
            cells.decode(self.values)
        for column, cells, texts in chain.from_iterable(by_form):
            self.characters += cells.characters(texts)
            if column > self.widest and not cells.valueless.issuperset(texts):
                self.widest = column
        lines: dict[int, dict[int, Cell] | None] = dict.fromkeys(chain.from_iterable(self._rows))
        for form, columns in zip(self._forms, by_form, strict=True):
            if columns or form.fixed:
                lines.update(self._lines_of(form, [map(cells.__getitem__, texts) for _, cells, texts in columns]))
        return {row: line for row, line in lines.items() if line}

    def _lines_of(self, form: _Form, columns: Sequence[Iterable[Cell]]) -> Iterator[tuple[int, dict[int, Cell]]]:
        """The rows of a form with their cells; rows alike share one line."""
        some_empty = any(cells.some_empty for cells in form.cells)
        found_cells: Iterable[Sequence[Cell]] = zip(*columns, strict=True) if columns else repeat((), len(form.rows))
        for rows, found in zip(form.rows, found_cells, strict=True):
            line = dict(zip(form.columns, found, strict=True))
            if some_empty:
                line = {column: cell for column, cell in line.items() if cell != EMPTY}
            line.update(form.fixed)
            if len(rows) > 1:
                repeated = sum([len(value) for value, _, _ in line.values() if isinstance(value, str)])
                self.characters += (len(rows) - 1) * repeated
            for row in rows:
                yield row, line


def _ascending(letters: Sequence[bytes]) -> Sequence[int]:
    """The numbers of a row's columns, which ascend."""
    columns = [column_number(text.decode()) for text in letters]
    if any(one >= other for one, other in pairwise(columns)) or columns[-1:] > [bounds.LAST_COLUMN]:
        raise Deviates
    return columns
