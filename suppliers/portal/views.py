"""What a contract manufacturer looks at: its requests, one request with its parts, and the result of a file."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cmr.downloads import attachment, stored_file
from suppliers import access
from suppliers.models import Request, Upload
from suppliers.portal import forms, selectors
from suppliers.portal.history import request_events
from suppliers.portal.parts import Asked, part_name, request_asked
from suppliers.portal.results import findings_workbook, result_of
from suppliers.portal.words import file_state
from suppliers.services.delays import upload_is_late
from suppliers.services.prefill import last_year_of, prefilled_for
from suppliers.services.scanning import upload_kept_back

PENDING = {Upload.State.QUEUED, Upload.State.READING}


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """One request and nothing sent yet: its page is the start page."""
    cards = selectors.requests_open_to(request.user)
    if len(cards) == 1 and "all" not in request.GET:
        return redirect("portal:request", cards[0].request.pk)
    return render(request, "portal/requests.html", {"cards": cards})


@require_safe
def request_page(request: HttpRequest, request_id: int) -> HttpResponse:
    return show_request(request, access.request_for(request.user, request_id))


def show_request(request: HttpRequest, asked: Request, error: str = "", status: int = 200) -> HttpResponse:
    """The page of a request; with the sentence that refused a file, if one was."""
    found = request_asked(asked)
    context = {
        "asked": asked,
        "found": found,
        "several": len(found.parts) > 1 or found.by_product,
        "events": request_events(found),
        "error": error,
        "open": asked.state != Request.State.WITHDRAWN,
        "last_year": asked.period.year - 1 if found.blank and last_year_of(asked) else None,
        **drop_context(found),
    }
    return render(request, "portal/request.html", context, status=status)


@require_safe
def result(request: HttpRequest, upload_id: int) -> HttpResponse:
    sent = access.upload_for(request.user, upload_id)
    return show_result(request, sent)


def show_result(request: HttpRequest, sent: Upload, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a file; `more` says what was wrong with a reason that was given."""
    context = _result_context(sent) | drop_context(None, sent.covers) | more
    return render(request, "portal/result.html", context, status=status)


@require_safe
def progress(request: HttpRequest, upload_id: int) -> HttpResponse:
    """The part of the result page that changes; 204 while nothing did, so that nothing on the page moves.

    The line of one file among several asks for JSON: its state in a word.
    """
    sent = access.upload_for(request.user, upload_id)
    if request.headers.get("Accept", "").startswith("application/json"):
        state = file_state(sent, sent.submissions.defer("document").order_by("-id").first())
        done = sent.state not in PENDING
        return JsonResponse({"done": done, "meaning": state.meaning, "words": str(state.words)})
    pause = _pause(sent)
    seen = request.GET.get("seen") == _stage(sent) and request.GET.get("pause", pause) == pause
    if sent.state in PENDING and seen:
        return HttpResponse(status=204)
    return render(request, "portal/_result.html", _result_context(sent) | {"swap": True})


@require_safe
def original(request: HttpRequest, upload_id: int) -> HttpResponse:
    """The file as it was sent."""
    sent = access.upload_for(request.user, upload_id)
    if why := upload_kept_back(sent):
        messages.warning(request, why)
        return redirect("portal:result", sent.pk)
    return stored_file(sent.sha256, sent.file_name)


@require_safe
def findings(request: HttpRequest, upload_id: int) -> HttpResponse:
    """What was found, as a workbook to work through beside one's own."""
    sent = access.upload_for(request.user, upload_id)
    book = findings_workbook(sent)
    if book is None:
        raise Http404
    return attachment(book, f"{sent.receipt}-findings.xlsx")


@require_safe
def template(request: HttpRequest, request_id: int) -> HttpResponse:
    """The CMRT prepared for this manufacturer; with ?last_year, from what was accepted for the year before."""
    asked = access.request_for(request.user, request_id)
    made = prefilled_for(asked, last_year="last_year" in request.GET)
    if made is None:
        messages.warning(request, _("No CMRT can be prepared for you now. Please use your own, or the one of the RMI."))
        return redirect("portal:request", asked.pk)
    name, data = made
    return attachment(data, name)


def drop_context(found: Asked | None, part: str | None = None) -> dict[str, Any]:
    """What the place to drop a file needs: for a whole request, or for the one `part` that a new file replaces."""
    return {
        "drop": found,
        "part": part,
        "limit": settings.UPLOAD_LIMIT,
        "limit_mb": settings.UPLOAD_LIMIT // 1024**2,
        "at_once": forms.FILES_AT_ONCE,
        "words": forms.sentences(),
    }


def _pause(sent: Upload) -> str:
    """Seconds after which a page that waits looks again: soon at first, then seldom; many that look hinder reading."""
    age = (timezone.now() - sent.received_at).total_seconds()
    return "1" if age < 10 else "4" if age < 60 else "15"


def _stage(sent: Upload) -> str:
    """How far a file is, as far as the page shows it."""
    return f"{sent.state}-late" if sent.state in PENDING and upload_is_late(sent) else sent.state


def _result_context(sent: Upload) -> dict[str, Any]:
    found = result_of(sent) if sent.state == Upload.State.READ else None
    return {
        "upload": sent,
        "asked": sent.request,
        "open": sent.request.state != Request.State.WITHDRAWN and not sent.withdrawn_at,
        "part_name": part_name("", sent.covers) if sent.covers else "",
        "pending": sent.state in PENDING,
        "stage": _stage(sent),
        "pause": _pause(sent),
        "result": found,
        "newer": selectors.newer_upload(sent),
        "sent_as": selectors.draft_sent_as(sent) if sent.draft else None,
    }
