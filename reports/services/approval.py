"""Approving a filing: the day of signature, four persons on one snapshot, filed; and starting again when it changes.

The first signature freezes the snapshot: from then on the filing is that one and no other, until it is reopened,
which voids what was signed. Every refusal is a sentence (NotApproved).
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from cmr import audit, storage
from cmr.access import LEGAL, SIGNERS
from cmr.findings import Finding, Severity
from cmr.models import ReportingPeriod, User
from reports.facts.gather_texts import authors_of
from reports.models import Filing, RenderedDocument, Signoff, Snapshot
from reports.narrative.words import day as in_words
from reports.prefiling import LEAVING
from reports.services.build import filing_of, snapshot_stale
from reports.services.leaving import leaving_check

Part = Signoff.Part
# Whose part is whose. The first signature is that of whoever built the report; an executive signs no other part.
SIGNED_BY = {Part.PREPARER: LEGAL, Part.LEGAL: LEGAL, Part.OPERATIONS: SIGNERS, Part.OFFICER: SIGNERS}
ACCESSION = re.compile(r"\d{10}-\d{2}-\d{6}")


class NotApproved(ValueError):
    """A step that cannot be taken; the text says why and what would change it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a filing's approval stands: what can be signed, by whom it was, which parts are open."""

    filing: Filing | None
    snapshot: Snapshot | None
    signed: tuple[Signoff, ...]

    @property
    def open(self) -> tuple[Part, ...]:
        """Who may be asked now: the preparer first, the officer last."""
        there = {row.part for row in self.signed}
        if Part.PREPARER not in there:
            return (Part.PREPARER,)
        middle = tuple(part for part in (Part.LEGAL, Part.OPERATIONS) if part not in there)
        return middle or tuple(part for part in (Part.OFFICER,) if part not in there)

    @property
    def missing(self) -> tuple[Part, ...]:
        there = {row.part for row in self.signed}
        return tuple(part for part in Part if part not in there)

    @property
    def approved(self) -> bool:
        return bool(self.snapshot) and not self.missing


def approval_standing(filing: Filing | None) -> Standing:
    """The frozen snapshot of a filing, or else its newest, with the signatures that stand on it. Two queries."""
    if filing is None:
        return Standing(None, None, ())
    rows = filing.snapshots.select_related("built_by", "filing__period")
    snapshot = rows.filter(pk=filing.frozen_id).first() if filing.frozen_id else rows.order_by("-id").first()
    signed = (
        Signoff.objects.filter(snapshot=snapshot, voided_at=None).select_related("person") if filing.frozen_id else ()
    )
    return Standing(filing, snapshot, tuple(signed))


@transaction.atomic
def filing_sign_day(period: ReportingPeriod, day: date, *, today: date, actor: User | None) -> Filing:
    """Keep the day on which the signatory signed the authentication document; the report prints it."""
    if day > today:
        raise NotApproved(f"{in_words(day)} is still to come. Enter the day on which the document was signed.")
    if day.year <= period.year:
        raise NotApproved(f"{in_words(day)} lies before the end of the period. The report is signed after it.")
    filing = filing_of(period) or Filing.objects.get_or_create(period=period, number=0)[0]
    before = filing.signed_on
    open_ = Filing.objects.filter(pk=filing.pk, frozen=None, filed_on=None)
    if not open_.update(signed_on=day):
        raise NotApproved("The day stands in the report that is being approved. Reopen the report to change it.")
    filing.signed_on = day
    change = {"before": {"signed_on": str(before or "")}, "after": {"signed_on": str(day)}}
    audit.record("filing.signature_day_set", actor, filing, **change)
    return filing


def snapshot_approve(filing: Filing, part: str, *, sha256: str, actor: User, today: date) -> Signoff:
    """Sign a part on the snapshot whose hash was shown. The first signature freezes it.

    Raises NotApproved for whoever's part it is not, or who prepared or worded it, a second part by one person, a
    snapshot that is a draft, is unsigned, is not the one shown, or that the evidence has left behind.
    """
    standing = approval_standing(filing)
    snapshot = standing.snapshot
    _refuse_snapshot(filing, snapshot, sha256)
    assert snapshot
    _refuse_person(standing, part, actor)
    if not standing.signed and snapshot_stale(snapshot, today):
        raise NotApproved("The evidence has changed since this report was built. Build it again, and sign that one.")
    try:
        return _sign(filing, snapshot, Part(part), actor)
    except IntegrityError:
        raise NotApproved("Somebody has signed in the meantime. Look at who it was, and what is still open.") from None


@transaction.atomic
def filing_reopen(filing: Filing, reason: str, *, actor: User) -> int:
    """Take the approval back so that the report can change: every signature is voided. Returns how many."""
    if not reason.strip():
        raise NotApproved("Give the reason. Those who have signed will ask for it.")
    frozen = filing.frozen_id
    if frozen is None:
        raise NotApproved("Nobody has signed yet; the report can be built again as it is.")
    if not Filing.objects.filter(pk=filing.pk, frozen=frozen, filed_on=None).update(frozen=None):
        raise NotApproved(
            "The report was filed or reopened in the meantime. What was filed is changed by an amendment."
        )
    rows = Signoff.objects.filter(snapshot=frozen, voided_at=None)
    voided = [f"{row.part}: {row.person}" for row in rows.select_related("person")]
    rows.update(voided_at=timezone.now(), voided_because=reason.strip())
    filing.frozen = None
    audit.record("filing.reopened", actor, filing, before={"signed": voided}, after={}, reason=reason.strip())
    return len(voided)


@transaction.atomic
def filing_filed(filing: Filing, *, filed_on: date, accession_number: str, today: date, actor: User) -> Filing:
    """Record that the approved report was filed, and under which number EDGAR took it."""
    standing = approval_standing(filing)
    against = [each for each in leaving_check(filing) if each.severity == Severity.BLOCK]
    if not standing.approved:
        raise NotApproved(_said(against[0]))
    if standing.snapshot and not standing.snapshot.documents.filter(kind=RenderedDocument.Kind.SD).exists():
        raise NotApproved("No Form SD is owed for this year. The memo on scope is kept; nothing goes to EDGAR.")
    if not ACCESSION.fullmatch(accession_number.strip()):
        raise NotApproved("EDGAR's accession number looks like 0001234567-27-000123. Copy it from the acceptance mail.")
    if filed_on > today:
        raise NotApproved(f"{in_words(filed_on)} is still to come. Enter the day on which EDGAR took the report.")
    signed_on = filing.signed_on
    if signed_on is None or filed_on < signed_on:
        raise NotApproved("The report cannot be filed before the day on which it was signed.")
    if against:
        raise NotApproved(_said(against[0]))
    changed = Filing.objects.filter(pk=filing.pk, frozen=standing.snapshot, filed_on=None).update(
        filed_on=filed_on, accession_number=accession_number.strip()
    )
    if not changed:
        raise NotApproved("The filing was recorded or reopened in the meantime. Reload the page.")
    filing.refresh_from_db()
    after = {"filed_on": str(filed_on), "accession_number": filing.accession_number}
    assert standing.snapshot
    audit.record("filing.filed", actor, filing, after=after | {"snapshot": standing.snapshot.sha256})
    return filing


def amendment_open(period: ReportingPeriod, why: str, *, actor: User) -> Filing:
    """Open the next amendment (Form SD/A) of a filing; `why` is printed in it as the explanatory note.

    Raises NotApproved without a reason, and while the last filing has not left the house.
    """
    if not why.strip():
        raise NotApproved("Say why the report is amended. The amendment prints it as its explanatory note.")
    last = filing_of(period)
    if last is None or last.filed_on is None:
        raise NotApproved("Only what is filed is amended. The report that is being worked on can simply change.")
    try:
        with transaction.atomic():
            filing = Filing.objects.create(period=period, number=last.number + 1, why=why.strip())
            after = {"number": filing.number, "of": last.accession_number}
            audit.record("filing.amendment_opened", actor, filing, after=after, reason=filing.why)
    except IntegrityError:
        raise NotApproved("Somebody has opened the amendment in the meantime.") from None
    return filing


def may_sign(person: User, part: Part) -> bool:
    """Whether a part is one that this person may be asked for at all."""
    return person.is_superuser or person.role in SIGNED_BY[part]


def _refuse_snapshot(filing: Filing, snapshot: Snapshot | None, sha256: str) -> None:
    if filing.filed_on:
        raise NotApproved(f"The report was filed on {in_words(filing.filed_on)}. An amendment changes it.")
    if snapshot is None:
        raise NotApproved("Nothing is built yet. Build the report first.")
    if snapshot.sha256 != sha256:
        raise NotApproved("Another report was built since this page was opened. Read that one before you sign.")
    if snapshot.draft or snapshot.blocking:
        raise NotApproved("This report is a draft. Settle what blocks it, and build it again.")
    if not json.loads(storage.read(snapshot.sha256))["facts"]["signed_on"]:
        raise NotApproved("The report prints no day of signature. Enter the day, and build it again.")


def _refuse_person(standing: Standing, part: str, actor: User) -> None:
    if part not in Part.values:
        raise NotApproved("Choose the part in which you sign.")
    if not may_sign(actor, Part(part)):
        raise NotApproved(f"“{Part(part).label}” is signed by the legal team.")
    filing, snapshot = standing.filing, standing.snapshot
    assert filing and snapshot
    for row in standing.signed:
        if row.part == part:
            raise NotApproved(f"“{Part(part).label}” was signed by {row.person} already.")
        if row.person_id == actor.pk:
            raise NotApproved(f"You have signed as “{row.get_part_display()}”. Each part takes another person.")
    if part == Part.PREPARER:
        if snapshot.built_by_id not in (None, actor.pk):
            raise NotApproved(f"{snapshot.built_by} built this report and signs as its preparer.")
        return
    if part not in standing.open:
        raise NotApproved(f"Still to sign before: {_names(standing.open)}.")
    if actor.pk == snapshot.built_by_id:
        raise NotApproved("You built this report. Nobody approves what they prepared.")
    if actor.pk in authors_of(filing.period):
        raise NotApproved("Words of this report are yours. Nobody approves what they wrote.")


@transaction.atomic
def _sign(filing: Filing, snapshot: Snapshot, part: Part, actor: User) -> Signoff:
    """Freeze by compare-and-set, then sign; the rows' own constraints hold whatever the sentences above overlook."""
    if not Filing.objects.filter(pk=filing.pk, frozen=snapshot, filed_on=None).update(frozen=snapshot):
        newest = Snapshot.objects.filter(filing=filing).order_by("-id").values_list("pk", flat=True).first()
        open_ = Filing.objects.filter(pk=filing.pk, frozen=None, filed_on=None)
        if newest != snapshot.pk or part != Part.PREPARER or not open_.update(frozen=snapshot):
            raise NotApproved(
                "The report was built again or reopened in the meantime. Read the new one before you sign."
            )
    preparer = Signoff.objects.filter(snapshot=snapshot, part=Part.PREPARER, voided_at=None).first()
    row = Signoff.objects.create(
        snapshot=snapshot,
        part=part,
        person=actor,
        prepared_by=preparer.person if preparer else actor,
        signed_at=timezone.now(),
    )
    filing.frozen = snapshot
    after = {"part": str(part), "person": actor.pk, "snapshot": snapshot.sha256}
    audit.record("filing.signed", actor, filing, after=after)
    if approval_standing(filing).approved:
        audit.record("filing.approved", actor, filing, after={"snapshot": snapshot.sha256})
    return row


def _said(finding: Finding) -> str:
    """What a check of a report that leaves says, and what to do."""
    return f"{LEAVING.message(finding.code, finding.params)} {LEAVING.remedy(finding.code, finding.params)}"


def _names(parts: Sequence[Part]) -> str:
    return ", ".join(str(part.label) for part in parts)
