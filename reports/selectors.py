"""What the pages ask of the filings."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from cmr.findings import Finding, Severity
from cmr.models import ReportingPeriod
from reports.factsheet import FilingFacts
from reports.models import Snapshot
from reports.prefiling import ALL_CHECKS
from reports.services import filing_check


@dataclass(frozen=True, slots=True)
class Standing:
    """A finding as a page shows it: its code, its place in the report, its sentence and what to do."""

    code: str
    severity: Severity
    place: str
    message: str
    remedy: str


def snapshots_of(period: ReportingPeriod) -> QuerySet[Snapshot]:
    """Everything that was built for a period, newest first, with its documents."""
    return Snapshot.objects.filter(filing__period=period).select_related("built_by").prefetch_related("documents")


def filing_standing(period: ReportingPeriod, today: date) -> tuple[FilingFacts, list[Standing]]:
    """The facts of today, and what the checks say of the report as it would be built now; nothing is stored."""
    facts, findings = filing_check(period, today=today)
    return facts, [_standing(finding) for finding in findings]


def _standing(finding: Finding) -> Standing:
    return Standing(
        finding.code,
        finding.severity,
        str(finding.place),
        ALL_CHECKS.message(finding.code, finding.params),
        ALL_CHECKS.remedy(finding.code, finding.params),
    )
