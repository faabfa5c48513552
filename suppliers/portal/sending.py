"""What a contract manufacturer sends: files, a draft as the answer, reasons, and that it makes nothing with them."""

import logging

from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cmr import storage
from suppliers import access
from suppliers.models import Request, Upload
from suppliers.portal import forms, selectors
from suppliers.portal.parts import request_asked
from suppliers.portal.views import show_request, show_result
from suppliers.services.explanations import NotAsked, explanation_give
from suppliers.services.faults import point
from suppliers.services.statements import nothing_declare
from suppliers.services.uploads import draft_send, upload_take, upload_wait
from suppliers.transitions import Conflict

log = logging.getLogger(__name__)


@require_POST
def upload(request: HttpRequest, request_id: int) -> HttpResponse:
    """Keep the bytes first, then say "received". The page's script asks for JSON, a plain form gets pages."""
    asked = access.request_for(request.user, request_id)
    if asked.state == Request.State.WITHDRAWN:
        return _refused(request, asked, str(forms.NO_LONGER_ASKED), 409)
    found = request_asked(asked)
    form = forms.UploadForm(request.POST, request.FILES, level=found.level, products=found.products, known=found.known)
    if not form.is_valid():
        return _refused(request, asked, form.sentence, 400)
    file, covers, draft = (form.cleaned_data[name] for name in ("workbook", "covers", "draft"))
    if wait := upload_wait(asked):
        response = _refused(request, asked, forms.too_often(wait), 429)
        response["Retry-After"] = str(wait)
        return response
    try:
        # Django's own file name is already shortened; the service cleans it for showing.
        received, new = upload_take(
            asked, file_name=file.name, chunks=file.chunks(), actor=request.user, covers=covers, draft=draft
        )
    except storage.TooLarge:
        return _refused(request, asked, forms.too_large(round(file.size / 1024**2)), 413)
    except (OSError, DatabaseError):
        log.exception("An upload for request %s could not be kept.", asked.pk)
        return _refused(request, asked, str(forms.NOT_KEPT), 503)
    said = "" if new else selectors.sent_before(received, covers, draft)
    point("receive.before_answer")
    if _wants_json(request) and "several" in request.POST:
        progress = reverse("portal:progress", args=[received.pk])
        return JsonResponse({"next": _result(received), "progress": progress, "said": said})
    if said:
        messages.warning(request, said)
    return JsonResponse({"next": _result(received)}) if _wants_json(request) else redirect(_result(received))


@require_POST
def send(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Send what was checked as the answer; sent twice, it is the same answer."""
    draft = access.upload_for(request.user, upload_id)
    if not draft.draft:
        messages.info(request, _("This file was sent as your answer already."))
        return redirect(_result(draft))
    if draft.request.state == Request.State.WITHDRAWN:
        messages.error(request, forms.NO_LONGER_ASKED)
        return redirect(_result(draft))
    try:
        received = draft_send(draft, actor=request.user)
    except (storage.Damaged, FileNotFoundError):
        messages.error(
            request, _("Our stored copy of this file was damaged, so nothing was sent. Please upload it again.")
        )
        return redirect(_result(draft))
    except (OSError, DatabaseError):
        log.exception("Draft %s could not be sent.", draft.pk)
        messages.error(request, forms.NOT_KEPT)
        return redirect(_result(draft))
    messages.success(request, _("Sent as your answer, under the receipt %(receipt)s.") % {"receipt": received.receipt})
    return redirect(_result(received))


@require_POST
def explain(request: HttpRequest, upload_id: int) -> HttpResponse:
    """Keep the reason for something that was found in a file."""
    sent = access.upload_for(request.user, upload_id)
    form = forms.ExplanationForm(request.POST)
    submission = sent.submissions.select_related("request").order_by("-id").first()
    if not form.is_valid():
        wrong = {"unsaid": request.POST.get("code", ""), "sentence": next(iter(form.errors.values()))[0]}
        return show_result(request, sent, 400, **wrong)
    try:
        if submission is None or not _takes_reasons(sent):
            raise NotAsked
        explanation_give(submission, actor=request.user, **form.cleaned_data)
    except (NotAsked, Conflict):
        messages.warning(
            request, _("This is no longer asked about this file, so nothing was kept. See how it stands now.")
        )
    else:
        messages.success(request, _("Thank you. We keep your reason with this declaration."))
    return redirect(_result(sent))


@require_http_methods(["GET", "HEAD", "POST"])
def nothing(request: HttpRequest, request_id: int) -> HttpResponse:
    """Declare without a workbook that nothing is made with the metals."""
    asked = access.request_for(request.user, request_id)
    if asked.state == Request.State.WITHDRAWN:
        return redirect("portal:request", asked.pk)
    statement = forms.statement_of(asked)
    form = forms.NothingForm(request.POST if request.method == "POST" else None, initial={"name": request.user.name})
    if form.is_valid():
        given = form.cleaned_data
        try:
            kept = nothing_declare(
                asked, actor=request.user, name=given["name"], title=given["title"], statement=statement
            )
        except (OSError, DatabaseError):
            log.exception("A statement for request %s could not be kept.", asked.pk)
            return render(request, "portal/nothing.html", _page(asked, form, statement, forms.NOT_KEPT), status=503)
        return redirect(_result(kept))
    status = 400 if form.is_bound else 200
    return render(request, "portal/nothing.html", _page(asked, form, statement), status=status)


def _page(asked: Request, form: forms.NothingForm, statement: str, error: object = "") -> dict[str, object]:
    return {"asked": asked, "form": form, "statement": statement, "error": error}


def _takes_reasons(sent: Upload) -> bool:
    return not sent.withdrawn_at and sent.request.state != Request.State.WITHDRAWN


def _result(sent: Upload) -> str:
    return reverse("portal:result", args=[sent.pk])


def _refused(request: HttpRequest, asked: Request, sentence: str, status: int) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": sentence}, status=status)
    return show_request(request, asked, sentence, status)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
