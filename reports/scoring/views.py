"""The page of the score: what the report would earn today, what it loses first, and where that is mended."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cmr.models import ReportingPeriod
from cmr.periods import period_for
from reports.narrative.compose import compose_report
from reports.prefiling.draft import Draft
from reports.scoring import BONUS, GROUPS
from reports.scoring.item import Group, Scored, Seen, scored
from reports.services import filing_check

# Whose questions the items are.
BASES = (
    ("SEC", "the form, the rule and the staff's statements"),
    ("OECD", "the Due Diligence Guidance and what it is asked by"),
    ("RSN", "Responsible Sourcing Network, which rates disclosures"),
    ("AI/GW", "Amnesty International and Global Witness"),
    ("GAO", "the Government Accountability Office's yearly review"),
    ("GU", "a university's study of a thousand filers"),
    ("Elm", "Elm Sustainability Partners' reviews"),
    ("practice", "what careful filers print"),
    ("own", "our promise that text and evidence agree"),
)


@dataclass(frozen=True, slots=True)
class Total:
    """Points of a group, or of all."""

    group: Group | None
    rows: tuple[Scored, ...]

    @property
    def earned(self) -> str:
        return points_told(sum(row.halves for row in self.rows))

    @property
    def of(self) -> int:
        return sum(row.item.points for row in self.rows)


@require_safe
def score(request: HttpRequest, year: int) -> HttpResponse:
    period = period_for(year)
    seen = seen_of(period, timezone.localdate())
    totals = [Total(group, scored(group.items, seen)) for group in GROUPS]
    rows = tuple(row for total in totals for row in total.rows)
    extra = Total(BONUS, scored(BONUS.items, seen))
    first = sorted((*rows, *extra.rows), key=lambda row: (row.item in BONUS.items, -row.lost, row.item.number))
    context = {
        "period": period,
        "total": Total(None, rows),
        "totals": totals,
        "extra": extra,
        "losing": [(row, points_told(row.halves)) for row in first if row.unmet],
        "full": [row for row in (*rows, *extra.rows) if not row.unmet],
        "bases": BASES,
    }
    return render(request, "reports/score.html", context)


def seen_of(period: ReportingPeriod, today: date) -> Seen:
    """The report as it would be built now, with the findings that stand against it; nothing is stored."""
    facts, findings = filing_check(period, today=today)
    draft = Draft(facts, compose_report(facts), {}, today)
    return Seen(draft, frozenset(finding.code for finding in findings))


def points_told(halves: int) -> str:
    """Points from half points, as people write them: 3, 2½, ½."""
    whole, half = divmod(halves, 2)
    return f"{whole or ''}½" if half else str(whole)
