"""The audit log as a page: searched, opened row by row, taken away as a table, and proved."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from cmr import audit
from cmr.audit_search import Search, event_names, events_found, page_of, search_of
from cmr.downloads import attachment
from cmr.models import AuditHead, User
from cmr.tables import csv_bytes, xlsx_bytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A workbook of more takes longer than a request may; as CSV there is no such limit.
ROWS_OF_A_WORKBOOK = 25_000
HEAD = (
    "Event number", "At (UTC)", "Person", "Event", "Kind", "ID", "About", "Before", "After", "Reason", "Previous hash",
    "Hash",
)  # fmt: skip


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """A page of the events that fit, the newest first; each opens to what was before and after."""
    search = search_of(request.GET)
    rows, more = page_of(search)
    context = {
        "rows": [(row, _changes(row.before, row.after)) for row in rows],
        "more": rows[-1].pk if more else None,
        "events": event_names(),
        "given": request.GET,
        "searched": bool(search.said),
    }
    return render(request, "audit/log.html", context)


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Read the whole chain, and say how far it holds."""
    chain = audit.chain_read()
    return render(request, "audit/verify.html", {"chain": chain, "now": timezone.now()})


@require_GET
def log_csv(request: HttpRequest) -> HttpResponse:
    search = search_of(request.GET)
    return _taken(request, search, "csv", csv_bytes(HEAD, _lines(search)), "text/csv; charset=utf-8")


@require_GET
def log_xlsx(request: HttpRequest) -> HttpResponse:
    search = search_of(request.GET)
    if events_found(search)[ROWS_OF_A_WORKBOOK : ROWS_OF_A_WORKBOOK + 1].exists():
        messages.error(
            request, f"More than {ROWS_OF_A_WORKBOOK:,} events fit. Choose fewer days, or take the CSV file."
        )
        return redirect(f"{reverse('audit:log')}?{request.GET.urlencode()}")
    return _taken(request, search, "xlsx", xlsx_bytes("Audit log", HEAD, _lines(search)), XLSX)


def _taken(request: HttpRequest, search: Search, form: str, data: bytes, content_type: str) -> HttpResponse:
    """Who takes the log away, and which part of it, is an event too."""
    assert isinstance(request.user, User)
    head = AuditHead.objects.get_or_create(pk=1, defaults={"hash": audit.GENESIS})[0]
    audit.record("audit.exported", request.user, head, after={"format": form, "search": search.said})
    return attachment(data, f"audit-log-{timezone.localdate():%Y-%m-%d}.{form}", content_type)


def _lines(search: Search) -> Iterator[list[Any]]:
    for row in events_found(search).iterator():
        at = row.at.strftime("%Y-%m-%d %H:%M:%S.%f")
        about = [row.object_type, row.object_id, row.object_label]
        said = [_as_json(row.before), _as_json(row.after), row.reason]
        yield [row.pk, at, row.actor_name, row.event, *about, *said, row.previous_hash, row.hash]


def _as_json(value: Any) -> str:
    return audit.as_json(value) if value else ""


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Each thing that was said, what it was, and what it became."""
    names = [*before, *(name for name in after if name not in before)]
    return [(name, _shown(before, name), _shown(after, name)) for name in names]


def _shown(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else "" if value is None else audit.as_json(value)


app_name = "audit"
urlpatterns = [
    path("", log, name="log"),
    path("log.csv", log_csv, name="csv"),
    path("log.xlsx", log_xlsx, name="xlsx"),
    path("verify/", verify, name="verify"),
]
