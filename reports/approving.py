"""The page on which a report is approved: the exact text and its hash, who signed, what is missing, one button."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cmr.access import may_change
from cmr.days import day_given
from cmr.models import ReportingPeriod
from cmr.periods import period_for
from reports.models import Signoff
from reports.selectors import leaving_told, passed_in, reports_compared
from reports.services import (
    NotApproved,
    amendment_open,
    approval_standing,
    filing_filed,
    filing_of,
    filing_reopen,
    filing_sign_day,
    may_sign,
    snapshot_approve,
    snapshot_stale,
)
from reports.texts.difference import compare


@require_safe
def approval(request: HttpRequest, year: int) -> HttpResponse:
    return _page(request, period_for(year))


@require_POST
def sign_day(request: HttpRequest, year: int) -> HttpResponse:
    """Take the day of signature, which the next build prints."""
    period = period_for(year)
    try:
        filing_sign_day(
            period,
            day_given(request.POST.get("signed_on"), NotApproved),
            today=timezone.localdate(),
            actor=request.user,
        )
    except NotApproved as error:
        return _page(request, period, refused=("day", str(error)))
    messages.success(request, "The day is kept. Build the report now; it prints the signature with this day.")
    return redirect("reports:approval", year)


@require_POST
def sign(request: HttpRequest, year: int) -> HttpResponse:
    """Sign a part on the snapshot that the page showed."""
    period = period_for(year)
    filing = filing_of(period)
    try:
        if filing is None:
            raise NotApproved("Nothing is built yet. Build the report first.")
        part, shown = request.POST.get("part", ""), request.POST.get("sha256", "")
        snapshot_approve(filing, part, sha256=shown, actor=request.user, today=timezone.localdate())
    except NotApproved as error:
        return _page(request, period, refused=("sign", str(error)))
    messages.success(request, "You have signed, on exactly this text.")
    return redirect("reports:approval", year)


@require_POST
def reopen(request: HttpRequest, year: int) -> HttpResponse:
    """Void the signatures, so that the report can change."""
    period = period_for(year)
    filing = filing_of(period)
    try:
        if filing is None:
            raise NotApproved("Nothing is built yet.")
        filing_reopen(filing, request.POST.get("reason", ""), actor=request.user)
    except NotApproved as error:
        return _page(request, period, refused=("reopen", str(error)))
    messages.success(request, "Reopened. The signatures are void and stay on record; the report can be built again.")
    return redirect("reports:approval", year)


@require_POST
def filed(request: HttpRequest, year: int) -> HttpResponse:
    """Record the day of filing and EDGAR's number."""
    period = period_for(year)
    filing = filing_of(period)
    try:
        if filing is None:
            raise NotApproved("Nothing is built yet.")
        filing_filed(
            filing,
            filed_on=day_given(request.POST.get("filed_on"), NotApproved),
            accession_number=request.POST.get("accession_number", ""),
            today=timezone.localdate(),
            actor=request.user,
        )
    except NotApproved as error:
        return _page(request, period, refused=("filed", str(error)))
    messages.success(request, "The filing is on record. From now on only an amendment changes it.")
    return redirect("reports:approval", year)


@require_POST
def amend(request: HttpRequest, year: int) -> HttpResponse:
    """Open the next amendment, with the note that it prints."""
    period = period_for(year)
    try:
        amendment_open(period, request.POST.get("why", ""), actor=request.user)
    except NotApproved as error:
        return _page(request, period, refused=("amend", str(error)))
    messages.success(request, "The amendment is open. Correct what was wrong, and build it.")
    return redirect("reports:approval", year)


@require_safe
def difference(request: HttpRequest, year: int) -> HttpResponse:
    """The words of the newest report beside those of the one before: the filing amended, or else the build before."""
    period = period_for(year)
    older, newer = reports_compared(period, timezone.localdate())
    changes = compare(older.report, newer.report) if older and newer else []
    context = {"period": period, "older": older, "newer": newer, "changes": changes}
    return render(request, "reports/difference.html", context)


def _page(request: HttpRequest, period: ReportingPeriod, refused: tuple[str, str] = ("", "")) -> HttpResponse:
    filing = filing_of(period)
    standing = approval_standing(filing)
    snapshot = standing.snapshot
    signed = {row.part: row for row in standing.signed}
    ready = bool(snapshot and filing and not snapshot.draft and not snapshot.blocking and filing.signed_on)
    context = {
        "period": period,
        "filing": filing,
        "standing": standing,
        "snapshot": snapshot,
        "documents": snapshot.documents.all() if snapshot else (),
        "passed": passed_in(snapshot.sha256) if snapshot else (),
        "leaving": leaving_told(filing) if filing and standing.approved and not filing.filed_on else (),
        "ready": ready,
        "parts": [(part, signed.get(part)) for part in Signoff.Part],
        "changed": bool(
            ready and filing and not filing.filed_on and snapshot and snapshot_stale(snapshot, timezone.localdate())
        ),
        "voided": Signoff.objects.filter(snapshot__filing=filing)
        .exclude(voided_at=None)
        .select_related("person", "snapshot")[:50]
        if filing
        else (),
        "refused": {refused[0]: refused[1]},
        "error": refused[1],
        "given": request.POST,
        "mine": [part for part in standing.open if may_sign(request.user, part)],
        "may_change": may_change(request.user, "reports:filed"),
    }
    return render(request, "reports/approve.html", context, status=400 if refused[1] else 200)
