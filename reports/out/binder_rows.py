"""What the support binder reads from rows, because no snapshot holds it: decisions, signatures and letters."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from cmr.models import ReportingPeriod
from reports.models import Determination, MoveReason, Signoff, Snapshot, Waiver
from smelters.models import StatusRecord
from suppliers.decided import dispositions_in_force
from suppliers.models import Exclusion, FindingWaiver, Letter, Mention, Submission

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
    """What persons decided for the period, each with its reason: on the filing, its findings, its manufacturers."""
    period = snapshot.filing.period
    for row in Determination.objects.filter(period=period).select_related("decided_by"):
        told = (row.question, row.family, row.metal, row.answer, " ".join(row.said), row.rationale, "")
        yield moment(row.decided_at), _who(row), *told
    for each in Waiver.objects.filter(period=period).select_related("decided_by", "lifted_by").order_by("id"):
        yield (
            moment(each.decided_at),
            _who(each),
            f"{each.code} let pass",
            "",
            "",
            "",
            each.said,
            each.reason,
            _lifted(each),
        )
    moves = MoveReason.objects.filter(period=period, voids=None).select_related("decided_by", "undone_by__decided_by")
    for move in moves:
        undone = getattr(move, "undone_by", None)
        told = (move.smelter_id, move.metal, move.get_kind_display(), f"{move.was} {move.now}".strip(), move.text)
        lifted = f"{moment(undone.decided_at)}, {_who(undone)}" if undone else ""
        yield moment(move.decided_at), _who(move), f"Since last year: {move.move}", *told, lifted
    for out in Exclusion.objects.filter(period=period).select_related("supplier", "decided_by").order_by("id"):
        told = (out.supplier.name, "", "left out", "", out.reason)
        yield moment(out.decided_at), _who(out), "Manufacturer in scope", *told, moment(out.lifted_at)
    yield from _on_declarations(period)


def _on_declarations(period: ReportingPeriod) -> Iterator[tuple[Any, ...]]:
    """Which declarations of those that count were accepted by whom, and what was let pass in them."""
    accepted = Submission.objects.filter(request__period=period, state=Submission.State.ACCEPTED)
    rows = (
        accepted.exclude(decided_at=None).select_related("request__supplier", "upload", "decided_by").defer("document")
    )
    for row in rows.order_by("id"):
        told = (row.request.supplier.name, "", "accepted", row.upload.file_name, row.decision_note, "")
        yield moment(row.decided_at), _who(row), "CMRT", *told
    passed = FindingWaiver.objects.filter(request__period=period).order_by("id")
    for each in passed.select_related("request__supplier", "decided_by", "lifted_by"):
        told = (each.request.supplier.name, "", "let pass", "", each.reason, _lifted(each))
        yield moment(each.decided_at), _who(each), each.code, *told


def _who(row: Any) -> str:
    return str(row.decided_by or "CMR")


def _lifted(row: Any) -> str:
    return f"{moment(row.lifted_at)}, {row.lifted_by}" if row.lifted_at else ""


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
