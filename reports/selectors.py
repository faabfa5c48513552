"""What the pages ask of the filings."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from cmr.findings import Finding, Severity
from cmr.models import ReportingPeriod
from reports.factsheet import AnnexRow, FilingFacts
from reports.models import Snapshot
from reports.prefiling import ALL_CHECKS
from reports.riskfacts import OriginFact
from reports.services import filing_check
from smelters.risk import Grade
from suppliers.shown import Hit, Thing


def snapshots_of(period: ReportingPeriod) -> QuerySet[Snapshot]:
    """Everything that was built for a period, newest first, with its documents."""
    return Snapshot.objects.filter(filing__period=period).select_related("built_by").prefetch_related("documents")


def filing_standing(period: ReportingPeriod, today: date) -> tuple[FilingFacts, dict[Severity, list[Thing]]]:
    """The facts of today, and what the checks say of the report as it would be built now, one Thing a rule.

    Nothing is stored.
    """
    facts, findings = filing_check(period, today=today)
    return facts, {
        severity: _grouped(finding for finding in findings if finding.severity == severity) for severity in Severity
    }


class RiskRow(NamedTuple):
    """A facility as the desk grades it: its line of Annex I, and the origins that tables state for it."""

    row: AnnexRow
    origins: list[OriginFact]


def risk_rows(facts: FilingFacts) -> list[RiskRow]:
    """The facilities, the worst grade first, ungraded ones by the number of their reasons."""
    known: dict[tuple[str, str], list[OriginFact]] = defaultdict(list)
    for each in facts.risk.origins:
        known[each.metal, each.smelter_id].append(each)
    order = {grade.value: number for number, grade in enumerate(Grade)}
    rows = [RiskRow(row, known[row.metal, row.smelter_id]) for row in facts.annex]
    return sorted(rows, key=lambda line: (order.get(line.row.grade, len(order)), -len(line.row.reasons)))


def _grouped(findings: Iterable[Finding]) -> list[Thing]:
    things: dict[str, Thing] = {}
    for finding in findings:
        rule = ALL_CHECKS.get(finding.code)
        assert rule
        thing = things.setdefault(finding.code, Thing(finding.code, rule.title, rule.reason))
        message = ALL_CHECKS.message(finding.code, finding.params)
        thing.hits.append(Hit(str(finding.place), message, ALL_CHECKS.remedy(finding.code, finding.params)))
    return list(things.values())
