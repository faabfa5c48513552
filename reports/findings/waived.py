"""Which findings before filing a person let pass: what they are known by, and the decisions that hold.

A finding is known by what was found: code, severity, place and parameters. When any of it changes, it is another one,
and the decision holds no longer.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from cmr.findings import Finding, Severity
from cmr.models import ReportingPeriod
from reports.canonical import canonical
from reports.models import Waiver
from reports.prefiling import ALL_CHECKS

# Standing waivers by code and fingerprint.
Waivers = Mapping[tuple[str, str], Waiver]


@dataclass(frozen=True, slots=True)
class Passed:
    """A finding that was let pass, as the snapshot keeps it: what it says, who decided, when, and why."""

    code: str
    place: str
    said: str
    reason: str
    decided_by: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks found: what stands, and what was let pass."""

    standing: tuple[Finding, ...]
    waived: tuple[tuple[Finding, Waiver], ...]

    @property
    def passed(self) -> tuple[Passed, ...]:
        return tuple(
            Passed(
                finding.code,
                str(finding.place),
                waiver.said,
                waiver.reason,
                str(waiver.decided_by or "CMR"),
                timezone.localdate(waiver.decided_at),
            )
            for finding, waiver in self.waived
        )


def fingerprint(finding: Finding) -> str:
    """Of what was found."""
    said = [finding.code, str(finding.severity), str(finding.place), dict(finding.params)]
    return hashlib.sha256(canonical(said)).hexdigest()


def waivable(finding: Finding) -> bool:
    """Whether the list lets a person pass it with a reason: what warns, and of what blocks only what says so."""
    rule = ALL_CHECKS.get(finding.code)
    blocks = finding.severity == Severity.BLOCK
    return rule is not None and (finding.severity == Severity.WARN or (blocks and rule.waivable))


def waivers_of(period: ReportingPeriod) -> Waivers:
    """The waivers that stand; one query."""
    rows = Waiver.objects.filter(period=period, lifted_at=None).select_related("decided_by")
    return {(row.code, row.fingerprint): row for row in rows}


def checked(findings: Iterable[Finding], waivers: Waivers) -> Checked:
    """The findings apart from those that were let pass; a waiver of what may not be waived counts for nothing."""
    standing: list[Finding] = []
    waived: list[tuple[Finding, Waiver]] = []
    for finding in findings:
        waiver = waivers.get((finding.code, fingerprint(finding))) if waivers and waivable(finding) else None
        if waiver:
            waived.append((finding, waiver))
        else:
            standing.append(finding)
    return Checked(tuple(standing), tuple(waived))
