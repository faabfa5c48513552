"""The log of a year as a table: what stands, and what was replaced or taken back."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cmr.downloads import attachment
from cmr.models import ReportingPeriod
from cmr.periods import period_for
from cmr.tables import Table, csv_bytes, workbook_bytes
from diligence.kinds import BY_CODE, CAPTIONS
from diligence.models import CorrectiveAction, Entry
from diligence.selectors import actions_of, entries_ever
from diligence.telling import shown

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = [
    "Entry", "Step", "Caption", "Kind", "Day", "What it tells", "About", "Smelter ID", "Evidence", "Evidence (sha256)",
    "Address", "Note", "State", "Takes the place of", "Recorded by", "Recorded on",
]  # fmt: skip
_WIDTHS = [7, 6, 28, 22, 12, 48, 26, 12, 24, 20, 32, 32, 14, 10, 22, 12]
ACTIONS = [
    "Action", "State", "About", "Smelter ID", "What must be put right", "Owner", "Due", "Opened on", "Closed on",
    "What came of it", "Evidence", "Evidence (sha256)",
]  # fmt: skip
_ACTION_WIDTHS = [7, 10, 26, 12, 42, 22, 12, 12, 12, 42, 24, 20]


@require_safe
def log_csv(request: HttpRequest, year: int) -> HttpResponse:
    data = csv_bytes(HEAD, _entries(period_for(year)))
    return attachment(data, f"due-diligence-{year}.csv", "text/csv; charset=utf-8")


@require_safe
def log_xlsx(request: HttpRequest, year: int) -> HttpResponse:
    """The log, and the corrective actions on a sheet of their own."""
    period = period_for(year)
    lead = [f"Due-diligence log, calendar year {year}", f"{period.registrant.name}, {timezone.localdate():%-d %B %Y}"]
    data = workbook_bytes(
        Table("Due diligence", HEAD, _entries(period), _WIDTHS, lead),
        Table("Corrective actions", ACTIONS, _actions(period), _ACTION_WIDTHS),
    )
    return attachment(data, f"due-diligence-{year}.xlsx", XLSX)


def _entries(period: ReportingPeriod) -> Iterator[list[Any]]:
    for entry in entries_ever(period):
        kind = BY_CODE[entry.kind]
        told = [(field.label, shown(field, entry.told.get(field.name))) for field in kind.fields]
        yield [
            entry.pk,
            int(kind.step),
            CAPTIONS[kind.step],
            kind.label,
            entry.day,
            "\n".join(f"{label}: {words}" for label, words in told if words),
            _party(entry),
            entry.smelter.smelter_id if entry.smelter else "",
            entry.evidence_name,
            entry.evidence_sha256,
            entry.evidence_url,
            entry.note,
            _state(entry),
            entry.replaces_id,
            entry.recorded_by.email if entry.recorded_by else "CMR",
            timezone.localdate(entry.recorded_at),
        ]


def _actions(period: ReportingPeriod) -> Iterator[list[Any]]:
    for action in actions_of(period):
        yield [
            action.pk,
            action.get_state_display(),
            _party(action),
            action.smelter.smelter_id if action.smelter else "",
            action.what,
            action.owner.email,
            action.due_date,
            timezone.localdate(action.opened_at),
            timezone.localdate(action.closed_at) if action.closed_at else None,
            action.outcome,
            action.evidence_name,
            action.evidence_sha256,
        ]


def _party(row: Entry | CorrectiveAction) -> str:
    names = [row.request.supplier.name if row.request else "", row.smelter.name if row.smelter else ""]
    return "; ".join(filter(None, names))


def _state(entry: Entry) -> str:
    if entry.withdrawn:
        return "Takes back"
    later = getattr(entry, "replaced_by", None)
    return "Stands" if later is None else "Taken back" if later.withdrawn else "Replaced"
