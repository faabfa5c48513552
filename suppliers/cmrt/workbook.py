"""Bytes to cell-addressed sheets.

Values are what the manufacturer's program stored: text untrimmed, numbers as float, dates only where the cell
has a date format. A formula's value is the cached one, or None where the saving program kept none; None therefore
means "not known", never "answered with nothing".
"""

import contextlib
import datetime
import io
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cmr.collector import uncollected
from suppliers.cmrt.cells import Cell, Lines, Sheet, Value, lines_of
from suppliers.cmrt.containers import unwrap
from suppliers.cmrt.gate.entry import admit
from suppliers.cmrt.gate.refusal import Unreadable, refuse

__all__ = ["Cell", "Sheet", "Unreadable", "Value", "Workbook", "open_workbook"]

Grid = Sequence[Sequence[object]]

_DAY_SECONDS = 86_400
# Control characters that XML escapes let into a cell; no database or page wants them.
_CONTROLS = dict.fromkeys([*range(32), *range(127, 160)])
for _kept in "\t\n\r":
    del _CONTROLS[ord(_kept)]


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets by name, in the order of the workbook; `container` is "xlsx" or "xls"."""

    sheets: Mapping[str, Sheet]
    epoch_1904: bool = False
    container: str = "xlsx"


def open_workbook(data: bytes) -> Workbook:
    """Judge the bytes, then read them; raises Unreadable and nothing else.

    Call it on a stranger's bytes only in a process that may die: the reader behind the gate is compiled code.
    """
    container, plain = unwrap(data)
    with uncollected():
        return _open_legacy(plain) if container == "xls" else _open_package(plain)


def _open_package(data: bytes) -> Workbook:
    sheets, epoch_1904 = admit(data)
    return Workbook(sheets, epoch_1904)


def _open_legacy(data: bytes) -> Workbook:
    # Its library costs more than reading a whole workbook, and few files need it.
    from suppliers.cmrt.legacy import admit_legacy

    book = admit_legacy(data)
    try:
        grids = _read_grids(book.compound)
        sheets = {
            name: Sheet(name, known.hidden, _lines(grid, known.formulas, known.errors), frozenset(known.hidden_rows))
            for (name, grid), known in zip(grids, book.sheets, strict=True)
        }
    except ValueError:
        refuse("legacy_xls")
    return Workbook(sheets, book.epoch_1904, "xls")


def _read_grids(data: bytes) -> list[tuple[str, Grid]]:
    """Name and values of every sheet in order, from A1 on; raises ValueError for whatever the reader stumbles over."""
    from python_calamine import CalamineWorkbook

    try:
        with _muted():
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            sheets = [book.get_sheet_by_index(number) for number in range(len(book.sheet_names))]
            return [(sheet.name, sheet.to_python(skip_empty_area=False)) for sheet in sheets]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        # A panic of compiled code is no Exception.
        raise ValueError("not readable") from error


@contextlib.contextmanager
def _muted() -> Iterator[None]:
    """Keep what compiled code prints when it panics off standard error, where our own one sentence belongs."""
    error = os.dup(2)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(error, 2)
        os.close(error)
        os.close(nothing)


def _lines(grid: Grid, formulas: Collection[tuple[int, int]], errors: Mapping[tuple[int, int], str]) -> Lines:
    """The reader's full grid, and what it keeps to itself, as cells."""
    values = {
        (r, c): value
        for r, line in enumerate(grid, 1)
        for c, raw in enumerate(line, 1)
        if (value := _value(raw)) is not None
    }
    places = sorted({*values, *formulas, *errors})
    return lines_of((*at, Cell(values.get(at), at in formulas, errors.get(at))) for at in places)


def _value(raw: object) -> Value:
    """What a cell holds, from what calamine makes of it: no value comes as an empty text, a date as a moment."""
    if isinstance(raw, str):
        text = raw if raw.isprintable() else raw.translate(_CONTROLS)
        return text or None
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, int | float):
        return float(raw)
    if isinstance(raw, datetime.datetime):
        return raw.date()
    if isinstance(raw, datetime.date):
        return raw
    if isinstance(raw, datetime.timedelta):
        return raw.total_seconds() / _DAY_SECONDS
    if isinstance(raw, datetime.time):
        # A number before the first day of the calendar, under a date format.
        return (raw.hour * 3600 + raw.minute * 60 + raw.second) / _DAY_SECONDS
    return None
