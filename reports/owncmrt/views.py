"""The company's own CMRT: prepare, look at what each answer rests on, review, release, and keep who got it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cmr.days import day_given
from cmr.downloads import stored_file
from cmr.models import ReportingPeriod
from cmr.periods import period_for
from reports.owncmrt import shown
from reports.owncmrt.models import OwnCMRT, OwnStep
from reports.owncmrt.services import (
    PEOPLE,
    NotPrepared,
    Wanted,
    content_of,
    own_changes,
    own_prepare,
    own_release,
    own_return,
    own_review,
    own_sent,
)
from suppliers.services.campaigns import campaign_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A_PAGE = 100


@require_safe
def own(request: HttpRequest, year: int) -> HttpResponse:
    """The newest declaration of the year, and a form for the next."""
    period = period_for(year)
    return _page(request, period, _declarations(period).first())


@require_safe
def own_one(request: HttpRequest, own_id: int) -> HttpResponse:
    found = _own(own_id)
    return _page(request, found.period, found)


@require_safe
def own_answer(request: HttpRequest, own_id: int, asked: str) -> HttpResponse:
    """The submissions that one answer rests on, with what each says and in which cell."""
    found = _own(own_id)
    ruled = shown.ruled_of(content_of(found), asked)
    if ruled is None:
        raise Http404
    # What speaks for the answer comes first.
    grounds = sorted(ruled[1]["rests_on"], key=lambda ground: ground["told"] != ruled[1]["answer"])
    page = Paginator(grounds, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "period": found.period,
        "own": found,
        "caption": ruled[0],
        "ruled": ruled[1],
        "counted": shown.counted(ruled[1]["rests_on"]),
        "page": page,
        "sources": shown.sources_of(page.object_list),
    }
    return render(request, "reports/own_answer.html", context)


@require_POST
def own_prepare_new(request: HttpRequest, year: int) -> HttpResponse:
    """Roll up a declaration from today's evidence."""
    period = period_for(year)
    people = {name: request.POST.get(name, "").strip()[:200] for name in PEOPLE}
    products = request.POST.getlist("product") if request.POST.get("level") == "product" else []
    try:
        if request.POST.get("level") == "product" and not products:
            raise NotPrepared("Choose the products that the declaration speaks of.")
        wanted = Wanted(people, day_given(request.POST.get("effective_date"), NotPrepared), tuple(products))
        made = own_prepare(period, wanted, actor=request.user, today=timezone.localdate())
    except NotPrepared as error:
        return _page(request, period, _declarations(period).first(), refused=("prepare", str(error)))
    messages.success(request, "Prepared, and read back. Somebody else reviews it now.")
    return redirect("reports:own_one", made.pk)


@require_POST
def own_reviewed(request: HttpRequest, own_id: int) -> HttpResponse:
    found = _own(own_id)
    try:
        told = {"sha256": request.POST.get("sha256", ""), "note": request.POST.get("note", "")}
        own_review(found, **told, actor=request.user)
    except NotPrepared as error:
        return _page(request, found.period, found, refused=("review", str(error)))
    messages.success(request, "Reviewed. It can be released now.")
    return redirect("reports:own_one", found.pk)


@require_POST
def own_returned(request: HttpRequest, own_id: int) -> HttpResponse:
    found = _own(own_id)
    try:
        own_return(found, reason=request.POST.get("reason", ""), actor=request.user)
    except NotPrepared as error:
        return _page(request, found.period, found, refused=("return", str(error)))
    messages.success(request, "Sent back. It stays on record with your reason.")
    return redirect("reports:own_one", found.pk)


@require_POST
def own_released(request: HttpRequest, own_id: int) -> HttpResponse:
    found = _own(own_id)
    try:
        own_release(found, actor=request.user, today=timezone.localdate())
    except NotPrepared as error:
        return _page(request, found.period, found, refused=("release", str(error)))
    messages.success(request, "Released. Download it, and record each customer that it goes to.")
    return redirect("reports:own_one", found.pk)


@require_POST
def own_went(request: HttpRequest, own_id: int) -> HttpResponse:
    """Keep that it was sent to a customer."""
    found = _own(own_id)
    try:
        own_sent(
            found,
            customer=request.POST.get("customer", ""),
            address=request.POST.get("address", ""),
            text=request.POST.get("text", ""),
            sent_on=day_given(request.POST.get("sent_on"), NotPrepared),
            actor=request.user,
            today=timezone.localdate(),
        )
    except NotPrepared as error:
        return _page(request, found.period, found, refused=("sent", str(error)))
    messages.success(request, "On record: to whom, when, and exactly which file.")
    return redirect("reports:own_one", found.pk)


@require_safe
def own_file(request: HttpRequest, own_id: int) -> HttpResponse:
    """The workbook; before its release the file's name says that it is a draft."""
    found = _own(own_id)
    words = [found.period.registrant.name, "CMRT", str(found.period.year), found.sha256[:8]]
    if shown.state_of(found) != OwnStep.Kind.RELEASED:
        words = ["DRAFT not for customers", *words]
    return stored_file(found.sha256, f"{' '.join(words)}.xlsx", XLSX)


def _declarations(period: ReportingPeriod) -> QuerySet[OwnCMRT]:
    rows = OwnCMRT.objects.filter(period=period).select_related("period__registrant", "prepared_by")
    return rows.prefetch_related("steps__person", "sendings__recorded_by")


def _own(own_id: int) -> OwnCMRT:
    rows = OwnCMRT.objects.select_related("period__registrant", "prepared_by")
    return get_object_or_404(rows.prefetch_related("steps__person", "sendings__recorded_by"), pk=own_id)


def _page(
    request: HttpRequest, period: ReportingPeriod, found: OwnCMRT | None, refused: tuple[str, str] = ("", "")
) -> HttpResponse:
    rows = list(_declarations(period))
    context = {
        "period": period,
        "own": found,
        "blank": campaign_of(period).blank_name,
        "products": shown.products_made(period),
        "earlier": [(each, *shown.STATES[shown.state_of(each)]) for each in rows if found and each.pk != found.pk],
        "newest": rows[0] if rows else None,
        "today": timezone.localdate(),
        "chosen": request.POST.getlist("product"),
        "refused": {refused[0]: refused[1]},
        "error": refused[1],
        "entered": request.POST,
    }
    content = content_of(found) if found else None
    given = shown.people_of(content) if content else shown.wanted_before(period)
    context["given"] = request.POST if refused[0] == "prepare" else given
    if found and content:
        context |= _shown(request, found, content)
    return render(request, "reports/own.html", context, status=400 if refused[1] else 200)


def _shown(request: HttpRequest, found: OwnCMRT, content: shown.Json) -> dict[str, object]:
    """One declaration: its state, what it says, and what has changed since."""
    state = shown.state_of(found)
    told, cannot = [], ""
    if state != OwnStep.Kind.RETURNED:
        try:
            changes = own_changes(found, timezone.localdate())
            told = shown.changes_told(changes) if changes else []
        except NotPrepared as error:
            cannot = str(error)
    return {
        "state": state,
        "state_said": shown.STATES[state],
        "answers": shown.answers_shown(content),
        "company": shown.company_shown(content),
        "smelters": shown.smelters_counted(content),
        "left_out": content["left_out"],
        "wider": content["wider"] if found.products else 0,
        "findings": shown.findings_shown(content),
        "checker": content["checker"],
        "changes": told,
        "cannot": cannot,
        "mine": found.prepared_by_id == request.user.pk,
    }
