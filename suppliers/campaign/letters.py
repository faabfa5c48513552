"""Letters: their wording in each language, and those that were written, with what became of them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cmr.downloads import stored_file
from cmr.models import LANGUAGES, ReportingPeriod
from cmr.periods import period_for
from suppliers import access
from suppliers.campaign.letter_forms import TextForm
from suppliers.letters.delivered import DELIVERED
from suppliers.letters.placeholders import placeholders_of
from suppliers.letters.samples import sample_values
from suppliers.models import Letter, LetterKind, Request
from suppliers.services import outbox
from suppliers.services.letters import Wording, letter_text_edit, letter_texts, letter_values, rendered
from suppliers.transitions import Conflict, NotAllowed

A_PAGE = 100


@require_safe
def letters(request: HttpRequest, year: int) -> HttpResponse:
    """Every kind of letter in every language, and whose wording it is."""
    texts = letter_texts()
    kinds = [
        (kind, label, [(code, name, texts[kind, code]) for code, name in LANGUAGES])
        for kind, label in LetterKind.choices
    ]
    return render(request, "campaign/letters.html", {"period": period_for(year), "kinds": kinds})


def letter_text(request: HttpRequest, year: int, kind: str, language: str) -> HttpResponse:
    """The wording of one kind in one language: looked at, tried on a manufacturer, kept."""
    period, wording = period_for(year), _wording_or_404(kind, language)
    given = request.POST if request.method == "POST" else {"subject": wording.subject, "body": wording.body}
    form = TextForm(given, kind=kind)
    valid = form.is_valid()
    if request.method == "POST" and valid and request.POST.get("do") == "keep":
        letter_text_edit(kind, language, **form.cleaned_data, actor=request.user)
        messages.success(request, "Kept. Letters written from now on say so.")
        return redirect("campaign:letters", year)
    context = {
        "period": period,
        "kind": kind,
        "label": LetterKind(kind).label,
        "language": language,
        "language_name": dict(LANGUAGES)[language],
        "form": form,
        "wording": wording,
        "placeholders": placeholders_of(kind).values(),
        "preview": _preview(period, kind, language, form.cleaned_data) if valid else None,
    }
    return render(request, "campaign/letters_text.html", context, status=200 if valid else 400)


@require_POST
def letter_delivered(request: HttpRequest, year: int, kind: str, language: str) -> HttpResponse:
    """Back to the wording we deliver; the team's own stays on record."""
    wording = _wording_or_404(kind, language)
    subject, body = DELIVERED[kind, language]
    if (wording.subject, wording.body) != (subject, body):
        letter_text_edit(kind, language, subject=subject, body=body, actor=request.user)
        messages.success(request, f"{LetterKind(kind).label}: back to the delivered wording.")
    return redirect("campaign:letters", period_for(year).year)


@require_safe
def letters_sent(request: HttpRequest, year: int) -> HttpResponse:
    """Every letter of the year, newest first, and what became of it."""
    period = period_for(year)
    rows = period.letters.select_related("request__supplier")
    counts = dict(period.letters.order_by().values_list("state").annotate(count=Count("pk")))
    given = {name: request.GET.get(name, "") for name in ("state", "kind", "q")}
    if given["state"] in Letter.State.values:
        rows = rows.filter(state=given["state"])
    if given["kind"] in LetterKind.values:
        rows = rows.filter(kind=given["kind"])
    if given["q"]:
        rows = rows.filter(request__supplier__name__icontains=given["q"][:100]) | rows.filter(
            to_address__icontains=given["q"][:100]
        )
    context = {
        "period": period,
        "page": Paginator(rows.defer("body"), A_PAGE).get_page(request.GET.get("page")),
        "states": [(value, label, counts.get(value, 0)) for value, label in Letter.State.choices],
        "kinds": LetterKind.choices,
        "given": given,
        "total": sum(counts.values()),
        "counts": counts,
    }
    return render(request, "campaign/letters_sent.html", context)


@require_safe
def letter(request: HttpRequest, year: int, letter_id: int) -> HttpResponse:
    """One letter as it was sent."""
    found = _letter(request, year, letter_id)
    context = {
        "period": found.period,
        "letter": found,
        "asked": found.request,
        "answers": found.answers.select_related("recorded_by"),
    }
    return render(request, "campaign/letters_one.html", context)


@require_POST
def letter_decide(request: HttpRequest, year: int, letter_id: int) -> HttpResponse:
    """A person says what becomes of a letter that failed, waits, or may have gone out."""
    found, said = _letter(request, year, letter_id), request.POST.get("do", "")
    try:
        if said == "again":
            outbox.letter_send_again(found, actor=request.user)
            messages.success(request, "The letter leaves again now.")
        elif said == "arrived":
            outbox.letter_arrived(found, actor=request.user)
            messages.success(request, "The letter counts as sent.")
        elif said == "cancel":
            outbox.letter_cancel(found, actor=request.user, reason=f"{request.user} decided not to send it.")
            messages.success(request, "The letter will not be sent.")
    except (Conflict, NotAllowed):
        messages.warning(request, "Nothing was changed: the letter is no longer as you saw it.")
    return redirect("campaign:letter", year, letter_id)


@require_POST
def letters_again(request: HttpRequest, year: int) -> HttpResponse:
    """Send again all that could not be sent, as after a mail server was away for a day."""
    count = 0
    for found in period_for(year).letters.filter(state=Letter.State.FAILED):
        try:
            outbox.letter_send_again(found, actor=request.user)
            count += 1
        except (Conflict, NotAllowed):
            continue
    messages.success(request, f"{count} {'letter leaves' if count == 1 else 'letters leave'} again now.")
    return redirect("campaign:letters_sent", year)


@require_safe
def letter_file(request: HttpRequest, year: int, letter_id: int, number: int) -> HttpResponse:
    """A file that went with a letter, by its place."""
    files = _letter(request, year, letter_id).attachments
    if not 1 <= number <= len(files):
        raise Http404
    return stored_file(files[number - 1]["sha256"], files[number - 1]["name"])


def _letter(request: HttpRequest, year: int, letter_id: int) -> Letter:
    found = access.letter_for(request.user, letter_id)
    if found.period.year != year:
        raise Http404
    return found


def _wording_or_404(kind: str, language: str) -> Wording:
    if (kind, language) not in DELIVERED:
        raise Http404
    return letter_texts()[kind, language]


def _preview(period: ReportingPeriod, kind: str, language: str, text: dict[str, Any]) -> dict[str, str]:
    """The text on the first manufacturer that was asked, or an invented one."""
    asked: Request | None = None
    contact = ""
    if kind != LetterKind.ESCALATION:
        asked = period.requests.select_related("supplier").first()
        person = asked and asked.supplier.contacts.filter(ended_at=None).select_related("user").first()
        contact = person.user.name if person else ""
    values = sample_values(language, timezone.localdate()) | letter_values(kind, period, asked, contact, language)
    values |= {name: value for name, value in sample_values(language, timezone.localdate()).items() if not values[name]}
    subject, body = rendered(Wording(text["subject"], text["body"]), values, language)
    return {"subject": subject, "body": body, "manufacturer": asked.supplier.name if asked else ""}
