"""Saying why a facility is gone or lost its status: by a named person, for one facility or many, and taken back."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from cmr import audit
from cmr.models import ReportingPeriod, User
from cmr.vocab import SMELTER_ID
from reports.facts.yearly import Moved
from reports.models import MoveReason

# Decide each facility as the data proposes.
AS_PROPOSED = "proposed"


class NotReasoned(ValueError):
    """A reason that cannot be taken; the text says what to do."""


class Proposal(NamedTuple):
    """The reason that the data shows, and by what; `into` is the ID that a facility went into."""

    kind: str
    said: str
    into: str = ""


@transaction.atomic
def reasons_decide(
    period: ReportingPeriod,
    moved: Iterable[Moved],
    kind: str,
    *,
    text: str = "",
    into: str = "",
    proposals: Mapping[tuple[str, str], Proposal],
    actor: User | None,
) -> list[MoveReason]:
    """Give these facilities a reason; with AS_PROPOSED each its own, and those without a proposal stay open.

    Raises NotReasoned for a reason that does not fit, lacks its words or its ID, or that nothing can be given to.
    """
    text, into = text.strip(), into.strip().upper()
    rows = []
    for each in moved:
        said = proposals.get((each.metal, each.smelter_id))
        if kind != AS_PROPOSED:
            rows.append(_row(period, each, kind, text, into, said.kind if said else "", actor))
        elif said:
            words = "\n".join(filter(None, (said.said, text)))
            rows.append(_row(period, each, said.kind, words, said.into, said.kind, actor))
    if not rows:
        raise NotReasoned(
            "The data proposes no reason for these facilities. Choose one."
            if kind == AS_PROPOSED
            else "Tick at least one facility; one that has changed since the page was read is not taken."
        )
    MoveReason.objects.bulk_create(rows, batch_size=500)
    audit.record_all([audit.entry("move.reasoned", actor, row, after=_told(row), reason=row.text) for row in rows])
    return rows


@transaction.atomic
def reason_undo(row: MoveReason, *, actor: User | None) -> MoveReason:
    """Void a reason by a new row; the one before it holds again, or none. Raises NotReasoned the second time."""
    same = {name: getattr(row, name) for name in ("period_id", "metal", "smelter_id", "move", "was", "now")}
    if not row.kind:
        raise NotReasoned("This takes something back itself.")
    # Of two at once the row that is voided once lets one through, on any database.
    undo, new = MoveReason.objects.get_or_create(
        voids=row, defaults={**same, "decided_by": actor, "decided_at": timezone.now()}
    )
    if not new:
        raise NotReasoned("This was taken back already.")
    audit.record("move.reason_undone", actor, undo, before=_told(row))
    return undo


def _told(row: MoveReason) -> dict[str, object]:
    return {name: getattr(row, name) for name in ("period_id", "move", "was", "now", "kind", "into", "proposed")}


def _row(
    period: ReportingPeriod, each: Moved, kind: str, text: str, into: str, proposed: str, actor: User | None
) -> MoveReason:
    if each.before is None or kind not in MoveReason.FOR.get(str(each.move), ()):
        raise NotReasoned(f"Choose a reason that fits: {each.name} is {_state(each)}.")
    if kind == MoveReason.Kind.OTHER and not text:
        raise NotReasoned("Say the reason in words.")
    merged = kind == MoveReason.Kind.MERGED
    if merged and (not SMELTER_ID.fullmatch(into) or into == each.smelter_id):
        raise NotReasoned("Give the ID that the facility went into, as in CID001234; not its own.")
    return MoveReason(
        period=period,
        metal=each.metal,
        smelter_id=each.smelter_id,
        move=str(each.move),
        was=each.before.status,
        now=each.now.status if each.now else "",
        kind=kind,
        into=into if merged else "",
        proposed=proposed,
        text=text,
        decided_by=actor,
        decided_at=timezone.now(),
    )


def _state(each: Moved) -> str:
    return "named again, with another status" if each.now else "no longer named"
