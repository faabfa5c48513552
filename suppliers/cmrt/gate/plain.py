"""The plain form in which every known program writes rows and shared strings, read by grammar at the speed of C.

Nothing is guessed: each byte of a table has to match, and what stands round it is walked with an empty table in its
place. A single byte that deviates raises Deviates, and the whole part is walked instead.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise, repeat
from typing import Any

from suppliers.cmrt.cells import EMPTY, Cell, Sheet
from suppliers.cmrt.gate import bounds
from suppliers.cmrt.gate.addresses import column_number
from suppliers.cmrt.gate.bounds import Budget
from suppliers.cmrt.gate.grammar import (
    CELL,
    CELL_FIELDS,
    FORMULA_TEXT,
    OWN_TEXT,
    PAIR,
    PREAMBLE,
    ROW,
    VALUE,
    Deviates,
    text_of,
)
from suppliers.cmrt.gate.refusal import Unreadable
from suppliers.cmrt.gate.sheets import ScannedSheet, walk_sheet
from suppliers.cmrt.gate.values import FORMULA, Values

# They stand for the number of a row, for a stored value and for a text of a cell's own; no XML holds these characters.
_NUMBER_MARK, _VALUE_MARK, _TEXT_MARK = b"\x01", b"\x02", b"\x03"
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


class _Cells(dict[bytes | None, Cell]):
    """The cells of one kind and style by the text that they store; those of a whole sheet are decoded together."""

    def __init__(self, kind: str, style: str, *, formula: bool) -> None:
        self._kind, self._style, self._formula = kind, style, formula
        self._sizes: dict[bytes | None, int] = {}
        self.texts: set[bytes | None] = set()
        self.valueless: set[bytes | None] = set()
        self.some_empty = False

    def decode(self, values: Values) -> None:
        """Turn the texts into cells; each of them has to match the grammar."""
        for nothing in self.texts & {None, b""}:
            self[nothing] = FORMULA if self._formula else EMPTY
        if texts := list(filter(None, self.texts)):
            plain = text_of(b"<".join(texts))
            if ">" in plain or max(map(len, texts)) > bounds.TEXT_CHARACTERS:
                raise Deviates
            found = values.cells(self._kind, self._style, plain.split("<"), self._formula)
            self.update(zip(texts, found, strict=True))
        self.valueless = {text for text, cell in self.items() if cell[0] is None}
        self.some_empty = any(self[text] == EMPTY for text in self.valueless)
        if self._kind in ("s", "str"):
            self._sizes = {text: len(cell[0] or "") for text, cell in self.items()}  # type: ignore[arg-type]

    def characters(self, texts: Iterable[bytes | None]) -> int:
        """How long the values of these texts are together."""
        return sum(map(self._sizes.__getitem__, texts)) if self._sizes else 0


@dataclass(slots=True)
class _Form:
    """What a row is but for its number and the texts that it stores: for each text its column and its cells.

    Stored values come first, None for nothing, then texts of the cells' own. `rows` and `texts` are those of all rows
    with this form; rows alike that follow each other stand there as one. `attributes` are those that its tags have.
    """

    columns: Sequence[int]
    cells: Sequence[_Cells]
    fixed: Mapping[int, Cell]
    size: int
    nodes: int
    hidden: bool
    attributes: bytes
    rows: list[range] = field(default_factory=list)
    texts: list[Sequence[bytes | None]] = field(default_factory=list)

    def varies_in(self, number: bytes) -> bool:
        """Whether a row with this number has it only in addresses and formulas, so that others differ in it alone."""
        return number not in self.attributes


class _Table:
    """The rows of one sheet: told apart by their forms first, then decoded form by form and column by column."""

    def __init__(self, data: bytes, values: Values) -> None:
        self.data = data
        self.values = values
        self.hidden: set[int] = set()
        self.nodes = self.most_nodes = self.cells = self.characters = self.filled = self.widest = 0
        self._rows: list[range] = []
        self._forms: list[_Form] = []
        self._last: _Form | None = None
        self._pieces: Sequence[bytes] = ()
        self._known_forms: dict[bytes, _Form] = {}
        self._judged: dict[bytes, Mapping[bytes, bytes]] = {}
        self._columns: dict[tuple[bytes, ...], Sequence[int]] = {}
        self._cells: dict[tuple[str, str, bool], _Cells] = {}
        self._cells_by_tail: dict[tuple[bytes, bool, bool], _Cells] = {}

    def read(self, budget: Budget) -> ScannedSheet:
        data = self.data
        start = data.find(_OPEN)
        if start < 0 or not PREAMBLE.fullmatch(data, 0, start):
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
                if not attributes.isascii():
                    raise Deviates
                if self._hides(attributes):
                    self.hidden.add(row)
                at = opened.end()
                self.nodes += _ROW_NODES
                continue
            # A search for one byte less takes half the time.
            end = data.find(_ROW_END[:-1], at) + len(_ROW_END)
            whole = data[at:end]
            if not 0 < len(whole) <= _ROW_BYTES:
                raise Deviates
            form, texts = self._read_row(number, whole)
            rows, at = range(row, row + 1), end
            # Where the next row has another length, it is another row.
            if data.startswith(_ROW_END, end + len(whole) - len(_ROW_END)) and form.varies_in(number):
                rows, at = self._repeated(row, end, whole, texts)
                row = rows[-1]
            form.rows.append(rows)
            form.texts.append(texts)
            self._count(rows, form)
        if row > bounds.LAST_ROW or self.nodes > self.most_nodes:
            raise Deviates
        return at

    def _repeated(self, row: int, at: int, whole: bytes, texts: Sequence[bytes | None]) -> tuple[range, int]:
        """The numbers of this row and of those from `at` on that repeat it under the next, and where the rest is."""
        number, last = b"%d" % row, row
        if number not in b" ".join(filter(None, texts)) and b"&#" not in whole:
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

    def _read_row(self, number: bytes, whole: bytes) -> tuple[_Form, Sequence[bytes | None]]:
        parts = VALUE.split(whole)
        texts, rest = parts[1::2], _VALUE_MARK.join(parts[::2])
        if b"<is>" in rest:
            parts = OWN_TEXT.split(rest)
            texts, rest = texts + parts[1::2], _TEXT_MARK.join(parts[::2])
        # Most rows differ from one before in their number alone.
        form = self._last
        if form is None or number.join(self._pieces) != rest:
            form = self._last = self._form_of(number, whole, rest)
            self._pieces = rest.split(number) if form.varies_in(number) and b"&#" not in rest else ()
        if len(texts) != len(form.columns):
            raise Deviates
        return form, texts

    def _form_of(self, number: bytes, whole: bytes, rest: bytes) -> _Form:
        """The form of a row; `rest` is what is left of it without what it stores."""
        if _NUMBER_MARK in rest:
            raise Deviates
        if not rest.isascii():
            text_of(whole)
        # That a formula is there is all that is ever known of it, whichever cells share it.
        key = FORMULA_TEXT.sub(b"<f/>", rest).replace(number, _NUMBER_MARK)
        form = self._known_forms.get(key)
        if form is None:
            form = self._form(whole)
            self._forms.append(form)
            if form.varies_in(number) and b"&#" not in key and len(self._known_forms) < _MOST_FORMS:
                self._known_forms[key] = form
        return form

    def _form(self, whole: bytes) -> _Form:
        """The form of a row, every byte of which has to match the grammar."""
        opened = ROW.match(whole)
        parts: list[Any] = CELL.split(whole)
        if opened is None or parts[0] != opened[0] or parts[-1] != _ROW_END or any(parts[CELL_FIELDS:-1:CELL_FIELDS]):
            raise Deviates
        numbers = parts[2::CELL_FIELDS]
        if numbers.count(opened[1]) != len(numbers):
            raise Deviates
        letters = tuple(parts[1::CELL_FIELDS])
        columns = self._columns.get(letters)
        if columns is None:
            columns = self._columns[letters] = _ascending(letters)
        tails = parts[3::CELL_FIELDS]
        attributes = {*tails}
        for tail in attributes:
            self._attributes(tail, _CELL_ATTRIBUTES)
        fixed: dict[int, Cell] = {}
        values: list[tuple[int, _Cells]] = []
        texts: list[tuple[int, _Cells]] = []
        contents = 0
        contents_of = [parts[n::CELL_FIELDS] for n in range(4, CELL_FIELDS)]
        for column, tail, content, formula, unusual, value, empty, own in zip(
            columns, tails, *contents_of, strict=False
        ):
            if not content:
                continue
            if unusual:
                self._attributes(unusual, _FORMULA_ATTRIBUTES)
                attributes.add(unusual)
            contents += bool(formula or not empty)
            if own is not None:
                texts.append((column, self._cells_of(tail, formula is not None, True)))
            elif empty or value is not None:
                values.append((column, self._cells_of(tail, formula is not None, False)))
            else:
                fixed[column] = FORMULA
        stored = values + texts
        return _Form(
            columns=[column for column, _ in stored],
            cells=[cells for _, cells in stored],
            fixed=fixed,
            size=len(columns),
            # As many elements and attributes as the cells may have: an exact count costs a fifth of the whole reading.
            nodes=_ROW_NODES + _CELL_NODES * len(columns) + _CONTENT_NODES * contents,
            hidden=self._hides(opened[2]),
            attributes=b" ".join([opened[2], *attributes]),
        )

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

    def _attributes(self, tail: bytes, most: int) -> Mapping[bytes, bytes]:
        """The attributes behind the first of a tag; one that stands twice is ill-formed."""
        found = self._judged.get(tail)
        if found is None:
            pairs = PAIR.findall(tail)
            found = self._judged[tail] = dict(pairs)
            if len(found) < len(pairs) or b"r" in found:
                raise Deviates
        if len(found) > most:
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
