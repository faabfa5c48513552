"""Which template a workbook is: its kind from Revision!B3, its version from Declaration!J3."""

import re
from dataclasses import dataclass
from decimal import Decimal

from suppliers.cmrt.layouts.addresses import DECLARATION, SMELTER_LIST, VERSION, VERSION_WITNESSES
from suppliers.cmrt.layouts.revisions import LAYOUTS, Layout, layout_numbered
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
_REVISION = re.compile(r"Revision\s+(\d+(?:\.\d+)*[a-z]?)", re.IGNORECASE)
_FIRST = next(layout.version for layout in LAYOUTS if not layout.read_as)
_LAST = LAYOUTS[-1].version


@dataclass(frozen=True, slots=True)
class Detected:
    """A readable CMRT: its layout, and what each place that repeats the revision says (None where it is silent)."""

    layout: Layout
    witnesses: dict[str, str | None]


def detect(workbook: Workbook) -> Detected:
    """Kind and version; raises Unreadable for not_cmrt, wrong_template, unsupported_version, layout_changed."""
    kind = _kind(workbook)
    if kind in _NAMES:
        raise Unreadable(
            "wrong_template",
            f"This is the {_NAMES[kind]}; please fill in and upload the Conflict Minerals Reporting Template (CMRT), "
            f"version {_FIRST} to {_LAST}.",
        )
    declaration = workbook.sheets.get(DECLARATION)
    if declaration is None:
        raise Unreadable(
            "not_cmrt",
            "This workbook has no sheet named Declaration, so it is not a CMRT; "
            "please upload the Conflict Minerals Reporting Template as you filled it in.",
        )
    witnesses = {f"{DECLARATION}!{VERSION}": _revision(workbook, DECLARATION, VERSION)}
    witnesses |= {f"{sheet}!{cell}": _revision(workbook, sheet, cell) for sheet, cell in VERSION_WITNESSES}
    version = next((text for text in witnesses.values() if text), None)
    layout = layout_numbered(version) if version else None
    if kind is None and layout is None:
        raise Unreadable(
            "not_cmrt",
            "This workbook does not say that it is a CMRT (sheet Revision, cell B3); "
            "please upload the Conflict Minerals Reporting Template as you filled it in.",
        )
    if layout is None:
        raise Unreadable("unsupported_version", _unsupported(version))
    if SMELTER_LIST not in workbook.sheets:
        raise Unreadable(
            "layout_changed",
            "This CMRT has no sheet named Smelter List; please fill in the template with all of its sheets.",
        )
    return Detected(layout, witnesses)


def _kind(workbook: Workbook) -> str | None:
    """CMRT, EMRT, CRT or AMRT by the constant in Revision!B3, else by the title in sheet L or on the Declaration."""
    for title in _titles(workbook):
        for known, kind in _TITLES.items():
            if known in title.casefold() or title.rstrip().endswith(f"({kind})"):
                return kind
    return None


def _titles(workbook: Workbook) -> list[str]:
    found: list[object] = []
    if revision := workbook.sheets.get("Revision"):
        found.append(revision.value("B3").value)
    if labels := workbook.sheets.get("L"):
        found += [
            labels.cell(row, 4).value
            for row in range(1, min(labels.last_row, 400) + 1)
            if labels.cell(row, 2).value == DECLARATION and labels.cell(row, 3).value == "D2"
        ][:1]
    if declaration := workbook.sheets.get(DECLARATION):
        found.append(declaration.value("D2").value)
    return [title for title in found if isinstance(title, str)]


def _revision(workbook: Workbook, sheet: str, cell: str) -> str | None:
    if sheet not in workbook.sheets:
        return None
    match = _REVISION.search(str(workbook.sheets[sheet].value(cell).value or ""))
    return match[1] if match else None


def _unsupported(version: str | None) -> str:
    reads = f"versions {_FIRST} to {_LAST} are read"
    if version is None:
        return (
            f"This CMRT does not say its version in Declaration!{VERSION}; {reads}, please use an unaltered template."
        )
    number = re.match(r"\d+(\.\d+)?", version)
    newer = number is not None and Decimal(number[0]) > LAYOUTS[-1].number
    advice = f"please fill in version {_LAST}" if newer else f"please fill in a current CMRT, such as version {_LAST}"
    return f"This is CMRT version {version}, and {reads}; {advice}."
