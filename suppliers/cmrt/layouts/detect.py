"""Which template a workbook is: its kind from Revision!B3, its version from Declaration!J3."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from suppliers.cmrt.cells import Cell
from suppliers.cmrt.gate.addresses import column_letters
from suppliers.cmrt.layouts.addresses import DECLARATION, SMELTER_LIST, VERSION, VERSION_WITNESSES
from suppliers.cmrt.layouts.anchors import labels_in_place
from suppliers.cmrt.layouts.arrange import REVISION, Arranged, arrange, named, stamp
from suppliers.cmrt.layouts.revisions import LAYOUTS, NEWEST, Layout, layout_numbered
from suppliers.cmrt.workbook import Unreadable, Workbook

_TITLES = {
    "conflict minerals reporting template": "CMRT",
    "extended mineral reporting template": "EMRT",
    "extended minerals reporting template": "EMRT",
    "cobalt reporting template": "CRT",
    "additional minerals reporting template": "AMRT",
}
_NAMES = {
    "EMRT": "Extended Minerals Reporting Template (EMRT)",
    "CRT": "Cobalt Reporting Template (CRT)",
    "AMRT": "Additional Minerals Reporting Template (AMRT)",
}
# Sheets that only the CMRT of 2011 and those of 2012 to 2018 have: those before 3 do not say their kind in words.
_FIRST_LIST, _OLD_LOOK_UP = "Smelter and Mine List", "Standard Smelter Names"
_BARE_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\.?\s")
_FIRST = next(layout.version for layout in LAYOUTS if not layout.read_as)


@dataclass(frozen=True, slots=True)
class Detected:
    """A readable CMRT: its layout, and what each place that repeats the revision says (None where it is silent).

    The first of `witnesses` is the Declaration's.
    """

    layout: Layout
    witnesses: dict[str, str | None]


def detect(workbook: Workbook) -> tuple[Arranged, Detected]:
    """The workbook by the template's addresses, its kind and version.

    Raises Unreadable for not_cmrt, wrong_template, unsupported_version, layout_changed.
    """
    workbook, renamed = named(workbook)
    kind = _kind(workbook)
    if kind in _NAMES:
        raise Unreadable(
            "wrong_template",
            f"This is the {_NAMES[kind]}; please fill in and upload the Conflict Minerals Reporting Template (CMRT), "
            f"version {_FIRST} to {NEWEST}.",
        )
    if DECLARATION not in workbook.sheets:
        raise Unreadable(
            "not_cmrt",
            "This workbook has no sheet named Declaration, so it is not a CMRT; "
            "please upload the Conflict Minerals Reporting Template as you filled it in.",
        )
    witnesses = _witnesses(workbook)
    version = next((text for text in witnesses.values() if text), None)
    layout = layout_numbered(version) if version else None
    if kind is None and layout is None and not _is_old(workbook):
        raise Unreadable(
            "not_cmrt",
            "This workbook does not say that it is a CMRT (sheet Revision, cell B3); "
            "please upload the Conflict Minerals Reporting Template as you filled it in.",
        )
    if layout is None:
        raise Unreadable("unsupported_version", _unsupported(version or _first_version(workbook)))
    if SMELTER_LIST not in workbook.sheets:
        raise Unreadable(
            "layout_changed",
            "This CMRT has no sheet named Smelter List; please fill in the template with all of its sheets.",
        )
    arranged = arrange(workbook)
    if layout not in LAYOUTS and not labels_in_place(arranged.workbook.sheets[DECLARATION]):
        raise Unreadable("unsupported_version", _unsupported(version))
    return replace(arranged, notes=(*renamed, *arranged.notes)), Detected(layout, witnesses)


def _kind(workbook: Workbook) -> str | None:
    """CMRT, EMRT, CRT or AMRT by the constant in Revision!B3, else by the title in sheet L or on the Declaration."""
    for title in _titles(workbook):
        for known, kind in _TITLES.items():
            if known in title.casefold() or title.rstrip().endswith(f"({kind})"):
                return kind
    return None


def _titles(workbook: Workbook) -> Iterator[str]:
    found = (cell.value for cell in _title_cells(workbook))
    return (title for title in found if isinstance(title, str))


def _title_cells(workbook: Workbook) -> Iterator[Cell]:
    """The cells that may hold the title, one after the other: reading sheet L costs as much as all that is needed."""
    if revision := workbook.sheets.get("Revision"):
        yield revision.value("B3")
    if labels := workbook.sheets.get("L"):
        rows = range(1, min(labels.last_row, 400) + 1)
        keyed = (row for row in rows if (labels.cell(row, 2).value, labels.cell(row, 3).value) == (DECLARATION, "D2"))
        if row := next(keyed, 0):
            yield labels.cell(row, 4)
    if declaration := workbook.sheets.get(DECLARATION):
        yield declaration.value("D2")


def _witnesses(workbook: Workbook) -> dict[str, str | None]:
    """What each of the three places says; the first two are looked for when rows or columns were moved."""
    return dict(_revision(workbook, *place) for place in [(DECLARATION, VERSION), *VERSION_WITNESSES])


def _revision(workbook: Workbook, name: str, cell: str) -> tuple[str, str | None]:
    sheet = workbook.sheets.get(name)
    if sheet is None:
        return f"{name}!{cell}", None
    if name in (DECLARATION, SMELTER_LIST) and (place := stamp(sheet)):
        cell = f"{column_letters(place[1])}{place[0]}"
    match = REVISION.search(str(sheet.value(cell).value or ""))
    return f"{name}!{cell}", match[1] if match else None


def _is_old(workbook: Workbook) -> bool:
    return (SMELTER_LIST in workbook.sheets and _OLD_LOOK_UP in workbook.sheets) or _FIRST_LIST in workbook.sheets


def _first_version(workbook: Workbook) -> str | None:
    """The version of the first CMRT, whose cell has the number without the word."""
    match = _BARE_NUMBER.match(str(workbook.sheets[DECLARATION].value(VERSION).value or ""))
    return match[1] if match and _FIRST_LIST in workbook.sheets else None


def _unsupported(version: str | None) -> str:
    reads = f"versions {_FIRST} to {NEWEST} are read"
    if version is None:
        return (
            f"This CMRT does not say its version in Declaration!{VERSION}; {reads}, please use an unaltered template."
        )
    number = re.match(r"\d+(\.\d+)?", version)
    newer = number is not None and Decimal(number[0]) > Decimal(NEWEST)
    advice = f"please fill in version {NEWEST}" if newer else f"please fill in a current CMRT, such as version {NEWEST}"
    return f"This is CMRT version {version}, and {reads}; {advice}."
