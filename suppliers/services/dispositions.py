"""Decisions on unknown names. One decision settles every equal row of its year and of later ones, those that come too.

Rows are settled again from the decisions in force after every change, so that an undo leaves nothing behind.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cmr import audit
from cmr.models import ReportingPeriod, User
from smelters.models import Smelter, SmelterName
from smelters.selectors import register_as_of
from smelters.services import name_add, name_remove
from suppliers.matching import UnknownKey, unknown_key
from suppliers.models import Disposition, Mention, UnknownName
from suppliers.transitions import Conflict

__all__ = ["Conflict", "disposition_undo", "dispositions_in_force", "name_decide", "names_hold", "settled"]

_A_QUERY = 500


@transaction.atomic
def name_decide(
    name: UnknownName,
    period: ReportingPeriod,
    kind: str,
    *,
    reason: str,
    actor: User | None,
    seen: int,
    smelter: Smelter | None = None,
    reference: str = "",
    reference_date: date | None = None,
) -> Disposition:
    """Decide what an unknown name is, from the period's year on; `seen` is the version the caller looked at.

    Kinds that count take the facility, one of the name's own metal; an alias is also stored in the register. Raises
    Conflict when somebody decided since, ValueError when something is missing.
    """
    _complete(name, kind, smelter, reason, reference_date)
    _move_on(name, seen)
    before = dispositions_in_force([name.pk], period.year).get(name.pk)
    row = Disposition.objects.create(
        unknown_name=name,
        period=period,
        kind=kind,
        smelter=smelter,
        reason=reason.strip(),
        reference=reference.strip(),
        reference_date=reference_date,
        decided_by=actor,
        decided_at=timezone.now(),
    )
    _settle(name, actor)
    after = _told(row) | {"rows": name.mentions.filter(disposition=row).count()}
    audit.record("name.decided", actor, name, before=_told(before), after=after, reason=row.reason)
    return row


@transaction.atomic
def disposition_undo(row: Disposition, *, reason: str, actor: User | None, seen: int) -> Disposition:
    """Void a decision by a new row; the one before it is in force again, or none. Raises like name_decide."""
    if not reason.strip():
        raise ValueError("Say why the decision is undone.")
    name = row.unknown_name
    _move_on(name, seen)
    if not row.kind or Disposition.objects.filter(voids=row).exists():
        raise Conflict(f"Disposition {row.pk} is undone already")
    undo = Disposition.objects.create(
        unknown_name=name,
        period_id=row.period_id,
        reason=reason.strip(),
        voids=row,
        decided_by=actor,
        decided_at=timezone.now(),
    )
    _settle(name, actor)
    after = dispositions_in_force([name.pk], row.period.year).get(name.pk)
    audit.record("name.undone", actor, name, before=_told(row), after=_told(after), reason=undo.reason)
    return undo


def names_hold(wanted: Mapping[UnknownKey, str]) -> dict[UnknownKey, UnknownName]:
    """The unknown names with these keys, entered where they are new, as first written.

    Held until the transaction ends: a decision made meanwhile waits, and then finds the caller's rows.
    """
    keys = sorted(wanted)
    new = [UnknownName(**key._asdict(), name=wanted[key]) for key in keys]
    UnknownName.objects.bulk_create(new, batch_size=_A_QUERY, ignore_conflicts=True)
    held: dict[UnknownKey, UnknownName] = {}
    for start in range(0, len(keys), _A_QUERY):
        some = {key.key for key in keys[start : start + _A_QUERY]}
        for row in UnknownName.objects.select_for_update(no_key=True).filter(key__in=some).order_by("pk"):
            held[UnknownKey(row.metal, row.reported_id, row.key)] = row
    return {key: held[key] for key in keys}


def dispositions_in_force(names: Iterable[int], year: int) -> dict[int, Disposition]:
    """For each of these unknown names (by pk) the decision that holds in a year, where there is one."""
    pks, found = list(names), dict[int, Disposition]()
    for start in range(0, len(pks), _A_QUERY):
        rows = Disposition.objects.filter(
            unknown_name__in=pks[start : start + _A_QUERY], period__year__lte=year, voids=None, undone_by=None
        )
        for row in rows.order_by("period__year", "pk"):
            found[row.unknown_name_id] = row
    return found


def settled(decision: Disposition | None) -> dict[str, object]:
    """The fields of a Mention whose unknown name was decided so, or not at all."""
    counts = decision is not None and decision.kind in Disposition.COUNTED
    return {
        "disposition_id": decision.pk if decision else None,
        "smelter_id": decision.smelter_id if decision and counts else None,
        "match": Mention.Match.DECISION if counts else Mention.Match.NONE,
    }


def _complete(name: UnknownName, kind: str, smelter: Smelter | None, reason: str, reference_date: date | None) -> None:
    if kind not in Disposition.Kind:
        raise ValueError(f"There is no decision {kind!r}.")
    if not reason.strip():
        raise ValueError("Say why.")
    if kind in Disposition.COUNTED and smelter is None:
        raise ValueError("Choose the facility.")
    if kind == Disposition.Kind.ALIAS and not name.name.strip():
        raise ValueError("There is no name to keep: decide which facility it is.")
    if smelter and smelter.metal != name.metal:
        raise ValueError(f"{smelter.smelter_id} is a facility of {smelter.metal}.")
    if kind == Disposition.Kind.REPORTED and reference_date is None:
        raise ValueError("Give the day of the report.")


def _move_on(name: UnknownName, seen: int) -> None:
    if not UnknownName.objects.filter(pk=name.pk, version=seen).update(version=F("version") + 1):
        raise Conflict(f"Unknown name {name.pk} was decided meanwhile")
    name.version = seen + 1


def _settle(name: UnknownName, actor: User | None) -> None:
    """Bring every row of the name, and the register's names, to what the decisions in force say."""
    rows = name.dispositions.filter(voids=None, undone_by=None).select_related("period", "smelter")
    by_year = {row.period.year: row for row in rows.order_by("period__year", "pk")}
    starts: list[int | None] = [None, *by_year, None]
    for start, end in pairwise(starts):
        mentions = name.mentions.all()
        if start is not None:
            mentions = mentions.filter(submission__request__period__year__gte=start)
        if end is not None:
            mentions = mentions.filter(submission__request__period__year__lt=end)
        mentions.update(**settled(by_year[start] if start is not None else None))
    newest = by_year[max(by_year)] if by_year else None
    _keep_alias(name, newest if newest and newest.kind == Disposition.Kind.ALIAS else None, actor)


def _keep_alias(name: UnknownName, alias: Disposition | None, actor: User | None) -> None:
    """Of the names that decisions on this one put into the register, leave the one of `alias` alone."""
    sources = {_source(pk) for pk in name.dispositions.values_list("pk", flat=True)}
    for row in SmelterName.objects.filter(source__in=sources).select_related("smelter"):
        if alias is None or row.source != _source(alias.pk):
            name_remove(row, actor=actor)
            _place_again(row.smelter, actor)
    if alias and alias.smelter:
        name_add(alias.smelter, name.name[:250], source=_source(alias.pk), actor=actor)


def _place_again(smelter: Smelter, actor: User | None) -> None:
    """Rows that a name now taken back had brought to this facility are unknown names again."""
    register = register_as_of(timezone.localdate())
    rows = Mention.objects.filter(smelter=smelter, match=Mention.Match.NAME)
    strays: dict[UnknownKey, list[Mention]] = {}
    for row in rows.only("metal", "reported_id", "name", "standard_name", "listed"):
        names = filter(None, [row.name, row.standard_name])
        key = unknown_key(row.metal, row.reported_id, row.standard_name or row.name, row.listed)
        if key and not any(register.find_name(row.metal, name) for name in names):
            strays.setdefault(key, []).append(row)
    held = names_hold({key: rows[0].standard_name or rows[0].name for key, rows in strays.items()})
    for key, found in strays.items():
        Mention.objects.filter(pk__in=[row.pk for row in found]).update(unknown_name=held[key])
        _settle(held[key], actor)


def _source(pk: int) -> str:
    return f"Decision {pk} on an unknown name"


def _told(row: Disposition | None) -> dict[str, object]:
    if row is None:
        return {}
    told = {
        "kind": row.kind,
        "facility": str(row.smelter or ""),
        "from": row.period.year,
        "reference": row.reference,
        "reported": row.reference_date.isoformat() if row.reference_date else "",
    }
    return {key: value for key, value in told.items() if value}
