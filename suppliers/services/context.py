"""What is known beside a file when it is read, in the words of `checks.context_from_json`; three queries at most."""

from typing import Any

from cmr.models import Role
from suppliers.models import Mention, Request, Submission, Upload

# What next year's comparison reads of a row besides the columns of Mention.
_DETAILS = ("mines", "mine_countries", "recycled")


def context_for(upload: Upload) -> dict[str, Any]:
    """The year, who was asked and when, what they declared the year before, and whom their list must not repeat.

    `upload` comes with its request, the request's supplier and period, and who uploaded it.
    """
    request = upload.request
    return {
        "year": request.period.year,
        "company": request.supplier.name,
        "requested_on": _requested_on(upload),
        "previous": _previous(request),
        "other_lists": _other_lists(request),
    }


def _requested_on(upload: Upload) -> str | None:
    """The day of the request, where it tells when the manufacturer was asked.

    It does not for files that the team brings in, and for a year that is past: then the request was entered after
    the answer.
    """
    request, sender = upload.request, upload.uploaded_by
    day = request.requested_at.date()
    asked_here = sender is not None and sender.role == Role.MANUFACTURER
    return day.isoformat() if asked_here and day <= request.due_date else None


def _previous(request: Request) -> dict[str, Any] | None:
    """The declaration accepted for the year before, as the reader printed it."""
    accepted = Submission.objects.filter(
        request__supplier=request.supplier_id,
        request__period__year=request.period.year - 1,
        state=Submission.State.ACCEPTED,
    )
    found = accepted.only("document").first()
    if found is None:
        return None
    columns = ("metal", "reported_id", "name", "country", "listed", "details")
    rows = Mention.objects.filter(submission=found).values_list(*columns).order_by("row")
    return found.document | {"smelters": [_as_read(*row) for row in rows]}


def _as_read(
    metal: str, smelter_id: str, name: str, country: str, listed: str, details: dict[str, Any]
) -> dict[str, Any]:
    """A stored row in the reader's words, in which nothing is null."""
    row = {"metal": metal, "smelter_id": smelter_id, "name": name, "country": country, "listed": listed}
    return {key: value or None for key, value in row.items()} | {key: details.get(key) for key in _DETAILS}


def _other_lists(request: Request) -> list[str]:
    """Fingerprints of what other manufacturers sent for the same year and nothing has superseded."""
    others = Submission.objects.filter(request__period=request.period_id).exclude(request__supplier=request.supplier_id)
    standing = others.exclude(state=Submission.State.SUPERSEDED).exclude(list_fingerprint="")
    return sorted(set(standing.order_by().values_list("list_fingerprint", flat=True)))
