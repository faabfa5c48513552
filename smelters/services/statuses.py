"""Correcting a status: a new dated record with its reason, never an edit."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from cmr import audit
from cmr.models import User
from smelters.models import Smelter, Status, StatusRecord
from smelters.register import FacilityStatus
from smelters.selectors import register_of


class Evidence(NamedTuple):
    """Where a correction can be read: in words, at an address, in a file of the store."""

    text: str = ""
    url: str = ""
    file_name: str = ""
    sha256: str = ""

    @property
    def told(self) -> str:
        """All of it as the audit log says it."""
        file = f"{self.file_name} (sha256 {self.sha256})" if self.sha256 else ""
        return "; ".join(filter(None, [self.text, self.url, file]))


def status_correct(
    smelters: Iterable[Smelter],
    *,
    status_code: str,
    valid_from: date,
    reason: str,
    evidence: Evidence | str = "",
    filed: Sequence[str] = (),
    actor: User | None,
) -> list[StatusRecord]:
    """Record that from this day these facilities had this status, and why; one audit event for each.

    Raises ValidationError by field: an unknown status, a word that was not in use on that day, no reason. `filed` names
    the periods whose filed reports the correction touches, for the log.
    """
    status = status_in_use(status_code, valid_from)
    if not reason.strip():
        raise ValidationError({"reason": "Say why the status is corrected; the reason stays on record."})
    shown = Evidence(evidence.strip()) if isinstance(evidence, str) else evidence
    chosen = list({smelter.pk: smelter for smelter in smelters}.values())
    before = register_of(chosen, valid_from)
    with transaction.atomic():
        records = [
            StatusRecord(
                smelter=smelter,
                status=status,
                valid_from=valid_from,
                reason=reason.strip(),
                evidence=shown.text.strip(),
                evidence_url=shown.url,
                evidence_name=shown.file_name,
                evidence_sha256=shown.sha256,
                recorded_by=actor,
            )
            for smelter in chosen
        ]
        StatusRecord.objects.bulk_create(records)
        for smelter in chosen:
            after = _told(before.status_if(smelter.pk, status, valid_from, reason.strip()))
            after |= {"effective": valid_from.isoformat(), "evidence": shown.told}
            audit.record(
                "status.corrected",
                actor,
                smelter,
                before=_told(before.status(smelter.pk)),
                after=after | ({"filed": list(filed)} if filed else {}),
                reason=reason.strip(),
            )
    return records


def status_in_use(code: str, day: date) -> Status:
    """The status word with this code; raises ValidationError by field when there is none, or not on that day."""
    status = Status.objects.filter(pk=code).first()
    if status is None:
        raise ValidationError({"status": "Choose one of the statuses."})
    if status.valid_from and day < status.valid_from:
        raise ValidationError(
            {"status": f"“{status}” is in use since {status.valid_from:%-d %B %Y}; choose the word of that day."}
        )
    if status.valid_to and day > status.valid_to:
        raise ValidationError(
            {"status": f"“{status}” was in use until {status.valid_to:%-d %B %Y}; choose the word of that day."}
        )
    return status


def _told(status: FacilityStatus) -> dict[str, Any]:
    by = f"{status.list_name}, as of {status.list_as_of:%-d %B %Y}" if status.list_as_of else status.reason
    return {"status": status.label, "since": status.valid_from.isoformat() if status.valid_from else None, "by": by}
