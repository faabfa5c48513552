"""What a contract manufacturer sees: its requests, the place to upload, and the result with its cells."""

import logging

from django.conf import settings
from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cmr import storage
from cmr.downloads import stored_file
from suppliers import access
from suppliers.models import Request, Upload
from suppliers.portal import forms, selectors
from suppliers.services.delays import upload_is_late
from suppliers.services.uploads import upload_take, upload_wait

log = logging.getLogger(__name__)
PENDING = {Upload.State.QUEUED, Upload.State.READING}


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """One request and nothing sent yet: its page is the start page."""
    rows = list(selectors.requests_open_to(request.user))
    if len(rows) == 1 and "all" not in request.GET:
        return redirect("portal:request", rows[0].pk)
    return render(request, "portal/requests.html", {"requests": rows})


@require_safe
def request_page(request: HttpRequest, request_id: int) -> HttpResponse:
    return _request_page(request, access.request_for(request.user, request_id))


def _request_page(request: HttpRequest, asked: Request, error: str = "", status: int = 200) -> HttpResponse:
    context = {"asked": asked, "uploads": selectors.uploads_sent(asked), "error": error, **_upload_words()}
    return render(request, "portal/request.html", context, status=status)


@require_POST
def upload(request: HttpRequest, request_id: int) -> HttpResponse:
    """Keep the bytes first, then say "received". The page's script asks for JSON, a plain form gets pages."""
    asked = access.request_for(request.user, request_id)
    form = forms.UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(request, asked, form.errors["workbook"][0], 400)
    file = form.cleaned_data["workbook"]
    wait = upload_wait(asked)
    if wait:
        response = _refused(request, asked, forms.too_often(wait), 429)
        response["Retry-After"] = str(wait)
        return response
    try:
        # Django's own file name is already shortened; the service cleans it for showing.
        received, new = upload_take(asked, file_name=file.name, chunks=file.chunks(), actor=request.user)
    except storage.TooLarge:
        return _refused(request, asked, forms.too_large(round(file.size / 1024**2)), 413)
    except (OSError, DatabaseError):
        log.exception("An upload for request %s could not be kept.", asked.pk)
        sentence = "We could not keep the file just now; nothing was received. Please try again in a few minutes."
        return _refused(request, asked, sentence, 503)
    if not new:
        messages.warning(request, selectors.sent_before(received))
    url = reverse("portal:result", args=[received.pk])
    return JsonResponse({"next": url}) if _wants_json(request) else redirect(url)


@require_safe
def result(request: HttpRequest, upload_id: int) -> HttpResponse:
    sent = access.upload_for(request.user, upload_id)
    return render(request, "portal/result.html", _result_context(sent) | _upload_words())


@require_safe
def progress(request: HttpRequest, upload_id: int) -> HttpResponse:
    """The part of the result page that changes; 204 while nothing did, so that nothing on the page moves."""
    sent = access.upload_for(request.user, upload_id)
    if sent.state in PENDING and request.GET.get("seen") == _stage(sent):
        return HttpResponse(status=204)
    return render(request, "portal/_result.html", _result_context(sent) | {"swap": True})


@require_safe
def original(request: HttpRequest, upload_id: int) -> HttpResponse:
    """The file as it was sent."""
    sent = access.upload_for(request.user, upload_id)
    return stored_file(sent.sha256, sent.file_name)


def _stage(sent: Upload) -> str:
    """How far a file is, as far as the page shows it."""
    return f"{sent.state}-late" if sent.state in PENDING and upload_is_late(sent) else sent.state


def _result_context(sent: Upload) -> dict[str, object]:
    return {
        "upload": sent,
        "asked": sent.request,
        "pending": sent.state in PENDING,
        "stage": _stage(sent),
        "result": selectors.result_of(sent) if sent.state == Upload.State.READ else None,
        "newer": selectors.newer_upload(sent),
    }


def _upload_words() -> dict[str, object]:
    return {
        "limit": settings.UPLOAD_LIMIT,
        "limit_mb": settings.UPLOAD_LIMIT // 1024**2,
        "words": {
            "too_large": forms.too_large("{size}"),
            "empty": forms.EMPTY,
            "none": forms.NONE,
            "several": forms.SEVERAL,
            "failed": forms.FAILED,
        },
    }


def _refused(request: HttpRequest, asked: Request, sentence: str, status: int) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": sentence}, status=status)
    return _request_page(request, asked, sentence, status)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
