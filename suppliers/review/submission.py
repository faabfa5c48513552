"""One declaration on one screen: what was found, what it says beside last year, and the decisions on it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cmr.findings import Severity
from cmr.vocab import METALS
from smelters.models import Status
from smelters.selectors import register_of, status_day
from suppliers import access
from suppliers.contact_log import log_of_request
from suppliers.last_year import compared_with_last_year
from suppliers.models import FindingRow, Submission
from suppliers.review import selectors
from suppliers.review.findings import findings_grouped
from suppliers.review.forms import DecisionForm, WaiverForm, seen_as
from suppliers.review.names_told import names_told
from suppliers.selectors import submission_findings, submission_mentions
from suppliers.services.review import Conflict, NotAllowed, correction_due, submission_accept, submission_return
from suppliers.services.settling import explanations_given, findings_not_waived, waivers_standing
from suppliers.services.waivers import NotFound, finding_waive, waiver_lift
from suppliers.shown import answer_grid, company_answers, things_to_do

# So many rows of a Smelter List stand on a declaration's page at once, and so many letters and contacts.
A_PAGE, CONTACTS = 60, 5


@require_safe
def submission(request: HttpRequest, submission_id: int) -> HttpResponse:
    return _page(request, access.submission_for(request.user, submission_id))


def _page(
    request: HttpRequest,
    found: Submission,
    form: DecisionForm | None = None,
    unsaid: WaiverForm | None = None,
    status: int = 200,
) -> HttpResponse:
    metal, show = request.GET.get("metal", ""), request.GET.get("show", "")
    asked, rows = found.request, submission_findings(found)
    waived = waivers_standing(asked, found.covers)
    blocking, warned, notes = (
        things_to_do(rows, severity, found.document) for severity in (Severity.BLOCK, Severity.WARN, Severity.INFO)
    )
    findings = findings_grouped(blocking, warned, notes, explanations_given(asked, found.covers), waived)
    standing = findings_not_waived(rows, found.document, waived)
    mentions = list(submission_mentions(found))
    known = {one.smelter_id: one.smelter for one in mentions if one.smelter}
    register = register_of(known.values(), status_day(asked.period, timezone.localdate()))
    lines = selectors.mentions_with_status(mentions, register, metal=metal, show=show)
    page = Paginator(lines, A_PAGE).get_page(request.GET.get("page"))
    # Grading reads the whole year: the page comes first, and asks for it then.
    graded = "graded" in request.GET
    contacts = log_of_request(asked)
    context = {
        "submission": found,
        "asked": asked,
        "period": asked.period,
        "upload": found.upload,
        "findings": findings,
        "anchors": findings.anchors,
        "same_list": selectors.same_list(found),
        "answers": answer_grid(found.document, standing),
        "company_answers": company_answers(found.document, standing),
        "company": found.document.get("company") or {},
        "last_year": compared_with_last_year(found, mentions),
        "page": page,
        "graded": graded,
        "grades": selectors.grades_shown(asked.period, page) if graded else {},
        "mention_count": len(mentions),
        "day": register.day,
        "metals": METALS,
        "shows": [*Status.Group.choices, ("unplaced", "Not recognised"), ("covered", "In a Covered Country")],
        "entries": contacts[:CONTACTS],
        "contact_count": len(contacts),
        "history": selectors.request_history(asked),
        "next": selectors.review_next(asked.period_id, asked.supplier.name),
        "form": form,
        "unsaid": unsaid,
        "seen": seen_as(found),
        "due": correction_due(),
        "told": names_told(found),
        "chosen": form.chosen if form else {thing.code for thing in findings.blocking},
        "open": found.state in Submission.STANDING,
        "decides": access.decides(request.user),
    }
    return render(request, "review/submission.html", context, status=status)


@require_POST
def decide(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Accept, or ask for correction; a decision made on an older state than the newest changes nothing."""
    found = access.submission_for(request.user, submission_id)
    standing = _standing(found)
    form = DecisionForm(request.POST, submission=found, standing=standing)
    if not form.is_valid():
        return _page(request, found, form, status=400)
    name = found.request.supplier.name
    try:
        if not form.looked_at_newest:
            raise Conflict
        if form.cleaned_data["decision"] == form.ACCEPT:
            submission_accept(found, actor=request.user, note=form.cleaned_data["reason"])
            messages.success(request, f"You accepted the declaration of {name}.")
        else:
            asked = form.cleaned_data
            submission_return(
                found,
                actor=request.user,
                note=asked["note"],
                findings=[row for row in standing if row.code in asked["things"]],
                due_date=asked["due_date"],
            )
            messages.success(
                request, f"You asked {name} for a correction. They see it on their page, and a letter is on its way."
            )
    except (Conflict, NotAllowed):
        messages.warning(request, "Somebody decided meanwhile, so nothing was changed. This is how it stands now.")
    return redirect("review:submission", found.pk)


@require_POST
def waive(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Let a finding pass, as it was seen, with a reason that the manufacturer does not read."""
    found = access.submission_for(request.user, submission_id)
    form = WaiverForm(request.POST)
    if not form.is_valid():
        return _page(request, found, unsaid=form, status=400)
    try:
        finding_waive(found, **form.cleaned_data, actor=request.user)
    except (Conflict, NotAllowed, NotFound):
        messages.warning(request, "This finding no longer stands as you saw it, so nothing was changed.")
    else:
        messages.success(request, "You let it pass. It holds for later files too, as long as they show the same.")
    return redirect("review:submission", found.pk)


@require_POST
def waiver_lifted(request: HttpRequest, submission_id: int, waiver_id: int) -> HttpResponse:
    """Take back that a finding may pass."""
    found = access.submission_for(request.user, submission_id)
    waiver = get_object_or_404(found.request.finding_waivers.filter(covers=found.covers), pk=waiver_id)
    try:
        waiver_lift(waiver, found, actor=request.user)
    except (Conflict, NotAllowed):
        messages.warning(request, "Nothing to do: it was taken back already.")
    else:
        messages.success(request, "Taken back: the finding stands again.")
    return redirect("review:submission", found.pk)


def _standing(found: Submission) -> list[FindingRow]:
    """The findings that nobody let pass."""
    return findings_not_waived(
        submission_findings(found), found.document, waivers_standing(found.request, found.covers)
    )
