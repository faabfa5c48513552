"""Random declarations as manufacturers could type them into an official template, good, sloppy and absurd.

A declaration is what was typed, {sheet: {address: value}}; it is drawn from a seed, so that a difference can be drawn
again. `None` clears a cell.
"""

import datetime
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cmr.vocab import DECLARATION_ORDER, METALS
from suppliers.cmrt.layouts import Layout, layout_numbered
from suppliers.cmrt.layouts.addresses import (
    ALLOWED_ANSWERS,
    ALLOWED_COMPANY_ANSWERS,
    COMPANY_FIELDS,
    COMPANY_QUESTIONS,
    LANGUAGES,
    NOT_IDENTIFIED,
    NOT_LISTED,
    SCOPES,
    question_row,
)
from suppliers.cmrt.lookup import Lookup, LookupRow

VERSIONS = ("6.01", "6.1", "6.22", "6.31", "6.4", "6.5")

# What stands in a cell instead of what was asked for: nothing, nearly nothing, numbers, other languages, signs.
ODD = (
    None, None, " ", "  \t", 0, 1, 0.5, "x", "n/a", "same as above", "Ja", "是", "oui", "yes", "NO", "Yes ", " No",
    "uncertain", "0", "?", "*", "~", "TRUE", "Yes, all",
)  # fmt: skip
_COMPANY = {
    "name": ("Muster AG", "东方电子有限公司", "Ünsal & Söhne", "A"),
    "contact_name": ("Ana Muster", "李雷"),
    "contact_email": ("ana@muster.example", "@", "ana muster example", "n/a", "a@b, c@d"),
    "contact_phone": ("+41 44 000 00 00", 441234567, "0"),
    "authorizer_name": ("Karl Muster", "same"),
    "authorizer_email": ("karl@muster.example", "KARL@MUSTER.EXAMPLE", "none"),
    "scope_description": (None, None, "All boards", "x"),
    "unique_id": (None, 123456789),
    "address": (None, "1 Harbour Road\nBasel"),
}
_DATES = (datetime.date(2021, 6, 30), datetime.date(2025, 12, 31), datetime.date(2030, 1, 1), "30-Jun-2021", 44_000.5)
_ROWS = (*range(5, 40), *range(480, 490), *range(2490, 2505), 2505)
_NAMES = ("Neue Hütte", "unknown", "New?Works", "Alp*", "~Tilde", "What~?", "*", "Zinn!Werk", " ")
_COUNTRIES = ("PERU", "peru", "Rwanda", "Unknown", "Europe", "VIET NAM", " ")


@dataclass(frozen=True, slots=True)
class Declaration:
    """What was typed into which template; `first_product_deleted` says that row 6 of the Product List was deleted."""

    version: str
    cells: dict[str, dict[str, Any]] = field(default_factory=dict)
    first_product_deleted: bool = False

    def type(self, sheet: str, ref: str, value: Any) -> None:
        self.cells.setdefault(sheet, {})[ref] = value


def draw(version: str, lookup: Lookup, seed: int) -> Declaration:
    """One declaration. How sloppy it is is drawn first: a third are nearly complete, few are nonsense throughout."""
    rng = random.Random(f"{version} {seed}")
    layout = layout_numbered(version)
    assert layout is not None
    sloppy = rng.choice((0, 0.02, 0.02, 0.1, 0.3, 0.7))
    declaration = Declaration(version, first_product_deleted=rng.random() < 0.05)

    def put(sheet: str, ref: str, value: Any) -> None:
        odd = rng.random() < sloppy
        declaration.type(sheet, ref, rng.choice(ODD) if odd else _sloppily(rng, value, sloppy))

    _company(rng, put)
    in_scope = _answers(rng, layout, put)
    _products(rng, declaration)
    for ref, value in _smelters(rng, lookup, in_scope, sloppy):
        declaration.type("Smelter List", ref, value)
    if rng.random() < 0.08:
        declaration.type("Declaration", "D3", rng.choice((None, "Klingon", "english", "English ", 7)))
    return declaration


def _sloppily(rng: random.Random, value: Any, sloppy: float) -> Any:
    if isinstance(value, str) and rng.random() < sloppy:
        return rng.choice((value.lower(), value.upper(), f"{value} ", f" {value}", f"{value}\n"))
    return value


def _company(rng: random.Random, put: Callable[[str, str, Any], None]) -> None:
    put("Declaration", "D3", rng.choice(("English", *LANGUAGES)))
    put("Declaration", "D9", rng.choice((*SCOPES.values(), SCOPES["A"], "Division")))
    for name, ref in COMPANY_FIELDS.items():
        put("Declaration", ref, rng.choice(_COMPANY.get(name, (None,))))
    put("Declaration", "D22", rng.choice(_DATES))


def _answers(rng: random.Random, layout: Layout, put: Callable[[str, str, Any], None]) -> list[str]:
    """All answers; the metals of which smelters should be listed."""
    in_scope = []
    skips = rng.random() < 0.8
    for metal in DECLARATION_ORDER:
        used, remains = rng.choice(("Yes", "Yes", "Yes", "No")), rng.choice(("Yes", "Yes", "Yes", "No"))
        asked = {1: True, 2: used == "Yes" or not skips}
        behind = (used == "Yes" and remains == "Yes") or not skips
        for question, allowed in ALLOWED_ANSWERS.items():
            full = question == 6 and rng.random() < 0.5
            answer = {1: used, 2: remains}.get(question, layout.full_share if full else rng.choice(allowed))
            if asked.get(question, behind):
                put("Declaration", f"D{question_row(question, metal)}", answer)
        if used == "Yes" and remains == "Yes":
            in_scope.append(str(metal))
    if in_scope or not skips:
        for letter, row in COMPANY_QUESTIONS.items():
            put("Declaration", f"D{row}", rng.choice(ALLOWED_COMPANY_ANSWERS[letter]))
        put("Declaration", "G77", rng.choice(("www.muster.example", "see website", "x", 1, 12, None)))
    return in_scope


def _products(rng: random.Random, declaration: Declaration) -> None:
    first = 6 if rng.random() < 0.7 else 7
    for row in range(first, first + rng.choice((0, 1, 3))):
        declaration.type("Product List", f"B{row}", rng.choice((f"P-{row}", row, None, " ")))
        declaration.type("Product List", f"C{row}", f"Board {row}")


def _smelters(rng: random.Random, lookup: Lookup, in_scope: list[str], sloppy: float) -> Iterator[tuple[str, Any]]:
    real = [row for row in lookup.rows if row.smelter_id]
    metals = list(in_scope)
    extra = rng.choice((0, 0, 2, 8)) if sloppy < 0.1 else rng.choice((0, 4, 12))
    metals += [str(rng.choice(METALS)) for _ in range(extra)]
    if rng.random() < sloppy:
        metals = metals[1:]
    rows = range(5, 5 + len(metals)) if rng.random() < 0.5 else rng.sample(_ROWS, len(metals))
    for row, metal in zip(rows, metals, strict=True):
        of_metal = [facility for facility in real if facility.metal == metal]
        facility = rng.choice(of_metal if rng.random() > sloppy / 3 else real)
        for column, value in _row(rng, facility, metal, sloppy).items():
            yield f"{column}{row}", value


def _row(rng: random.Random, facility: LookupRow, metal: str, sloppy: float) -> dict[str, Any]:
    """The cells of one row, in one of the ways in which people fill it."""
    way = rng.choice(("id", "id", "pick", "pick", "paste", "own id", "special", "special", "odd"))
    if way == "id":
        return {"A": _sloppily(rng, facility.smelter_id, sloppy)}
    if way == "pick":
        return {"B": _sloppily(rng, metal, sloppy), "C": _sloppily(rng, facility.alias, sloppy / 2)}
    if way in ("paste", "own id"):
        cells = {"B": metal, "C": facility.standard_name, "E": facility.country, "F": facility.smelter_id, "H": 0}
        if way == "own id":
            cells = {"B": metal, "C": facility.alias, "F": rng.choice((242332, "CID009999", facility.smelter_id))}
        return cells
    if way == "odd" and sloppy > 0.05:
        return _odd_row(rng, facility, metal)
    entry = rng.choice((NOT_LISTED, NOT_LISTED, NOT_IDENTIFIED))
    entry = rng.choice((entry, entry, entry.title(), entry.upper(), f"{entry} " if rng.random() < sloppy else entry))
    cells = {"B": _sloppily(rng, metal, sloppy), "C": entry}
    if rng.random() < 0.7:
        cells["D"] = rng.choice((facility.alias, facility.alias.lower(), *_wild(facility.alias), *_NAMES))
    if rng.random() < 0.6:
        cells["E"] = rng.choice((facility.country, *_COUNTRIES))
    return cells


def _odd_row(rng: random.Random, facility: LookupRow, metal: str) -> dict[str, Any]:
    return rng.choice(
        (
            {"A": "CID999999"},
            {"A": facility.smelter_id, "B": str(rng.choice(METALS))},
            {"A": f"{facility.smelter_id} "},
            {"A": 1182},
            {"A": facility.smelter_id, "C": "Another name"},
            {"A": facility.smelter_id, "C": NOT_LISTED},
            {"A": facility.smelter_id, "B": None, "C": None},
            {"B": metal},
            {"C": facility.alias},
            *({"B": metal, "C": name} for name in _wild(facility.alias)),
            {"B": metal, "C": 0},
            {"B": 5, "C": 5},
            {"B": "Cobalt", "C": facility.alias},
            {"B": f"{metal} ", "C": facility.alias},
            {"B": metal, "C": None, "D": facility.alias, "E": "PERU"},
            {"C": NOT_LISTED, "D": "Neue Hütte", "E": "PERU"},
            {"Q": "see above"},
        )
    )


def _wild(name: str) -> tuple[str, ...]:
    """The name as patterns that a spreadsheet's MATCH takes for it, or for another."""
    return f"{name[:4]}*", f"?{name[1:]}", f"~{name}", f"{name[:2]}~*"
