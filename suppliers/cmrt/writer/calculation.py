"""The results that a spreadsheet program would show, so that a reader without one sees the filled file complete.

Only the sheets that were filled are worked out; the reference sheets (languages, countries, Look-up) do not depend on
what was typed, and their kept values are taken as they stand.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from suppliers.cmrt.layouts.addresses import SMELTER_LIST
from suppliers.cmrt.writer.formulas import (
    OWN_ROW,
    Fault,
    Node,
    Place,
    Range,
    Result,
    Scalar,
    Unsupported,
    compiled,
    own_row_as_sign,
    scalar,
)
from suppliers.cmrt.writer.functions import wildcard
from suppliers.cmrt.writer.sheet import Cell, Sheet
from suppliers.cmrt.writer.strings import Strings

_RUNNING: Final = object()


class Calculation:
    """Values of cells, worked out when asked for and remembered; `filled` are the sheets whose results are stale.

    `headings` are sheets whose first so many rows are, which hold labels in the language that was chosen.
    Below `last_smelter_row` the Smelter List holds nothing but formulas over empty cells, and is not looked at.
    """

    def __init__(
        self,
        sheets: Mapping[str, Sheet],
        filled: Sequence[str],
        names: Mapping[str, str],
        strings: Strings,
        last_smelter_row: int,
        headings: Mapping[str, int] | None = None,
    ) -> None:
        self._sheets, self._filled, self._names, self._strings = sheets, set(filled), names, strings
        self._last = {SMELTER_LIST: last_smelter_row}
        self._headings = headings or {}
        self._known: dict[tuple[str, int, int], object] = {}
        self._columns: dict[Range, Sequence[Scalar | Fault]] = {}
        self._indexes: dict[Range, dict[str, int]] = {}
        self._above: dict[tuple[str, int], tuple[str, Node]] = {}

    def result(self, sheet: str, row: int, cell: Cell) -> Scalar | Fault:
        """What a formula cell shows; raises Unsupported."""
        try:
            value = self._computed(sheet, row, cell)
        except Fault as fault:
            return fault
        return 0.0 if value is None else value

    def value(self, sheet: str, row: int, column: int) -> Scalar:
        source = self._sheets.get(sheet)
        if source is None:
            raise Fault("#REF!")
        if row > self._last.get(sheet, row):
            return None
        key = (sheet, row, column)
        if key not in self._known:
            cell = source.look(row, column)
            if cell is not None and cell.has_formula:
                return self._computed(sheet, row, cell)
            self._known[key] = cell.value(self._strings) if cell else None
        return self._remembered(key)

    def _computed(self, sheet: str, row: int, cell: Cell) -> Scalar:
        key = (sheet, row, cell.column)
        if key in self._known:
            return self._remembered(key)
        text = self._sheets[sheet].formula(row, cell)
        stale = sheet in self._filled or row <= self._headings.get(sheet, 0)
        if text is None or (not stale and cell.value(self._strings) is not None):
            self._known[key] = cell.value(self._strings)
            return self._remembered(key)
        self._known[key] = _RUNNING
        at = Place(self, sheet, row, cell.column)
        try:
            self._known[key] = scalar(at, self._node(at, text)(at))
        except (Fault, Unsupported) as failure:
            self._known[key] = failure
        except (ValueError, OverflowError, RecursionError) as failure:
            self._known[key] = Unsupported(type(failure).__name__)
        return self._remembered(key)

    def _node(self, at: Place, text: str) -> Node:
        """The compiled formula; mostly it is the one of the row above."""
        above = self._above.get((at.sheet, at.column))
        if above and above[0].replace(OWN_ROW, str(at.row)) == text:
            return above[1]
        shape = own_row_as_sign(text, at.row)
        node = compiled(shape)
        self._above[at.sheet, at.column] = shape, node
        return node

    def _remembered(self, key: tuple[str, int, int]) -> Scalar:
        found = self._known[key]
        if found is _RUNNING:
            raise Unsupported("a formula that needs its own result")
        if isinstance(found, Fault | Unsupported):
            raise found
        assert found is None or isinstance(found, str | float | bool)
        return found

    def column(self, area: Range) -> Sequence[Scalar | Fault]:
        """The values of an area one cell wide or high; a whole column ends with the sheet's last row."""
        if area not in self._columns:
            if area.left != area.right and area.top != area.bottom:
                raise Unsupported("an area of several rows and columns")
            source = self._sheets.get(area.sheet)
            if source is None:
                raise Fault("#REF!")
            last = self._last.get(area.sheet, source.last)
            rows = range(area.top, min(area.bottom or last, last) + 1)
            long = area.sheet not in self._filled and area.left == area.right
            kept = source.kept_column(area.left, self._strings) if long else None
            if kept is not None:
                self._columns[area] = [kept.get(row) for row in rows]
            else:
                across = range(area.left, area.right + 1)
                self._columns[area] = [self._or_fault(area.sheet, row, column) for row in rows for column in across]
        return self._columns[area]

    def _or_fault(self, sheet: str, row: int, column: int) -> Scalar | Fault:
        try:
            return self.value(sheet, row, column)
        except Fault as fault:
            return fault

    def match(self, text: str, area: Range) -> int:
        """The position of a text in an area, 0 where it is missing: letter case ignored, ? and * as wildcards."""
        if area not in self._indexes:
            index: dict[str, int] = {}
            for position, value in enumerate(self.column(area), 1):
                if isinstance(value, str):
                    index.setdefault(value.lower(), position)
            self._indexes[area] = index
        index = self._indexes[area]
        if not any(sign in text for sign in "?*~"):
            return index.get(text.lower(), 0)
        matches = wildcard(text)
        return min((position for key, position in index.items() if matches(key)), default=0)

    def named(self, name: str, at: Place) -> Result:
        if name not in self._names:
            raise Fault("#NAME?")
        return compiled(self._names[name])(at)


def refresh(sheet: Sheet, rows: Sequence[int], calculation: Calculation) -> None:
    """Store the results of all formulas in these rows; one that cannot be worked out stays as it is."""
    for number in rows:
        if "<f" not in sheet.source(number) and number not in sheet.opened():
            continue
        for cell in list(sheet.row(number).cells.values()):
            if not cell.has_formula:
                continue
            try:
                cell.cache(calculation.result(sheet.name, number, cell))
            except Unsupported:
                continue
