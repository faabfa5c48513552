"""What the support binder reads from rows, because no snapshot holds it: decisions, signatures and letters."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from reports.models import Determination, Signoff, Snapshot, Waiver
from smelters.models import StatusRecord
from suppliers.decided import dispositions_in_force
from suppliers.models import Letter, Mention, Submission

Rows = Iterable[tuple[Any, ...]]


def documents(snapshot: Snapshot) -> Rows:
    rows = snapshot.documents.order_by("id")
    return ((row.get_kind_display(), row.size, row.sha256) for row in rows)


def names_decided(snapshot: Snapshot) -> Iterator[tuple[Any, ...]]:
    """The decisions in force on names that accepted declarations of the period write, those left out included."""
    period = snapshot.filing.period
    named = Mention.objects.filter(
        submission__request__period=period,
        submission__state=Submission.State.ACCEPTED,
        unknown_name__isnull=False,
    )
    keys = sorted(set(named.order_by().values_list("unknown_name_id", flat=True)))
    decided = dispositions_in_force(keys, period.year)
    for row in sorted(decided.values(), key=lambda row: (row.unknown_name.metal, row.unknown_name.name, row.pk)):
        name = row.unknown_name
        facility = f"{row.smelter.smelter_id} {row.smelter.name}" if row.smelter else ""
        told = (row.get_kind_display(), facility, row.reason, str(row.decided_by or "CMR"), moment(row.decided_at))
        yield name.metal, name.name, name.reported_id, *told


def statuses_corrected(snapshot: Snapshot, facts: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Corrections by the team of statuses that Annex I prints, until the day it is as of."""
    corrected = [row["smelter_id"] for row in facts["annex"] if row["corrected"]]
    rows = StatusRecord.objects.filter(
        status_list=None, smelter__smelter_id__in=corrected, valid_from__lte=date.fromisoformat(facts["as_of"])
    ).select_related("smelter", "status", "recorded_by")
    for row in rows.order_by("smelter__metal", "smelter__smelter_id", "valid_from", "id"):
        smelter = row.smelter
        told = (row.status.label, row.valid_from, row.reason, str(row.recorded_by or "CMR"), moment(row.recorded_at))
        yield smelter.metal, smelter.smelter_id, smelter.name, *told


def decisions(snapshot: Snapshot) -> Iterator[tuple[Any, ...]]:
    """The determinations of the period, and findings that were let pass."""
    period = snapshot.filing.period
    for row in Determination.objects.filter(period=period).select_related("decided_by"):
        said = " ".join(row.said)
        told = (row.question, row.family, row.metal, row.answer, said, row.rationale, "")
        yield moment(row.decided_at), str(row.decided_by or "CMR"), *told
    for each in Waiver.objects.filter(period=period).select_related("decided_by", "lifted_by").order_by("id"):
        lifted = f"{moment(each.lifted_at)}, {each.lifted_by}" if each.lifted_at else ""
        let_pass = (f"{each.code} let pass", "", "", "", each.said, each.reason, lifted)
        yield moment(each.decided_at), str(each.decided_by or "CMR"), *let_pass


def approvals(snapshot: Snapshot) -> Rows:
    rows = Signoff.objects.filter(snapshot__filing=snapshot.filing).select_related("person", "snapshot")
    return (
        (
            moment(row.signed_at),
            row.get_part_display(),
            str(row.person),
            row.snapshot.sha256,
            moment(row.voided_at),
            row.voided_because,
        )
        for row in rows
    )


def letters(snapshot: Snapshot) -> Rows:
    rows = Letter.objects.filter(period=snapshot.filing.period).select_related("request__supplier").order_by("id")
    return (
        (
            moment(row.sent_at),
            row.get_kind_display(),
            row.request.supplier.name if row.request else row.to_name,
            row.subject,
            row.get_state_display(),
        )
        for row in rows.iterator(chunk_size=2000)
    )


def moment(value: Any) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""
