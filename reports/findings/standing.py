"""How the report stands before filing, for its pages: what the checks found, and every check with its state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from cmr.findings import Check, Finding, Severity
from cmr.models import ReportingPeriod, User
from reports.facts.sheet import FilingFacts
from reports.findings.mending import Mend, mend_of
from reports.findings.waived import fingerprint, waivable, waivers_of
from reports.models import Waiver
from reports.prefiling import ALL_CHECKS, LEAVING
from reports.prefiling.applied import applies
from reports.services import filing_checked, filing_of


@dataclass(frozen=True, slots=True)
class Line:
    """One finding in words; `waivable`: a person may let it pass, `waiver`: somebody did."""

    place: str
    message: str
    remedy: str
    fingerprint: str
    waivable: bool
    waiver: Waiver | None = None


@dataclass(slots=True)
class Rule:
    """What one check found; `lapsed` are waivers of what it found before and finds no more."""

    code: str
    title: str
    reason: str
    mend: Mend | None
    lines: list[Line] = field(default_factory=list)
    lapsed: list[Waiver] = field(default_factory=list)

    @property
    def head(self) -> str:
        return self.lines[0].message if len({line.message for line in self.lines}) == 1 else self.title

    @property
    def remedy(self) -> str:
        """What to do, where it is the same for all."""
        return self.lines[0].remedy if len({line.remedy for line in self.lines}) == 1 else ""

    @property
    def alike(self) -> bool:
        return len({line.message for line in self.lines}) == 1

    @property
    def places(self) -> list[str]:
        return list(dict.fromkeys(line.place for line in self.lines if line.place))

    @property
    def waivable(self) -> list[Line]:
        return [line for line in self.lines if line.waivable and not line.waiver]


@dataclass(frozen=True, slots=True)
class State:
    """A check and how it came out, as one of the four meanings with its words."""

    code: str
    title: str
    meaning: str
    words: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The report as it would be built now; `frozen`: it is being approved or filed, and nothing is let pass now."""

    facts: FilingFacts
    blocks: Sequence[Rule]
    warnings: Sequence[Rule]
    waived: Sequence[Rule]
    notes: Sequence[Rule]
    states: Sequence[State]
    frozen: bool

    @property
    def blocking(self) -> int:
        return sum(len(rule.lines) for rule in self.blocks)

    @property
    def said(self) -> str:
        return blocking_said(self.blocking)

    @property
    def passed(self) -> int:
        return sum(state.meaning == "done" for state in self.states)

    @property
    def run(self) -> int:
        """The checks that apply to this filing and can be made before it leaves."""
        return sum(state.meaning != "" for state in self.states)


def blocking_said(count: int) -> str:
    """How many findings block the filing: the same words on every page."""
    if not count:
        return "Nothing blocks the filing."
    return f"{count} finding{'s block' if count > 1 else ' blocks'} the filing."


def standing_of(period: ReportingPeriod, today: date, user: User) -> Standing:
    """What the checks say of the report as it would be built now; nothing is stored."""
    facts, found = filing_checked(period, today=today)
    filing = filing_of(period)
    holding = {waiver.pk for _, waiver in found.waived}
    lapsed = [waiver for waiver in waivers_of(period).values() if waiver.pk not in holding]
    by_severity = {
        severity: _rules(((each, None) for each in found.standing if each.severity == severity), period, user)
        for severity in Severity
    }
    for rule in (*by_severity[Severity.BLOCK], *by_severity[Severity.WARN]):
        rule.lapsed += [waiver for waiver in lapsed if waiver.code == rule.code]
    return Standing(
        facts=facts,
        blocks=by_severity[Severity.BLOCK],
        warnings=by_severity[Severity.WARN],
        waived=_rules(found.waived, period, user),
        notes=by_severity[Severity.INFO],
        states=_states(facts, found.standing, found.waived),
        frozen=bool(filing and (filing.frozen_id or filing.filed_on)),
    )


def _rules(findings: Iterable[tuple[Finding, Waiver | None]], period: ReportingPeriod, user: User) -> list[Rule]:
    rules: dict[str, Rule] = {}
    for finding, waiver in findings:
        check = ALL_CHECKS.get(finding.code)
        assert check
        rule = rules.setdefault(
            finding.code, Rule(finding.code, check.title, check.reason, mend_of(finding.code, period, user))
        )
        words = (ALL_CHECKS.message(finding.code, finding.params), ALL_CHECKS.remedy(finding.code, finding.params))
        rule.lines.append(Line(str(finding.place), *words, fingerprint(finding), waivable(finding), waiver))
    return list(rules.values())


def _states(facts: FilingFacts, standing: Iterable[Finding], waived: Iterable[tuple[Finding, Waiver]]) -> list[State]:
    """Every check: those before approval as they came out, and those that are made when the report leaves."""
    worst: dict[str, Severity] = {}
    order = list(Severity)
    for each in standing:
        known = worst.get(each.code, Severity.INFO)
        worst[each.code] = min(known, each.severity, key=order.index)
    passed = {finding.code for finding, _ in waived}
    states = [_state(check, facts, worst.get(check.code), check.code in passed) for check in ALL_CHECKS]
    later = [State(check.code, check.title, "", "When it is filed") for check in LEAVING]
    return sorted([*states, *later], key=lambda state: (_GROUPS.index(state.code[0]), state.code))


# The list's groups, and W of what the team wrote.
_GROUPS = "FCGSTPW"


_SAID = {
    Severity.BLOCK: ("blocks", "Blocks"),
    Severity.WARN: ("needs", "To look at"),
    Severity.INFO: ("info", "For information"),
}


def _state(check: Check, facts: FilingFacts, found: Severity | None, waived: bool) -> State:
    if not applies(check.code, facts.leaf):
        return State(check.code, check.title, "", "Not for this filing")
    if found:
        return State(check.code, check.title, *_SAID[found])
    return State(check.code, check.title, "done", "Let pass" if waived else "Passed")
