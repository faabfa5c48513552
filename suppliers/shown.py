"""How a submission looks to both sides: its findings as things to do, its answers as a grid. Reads no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cmr.findings import Severity
from cmr.vocab import DECLARATION_ORDER
from suppliers.cmrt.checks import ALL_CHECKS
from suppliers.models import FindingRow
from suppliers.register_checks import REGISTER_CHECKS, finding_text

# The eight questions of a declaration in our own words (CMRT Declaration rows 25 to 71).
QUESTIONS = {
    1: "Used in the product or in making it",
    2: "Remains in the product",
    3: "From the Covered Countries",
    4: "From other conflict-affected areas",
    5: "All from recycled or scrap sources",
    6: "Share of suppliers that answered",
    7: "All smelters identified",
    8: "All smelter information reported",
}
COMPANY_QUESTIONS = {
    "A": "Has a sourcing policy",
    "B": "The policy is public",
    "C": "Requires validated smelters",
    "D": "Has due diligence in place",
    "E": "Surveys its suppliers",
    "F": "Reviews their answers",
    "G": "Manages corrective action",
    "H": "Must report to a regulator",
}


# The finding that counts the workbook's open fields; the fields themselves stand in the document.
OPEN_FIELDS = "CMRT-C01"


class Hit(NamedTuple):
    """One place where a rule is broken, and the sentence for it."""

    place: str
    message: str
    remedy: str


# Findings that speak of other manufacturers' declarations: for the team alone.
TEAM_ONLY = frozenset({"CMRT-Q11"})


@dataclass(slots=True)
class Thing:
    """One thing to do: one rule, broken at one place or at many."""

    code: str
    title: str
    reason: str
    hits: list[Hit] = field(default_factory=list)

    @property
    def alike(self) -> bool:
        """Whether one sentence says it for all places."""
        return len({(hit.message, hit.remedy) for hit in self.hits}) == 1

    @property
    def head(self) -> str:
        if self.code == OPEN_FIELDS and len(self.hits) > 1:
            return f"{len(self.hits)} required fields are open"
        return self.hits[0].message if self.alike else self.title

    @property
    def remedy(self) -> str:
        return self.hits[0].remedy if len({hit.remedy for hit in self.hits}) == 1 else ""

    @property
    def places(self) -> list[str]:
        return list(dict.fromkeys(hit.place for hit in self.hits if hit.place))


def things_to_do(rows: Iterable[FindingRow], severity: Severity, document: Mapping[str, Any]) -> list[Thing]:
    """Findings of one severity, one Thing a rule, in their stored order; open fields are listed one by one."""
    things: dict[str, Thing] = {}
    for row in rows:
        if row.severity == severity:
            rule = ALL_CHECKS.get(row.code) or REGISTER_CHECKS.get(row.code)
            title, reason = (rule.title, rule.reason) if rule else (row.code, "")
            thing = things.setdefault(row.code, Thing(row.code, title, reason))
            thing.hits += _open_fields(document, row) or [Hit(_place(row), *finding_text(row))]
    return list(things.values())


@dataclass(frozen=True, slots=True)
class AnswerCell:
    metal: str
    answer: str
    comment: str
    cell: str
    flag: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    number: int
    question: str
    cells: tuple[AnswerCell, ...]


def answer_grid(document: Mapping[str, Any], findings: Iterable[FindingRow] = ()) -> list[AnswerRow]:
    """Questions down, metals across; a cell that a finding points at carries that finding's severity."""
    flags = _flags(document, findings)
    given = document.get("answers") or {}
    rows = []
    for number, question in QUESTIONS.items():
        by_metal = given.get(str(number)) or {}
        cells = tuple(_answer(metal.value, by_metal.get(metal.value) or {}, flags) for metal in DECLARATION_ORDER)
        if by_metal:
            rows.append(AnswerRow(number, question, cells))
    return rows


def company_answers(
    document: Mapping[str, Any], findings: Iterable[FindingRow] = ()
) -> list[tuple[str, str, AnswerCell]]:
    """Questions A to H: letter, question, answer."""
    flags = _flags(document, findings)
    given = document.get("company_answers") or {}
    return [
        (letter, question, _answer("", given[letter], flags))
        for letter, question in COMPANY_QUESTIONS.items()
        if given.get(letter)
    ]


def _open_fields(document: Mapping[str, Any], row: FindingRow) -> list[Hit]:
    if row.code != OPEN_FIELDS:
        return []
    items = (document.get("checker") or {}).get("items") or []
    return [Hit(item.get("cell") or "", item.get("message") or "", "") for item in items]


def _answer(metal: str, given: Mapping[str, Any], flags: Mapping[str, str]) -> AnswerCell:
    cell = given.get("cell") or ""
    answer = given.get("answer")
    if answer is None:
        answer = given.get("raw")
    return AnswerCell(metal, _words(answer), given.get("comment") or "", cell, flags.get(cell, ""))


def _words(answer: Any) -> str:
    """An answer as people write it; a bare 1 in a percentage cell is 100%."""
    if answer is None:
        return ""
    if isinstance(answer, int | float) and not isinstance(answer, bool):
        return f"{answer:.0%}" if 0 <= answer <= 1 else f"{answer:g}"
    return str(answer)


def _flags(document: Mapping[str, Any], findings: Iterable[FindingRow]) -> dict[str, str]:
    rank = {Severity.INFO: 0, Severity.WARN: 1, Severity.BLOCK: 2}
    flags: dict[str, str] = {}
    for row in sorted(findings, key=lambda row: rank.get(Severity(row.severity), 0)):
        if row.severity != Severity.INFO:
            flags[_place(row)] = row.severity
            flags |= {hit.place: row.severity for hit in _open_fields(document, row)}
    return flags


def _place(row: FindingRow) -> str:
    return f"{row.sheet}!{row.cell}" if row.sheet and row.cell else row.sheet or row.cell
