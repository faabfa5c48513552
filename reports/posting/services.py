"""Making the copy for the website, and keeping who saw it there. The network is never asked: a person looks."""

import json
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from cmr import audit, storage
from cmr.models import ReportingPeriod, User
from reports.deadlines import posted_until
from reports.models import Filing, RenderedDocument
from reports.posting.models import WebCopy, WebSighting
from reports.posting.page import posted_page
from reports.services import approval_standing


class NotPosted(ValueError):
    """A step that cannot be taken; the text says why and what would change it."""


@dataclass(frozen=True, slots=True)
class Posted:
    """Where the newest copy of a filing stands; `until` is the last day on which it must be public."""

    copy: WebCopy
    until: date
    passed: bool
    sighting: WebSighting | None


def posted_of(filing: Filing, today: date) -> Posted | None:
    """The newest copy made of a filing's report; two queries."""
    copies = WebCopy.objects.filter(snapshot__filing=filing).select_related("snapshot", "made_by")
    copy = copies.first()
    if copy is None:
        return None
    until = posted_until(copy.posted_on)
    return Posted(copy, until, until < today, copy.sightings.select_related("person").first())


def postings_of(period: ReportingPeriod, today: date) -> list[Posted]:
    """Of each filing of a period that has a copy, the newest, amendments first: all of them must stay."""
    filings = Filing.objects.filter(period=period).order_by("-number")
    return [found for filing in filings if (found := posted_of(filing, today))]


def copy_make(filing: Filing, *, posted_on: date, url: str, actor: User) -> WebCopy:
    """Make the page of an approved report for a day and an address, and keep both."""
    standing = approval_standing(filing)
    snapshot = standing.snapshot
    if snapshot is None or not standing.approved:
        raise NotPosted("Only an approved report is posted. Have it signed first.")
    if not snapshot.documents.filter(kind=RenderedDocument.Kind.PDF).exists():
        raise NotPosted("Nothing is filed for this year, so there is nothing to post.")
    signed_on = filing.signed_on
    if signed_on is None or posted_on < signed_on:
        raise NotPosted("The report cannot be posted before the day on which it was signed.")
    address = url.strip()
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc or len(address) > 300 or " " in address:
        raise NotPosted("Enter the whole public address, as in https://investor.example.com/conflict-minerals.")
    data = posted_page(json.loads(storage.read(snapshot.sha256)), snapshot.sha256, posted_on=posted_on, url=address)
    stored = storage.store([data])
    with transaction.atomic():
        copy = WebCopy.objects.create(
            snapshot=snapshot,
            posted_on=posted_on,
            url=address,
            sha256=stored.sha256,
            made_by=actor,
            made_at=timezone.now(),
        )
        after = {"posted_on": str(posted_on), "until": str(posted_until(posted_on)), "url": address}
        audit.record("web_copy.made", actor, copy, after=after | {"sha256": copy.sha256, "snapshot": snapshot.sha256})
    return copy


@transaction.atomic
def copy_seen(copy: WebCopy, *, seen_on: date, found: bool, note: str, actor: User, today: date) -> WebSighting:
    """Keep that a person opened the address on a day."""
    if not copy.posted_on <= seen_on <= today:
        raise NotPosted("Enter the day on which you looked: not before it was posted, and not to come.")
    if not found and not note.strip():
        raise NotPosted("Say what stood there instead, or that nothing did.")
    sighting = WebSighting.objects.create(
        copy=copy, seen_on=seen_on, found=found, note=note.strip(), person=actor, recorded_at=timezone.now()
    )
    after = {"seen_on": str(seen_on), "found": found, "url": copy.url}
    audit.record("web_copy.seen", actor, copy, after=after, reason=sighting.note)
    return sighting
