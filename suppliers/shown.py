"""How a submission looks to both sides: its findings as things to do, its answers as a grid. Reads no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cmr.findings import Severity
from cmr.vocab import DECLARATION_ORDER
from suppliers import explaining
from suppliers.cmrt.checks import ALL_CHECKS
from suppliers.models import Explanation, FindingRow, FindingWaiver
from suppliers.open_fields import open_field_said
from suppliers.register_checks import REGISTER_CHECKS

# The eight questions of a declaration in our own words (CMRT Declaration rows 25 to 71).
QUESTIONS: dict[int, Promise] = {
    1: gettext_lazy("Used in the product or in making it"),
    2: gettext_lazy("Remains in the product"),
    3: gettext_lazy("From the Covered Countries"),
    4: gettext_lazy("From other conflict-affected areas"),
    5: gettext_lazy("All from recycled or scrap sources"),
    6: gettext_lazy("Share of suppliers that answered"),
    7: gettext_lazy("All smelters identified"),
    8: gettext_lazy("All smelter information reported"),
}
COMPANY_QUESTIONS: dict[str, Promise] = {
    "A": gettext_lazy("Has a sourcing policy"),
    "B": gettext_lazy("The policy is public"),
    "C": gettext_lazy("Requires validated smelters"),
    "D": gettext_lazy("Has due diligence in place"),
    "E": gettext_lazy("Surveys its suppliers"),
    "F": gettext_lazy("Reviews their answers"),
    "G": gettext_lazy("Manages corrective action"),
    "H": gettext_lazy("Must report to a regulator"),
}


# The finding that counts the workbook's open fields; the fields themselves stand in the document.
OPEN_FIELDS = "CMRT-C01"

# Findings that speak of other manufacturers' declarations, or of what may not be passed on: for the team alone.
TEAM_ONLY = frozenset({"CMRT-Q11", "CMRT-Q12"})


class Hit(NamedTuple):
    """One place where a rule is broken, and the sentence for it; `fact` is what it says whatever the row."""

    place: str
    message: str
    remedy: str
    fact: str = ""
    stood: bool = False


@dataclass(slots=True)
class Thing:
    """One thing to do: one rule, broken at one place or at many.

    `explanations` are the manufacturer's words to exactly what was found, the oldest first, and `waiver` is the team's
    decision to let it pass; `compared` tells whether there is an earlier file whose findings were held against these.
    """

    code: str
    title: str
    reason: str
    hits: list[Hit] = field(default_factory=list)
    fingerprint: str = ""
    explanations: list[Explanation] = field(default_factory=list)
    waiver: FindingWaiver | None = None
    compared: bool = False

    @property
    def alike(self) -> bool:
        """Whether one sentence says it for all places."""
        return len({(hit.message, hit.remedy) for hit in self.hits}) == 1

    @property
    def head(self) -> str:
        if self.code == OPEN_FIELDS and len(self.hits) > 1:
            return ngettext("%(n)s required field is open", "%(n)s required fields are open", len(self.hits)) % {
                "n": len(self.hits)
            }
        return self.hits[0].message if self.alike else self.title

    @property
    def remedy(self) -> str:
        return self.hits[0].remedy if len({hit.remedy for hit in self.hits}) == 1 else ""

    @property
    def places(self) -> list[str]:
        return list(dict.fromkeys(hit.place for hit in self.hits if hit.place))

    @property
    def asks(self) -> bool:
        """Whether a reason settles it as well as a correction does; what only tells has no fingerprint."""
        return bool(self.fingerprint) and self.code in explaining.ASKS

    @property
    def change(self) -> str:
        """Since the earlier file, in a few words; nothing where there is none."""
        if not self.compared:
            return ""
        new = sum(not hit.stood for hit in self.hits)
        if new == len(self.hits):
            return _("New in this file")
        if new:
            return _("%(new)s of %(all)s new in this file") % {"new": new, "all": len(self.hits)}
        return _("As in the file before")


def things_to_do(rows: Iterable[FindingRow], severity: Severity, document: Mapping[str, Any]) -> list[Thing]:
    """Findings of one severity, one Thing a rule, in their stored order; open fields are listed one by one."""
    things: dict[str, Thing] = {}
    rows = [row for row in rows if row.severity == severity]
    found = fingerprints_of(rows, document)
    for row in rows:
        if row.code not in things:
            things[row.code] = Thing(
                row.code, *rule_said(row.code), fingerprint=found.get((row.code, row.severity), "")
            )
        things[row.code].hits += _hits(document, row)
    return list(things.values())


def fingerprints_of(rows: Iterable[FindingRow], document: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """The fingerprint of what each check found in a file, by its code and severity; open fields count one by one."""
    return explaining.fingerprints(
        (row.code, row.severity, params)
        for row in rows
        for params in [{"field": hit.fact} for hit in _open_fields(document, row)] or [row.params]
    )


def things_compared(things: Iterable[Thing], earlier: Iterable[Thing]) -> list[Thing]:
    """Mark in `things` what stood already in the earlier file; returns what of the earlier file is solved."""
    things, earlier = list(things), list(earlier)
    old = [(thing, hit) for thing in earlier for hit in thing.hits]
    new = [(thing, at) for thing in things for at in range(len(thing.hits))]
    solved, stood = explaining.paired(
        [(thing.code, hit.fact, hit.place) for thing, hit in old],
        [(thing.code, thing.hits[at].fact, thing.hits[at].place) for thing, at in new],
    )
    for position in stood:
        thing, at = new[position]
        thing.hits[at] = thing.hits[at]._replace(stood=True)
    for thing in things:
        thing.compared = True
    gone: dict[str, Thing] = {}
    for position in sorted(solved):
        thing, hit = old[position]
        gone.setdefault(thing.code, Thing(thing.code, thing.title, thing.reason)).hits.append(hit)
    return list(gone.values())


def minutes_for(things: Iterable[Thing]) -> int:
    """About how long it takes to correct them, in minutes that people say: a thing with one place takes one or two."""
    needed = sum(1.5 + 0.5 * (max(1, len(thing.places)) - 1) for thing in things)
    return next((said for said in (2, 5, 10, 15, 20, 30, 45, 60, 90) if needed <= said), 120)


def rule_said(code: str) -> tuple[str, str]:
    """The title of a check and why it is made; a code no longer known degrades to itself."""
    rule = ALL_CHECKS.get(code) or REGISTER_CHECKS.get(code)
    return (_in_words(rule.title), _in_words(rule.reason)) if rule else (code, "")


def finding_said(code: str, params: Mapping[str, Any]) -> tuple[str, str]:
    """The sentence of a stored finding and what to do about it; the one place where findings become words."""
    owner = REGISTER_CHECKS if REGISTER_CHECKS.get(code) else ALL_CHECKS
    rule = owner.get(code)
    if rule is None:
        return code, ""
    words = {**owner.words, **params}
    return _filled(_in_words(rule.message), words) or code, _filled(_in_words(rule.remedy), words)


def _in_words(template: str) -> str:
    """In the reader's language; gettext answers an empty text with its own catalogue's head."""
    return _(template) if template else ""


def _filled(template: str, words: Mapping[str, Any]) -> str:
    try:
        return template.format(**words)
    except (KeyError, IndexError):
        # A row written by an older release may lack a parameter; a bare template beats a broken page.
        return template


def _hits(document: Mapping[str, Any], row: FindingRow) -> list[Hit]:
    return _open_fields(document, row) or [
        Hit(_place(row), *finding_said(row.code, row.params), explaining.fact(row.params))
    ]


# Cells named in a letter or a note; the findings workbook has them all.
CELLS_IN_WORDS, HITS_IN_WORDS = 8, 40


def things_in_words(things: Iterable[Thing]) -> list[str]:
    """Things to do as lines of text: one a thing, its places below where they differ."""
    lines = []
    for number, thing in enumerate(things, 1):
        if thing.alike:
            places = ", ".join(thing.places[:CELLS_IN_WORDS]) + (" …" if len(thing.places) > CELLS_IN_WORDS else "")
            lines.append(" ".join(filter(None, [f"{number}.", thing.head, thing.remedy, places and f"({places})"])))
        else:
            lines.append(f"{number}. {thing.head}: {thing.remedy}".rstrip(": "))
            lines += [f"   {hit.place}: {hit.message}" for hit in thing.hits[:HITS_IN_WORDS]]
    return lines


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
    return [
        Hit(item.get("cell") or "", open_field_said(item.get("message") or ""), "", item.get("field") or "")
        for item in items
    ]


def _answer(metal: str, given: Mapping[str, Any], flags: Mapping[str, str]) -> AnswerCell:
    cell = given.get("cell") or ""
    answer = given.get("answer")
    if answer is None:
        answer = given.get("raw")
    return AnswerCell(metal, answer_words(answer), given.get("comment") or "", cell, flags.get(cell, ""))


def answer_words(answer: Any) -> str:
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
