"""The desk of the legal team: the period, one manufacturer, one declaration and the decision on it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cmr.downloads import stored_file
from cmr.findings import Severity
from cmr.models import ReportingPeriod
from cmr.vocab import METALS
from smelters.models import Status
from smelters.selectors import register_as_of, status_day
from suppliers import access
from suppliers.models import Request, Submission, Upload
from suppliers.review import selectors
from suppliers.review.forms import DecisionForm, RefuseForm, seen_as
from suppliers.review.name_queue import rows_unplaced
from suppliers.selectors import PeriodOverview, period_overview, submission_findings, submission_mentions
from suppliers.services.delays import reading_delay
from suppliers.services.review import Conflict, NotAllowed, submission_accept, submission_return
from suppliers.services.uploads import upload_refuse, upload_retry
from suppliers.shown import Thing, answer_grid, company_answers, things_to_do


def period_or_404(year: int | None) -> ReportingPeriod | None:
    """The year asked for, else the newest; 404 for a year that is not there, None while there is none at all."""
    found = selectors.period_of(year)
    if found is None and year:
        raise Http404
    return found


def no_period(request: HttpRequest) -> HttpResponse:
    return render(request, "review/no_period.html")


@require_safe
def period(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Where a calendar year stands."""
    asked_year = request.GET.get("year", "")
    if asked_year.isdecimal() and len(asked_year) == 4:
        return redirect("review:period", int(asked_year))
    found = period_or_404(year)
    if found is None:
        return no_period(request)
    overview = period_overview(found)
    facilities = selectors.facilities_named(found, timezone.localdate())
    context = {
        "period": found,
        "overview": overview,
        "facilities": facilities,
        "longest": max((line["total"] for line in facilities.by_metal), default=0),
        "groups": Status.Group.choices,
        "unplaced": rows_unplaced(found).count(),
        "next": selectors.review_next(found.pk),
        "delay": reading_delay(),
        **_waiting(overview),
    }
    return render(request, "review/period.html", context)


def _waiting(overview: PeriodOverview) -> dict[str, object]:
    rows = overview.rows
    return {
        "to_review": [row for row in rows if row.request.state == Request.State.IN_REVIEW],
        "stuck": [row for row in rows if row.upload and row.upload.state == Upload.State.FAILED],
        "silent": [row for row in rows if row.request.state == Request.State.REQUESTED],
        "with_them": [
            row for row in rows if row.request.state in (Request.State.NEEDS_CORRECTION, Request.State.UNREADABLE)
        ],
    }


@require_safe
def manufacturer(request: HttpRequest, request_id: int) -> HttpResponse:
    """One manufacturer in one year: its people, its files, what happened."""
    asked = access.request_for(request.user, request_id)
    uploads = selectors.uploads_of(asked)
    context = {
        "asked": asked,
        "period": asked.period,
        "uploads": uploads,
        "failed": [sent for sent in uploads if sent.state == Upload.State.FAILED],
        "resend": RefuseForm.PROPOSAL,
        "contacts": asked.supplier.contacts.select_related("user"),
        "history": selectors.request_history(asked),
    }
    return render(request, "review/manufacturer.html", context)


@require_safe
def original(request: HttpRequest, upload_id: int) -> HttpResponse:
    """The file as it was sent."""
    sent = access.upload_for(request.user, upload_id)
    return stored_file(sent.sha256, sent.file_name)


@require_POST
def retry(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Read a file again that was put aside."""
    sent = access.upload_for(request.user, upload_id)
    try:
        upload_retry(sent, actor=request.user)
    except (Conflict, NotAllowed):
        messages.warning(request, "Nothing to do: the file is no longer put aside.")
    else:
        messages.success(request, f"{sent.receipt} is being read again.")
    return redirect("review:manufacturer", sent.request_id)


@require_POST
def refuse(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Say of a file that was put aside that it cannot be read, in words that its manufacturer sees."""
    sent = access.upload_for(request.user, upload_id)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["reason"][0])
        return redirect("review:manufacturer", sent.request_id)
    try:
        upload_refuse(sent, actor=request.user, reason=form.cleaned_data["reason"])
    except (Conflict, NotAllowed):
        messages.warning(request, "Nothing to do: the file is no longer put aside.")
    else:
        messages.success(
            request, f"{sent.request.supplier.name} now sees that {sent.receipt} could not be read, and why."
        )
    return redirect("review:manufacturer", sent.request_id)


@require_safe
def submission(request: HttpRequest, submission_id: int) -> HttpResponse:
    found = access.submission_for(request.user, submission_id)
    return _submission_page(request, found)


def _submission_page(
    request: HttpRequest, found: Submission, form: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    metal, show = request.GET.get("metal", ""), request.GET.get("show", "")
    asked, findings = found.request, submission_findings(found)
    mentions = list(submission_mentions(found))
    register = register_as_of(status_day(asked.period, timezone.localdate()))
    to_correct = things_to_do(findings, Severity.BLOCK, found.document)
    context = {
        "submission": found,
        "asked": asked,
        "period": asked.period,
        "upload": found.upload,
        "to_correct": to_correct,
        "to_look_at": things_to_do(findings, Severity.WARN, found.document),
        "notes": things_to_do(findings, Severity.INFO, found.document),
        "same_list": selectors.same_list(found),
        "answers": answer_grid(found.document, findings),
        "company_answers": company_answers(found.document, findings),
        "company": found.document.get("company") or {},
        "mentions": selectors.mentions_with_status(mentions, register, metal=metal, show=show),
        "mention_count": len(mentions),
        "day": register.day,
        "metals": METALS,
        "shows": [*Status.Group.choices, ("unplaced", "Not recognised"), ("covered", "In a Covered Country")],
        "history": selectors.request_history(asked),
        "next": selectors.review_next(asked.period_id, asked.supplier.name),
        "form": form,
        "seen": seen_as(found),
        "draft": _draft(to_correct),
        "open": found.state != Submission.State.SUPERSEDED,
    }
    return render(request, "review/submission.html", context, status=status)


@require_POST
def decide(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Accept, or ask for correction; a decision made on an older state than the newest changes nothing."""
    found = access.submission_for(request.user, submission_id)
    blocking = found.findings.filter(severity=Severity.BLOCK).count()
    form = DecisionForm(request.POST, submission=found, blocking=blocking)
    if not form.is_valid():
        return _submission_page(request, found, form, status=400)
    name = found.request.supplier.name
    try:
        if not form.looked_at_newest:
            raise Conflict
        if form.cleaned_data["decision"] == form.ACCEPT:
            submission_accept(found, actor=request.user, note=form.cleaned_data["reason"])
            messages.success(request, f"You accepted the declaration of {name}.")
        else:
            submission_return(found, actor=request.user, note=form.cleaned_data["note"])
            messages.success(request, f"You asked {name} for a correction. They see your words on their page.")
    except (Conflict, NotAllowed):
        messages.warning(request, "Somebody decided meanwhile, so nothing was changed. This is how it stands now.")
    return redirect("review:submission", found.pk)


def _draft(things: list[Thing]) -> str:
    """A first draft of what to ask for, from what blocks: one line a thing, its places below where they differ."""
    lines = []
    for number, thing in enumerate(things, 1):
        if thing.alike:
            places = ", ".join(thing.places[:8]) + (" …" if len(thing.places) > 8 else "")
            lines.append(" ".join(filter(None, [f"{number}.", thing.head, thing.remedy, places and f"({places})"])))
        else:
            lines.append(f"{number}. {thing.head}: {thing.remedy}".rstrip(": "))
            lines += [f"   {hit.place}: {hit.message}" for hit in thing.hits[:40]]
    return "\n".join(lines)
