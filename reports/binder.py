"""The support binder: every line of Annex I back to file, sheet and cell, with what was decided, signed and written.

What the snapshot holds is read from it alone; decisions, signatures and letters are read from their rows.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from django.utils import timezone

from cmr import storage
from cmr.tables import Table, workbook_bytes
from diligence.kinds import BY_CODE
from reports.models import Determination, Signoff, Snapshot, Waiver
from suppliers.models import Letter

MARK = "NOT FOR FILING. Support for the report; it names manufacturers and stays in the house."
# A sheet of a workbook ends at 1,048,576 rows.
A_SHEET = 1_000_000

Facts = Mapping[str, Any]
Rows = Iterable[tuple[Any, ...]]


def binder(snapshot: Snapshot) -> bytes:
    """The workbook for a snapshot."""
    facts = json.loads(storage.read(snapshot.sha256))["facts"]
    filing = snapshot.filing
    lead = (
        MARK,
        f"{filing.form} of {facts['filer']['name']} for calendar year {facts['year']}, "
        f"{'draft' if snapshot.draft else 'final'}; statuses as of {facts['as_of']}.",
        f"Snapshot {snapshot.sha256}, built {timezone.localtime(snapshot.built_at):%Y-%m-%d %H:%M} by "
        f"{snapshot.built_by or 'CMR'}.",
    )
    return workbook_bytes(
        *_split(Table("Trace", _TRACE, _trace(facts), lead=lead)),
        Table("Facilities", _FACILITIES, _facilities(facts), lead=lead),
        Table("Status lists", ("List", "Source", "Date", "sha256"), _lists(facts), lead=lead),
        Table("CMRTs", _FILES, _files(facts), lead=lead),
        Table("Names not counted", _NAMES, _names(facts), lead=lead),
        Table("Due diligence", ("Day", "Kind", "About", "What it tells", "Evidence"), _log(facts), lead=lead),
        Table("Decisions", _DECISIONS, _decisions(snapshot), lead=lead),
        Table("Approvals", _APPROVALS, _approvals(snapshot), lead=lead),
        Table("Letters", ("Sent", "Kind", "Manufacturer", "Subject", "State"), _letters(snapshot), lead=lead),
    )


_TRACE = (
    "Metal", "Smelter ID", "Facility", "Status", "Manufacturer", "File", "sha256 of the file", "Sheet", "Cells",
)  # fmt: skip


def _trace(facts: Facts) -> Iterator[tuple[Any, ...]]:
    files = facts["files"]
    for row in facts["annex"]:
        for index, address in row["sources"]:
            file, (sheet, _, cells) = files[index], address.rpartition("!")
            yield (
                row["metal"],
                row["smelter_id"],
                row["name"],
                row["status_label"],
                file["supplier"],
                file["file_name"],
                file["sha256"],
                sheet,
                cells,
            )


_FACILITIES = (
    "Metal", "Smelter ID", "Facility", "Country", "Status", "Status list", "Date of the list", "Corrected by the team",
    "Manufacturers", "Recycler", "Closed", "Grade", "Reasons of the grade",
)  # fmt: skip


def _facilities(facts: Facts) -> Rows:
    return (
        (
            row["metal"],
            row["smelter_id"],
            row["name"],
            row["country"],
            row["status_label"],
            row["list_name"],
            _date(row["list_date"]),
            _yes(row["corrected"]),
            row["manufacturers"],
            _yes(row["recycler"]),
            _yes(row["closed"]),
            row["grade"],
            "; ".join(str(reason["flag"]) for reason in row["reasons"]),
        )
        for row in facts["annex"]
    )


def _lists(facts: Facts) -> Rows:
    return ((row["name"], row["source"], _date(row["as_of"]), row["sha256"]) for row in facts["lists"])


_FILES = ("Manufacturer", "File", "sha256", "Template", "Scope", "Effective date")


def _files(facts: Facts) -> Rows:
    return (
        (
            row["supplier"],
            row["file_name"],
            row["sha256"],
            row["version"],
            row["scope"],
            _date(row["effective_date"]),
        )
        for row in facts["files"]
    )


_NAMES = ("Metal", "Name", "Country", "Manufacturers", "What was decided", "Reason")


def _names(facts: Facts) -> Iterator[tuple[Any, ...]]:
    for row in facts["unresolved"]:
        yield row["metal"], row["name"], row["country"], row["manufacturers"], "not found in the register", ""
    for row in facts["excluded"]:
        yield row["metal"], row["name"], row["country"], row["manufacturers"], row["kind"], row["reason"]


def _log(facts: Facts) -> Iterator[tuple[Any, ...]]:
    held = facts["log"]
    for row in (*held["holding"], *(each for each in held["entries"] if each not in held["holding"])):
        kind = BY_CODE.get(row["kind"])
        told = "; ".join(f"{name}: {value}" for name, value in row["told"].items())
        yield _date(row["day"]), kind.label if kind else row["kind"], row["party"], told, row["evidence"]


_DECISIONS = ("When", "Who", "What", "Products", "Metal", "Answer", "The data said", "Reason", "Lifted")


def _decisions(snapshot: Snapshot) -> Iterator[tuple[Any, ...]]:
    period = snapshot.filing.period
    for row in Determination.objects.filter(period=period).select_related("decided_by"):
        said = " ".join(row.said)
        told = (row.question, row.family, row.metal, row.answer, said, row.rationale, "")
        yield _moment(row.decided_at), str(row.decided_by or "CMR"), *told
    for each in Waiver.objects.filter(period=period).select_related("decided_by", "lifted_by").order_by("id"):
        lifted = f"{_moment(each.lifted_at)}, {each.lifted_by}" if each.lifted_at else ""
        told = (f"{each.code} let pass", "", "", "", each.said, each.reason, lifted)
        yield _moment(each.decided_at), str(each.decided_by or "CMR"), *told


_APPROVALS = ("When", "Part", "Who", "Snapshot", "Void since", "Because")


def _approvals(snapshot: Snapshot) -> Rows:
    rows = Signoff.objects.filter(snapshot__filing=snapshot.filing).select_related("person", "snapshot")
    return (
        (
            _moment(row.signed_at),
            row.get_part_display(),
            str(row.person),
            row.snapshot.sha256,
            _moment(row.voided_at),
            row.voided_because,
        )
        for row in rows
    )


def _letters(snapshot: Snapshot) -> Rows:
    rows = Letter.objects.filter(period=snapshot.filing.period).select_related("request__supplier").order_by("id")
    return (
        (
            _moment(row.sent_at),
            row.get_kind_display(),
            row.request.supplier.name if row.request else row.to_name,
            row.subject,
            row.get_state_display(),
        )
        for row in rows.iterator(chunk_size=2000)
    )


def _split(table: Table) -> Iterator[Table]:
    """A table over as many sheets as its rows need, at least one."""
    rows = iter(table.rows)
    number = 1
    while (part := list(islice(rows, A_SHEET))) or number == 1:
        yield Table(table.title if number == 1 else f"{table.title} {number}", table.header, part, lead=table.lead)
        number += 1


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _moment(value: Any) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


def _yes(value: bool) -> str:
    return "yes" if value else ""
