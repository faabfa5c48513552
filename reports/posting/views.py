"""The page on which the copy for the website is made and looked after."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cmr import storage
from cmr.days import day_given
from cmr.downloads import attachment
from cmr.models import ReportingPeriod
from cmr.periods import period_for
from reports.models import RenderedDocument
from reports.out.package import zipped
from reports.posting.models import WebCopy, WebSighting
from reports.posting.page import PDF, posted_sentence
from reports.posting.services import NotPosted, copy_make, copy_seen, postings_of
from reports.services import approval_standing, filing_of

PAGE, TOLD = "conflict-minerals.html", "read-me.txt"


@require_safe
def posting(request: HttpRequest, year: int) -> HttpResponse:
    return _page(request, period_for(year))


@require_POST
def make(request: HttpRequest, year: int) -> HttpResponse:
    """Make the copy for a day and an address."""
    period = period_for(year)
    filing = filing_of(period)
    try:
        if filing is None:
            raise NotPosted("Nothing is built yet. Build the report, and have it signed.")
        day = day_given(request.POST.get("posted_on"), NotPosted)
        copy_make(filing, posted_on=day, url=request.POST.get("url", ""), actor=request.user)
    except NotPosted as error:
        return _page(request, period, refused=("make", str(error)))
    messages.success(
        request, "The copy is made. Download it, put both files on the website, then look whether it is there."
    )
    return redirect("reports:posting", year)


@require_POST
def seen(request: HttpRequest, copy_id: int) -> HttpResponse:
    """Keep that a person looked at the address."""
    copy = _copy(copy_id)
    period = copy.snapshot.filing.period
    try:
        copy_seen(
            copy,
            seen_on=day_given(request.POST.get("seen_on"), NotPosted),
            found=request.POST.get("found") == "yes",
            note=request.POST.get("note", ""),
            actor=request.user,
            today=timezone.localdate(),
        )
    except NotPosted as error:
        return _page(request, period, refused=("seen", str(error)))
    messages.success(request, "What you saw is on record.")
    return redirect("reports:posting", period.year)


@require_safe
def web_copy(request: HttpRequest, copy_id: int) -> HttpResponse:
    """The page, the PDF and a note on where they go and until when they stay, in a ZIP."""
    copy = _copy(copy_id)
    pdf = get_object_or_404(RenderedDocument, snapshot=copy.snapshot, kind=RenderedDocument.Kind.PDF)
    told = f"{posted_sentence(copy.posted_on, copy.url)}\r\n\r\nPut {PAGE} and {PDF} side by side.\r\n"
    files = {PAGE: storage.read(copy.sha256), PDF: storage.read(pdf.sha256), TOLD: told.encode()}
    name = f"{copy.snapshot.filing.period.year}-for-the-website-{copy.sha256[:12]}.zip"
    return attachment(zipped(files), name, "application/zip")


def _copy(copy_id: int) -> WebCopy:
    return get_object_or_404(WebCopy.objects.select_related("snapshot__filing__period"), pk=copy_id)


def _page(request: HttpRequest, period: ReportingPeriod, refused: tuple[str, str] = ("", "")) -> HttpResponse:
    filing = filing_of(period)
    standing = approval_standing(filing)
    today = timezone.localdate()
    context = {
        "period": period,
        "filing": filing,
        "approved": standing.approved,
        "postings": postings_of(period, today),
        "sightings": WebSighting.objects.filter(copy__snapshot__filing__period=period).select_related("copy", "person"),
        "refused": {refused[0]: refused[1]},
        "error": refused[1],
        "given": request.POST,
        "today": today,
    }
    return render(request, "reports/posting.html", context, status=400 if refused[1] else 200)
