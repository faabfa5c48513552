"""The support binder: every line of Annex I back to file, sheet and cell, with what was decided, signed and written.

As a workbook and as a PDF, of the same content. What the snapshot holds is read from it alone; decisions, signatures
and letters are read from their rows (`reports.out.binder_rows`).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.utils import timezone

from cmr import storage
from cmr.tables import Table, workbook_bytes
from diligence.kinds import BY_CODE
from reports.models import Snapshot
from reports.out import binder_rows
from reports.render import binder as printed
from reports.yearly import export as yearly_export

MARK = "NOT FOR FILING. Support for the report; it names manufacturers and stays in the house."
# A sheet of a workbook ends at 1,048,576 rows.
A_SHEET = 1_000_000

Facts = Mapping[str, Any]
Rows = Iterable[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Content:
    """What both forms of the binder show: sentences on what it is, the facts, and the tables beside the trace."""

    lead: tuple[str, ...]
    facts: Facts
    tables: tuple[Table, ...]


def binder(snapshot: Snapshot) -> bytes:
    """The workbook for a snapshot."""
    held = content(snapshot)
    trace = Table("Trace", _TRACE, _trace(held.facts), lead=held.lead)
    facilities = Table("Facilities", _FACILITIES, _facilities(held.facts), lead=held.lead)
    return workbook_bytes(*_split(trace), facilities, *held.tables)


def binder_pdf(snapshot: Snapshot) -> bytes:
    """The PDF for a snapshot. Raises render.pdf.RenderFailed."""
    held = content(snapshot)
    return printed.render(printed.page(MARK, held.lead, held.facts, held.tables))


def content(snapshot: Snapshot) -> Content:
    facts = json.loads(storage.read(snapshot.sha256))["facts"]
    filing = snapshot.filing
    lead = (
        MARK,
        f"{filing.form} of {facts['filer']['name']} for calendar year {facts['year']}, "
        f"{'draft' if snapshot.draft else 'final'}; statuses as of {facts['as_of']}.",
        f"Snapshot {snapshot.sha256}, built {timezone.localtime(snapshot.built_at):%Y-%m-%d %H:%M} by "
        f"{snapshot.built_by or 'CMR'}.",
    )
    about = ("When", "Who", "What", "About", "Metal", "Answer", "The data said", "Reason", "Lifted")
    approvals = ("When", "Part", "Who", "Snapshot", "Void since", "Because")
    names = ("Metal", "Name as written", "ID as written", "Decided", "Facility", "Reason", "Who", "When")
    corrected = ("Metal", "Smelter ID", "Facility", "Status", "Since", "Reason", "Who", "When")
    tables = (
        Table("Documents", ("Document", "Bytes", "sha256"), binder_rows.documents(snapshot), lead=lead),
        Table("Status lists", ("List", "Source", "Date", "sha256"), _lists(facts), lead=lead),
        Table("CMRTs", _FILES, _files(facts), lead=lead),
        Table("Names not counted", _NAMES, _names(facts), lead=lead),
        Table("Names decided", names, binder_rows.names_decided(snapshot), lead=lead),
        Table("Statuses corrected", corrected, binder_rows.statuses_corrected(snapshot, facts), lead=lead),
        Table("Beside last year", yearly_export.HEAD, yearly_export.snapshot_rows(facts), lead=lead),
        Table("Due diligence", ("Day", "Kind", "About", "What it tells", "Evidence"), _log(facts), lead=lead),
        Table("Decisions", about, binder_rows.decisions(snapshot), lead=lead),
        Table("Approvals", approvals, binder_rows.approvals(snapshot), lead=lead),
        Table(
            "Letters", ("Sent", "Kind", "Manufacturer", "Subject", "State"), binder_rows.letters(snapshot), lead=lead
        ),
    )
    return Content(lead, facts, tables)


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


def _split(table: Table) -> Iterator[Table]:
    """A table over as many sheets as its rows need, at least one."""
    rows = iter(table.rows)
    number = 1
    while (part := list(islice(rows, A_SHEET))) or number == 1:
        yield Table(table.title if number == 1 else f"{table.title} {number}", table.header, part, lead=table.lead)
        number += 1


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _yes(value: bool) -> str:
    return "yes" if value else ""
