"""What the portal's pages ask about requests and files. Each takes an object that `suppliers.access` handed out."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cmr.models import User
from cmr.templatetags.ui import moment, shown
from suppliers.access import requests_of
from suppliers.models import Request, Upload
from suppliers.portal.words import REQUEST, State


@dataclass(frozen=True, slots=True)
class Card:
    """A request in the list: its state, what its one button says, and where that leads."""

    request: Request
    state: State
    step: str | Promise
    url: str


def requests_open_to(user: User) -> list[Card]:
    """What this person was asked for, newest year first; two queries."""
    rows = Request.objects.filter(requests_of(user)).select_related("supplier", "period__registrant")
    found = rows.prefetch_related("uploads").order_by("-period__year", "supplier__name").distinct()
    return [Card(request, *REQUEST[Request.State(request.state)], _next_page(request)) for request in found]


def _next_page(request: Request) -> str:
    """The result of the one file that makes the answer; otherwise the request's own page."""
    sent = [upload for upload in request.uploads.all() if not upload.draft and not upload.withdrawn_at]
    standing = request.state not in (Request.State.REQUESTED, Request.State.WITHDRAWN)
    if standing and sent and len({upload.covers for upload in sent}) == 1:
        return reverse("portal:result", args=[sent[0].pk])
    return reverse("portal:request", args=[request.pk])


def newer_upload(upload: Upload) -> Upload | None:
    """The newest file for the same products after this one; what was sent gives way only to what is sent."""
    newer = Upload.objects.filter(request_id=upload.request_id, covers=upload.covers, pk__gt=upload.pk)
    if not upload.draft:
        newer = newer.filter(draft=False)
    return newer.filter(withdrawn_at=None).order_by("-pk").first()


def draft_sent_as(draft: Upload) -> Upload | None:
    """The answer that a draft's bytes became, if they were sent."""
    return Upload.objects.filter(request_id=draft.request_id, sha256=draft.sha256, draft=False).first()


def sent_before(upload: Upload, covers: str, draft: bool) -> str:
    """What to tell somebody who sends the bytes of an earlier file again, now for `covers` and perhaps as a draft."""
    known = {
        "when": moment(upload.received_at),
        "receipt": upload.receipt,
        "covers": upload.covers or _("everything you make for us"),
    }
    if upload.covers != covers:
        return (
            _(
                "Exactly this file was received before, on %(when)s (receipt %(receipt)s), for “%(covers)s”. It stays "
                "there. If it covers other products too, save it again in Excel and upload it for them."
            )
            % known
        )
    if draft and not upload.draft:
        sent = _("Exactly this file was sent before as your answer, on %(when)s (receipt %(receipt)s).")
        return f"{sent % known} {_('Here is its result.')}"
    newer = newer_upload(upload)
    if newer:
        known |= {"name": shown(newer.file_name), "number": newer.receipt, "moment": moment(newer.received_at)}
        return (
            _(
                "Exactly this file was received before, on %(when)s (receipt %(receipt)s). Since then %(name)s "
                "(receipt %(number)s, %(moment)s) has taken its place, and that one counts. If this file is right "
                "after all, save it again in Excel and upload it then."
            )
            % known
        )
    if upload.state == Upload.State.READ:
        return (
            _(
                "Exactly this file was received before, on %(when)s (receipt %(receipt)s). If you changed something in "
                "it, save it in Excel first, then upload it."
            )
            % known
        )
    return (
        _("Exactly this file was received before, on %(when)s (receipt %(receipt)s). Here is what came of it.") % known
    )
