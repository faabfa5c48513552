"""What is there when a report leaves the house: signatures, the authentication document, the copy for the website."""

from cmr.findings import Finding
from diligence.selectors import entries_of
from reports.deadlines import posted_until
from reports.models import Filing, Signoff, WebCopy
from reports.prefiling import LEAVING
from reports.prefiling.leaving import Leaving


def leaving_of(filing: Filing) -> Leaving:
    """A filing's approval as it stands; five queries at most."""
    snapshot = filing.frozen or filing.snapshots.order_by("-id").first()
    signed = set(Signoff.objects.filter(snapshot=snapshot, voided_at=None).values_list("part", flat=True))
    signed = signed if filing.frozen_id else set()
    copy = WebCopy.objects.filter(snapshot__filing=filing).first()
    seen = copy.sightings.first() if copy else None
    return Leaving(
        signed_on=filing.signed_on,
        missing=tuple(str(part.label) for part in Signoff.Part if part not in signed),
        frozen=filing.frozen.sha256 if filing.frozen else "",
        filed=snapshot.sha256 if snapshot else "",
        papers=tuple(entries_of(filing.period).filter(kind="authentication").values_list("day", flat=True)),
        posted=(copy.url, posted_until(copy.posted_on), copy.snapshot_id == filing.frozen_id, seen and seen.found)
        if copy
        else None,
    )


def leaving_check(filing: Filing) -> tuple[Finding, ...]:
    """What stands against recording that it was filed."""
    return tuple(LEAVING.run(leaving_of(filing)))
