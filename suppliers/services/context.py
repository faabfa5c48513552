"""What is known beside a file when it is read, in the words of `checks.context_from_json`; seven queries at most."""

from typing import Any

from cmr.models import Role
from cmr.vocab import METALS
from smelters.tables.book import CAHRA, ORIGINS, PRODUCERS, Book
from smelters.tables.selectors import book_as_of
from suppliers.models import Campaign, Mention, Request, Submission, Upload
from suppliers.services.references import look_ups

# What next year's comparison reads of a row besides the columns of Mention.
_DETAILS = ("mines", "mine_countries", "recycled")


def context_for(upload: Upload) -> dict[str, Any]:
    """The year, who was asked for what and when, what they declared the year before, whom their list must not repeat,
    the Smelter Look-ups of the official blanks, and what the dated tables in force on the day of receipt say of
    countries and facilities.

    `upload` comes with its request, the request's supplier and period, and who uploaded it.
    """
    request = upload.request
    campaign = Campaign.objects.filter(period=request.period_id).first() or Campaign()
    return {
        "year": request.period.year,
        "company": request.supplier.name,
        "requested_on": _requested_on(upload),
        "minimum_version": campaign.minimum_version or None,
        "products_asked": campaign.level == Campaign.Level.PRODUCT,
        "previous": _previous(request),
        "other_lists": _other_lists(request),
        "look_ups": look_ups([campaign.blank_sha256]),
        **tables_known(book_as_of(upload.received_at.date(), (CAHRA, PRODUCERS, ORIGINS))),
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
    standing = others.standing().exclude(list_fingerprint="")
    return sorted(set(standing.order_by().values_list("list_fingerprint", flat=True)))


def tables_known(book: Book) -> dict[str, Any]:
    """Areas of conflict, producing countries and known origins.

    What may not be published is kept apart: manufacturers never see it.
    """
    whole, parts = _areas(book, CAHRA, whole=True), _areas(book, CAHRA, whole=False)
    public, confidential = (
        sorted(
            (metal, line.smelter_id, line.country_code)
            for sheet in book.of(ORIGINS)
            if sheet.publishable is publishable
            for line in sheet.lines
            for metal in line.metals or METALS
        )
        for publishable in (True, False)
    )
    return {
        "cahra": sorted(whole),
        "cahra_parts": sorted(parts - whole),
        "producers": sorted(_areas(book, PRODUCERS, whole=True) | _areas(book, PRODUCERS, whole=False)),
        "origins": public,
        "origins_confidential": [each for each in confidential if each not in set(public)],
    }


def _areas(book: Book, kind: str, *, whole: bool) -> set[tuple[str, str]]:
    """Metal and country of a table's lines, of those that speak of the whole country or of a region in it."""
    return {
        (str(metal), line.country_code)
        for sheet in book.of(kind)
        for line in sheet.lines
        if whole is not bool(line.region)
        for metal in line.metals or METALS
    }
