"""Ask: who would get which letter; then the requests and the letters, in goes that end in time."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cmr.models import ReportingPeriod
from cmr.periods import period_for
from suppliers.campaign.scope_rows import scope_counts
from suppliers.models import Campaign, LetterKind
from suppliers.services.asking import AskPlan, ask, ask_plan
from suppliers.services.campaigns import campaign_of
from suppliers.services.letters import letter_text_of, letter_values, rendered

A_PAGE = 100
MOVED = "Somebody else would be written to by now, so nothing was sent. This is who it would be now."


@require_safe
def asking(request: HttpRequest, year: int) -> HttpResponse:
    """All who were not asked yet, or those chosen, with the letter each would get."""
    period = period_for(year)
    only = _chosen(request.GET)
    plan = ask_plan(period, only)
    campaign = campaign_of(period)
    context = {
        "period": period,
        "campaign": campaign,
        "past": campaign.due_date < timezone.localdate(),
        "plan": plan,
        "page": Paginator(plan.addressees, A_PAGE).get_page(request.GET.get("page")),
        "only": sorted(only) if only is not None else None,
        "letters": _samples(period, plan),
        "counts": scope_counts(period),
        **_way(request.GET, plan),
    }
    return render(request, "campaign/ask.html", context)


@require_POST
def send(request: HttpRequest, year: int) -> HttpResponse:
    """Ask those of the preview, as many as one go takes; the page sends the next go by itself."""
    page = _sent(request, period_for(year), _chosen(request.POST))
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": page})
    return redirect(page)


def _sent(request: HttpRequest, period: ReportingPeriod, only: Collection[int] | None) -> str:
    """Ask for one go, and say so; returns the address of the page that follows."""
    plan = ask_plan(period, only)
    query = QueryDict(mutable=True)
    query.setlist("supplier", [str(pk) for pk in sorted(only or ())])
    page = reverse("campaign:ask", args=[period.year])
    if plan.fingerprint != request.POST.get("seen"):
        messages.warning(request, MOVED)
        return f"{page}?{query.urlencode()}"
    done = ask(period, plan, actor=request.user)
    if done.refused:
        messages.error(request, f"Nobody can write to {', '.join(done.refused)}; correct these addresses.")
    total = max(_number(request.POST.get("total")), len(plan.addressees))
    if done.left and done.letters:
        query["total"] = str(total)
        return f"{page}?{query.urlencode()}"
    if done.letters:
        asked = total - done.left
        said = f"{asked} manufacturer{'s are' if asked != 1 else ' is'} asked. The letters leave now."
        messages.success(request, said)
    return reverse("campaign:overview", args=[period.year])


def _chosen(given: QueryDict) -> Collection[int] | None:
    """The manufacturers chosen; None for all."""
    chosen = {int(pk) for pk in given.getlist("supplier") if pk.isdecimal() and len(pk) < 10}
    return chosen or None


def _way(given: QueryDict, plan: AskPlan) -> dict[str, Any]:
    """How far a long asking is: after the first go the address says how many there were."""
    total = _number(given.get("total"))
    left = len(plan.addressees)
    return {"total": total, "done": total - left} if total > left > 0 else {}


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def _samples(period: ReportingPeriod, plan: AskPlan) -> list[dict[str, str]]:
    """In each language the letter as its first reader would get it."""
    campaign, found = campaign_of(period), []
    for language in plan.languages:
        to = next((one, user) for one in plan.addressees for user in one.people if user.language == language)
        subject, body = rendered(
            letter_text_of(LetterKind.INVITATION, language), _values(period, campaign, *to), language
        )
        found.append({"language": language, "to": str(to[1].email), "subject": subject, "body": body})
    return found


def _values(period: ReportingPeriod, campaign: Campaign, one: Any, user: Any) -> dict[str, Any]:
    attachments = [{"name": f"CMRT {period.year} {one.supplier}.xlsx", "sha256": ""}] if campaign.blank_sha256 else []
    products = list(one.supplier.products.filter(period=period).values_list("name", flat=True))
    own = {
        "contact": user.name or one.supplier.name,
        "manufacturer": one.supplier.name,
        "due date": one.request.due_date if one.request else campaign.due_date,
        "asked on": timezone.localdate(),
        "products": products or [period.covered_products],
        "open": "",
        "link": "https://…",
    }
    return letter_values(LetterKind.INVITATION, period, None, user.name, user.language, attachments) | own
