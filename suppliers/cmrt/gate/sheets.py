"""A worksheet part to cells: validated, counted, and read in one go.

Rows of the plain form that every known program writes are read by grammar (plain.py); whatever deviates from it in a
single byte is walked here, event by event, with the same result.
"""

import re
from dataclasses import dataclass, field

from suppliers.cmrt.cells import EMPTY, Cell, Lines
from suppliers.cmrt.gate import bounds
from suppliers.cmrt.gate.addresses import column_letters, split_reference
from suppliers.cmrt.gate.bounds import Budget
from suppliers.cmrt.gate.markup import feed, new_parser
from suppliers.cmrt.gate.names import MAIN
from suppliers.cmrt.gate.refusal import refuse
from suppliers.cmrt.gate.values import Values

_ROW = re.compile(r"[1-9]\d{0,6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ScannedSheet:
    """The cells of a sheet; `seen` says that the part has a table of cells under its plain name."""

    lines: Lines = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    seen: bool = False


def walk_sheet(data: bytes, values: Values, budget: Budget) -> ScannedSheet:
    """Walk a worksheet part in UTF-8.

    Rows and cells must ascend, so that no address stands twice. Raises Unreadable.
    """
    # Expat's own resolution of namespaces costs a third of the pass: here the root's prefix decides.
    parser = new_parser(namespaces=False)
    lines: dict[int, dict[int, Cell]] = {}
    hidden: set[int] = set()
    letters = [column_letters(number) for number in range(1, 100)]
    chunks: list[str] = []
    inline: list[str] = []
    merges = _Merges()
    most_attributes = bounds.ATTRIBUTES
    left, characters = budget.nodes, budget.characters
    depth = cells = filled_rows = 0
    inside = seen = False  # within sheetData; sheetData met
    row = column = last_row = width = widest = 0
    row_text = kind = style = text = holder = ""
    line: dict[int, Cell] = {}
    formula = valued = filled = False  # of the cell: a formula, its value element; of the row: a value
    aside = 0  # depth of a reading aid, whose text is not the cell's
    tag_data = tag_row = tag_cell = tag_value = tag_formula = tag_inline = tag_text = tag_aside = ""

    def open_root(name: str, attributes: dict[str, str]) -> None:
        nonlocal tag_data, tag_row, tag_cell, tag_value, tag_formula, tag_inline, tag_text, tag_aside
        prefix, colon, local = name.rpartition(":")
        if local != "worksheet" or attributes.get("xmlns" + colon + prefix) not in MAIN:
            refuse("malformed_package")
        tags = (prefix + colon + t for t in ("sheetData", "row", "c", "v", "f", "is", "t", "rPh"))
        tag_data, tag_row, tag_cell, tag_value, tag_formula, tag_inline, tag_text, tag_aside = tags

    def open_row(attributes: dict[str, str]) -> None:
        nonlocal row, row_text, column, filled, width, line
        row_text = attributes.get("r") or str(row + 1)
        if not _ROW.fullmatch(row_text) or not row < int(row_text) <= bounds.LAST_ROW:
            refuse("malformed_package")
        row, column, filled, width, line = int(row_text), 0, False, 0, {}
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

    def close_cell() -> None:
        nonlocal characters, filled, width
        cell = values.cell("str" if inline else kind, style, "".join(inline) if inline else text, formula)
        inline.clear()
        if cell == EMPTY:
            return
        line[column] = cell
        if cell[0] is not None:
            filled, width = True, column
            if isinstance(cell[0], str):
                characters -= len(cell[0])

    def close_row() -> None:
        nonlocal last_row, widest, filled_rows
        if line:
            lines[row] = line
        if filled:
            filled_rows += 1
            last_row, widest = row, max(widest, width)
        if left < 0 or cells > bounds.SHEET_CELLS or characters < 0 or filled_rows > bounds.SHEET_ROWS:
            refuse("limit_exceeded")

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, left, inside, seen, valued, formula, column, kind, style, text, cells, aside, holder
        depth += 1
        many = len(attributes)
        left -= 1 + many
        if many > most_attributes:
            refuse("limit_exceeded")
        if inside and depth == 4 and name == tag_cell:
            address = attributes.get("r")
            column = column + 1 if column < 99 and address == letters[column] + row_text else seek_column(address)
            kind, style = attributes.get("t", "n"), attributes.get("s", "")
            text, valued, formula = "", False, False
            cells += 1
        elif inside and depth == 5 and name == tag_formula:
            formula, holder = True, name
        elif inside and depth == 5 and name in (tag_value, tag_inline) and not valued:
            valued, holder = True, name
            chunks.clear()
        elif left < 0 or depth > bounds.XML_DEPTH:
            refuse("limit_exceeded")
        elif inside:
            chunks.clear()
            if depth == 3 and name == tag_row:
                open_row(attributes)
            elif depth < 6 or kind != "inlineStr" or holder != tag_inline:
                refuse("malformed_package")
            elif name == tag_aside and not aside:
                aside = depth
        elif depth == 1:
            open_root(name, attributes)
        elif depth == 2 and name == tag_data:
            if seen:
                refuse("malformed_package")
            inside = seen = True
        elif name.endswith("mergeCell"):
            merges.add(attributes.get("ref", ""))

    def end(name: str) -> None:
        nonlocal depth, inside, text, aside
        depth -= 1
        if depth == 4 and inside:
            if name == tag_value:
                text = chunks[0] if len(chunks) == 1 else "".join(chunks)
        elif depth == 3 and inside:
            if valued or formula:
                close_cell()
        elif depth == 2 and inside:
            close_row()
        elif depth == 1:
            inside = False
        elif inside and aside:
            aside = 0 if depth < aside else aside
        elif inside and name == tag_text:
            inline.append("".join(chunks))
            chunks.clear()

    def forbid_literal() -> None:
        # Some readers lose the text of a CDATA section in a formula's result, and would call the answer empty.
        refuse("malformed_package")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = chunks.append
    parser.StartCdataSectionHandler = forbid_literal
    feed(parser, data)
    budget.nodes, budget.characters = left, characters
    budget.spend_box(last_row * widest)
    return ScannedSheet(lines, frozenset(hidden), seen and tag_data == "sheetData")


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
