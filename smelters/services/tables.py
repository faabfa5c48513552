"""Taking over a dated table whole, in one short transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from cmr import audit, storage
from cmr.models import User
from smelters.models import DatedRow, DatedTable, Smelter
from smelters.tables.parse import Line


@dataclass(frozen=True, slots=True)
class TablePlan:
    """What a table says and what it would replace."""

    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableOutcome:
    """`created` is False when that day's table has these very bytes, source and right already: nothing changed."""

    table: DatedTable
    created: bool


def table_plan(lines: Sequence[Line], *, kind: str, name: str, as_of: date, publishable: bool) -> TablePlan:
    """The preview in words; reads only."""
    told = [f"The table has {len(lines)} row{'s' if len(lines) > 1 else ''}."]
    present = set(Smelter.objects.values_list("smelter_id", flat=True))
    ids = {line.smelter_id for line in lines if line.smelter_id}
    if ids:
        told.append(f"Facilities named by ID: {len(ids)}, of which the register knows {len(ids & present)}.")
    whole = sum(not (line.smelter_id or line.name) for line in lines)
    if kind == DatedTable.Kind.SANCTIONS and whole:
        told.append(f"Rows that name a whole country: {whole}. Every facility there will match.")
    partly = sum(bool(line.region) for line in lines)
    if partly:
        told.append(f"Rows that name a region: {partly}. The whole country counts, and the region is shown.")
    if kind == DatedTable.Kind.ORIGINS:
        told.append(
            "The origins may be printed in the report."
            if publishable
            else "The origins are kept private: they count as evidence, and no report prints them."
        )
    others = DatedTable.objects.filter(kind=kind, name=name)
    earlier = others.filter(as_of__lte=as_of).first()
    later = others.filter(as_of__gt=as_of).order_by("as_of").first()
    if earlier:
        told.append(f"From {as_of:%-d %B %Y} it stands in place of the table of {earlier.as_of:%-d %B %Y}.")
    if later:
        told.append(f"A newer table is loaded ({later.as_of:%-d %B %Y}): this one completes the history before it.")
    return TablePlan(tuple(told))


def table_apply(
    lines: Sequence[Line],
    *,
    kind: str,
    name: str,
    source: str,
    as_of: date,
    original: bytes,
    publishable: bool = False,
    actor: User | None,
) -> TableOutcome:
    """Take over a whole table as of a day and keep its bytes; the same once more changes nothing."""
    blob = storage.store([original])
    same = {"sha256": blob.sha256, "source": source, "publishable": publishable and kind == DatedTable.Kind.ORIGINS}
    with transaction.atomic():
        newest = DatedTable.objects.filter(kind=kind, name=name, as_of=as_of).first()
        if newest and all(getattr(newest, field) == value for field, value in same.items()):
            return TableOutcome(newest, created=False)
        table = DatedTable.objects.create(
            kind=kind, name=name, as_of=as_of, row_count=len(lines), imported_by=actor, **same
        )
        DatedRow.objects.bulk_create(
            (DatedRow(table=table, **line._asdict() | {"metals": list(line.metals)}) for line in lines), batch_size=1000
        )
        told = {"kind": kind, "name": name, "as_of": as_of.isoformat(), "rows": len(lines)}
        audit.record("table.imported", actor, table, after=told | same)
    return TableOutcome(table, created=True)
