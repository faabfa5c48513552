"""The report's page: what blocks it, build it, download what was built."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cmr.downloads import stored_file
from cmr.models import ReportingPeriod
from cmr.periods import period_for_or_newest
from diligence.kinds import CAPTIONS, Step
from reports.facts.graded import risk_sheet
from reports.facts.grading import facility_grade
from reports.findings.standing import blocking_said, standing_of
from reports.models import RenderedDocument
from reports.selectors import measures_told, risk_rows, rule_told, snapshots_of
from reports.services import facts_now, filing_build
from smelters.models import DatedTable, Smelter
from smelters.risk import Grade

A_PAGE = 100
TYPES = {"pdf": "application/pdf", "htm": "text/html; charset=us-ascii"}


@require_safe
def filing(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Where the report stands, and everything that was built so far."""
    period = period_for_or_newest(year)
    if period is None:
        return render(request, "review/no_period.html")
    return render(request, "reports/filing.html", filing_page(request, period))


def filing_page(request: HttpRequest, period: ReportingPeriod, unsaid: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the report's page shows; `unsaid` is a waiver that could not be taken, as it was sent, with the reason."""
    snapshots = snapshots_of(period)
    standing = standing_of(period, timezone.localdate(), request.user)
    if unsaid:  # beside its form where the finding still stands, else above all of them
        asked = [rule for rule in (*standing.blocks, *standing.warnings) if rule.waivable]
        unsaid["shown"] = unsaid["code"] in {rule.code for rule in asked}
    return {
        "period": period,
        "snapshots": snapshots,
        "newest": snapshots[0] if snapshots else None,
        "standing": standing,
        "facts": standing.facts,
        "unsaid": unsaid,
    }


@require_safe
def blocking(request: HttpRequest, year: int) -> HttpResponse:
    """What blocks the filing now, in a few lines, for the period's page."""
    period = period_for_or_newest(year)
    assert period
    standing = standing_of(period, timezone.localdate(), request.user)
    return render(request, "reports/_blocking.html", {"period": period, "standing": standing})


@require_safe
def measures(request: HttpRequest, year: int) -> HttpResponse:
    """What the report would say of the five steps if it were built now; the due-diligence page shows its parts."""
    period = period_for_or_newest(year)
    assert period
    told = measures_told(facts_now(period, timezone.localdate()))
    steps = [(step, CAPTIONS[step], told[step]) for step in Step]
    return render(request, "reports/measures.html", {"period": period, "steps": steps})


@require_safe
def risk(request: HttpRequest, year: int) -> HttpResponse:
    """Each facility's grade with its reasons and known origins, the worst first, and the tables behind them."""
    period = period_for_or_newest(year)
    assert period
    facts = risk_sheet(period, today=timezone.localdate())
    asked = request.GET.get("grade", "")
    rows = risk_rows(facts)
    shown = [line for line in rows if asked in ("", line.row.grade)]
    context = {
        "period": period,
        "facts": facts,
        "page": Paginator(shown, A_PAGE).get_page(request.GET.get("page")),
        "grades": [(grade.value, facts.by_grade[grade]) for grade in Grade],
        "missing": [DatedTable.Kind(kind).label for kind in facts.risk.missing],
        "rule": rule_told(facts),
    }
    return render(request, "reports/risk.html", context)


@require_safe
def grade(request: HttpRequest, smelter_id: int) -> HttpResponse:
    """One facility's grade with its reasons; the register shows its #grade."""
    found = get_object_or_404(Smelter, pk=smelter_id)
    graded = facility_grade(found, timezone.localdate())
    context = {
        "smelter": found,
        "graded": graded,
        "missing": [DatedTable.Kind(kind).label for kind in graded.missing] if graded else [],
    }
    return render(request, "reports/grade.html", context)


@require_POST
def build(request: HttpRequest, year: int) -> HttpResponse:
    """Freeze the facts of today and render the report from them."""
    period = period_for_or_newest(year)
    built = filing_build(period, actor=request.user, today=timezone.localdate())
    if built.blocking:
        messages.warning(request, f"Built as a draft. {blocking_said(len(built.blocking))}")
    else:
        messages.success(request, "The report is built from today's evidence, and nothing blocks it.")
    return redirect("reports:filing", year)


@require_safe
def document(request: HttpRequest, document_id: int) -> HttpResponse:
    """One rendered document, to be saved."""
    found = get_object_or_404(RenderedDocument.objects.select_related("snapshot__filing__period"), pk=document_id)
    year = found.snapshot.filing.period.year
    kind = TYPES[found.kind.rpartition(".")[2]]
    return stored_file(found.sha256, f"{year}-{found.kind}", kind)
