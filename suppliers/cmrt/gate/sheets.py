"""One pass over a sheet part: validated, counted, and cut down to the rows that hold a value.

The reader lays a sheet out as a full grid, stops at numbers and errors it does not know, and reports neither
formulas nor errors. So the pass hands it only rows with values, with each troublesome cell replaced, and keeps the
formulas and errors itself.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isinf

from suppliers.cmrt.gate import bounds
from suppliers.cmrt.gate.addresses import column_letters, split_reference
from suppliers.cmrt.gate.bounds import Budget
from suppliers.cmrt.gate.markup import feed, new_parser
from suppliers.cmrt.gate.names import MAIN
from suppliers.cmrt.gate.refusal import refuse

_NUMBER = re.compile(r"[+-]?(?:\d{1,320}\.?\d{0,64}|\.\d{1,64})(?:[eE][+-]?\d{1,4})?", re.ASCII)
_ROW = re.compile(r"[1-9]\d{0,6}", re.ASCII)
# The reader panics on a date long before year 1; the number is passed on without its date format.
_EARLIEST_DAY = -600_000.0
_ERROR_CHARACTERS = 40
_INDEX_DIGITS = 10
_BAD_NUMBER, _BAD_VALUE = "#NUM!", "#VALUE!"


@dataclass(frozen=True, slots=True)
class ScannedSheet:
    """A sheet after the pass: `rows` is the XML for the reader, `formulas` and `errors` go by row and column."""

    rows: bytes = b""
    formulas: frozenset[tuple[int, int]] = frozenset()
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()


def scan_sheet(data: bytes, strings: Sequence[int], budget: Budget) -> ScannedSheet:
    """Walk a worksheet part in UTF-8; `strings` holds the length of each shared string.

    Rows and cells must ascend, so that no address stands twice. Raises Unreadable.
    """
    # Expat's own resolution of namespaces costs a third of the pass: here the root's prefix decides.
    parser = new_parser(namespaces=False)
    formulas: set[tuple[int, int]] = set()
    errors: dict[tuple[int, int], str] = {}
    hidden: set[int] = set()
    kept: list[bytes] = []
    letters = [column_letters(number) for number in range(1, 100)]
    chunks: list[str] = []
    edits: list[tuple[int, int, bytes]] = []
    merges = _Merges()
    most_attributes = bounds.ATTRIBUTES
    left, characters = budget.nodes, budget.characters
    depth = cells = 0
    inside = seen = False  # within sheetData; sheetData met
    row = column = row_at = last_row = width = widest = 0
    row_text = kind = ""
    filled = valued = False  # the row has a value; the cell has its value element
    repair: bytes | None = None
    tag_data = tag_row = tag_cell = tag_value = tag_formula = tag_inline = tag_text = ""

    def open_root(name: str, attributes: dict[str, str]) -> None:
        nonlocal tag_data, tag_row, tag_cell, tag_value, tag_formula, tag_inline, tag_text
        prefix, colon, local = name.rpartition(":")
        if local != "worksheet" or attributes.get("xmlns" + colon + prefix) not in MAIN:
            refuse("malformed_package")
        tags = ("sheetData", "row", "c", "v", "f", "is", "t")
        tag_data, tag_row, tag_cell, tag_value, tag_formula, tag_inline, tag_text = (prefix + colon + t for t in tags)

    def open_row(attributes: dict[str, str]) -> None:
        nonlocal row, row_text, row_at, column, filled, width
        row_text = attributes.get("r") or str(row + 1)
        if not _ROW.fullmatch(row_text) or not row < int(row_text) <= bounds.LAST_ROW:
            refuse("malformed_package")
        row, column, filled, width = int(row_text), 0, False, 0
        row_at = parser.CurrentByteIndex
        if attributes.get("hidden") in ("1", "true"):
            hidden.add(row)

    def seek_column(address: str | None) -> int:
        """The column of a cell that does not simply follow the one before it."""
        if address is None and column < bounds.LAST_COLUMN:
            return column + 1
        try:
            at_row, number = split_reference(address or "")
        except ValueError:
            refuse("malformed_package")
        if at_row != row or number <= column:
            refuse("malformed_package")
        return number

    def spend(text: str) -> bool:
        """Count a text of the sheet's own; tells whether there is any."""
        nonlocal characters
        characters -= len(text)
        if len(text) > bounds.TEXT_CHARACTERS:
            refuse("limit_exceeded")
        return bool(text)

    def close_value(text: str) -> None:
        """Judge the text of a cell's value; `filled` and `repair` tell the row what to do with the cell."""
        nonlocal characters, filled, repair
        if kind == "s" and len(text) < _INDEX_DIGITS and text.isdecimal() and int(text) < len(strings):
            size = strings[int(text)]
            characters -= size
            filled = filled or size > 0
        elif kind == "str":
            filled = spend(text) or filled
        elif not text:
            repair = b""
        elif kind == "n":
            number = float(text) if _NUMBER.fullmatch(text) else None
            if number is None or isinf(number):
                repair, errors[row, column] = b"", _BAD_NUMBER
                return
            if number < _EARLIEST_DAY:
                repair = b"<v>" + text.encode() + b"</v>"
            filled = True
        elif (kind == "b" and text in ("0", "1", "true", "false")) or (kind == "d" and _is_date(text)):
            filled = True
        elif kind == "s":
            refuse("malformed_package")
        else:
            repair, errors[row, column] = b"", text[:_ERROR_CHARACTERS] if kind == "e" else _BAD_VALUE

    def close_cell() -> None:
        """Replace the whole cell, since its kind or its date format is what the reader cannot take."""
        nonlocal repair
        cell = f'<c r="{column_letters(column)}{row}">'.encode() + (repair or b"") + b"</c>"
        at = parser.CurrentByteIndex
        # Nothing inside a cell begins like the cell's own tag.
        edits.append((data.rindex(b"<" + tag_cell.encode(), row_at, at), _tag_end(data, at), cell))
        repair = None

    def close_text(text: str) -> None:
        """Keep a text of blanks alone: some programs do not mark it as meant, and the reader then drops it."""
        nonlocal filled
        filled = spend(text) or filled
        if text.isspace():
            at = data.rindex(b"<" + tag_text.encode(), row_at, parser.CurrentByteIndex)
            edits.append((at, _tag_end(data, at), f'<{tag_text} xml:space="preserve">'.encode()))

    def close_row() -> None:
        nonlocal last_row, widest
        if left < 0 or cells > bounds.SHEET_CELLS or characters < 0:
            refuse("limit_exceeded")
        if filled:
            kept.append(_edited(data, row_at, _tag_end(data, parser.CurrentByteIndex), edits))
            last_row, widest = row, max(widest, width)
            if len(kept) > bounds.SHEET_ROWS:
                refuse("limit_exceeded")
        edits.clear()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, left, inside, seen, valued, width, column, kind, cells
        depth += 1
        many = len(attributes)
        left -= 1 + many
        if many > most_attributes:
            refuse("limit_exceeded")
        if inside and depth == 4 and name == tag_cell:
            address = attributes.get("r")
            column = column + 1 if column < 99 and address == letters[column] + row_text else seek_column(address)
            kind, valued = attributes.get("t", "n"), False
            cells += 1
        elif inside and depth == 5 and name == tag_formula:
            formulas.add((row, column))
        elif inside and depth == 5 and name in (tag_value, tag_inline) and not valued:
            valued, width = True, column
            chunks.clear()
        elif left < 0 or depth > bounds.XML_DEPTH:
            refuse("limit_exceeded")
        elif inside:
            chunks.clear()
            if depth == 3 and name == tag_row:
                open_row(attributes)
            elif depth < 6 or kind != "inlineStr":
                refuse("malformed_package")
        elif depth == 1:
            open_root(name, attributes)
        elif depth == 2 and name == tag_data:
            if seen:
                refuse("malformed_package")
            inside = seen = True
        elif name.endswith("mergeCell"):
            merges.add(attributes.get("ref", ""))

    def end(name: str) -> None:
        nonlocal depth, inside
        depth -= 1
        if depth == 4 and inside:
            if name == tag_value:
                close_value(chunks[0] if len(chunks) == 1 else "".join(chunks))
        elif depth == 3 and inside:
            if repair is not None:
                close_cell()
        elif depth == 2 and inside:
            close_row()
        elif depth == 1:
            inside = False
        elif inside and name == tag_text:
            close_text("".join(chunks))

    def forbid_literal() -> None:
        # The reader loses the text of a CDATA section in a formula's result, and would call the answer empty.
        refuse("malformed_package")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = chunks.append
    parser.StartCdataSectionHandler = forbid_literal
    feed(parser, data)
    budget.nodes, budget.characters = left, characters
    budget.spend_box(last_row * widest)
    return ScannedSheet(b"".join(kept), frozenset(formulas), errors, frozenset(hidden))


class _Merges:
    """The merged ranges of a sheet, counted."""

    def __init__(self) -> None:
        self.count = 0

    def add(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        try:
            (top, left), (bottom, right) = split_reference(first), split_reference(last or first)
        except ValueError:
            refuse("malformed_package")
        self.count += 1
        area = (bottom - top + 1) * (right - left + 1)
        if self.count > bounds.MERGES or area > bounds.MERGED_CELLS:
            refuse("limit_exceeded")


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def _tag_end(data: bytes, at: int) -> int:
    """Behind the end tag that begins at `at`; an element with a value is never written as one empty tag."""
    return data.index(b">", at) + 1


def _edited(data: bytes, start: int, end: int, edits: list[tuple[int, int, bytes]]) -> bytes:
    """The bytes of a row with some of its cells replaced."""
    if not edits:
        return data[start:end]
    pieces, at = [], start
    for first, last, replacement in edits:
        pieces += [data[at:first], replacement]
        at = last
    return b"".join([*pieces, data[at:end]])
