"""What the pages ask of the filings."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from cmr.findings import Finding, Severity
from cmr.models import ReportingPeriod
from reports.factsheet import FilingFacts
from reports.models import Snapshot
from reports.prefiling import ALL_CHECKS
from reports.services import filing_check
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


def _grouped(findings: Iterable[Finding]) -> list[Thing]:
    things: dict[str, Thing] = {}
    for finding in findings:
        rule = ALL_CHECKS.get(finding.code)
        assert rule
        thing = things.setdefault(finding.code, Thing(finding.code, rule.title, rule.reason))
        message = ALL_CHECKS.message(finding.code, finding.params)
        thing.hits.append(Hit(str(finding.place), message, ALL_CHECKS.remedy(finding.code, finding.params)))
    return list(things.values())
