"""Decisions on unknown names. One decision settles every equal row of its year and of later ones, those that come too.

Rows are settled again from the decisions in force after every change, so that an undo leaves nothing behind.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cmr import audit
from cmr.models import ReportingPeriod, User
from smelters.matching import key_stem, name_key
from smelters.models import Smelter, SmelterName
from smelters.selectors import register_as_of
from smelters.services import name_add, name_hand_over, name_remove
from suppliers.decided import A_QUERY, dispositions_in_force, filed_reached
from suppliers.matching import Row, UnknownKey, unknown_key
from suppliers.models import Disposition, Mention, UnknownName
from suppliers.services.summaries import summaries_renew
from suppliers.transitions import Conflict

__all__ = [
    "Conflict", "aliases_hold", "disposition_undo", "dispositions_in_force", "name_decide", "names_hold", "settled",
]  # fmt: skip

# How the source of a name begins that a decision put into the register.
_SOURCE = "Decision "


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
    stock_used: bool = False,
    reference: str = "",
    reference_date: date | None = None,
) -> Disposition:
    """Decide what an unknown name is, from the period's year on; `seen` is the version the caller looked at.

    Kinds that count take the facility, one of the name's own metal; an alias is also stored in the register. Of what is
    closed or a duplicate the facility may be named; a duplicate's may be of another metal. `stock_used` counts a closed
    facility in the period's year alone. Raises Conflict when somebody decided since, ValueError when something is
    missing.
    """
    _complete(name, kind, smelter, reason, reference_date, stock_used)
    _hold_alike(name)
    _move_on(name, seen)
    before = dispositions_in_force([name.pk], period.year).get(name.pk)
    row = Disposition.objects.create(
        unknown_name=name,
        period=period,
        kind=kind,
        smelter=smelter,
        stock_used=stock_used,
        reason=reason.strip(),
        reference=reference.strip(),
        reference_date=reference_date,
        decided_by=actor,
        decided_at=timezone.now(),
    )
    _settle(name, actor)
    after = _told(row) | {"rows": name.mentions.filter(disposition=row).count()} | _filed(name, period.year)
    audit.record("name.decided", actor, name, before=_told(before), after=after, reason=row.reason)
    return row


@transaction.atomic
def disposition_undo(row: Disposition, *, reason: str, actor: User | None, seen: int) -> Disposition:
    """Void a decision by a new row; the one before it is in force again, or none. Raises like name_decide."""
    if not reason.strip():
        raise ValueError("Say why the decision is undone.")
    name = row.unknown_name
    _hold_alike(name)
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
    told = _told(after) | _filed(name, row.period.year)
    audit.record("name.undone", actor, name, before=_told(row), after=told, reason=undo.reason)
    return undo


def names_hold(wanted: Mapping[UnknownKey, str]) -> dict[UnknownKey, UnknownName]:
    """The unknown names with these keys, entered where they are new, as first written.

    Held until the transaction ends: a decision made meanwhile waits, and then finds the caller's rows.
    """
    keys = sorted(wanted)
    new = [UnknownName(**key._asdict(), name=wanted[key]) for key in keys]
    UnknownName.objects.bulk_create(new, batch_size=A_QUERY, ignore_conflicts=True)
    held: dict[UnknownKey, UnknownName] = {}
    for start in range(0, len(keys), A_QUERY):
        some = {key.key for key in keys[start : start + A_QUERY]}
        for row in UnknownName.objects.select_for_update(no_key=True).filter(key__in=some).order_by("pk"):
            held[UnknownKey(row.metal, row.reported_id, row.key)] = row
    return {key: held[key] for key in keys}


def aliases_hold(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows as they are placed now: a name that was taken back since the register was read places nothing.

    The aliases among them are held until the transaction ends: an undo waits, and then finds the caller's rows.
    """
    placed = [row.facility for row in rows if row.facility and row.match == Mention.Match.NAME]
    if not placed:
        return tuple(rows)
    names = SmelterName.objects.filter(smelter__in={facility.pk for facility in placed})
    held = names.filter(source__startswith=_SOURCE).select_for_update(no_key=True).order_by("pk")
    stems = {(facility.pk, _stem(facility.name)) for facility in placed}
    stems |= {(pk, _stem(name)) for pk, name in held.values_list("smelter", "name")}
    stems |= {(pk, _stem(name)) for pk, name in names.values_list("smelter", "name")}
    return tuple(row if _goes_by(row, stems) else replace(row, facility=None, match=Mention.Match.NONE) for row in rows)


def settled(decision: Disposition | None) -> dict[str, object]:
    """The fields of a Mention whose unknown name was decided so, or not at all."""
    counts = decision is not None and decision.counts
    return {
        "disposition_id": decision.pk if decision else None,
        "smelter_id": decision.smelter_id if decision and counts else None,
        "match": Mention.Match.DECISION if counts else Mention.Match.NONE,
    }


def _complete(
    name: UnknownName,
    kind: str,
    smelter: Smelter | None,
    reason: str,
    reference_date: date | None,
    stock_used: bool,
) -> None:
    if kind not in Disposition.Kind:
        raise ValueError(f"There is no decision {kind!r}.")
    if not reason.strip():
        raise ValueError("Say why.")
    if kind in Disposition.COUNTED and smelter is None:
        raise ValueError("Choose the facility.")
    if smelter and kind not in (*Disposition.COUNTED, *Disposition.NAMING):
        raise ValueError("This decision names no facility.")
    if kind == Disposition.Kind.ALIAS and not name.name.strip():
        raise ValueError("There is no name to keep: decide which facility it is.")
    if smelter and smelter.metal != name.metal and kind != Disposition.Kind.DUPLICATE:
        raise ValueError(f"{smelter.smelter_id} is a facility of {smelter.metal}.")
    if stock_used and (kind != Disposition.Kind.CLOSED or smelter is None):
        raise ValueError("Choose the closed facility whose stock was used.")
    if kind == Disposition.Kind.REPORTED and reference_date is None:
        raise ValueError("Give the day of the report.")


def _hold_alike(name: UnknownName) -> None:
    """Let decisions on names that are written alike wait for one another: they may keep one alias between them."""
    alike = UnknownName.objects.filter(metal=name.metal, key=name.key)
    list(alike.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _move_on(name: UnknownName, seen: int) -> None:
    if not UnknownName.objects.filter(pk=name.pk, version=seen).update(version=F("version") + 1):
        raise Conflict(f"Unknown name {name.pk} was decided meanwhile")
    name.version = seen + 1


def _settle(name: UnknownName, actor: User | None) -> None:
    """Bring every row of the name, and the register's names, to what the decisions in force say."""
    years = name.mentions.order_by().values_list("submission__request__period__year", flat=True).distinct()
    for year in list(years):
        decision = dispositions_in_force([name.pk], year).get(name.pk)
        name.mentions.filter(submission__request__period__year=year).update(**settled(decision))
    _keep_alias(name, actor)


def _keep_alias(name: UnknownName, actor: User | None) -> None:
    """Of the names that decisions on this one put into the register, leave the one that is in force alone.

    A name that a decision on another unknown name keeps as well is handed over to that one.
    """
    alias = _aliases([name.pk]).get(name.pk)
    sources = {_source(pk) for pk in name.dispositions.values_list("pk", flat=True)}
    for row in SmelterName.objects.filter(source__in=sources).select_related("smelter"):
        if alias and row.source == _source(alias.pk):
            continue
        heir = _also_kept(name, row)
        if heir:
            name_hand_over(row, source=_source(heir.pk), actor=actor)
        else:
            name_remove(row, actor=actor)
            _place_again(row.smelter, actor)
    if alias and alias.smelter:
        name_add(alias.smelter, name.name[:250], source=_source(alias.pk), actor=actor)


def _aliases(names: Iterable[int]) -> dict[int, Disposition]:
    """For each of these unknown names the alias that its newest decision in force makes it, if that is one."""
    newest = dispositions_in_force(names, date.max.year)
    return {pk: row for pk, row in newest.items() if row.kind == Disposition.Kind.ALIAS}


def _also_kept(name: UnknownName, row: SmelterName) -> Disposition | None:
    """A decision in force on another name, written alike, that makes the same words an alias of the facility."""
    alike = UnknownName.objects.filter(metal=name.metal, key=name.key).exclude(pk=name.pk)
    written = {other.pk: other.name[:250] for other in alike}
    kept = (row_ for pk, row_ in _aliases(written).items() if written[pk] == row.name)
    return next((each for each in kept if each.smelter_id == row.smelter_id), None)


def _place_again(smelter: Smelter, actor: User | None) -> None:
    """Rows that a name now taken back had brought to this facility are unknown names again."""
    register = register_as_of(timezone.localdate())
    rows = Mention.objects.filter(smelter=smelter, match=Mention.Match.NAME)
    strays: dict[UnknownKey, list[Mention]] = {}
    for row in rows.only("submission", "metal", "reported_id", "name", "standard_name", "listed"):
        names = filter(None, [row.name, row.standard_name])
        key = unknown_key(row.metal, row.reported_id, row.standard_name or row.name, row.listed)
        if key and not any(register.find_name(row.metal, name) for name in names):
            strays.setdefault(key, []).append(row)
    held = names_hold({key: rows[0].standard_name or rows[0].name for key, rows in strays.items()})
    for key, found in strays.items():
        Mention.objects.filter(pk__in=[row.pk for row in found]).update(unknown_name=held[key])
        _settle(held[key], actor)
    summaries_renew({row.submission_id for found in strays.values() for row in found})


def _goes_by(row: Row, stems: Collection[tuple[int, str]]) -> bool:
    """Whether a row that its name placed would be placed by a name that its facility has."""
    if row.facility is None or row.match != Mention.Match.NAME:
        return True
    given = filter(None, (row.text("name"), row.text("standard_name")))
    return any((row.facility.pk, _stem(name)) in stems for name in given)


def _stem(name: str) -> str:
    return key_stem(name_key(name))[0]


def _source(pk: int) -> str:
    return f"{_SOURCE}{pk} on an unknown name"


def _filed(name: UnknownName, year: int) -> dict[str, object]:
    """For the log: the periods whose filed reports rest on rows that a decision for a year on settles."""
    filed = [str(each.period) for each in filed_reached(name, year)]
    return {"filed": filed} if filed else {}


def _told(row: Disposition | None) -> dict[str, object]:
    if row is None:
        return {}
    told = {
        "kind": row.kind,
        "facility": str(row.smelter or ""),
        "from": row.period.year,
        "stock used": row.stock_used,
        "reference": row.reference,
        "reported": row.reference_date.isoformat() if row.reference_date else "",
    }
    return {key: value for key, value in told.items() if value}
