"""What the report's page asks."""

from dataclasses import dataclass
from datetime import date

from cmr.findings import Severity
from cmr.models import ReportingPeriod
from reports.models import Snapshot


@dataclass(frozen=True, slots=True)
class Standing:
    """A finding of the checks before filing, in words."""

    code: str
    severity: Severity
    place: str
    message: str
    remedy: str


def snapshots_of(period: ReportingPeriod) -> list[Snapshot]:
    """Everything that was built for a period, newest first, with its documents; two queries."""
    rows = Snapshot.objects.filter(filing__period=period).select_related("built_by")
    return list(rows.prefetch_related("documents"))


def standing_findings(period: ReportingPeriod, today: date) -> list[Standing]:
    """What the checks before filing find in today's evidence."""
    return []
