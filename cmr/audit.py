"""The audit log: one way in, and one way to prove it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone

from cmr.models import AuditEvent, AuditHead, User

GENESIS = "0" * 64


def record(
    event: str,
    actor: User | None,
    obj: models.Model,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Append one event to the chain; call it last in the transaction that makes the change.

    `event` is "subject.verb" (upload.received). `actor` None is the system itself. Values must be JSON.
    """
    row = entry(event, actor, obj, before=before, after=after, reason=reason)
    record_all([row])
    return row


def entry(
    event: str,
    actor: User | None,
    obj: models.Model,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """An event not yet in the chain; `record_all` appends many at once."""
    return AuditEvent(
        at=timezone.now(),
        actor=actor,
        actor_name=str(actor) if actor else "CMR",
        event=event,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_label=str(obj)[:300],
        before=before or {},
        after=after or {},
        reason=reason,
    )


def record_all(rows: Sequence[AuditEvent]) -> None:
    """Append events to the chain in this order.

    The head row is moved by compare-and-set: whoever loses reads the new head and tries again.
    """
    if not rows:
        return
    while True:
        head, _ = AuditHead.objects.get_or_create(pk=1, defaults={"hash": GENESIS})
        last = head.hash
        for row in rows:
            row.previous_hash = last
            row.hash = last = event_hash(row)
        if AuditHead.objects.filter(pk=1, hash=head.hash).update(hash=last):
            AuditEvent.objects.bulk_create(rows)
            return


def event_hash(row: AuditEvent) -> str:
    """sha256 over the previous hash and the event's canonical JSON."""
    body = {
        "at": row.at.isoformat(),
        "actor": row.actor_name,
        "event": row.event,
        "object": [row.object_type, row.object_id, row.object_label],
        "before": row.before,
        "after": row.after,
        "reason": row.reason,
    }
    return hashlib.sha256(f"{row.previous_hash}\n{as_json(body)}".encode()).hexdigest()


def as_json(value: Any) -> str:
    """The one form in which a value is hashed and exported."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Chain:
    """What a reading of the whole log found: how many events, the last up to which it holds, and what is wrong."""

    events: int
    holds_to: AuditEvent | None
    breaks: tuple[str, ...]


def chain_read() -> Chain:
    """Hash every event over the one before, while others may be appended."""
    # Read first: whatever it names was written by then, so it must be met on the way.
    head = AuditHead.objects.filter(pk=1).values_list("hash", flat=True).first()
    breaks: list[str] = []
    count, previous, holds_to, met = 0, GENESIS, None, head in (None, GENESIS)
    for row in AuditEvent.objects.iterator():
        if row.previous_hash != previous:
            breaks.append(f"Event {row.pk} ({row.event}) does not follow the event before it.")
        if row.hash != event_hash(row):
            breaks.append(f"Event {row.pk} ({row.event}) was changed after it was written.")
        count, previous, met = count + 1, row.hash, met or row.hash == head
        holds_to = holds_to if breaks else row
    if not met or (count and head is None):
        breaks.append("The newest events are missing: the chain's head does not match the last event.")
    return Chain(count, holds_to, tuple(breaks))


def chain_breaks() -> list[str]:
    """What is wrong with the chain, in sentences; empty when every event follows from the one before."""
    return list(chain_read().breaks)
