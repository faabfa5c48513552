"""Writing the due-diligence log, and seeing corrective actions through. Every change leaves its audit row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from cmr import audit
from cmr.models import ReportingPeriod, User
from diligence.kinds import BY_CODE, Kind
from diligence.models import CorrectiveAction, Entry
from diligence.telling import told as check_told
from smelters.models import Smelter
from suppliers.models import Request
from suppliers.transitions import Conflict


class Refused(ValueError):
    """An entry that cannot be kept: a sentence for each field that is wrong, "" for the whole."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(" ".join(wrong.values()))
        self.wrong = dict(wrong)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that an entry is true: a file of the store by hash and name, or an address."""

    sha256: str = ""
    name: str = ""
    url: str = ""

    def __bool__(self) -> bool:
        return bool(self.sha256 or self.url)


def entry_checked(
    kind: Kind, *, day: date | None, told: Mapping[str, Any], evidence: Evidence
) -> tuple[dict[str, Any], dict[str, str]]:
    """What an entry would keep of what is told, and a sentence for each field that is wrong."""
    kept, wrong = check_told(kind, told)
    if day and day > timezone.localdate():
        wrong["day"] = "This day is still to come. The log holds what was done."
    if kind.evidence and not evidence:
        wrong["evidence"] = "Attach the file or give the address that shows it."
    return kept, wrong


@transaction.atomic
def entry_record(
    period: ReportingPeriod,
    kind: str,
    *,
    day: date,
    told: Mapping[str, Any],
    evidence: Evidence = Evidence(),
    note: str = "",
    request: Request | None = None,
    smelter: Smelter | None = None,
    replaces: Entry | None = None,
    actor: User | None,
) -> Entry:
    """Enter one thing that was done, or correct an entry by one that replaces it.

    Raises Refused for what the kind asks and was not told, and Conflict when the entry was replaced already.
    """
    asked = BY_CODE[kind]
    kept, wrong = entry_checked(asked, day=day, told=told, evidence=evidence)
    if wrong:
        raise Refused(wrong)
    entry = Entry(
        period=period,
        kind=kind,
        day=day,
        told=kept,
        note=note.strip(),
        request=request if asked.about else None,
        smelter=smelter if asked.about else None,
        evidence_sha256=evidence.sha256,
        evidence_name=evidence.name[:120],
        evidence_url=evidence.url[:500],
        replaces=replaces,
        recorded_by=actor,
        recorded_at=timezone.now(),
    )
    _keep(entry)
    after = {"kind": kind, "day": day.isoformat(), "told": kept, "evidence": evidence.sha256 or evidence.url}
    before = {"entry": replaces.pk, "told": replaces.told} if replaces else {}
    audit.record("diligence.corrected" if replaces else "diligence.recorded", actor, entry, before=before, after=after)
    return entry


@transaction.atomic
def entry_withdraw(entry: Entry, *, reason: str, actor: User | None) -> Entry:
    """Take an entry back; both stay on record. Raises Refused without a reason, Conflict when it was replaced."""
    if not reason.strip():
        raise Refused({"note": "Say why the entry is taken back."})
    gone = Entry(
        period=entry.period,
        kind=entry.kind,
        day=entry.day,
        note=reason.strip(),
        replaces=entry,
        withdrawn=True,
        recorded_by=actor,
        recorded_at=timezone.now(),
    )
    _keep(gone)
    before = {"entry": entry.pk, "told": entry.told}
    audit.record("diligence.withdrawn", actor, gone, before=before, reason=reason.strip())
    return gone


def _keep(entry: Entry) -> None:
    """Of two who replace the same entry at once, one wins: the column is unique."""
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        raise Conflict from None


@transaction.atomic
def action_open(
    period: ReportingPeriod,
    *,
    what: str,
    owner: User,
    due_date: date,
    request: Request | None = None,
    smelter: Smelter | None = None,
    actor: User | None,
) -> CorrectiveAction:
    """Ask a manufacturer or a facility to put something right. Raises Refused."""
    wrong = {}
    if not what.strip():
        wrong["what"] = "Say what must be put right."
    if request is None and smelter is None:
        wrong["party"] = "Choose the manufacturer or the facility."
    if wrong:
        raise Refused(wrong)
    action = CorrectiveAction.objects.create(
        period=period,
        request=request,
        smelter=smelter,
        what=what.strip(),
        owner=owner,
        due_date=due_date,
        opened_by=actor,
        opened_at=timezone.now(),
    )
    after = {"what": action.what, "owner": owner.email, "due": due_date.isoformat()}
    audit.record("corrective_action.opened", actor, action, after=after)
    return action


@transaction.atomic
def action_change(
    action: CorrectiveAction, *, owner: User, due_date: date, reason: str = "", actor: User | None
) -> CorrectiveAction:
    """Give an open action another owner or day. Raises Conflict when it changed since it was read."""
    before = {"owner": action.owner.email, "due": action.due_date.isoformat()}
    _change(action, owner=owner, due_date=due_date)
    after = {"owner": owner.email, "due": due_date.isoformat()}
    audit.record("corrective_action.changed", actor, action, before=before, after=after, reason=reason.strip())
    return action


@transaction.atomic
def action_close(
    action: CorrectiveAction, *, state: str, outcome: str, evidence: Evidence = Evidence(), actor: User | None
) -> CorrectiveAction:
    """Close an action as done or dropped, with what came of it. Raises Refused, or Conflict."""
    if not outcome.strip():
        raise Refused({"outcome": "Say what came of it."})
    _change(
        action,
        state=CorrectiveAction.State(state),
        outcome=outcome.strip(),
        evidence_sha256=evidence.sha256,
        evidence_name=evidence.name[:120],
        closed_by=actor,
        closed_at=timezone.now(),
    )
    after = {"state": state, "outcome": outcome.strip()}
    audit.record("corrective_action.closed", actor, action, before={"state": "open"}, after=after)
    return action


def _change(action: CorrectiveAction, **changes: Any) -> None:
    rows = CorrectiveAction.objects.filter(pk=action.pk, version=action.version, state=CorrectiveAction.State.OPEN)
    if not rows.update(version=F("version") + 1, **changes):
        raise Conflict
    action.refresh_from_db()
