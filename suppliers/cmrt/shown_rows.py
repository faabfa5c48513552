"""What the workbook's own formulas make of a Smelter List row, computed from what was typed (columns B, C, E, V).

Cached results are not trusted: a program without a calculation engine keeps none, and a patched file keeps old ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from suppliers.cmrt.document import ShownRow
from suppliers.cmrt.layouts import Layout
from suppliers.cmrt.layouts.addresses import NOT_IDENTIFIED, NOT_LISTED
from suppliers.cmrt.lookup import Lookup, LookupRow
from suppliers.cmrt.texts import stored_text
from suppliers.cmrt.wildcards import has_wildcards, literal_start, wildcard_pattern
from suppliers.cmrt.workbook import Cell

_SPECIAL = (NOT_LISTED.lower(), NOT_IDENTIFIED.lower())


@dataclass(frozen=True, slots=True)
class Derived:
    """The shown row and the Look-up row its hidden column V points at."""

    shown: ShownRow
    found: LookupRow | None


def derive(row: int, cells: Mapping[str, Cell], layout: Layout, lookup: Lookup, keyed: bool) -> Derived:
    """Recompute one row from its cells A-E, by letter.

    B and C are formulas over A until somebody picks or pastes over them; E is a formula over V.
    """
    typed_id = stored_text(cells["A"].value)
    by_id = lookup.shown_by_id.get(typed_id.lower()) if typed_id else None
    error = "A" if cells["A"].error else None
    values = {}
    for column, value in (("B", by_id and str(by_id.metal)), ("C", by_id and by_id.standard_name)):
        cell = cells[column]
        if not cell.formula:
            values[column] = stored_text(cell.value)
            # An error spreads to the counter from column C only: COUNTIF over B skips it.
            error = error or (column if cell.error and column == "C" else None)
        elif not typed_id:
            # The template's formula gives nothing here, so a value belongs to a formula of the manufacturer's own.
            values[column] = cell.value if isinstance(cell.value, str) and not cell.error else ""
        else:
            values[column] = value or ""
            if by_id is None and column == "C":
                error = error or "A"
    metal, name = values["B"], values["C"]
    typed_name = "" if cells["D"].formula else stored_text(cells["D"].value)
    error = error or next((column for column in "DE" if cells[column].error), None)
    key = _key(metal, name, typed_name, layout)
    found = lookup.shown_by_key.get(key) if key else None
    if cells["E"].formula:
        # Without a Look-up in the file its cached result is all there is.
        matched = _match(key, lookup) if has_wildcards(key) else found
        country = (matched.country if matched else None) or ("" if lookup.rows else stored_text(cells["E"].value))
    else:
        country = stored_text(cells["E"].value)
    return Derived(ShownRow(row, metal, name, typed_name, country, error, keyed), found)


def _key(metal: str, name: str, typed_name: str, layout: Layout) -> str:
    """What column V searches: metal and look-up name, from 6.22 metal and typed name for the special entries."""
    if not name:
        return ""
    searched = typed_name if layout.looks_up_typed_names and name.lower() in _SPECIAL else name
    return f"{metal}{searched}".lower()


def _match(key: str, lookup: Lookup) -> LookupRow | None:
    """MATCH as the workbook does it, with signs of a pattern. It shows a country, never an identity."""
    start, pattern = literal_start(key), wildcard_pattern(key)
    likely = ((known, row) for known, row in lookup.shown_by_key.items() if known.startswith(start))
    return next((row for known, row in likely if pattern.match(known)), None)
