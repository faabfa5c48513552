"""The lines by which the template's cells are found again after somebody moved them.

Anchors are cells that hold anything at all, text, formula or error, never particular words: the template works its
labels out from the address they stand at, so that after a row was inserted and the workbook recalculated a label
says what stood there before.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from suppliers.cmrt.cells import Sheet

# Declaration column B: the rows with a label beside a field or over four of them; the titles (bare: with nothing
# beside them), with the label of row 10, where some people put a note; and the rows that are always empty.
LABELS = (8, 9, *range(12, 23), *(row for first in range(25, 68, 6) for row in range(first, first + 5)),
          *range(75, 90, 2))  # fmt: skip
TITLES, BARE_TITLES = frozenset({10, 74}), frozenset({7, 24, 73, 90})
GAPS = frozenset({23, *range(30, 67, 6), 72, *range(76, 89, 2)})
_EMPTY = GAPS | {11}
_KEPT = (7, 10, 24, 73, 74)
_FIRST, _LAST = 4, 90
_NEEDED = frozenset(LABELS)
# Somebody inserted rows, or deleted some: who did both gets the file back.
_DELETED, _INSERTED = range(0, -9, -1), range(31)
# What a label found (or missed) counts, an input beside it, and each change of the offset.
_LABEL, _INPUT, _CHANGE = 10, 15, 9
_NEVER = -1_000_000
_BESIDE = 8  # columns
# The answers that the drop-downs take their choices from, so many rows below question H.
_ANSWERS, _LIST_BELOW = ("Yes", "No", "Unknown"), 96 - 89


@dataclass(frozen=True, slots=True)
class _Marks:
    """Rows of the file: with a label, with something typed beside it, with a label and nothing else.

    `start` is by how many rows the line above them moved.
    """

    labels: Collection[int]
    inputs: Collection[int]
    bare: Collection[int]
    start: int


class Ambiguous(Exception):
    """The lines cannot be told apart."""


def occupied(sheet: Sheet, row: int, column: int) -> bool:
    return any(sheet.cell(row, column))


def labels_in_place(sheet: Sheet) -> bool:
    """Whether every label of the Declaration stands in its own row, and nothing in the rows between them."""
    return all(occupied(sheet, row, 2) for row in LABELS) and not any(occupied(sheet, row, 2) for row in GAPS)


def last_question_is_lost(sheet: Sheet, column: int, row: int) -> bool:
    """Whether the row of question H, the last one, was deleted: `row` is where it should stand.

    The lines below it then moved up, and what stands in its place looks like a label. The hidden list of answers
    further down tells, and an answer beside the label that the deleted row was another one.
    """
    listed = next((line for line in range(row + 1, row + _LIST_BELOW) if _lists_answers(sheet, line, column)), None)
    right = (sheet.cell(row, number) for number in range(column + 1, column + _BESIDE))
    return listed is not None and not any(cell.value is not None and not cell.formula for cell in right)


def _lists_answers(sheet: Sheet, row: int, column: int) -> bool:
    return tuple(sheet.cell(row + line, column).value for line in range(3)) == _ANSWERS


def label_rows(sheet: Sheet, column: int) -> set[int]:
    return {row for row in range(1, _LAST + _INSERTED[-1] + 1) if occupied(sheet, row, column)}


def are_labels(rows: Collection[int]) -> bool:
    """Whether so many cells of a column are in use that it is the one with the labels."""
    return 2 * len(rows) > len(LABELS)


def aligned(sheet: Sheet, column: int, above: int) -> Mapping[int, int]:
    """The template's rows 4 to 90 with the rows of the file; {} if none moved.

    `column` is the one with the labels, and only rows below `above` count. The labels stand in blocks of unequal
    length, so that there is one best fit. Raises Ambiguous when it lacks the label of a field or leaves one over, or
    when another fit is as good.
    """
    lines = range(above + 1, _LAST + _INSERTED[-1] + 1)
    right = {row: [sheet.cell(row, number) for number in range(column + 1, column + _BESIDE)] for row in lines}
    labels = {row for row in lines if occupied(sheet, row, column)}
    marks = _Marks(
        labels,
        {row for row in lines if any(cell.value is not None and not cell.formula for cell in right[row])},
        {row for row in labels if not any(map(any, right[row]))},
        above - _FIRST + 1,
    )
    ways = (_INSERTED, _DELETED)
    scored = [_best(marks, way, prefer_change=prefer) for way in ways for prefer in (True, False)]
    highest = max(score for score, _ in scored)
    best, *others = (offsets for score, offsets in scored if score == highest)
    if any(not any(offsets.values()) for offsets in (best, *others)):
        return {}
    if any(offsets[row] != best[row] for offsets in others for row in (*LABELS, 10)):
        raise Ambiguous
    rows = {row: row + offset for row, offset in best.items()}
    kept = all(rows[row] in (marks.labels if row in TITLES else marks.bare) for row in _KEPT)
    apart = len({rows[row] for row in (*LABELS, *_KEPT)}) == len(LABELS) + len(_KEPT)
    if min(best.values()) < 0 and not (kept and apart):
        # A title could pass for the label of a field that was deleted with its row.
        raise Ambiguous
    between = {row for row in labels if rows[LABELS[0]] <= row <= rows[LABELS[-1]]}
    if not {rows[row] for row in LABELS} <= labels or not between <= set(rows.values()):
        raise Ambiguous
    return rows


def _best(marks: _Marks, ways: range, *, prefer_change: bool) -> tuple[int, dict[int, int]]:
    """The offset of each row that lays most labels on labels and most gaps on gaps, with fewest changes; its score.

    Offsets go through `ways` in its order: growing by inserted rows, or falling where empty rows were deleted.
    """
    # Rows can only have been deleted above the first one where the cell with the revision moved up as well.
    scores = [_NEVER if offset < min(marks.start, 0) else -_CHANGE * (offset != 0) for offset in ways]
    came_from: list[list[int]] = []
    for row in range(_FIRST, _LAST + 1):
        best, origin, reached = 0, [], []
        for way, offset in enumerate(ways):
            if ways is _INSERTED:
                best = max(best, max(way - 1, 0), key=lambda other: scores[other])
            else:
                # Only an empty row can be deleted without a field.
                best = way - 1 if way and row in _EMPTY else way
            changed, stay = scores[best] - _CHANGE, scores[way]
            changes = best != way and (changed > stay or (changed == stay and prefer_change))
            lost = changes and ways is _DELETED
            origin.append(best if changes else way)
            reached.append((changed if changes else stay) + (0 if lost else _gain(row, row + offset, marks)))
        scores = reached
        came_from.append(origin)
    way = max(range(len(ways)), key=lambda key: (scores[key], -key))
    score, offsets = scores[way], {}
    for row, origin in zip(range(_LAST, _FIRST - 1, -1), reversed(came_from), strict=True):
        offsets[row] = ways[way]
        way = origin[way]
    return score, offsets


def _gain(row: int, true: int, marks: _Marks) -> int:
    if row in GAPS:
        return -_LABEL if true in marks.labels else 0
    if row in _NEEDED:
        return (_LABEL if true in marks.labels else -_LABEL) + (_INPUT if true in marks.inputs else 0)
    titled = (row in TITLES and true in marks.labels) or (row in BARE_TITLES and true in marks.bare)
    return _LABEL if titled else 0
