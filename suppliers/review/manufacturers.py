"""The manufacturers' table of a period: light while it is filtered and sorted, and whole where it is shown."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Count

from cmr.findings import Severity
from cmr.kept import kept
from cmr.models import ReportingPeriod
from suppliers.models import FindingRow, Request
from suppliers.selectors import (
    Asked,
    RequestRow,
    request_rows,
    requests_asked,
    submissions_sent,
    uploads_sent,
)

# The steps of the funnel, which are no states of a request.
FUNNEL = (("answered", "Answered"), ("silent", "No readable CMRT yet"))


class RequestTable(Sequence[RequestRow]):
    """The manufacturers' table in its order: as long as it is, and read where it is cut."""

    def __init__(self, requests: Sequence[Asked]) -> None:
        self._requests = requests

    def __len__(self) -> int:
        return len(self._requests)

    def __getitem__(self, at: Any) -> Any:
        rows = request_rows(each.pk for each in (self._requests[at] if isinstance(at, slice) else [self._requests[at]]))
        return rows if isinstance(at, slice) else rows[0]


def request_table(period: ReportingPeriod, *, state: str = "", words: str = "", sort: str = "name") -> RequestTable:
    """The manufacturers of a period, filtered and sorted; an unknown sort key is the name. At most three queries."""
    words, key = words.casefold().strip(), sort.removeprefix("-")
    found = [each for each in requests_asked(period) if not words or words in each.name.casefold()]
    if state in dict(FUNNEL):
        answered = _newest_lists(period)
        found = [each for each in found if (each.pk in answered) == (state == "answered")]
    elif state:
        found = [each for each in found if each.state == state]
    if key == "state":
        states = list(Request.State)
        found.sort(key=lambda each: states.index(Request.State(each.state)), reverse=sort.startswith("-"))
    elif key == "due":
        found.sort(key=lambda each: each.due, reverse=sort.startswith("-"))
    elif key in _SORTED_BY:
        values = _SORTED_BY[key](period)
        found.sort(key=lambda each: values.get(each.pk, 0), reverse=sort.startswith("-"))
    elif sort.startswith("-"):
        found.reverse()
    return RequestTable(found)


@kept
def _newest_lists(period: ReportingPeriod) -> dict[int, int]:
    """For each request that was answered the rows of its newest submission."""
    sent = submissions_sent().filter(request__period=period).order_by("upload_id", "pk")
    return {request: rows or 0 for request, rows in sent.values_list("request_id", "summary__rows")}


@kept
def _newest_sent(period: ReportingPeriod) -> dict[int, float]:
    sent = uploads_sent().filter(request__period=period).order_by("pk")
    return {request: at.timestamp() for request, at in sent.values_list("request_id", "received_at")}


@kept
def _newest_found(severity: str, period: ReportingPeriod) -> dict[int, int]:
    """For each request the findings of this severity in its newest submission."""
    sent = submissions_sent().filter(request__period=period).order_by("upload_id", "pk")
    newest = dict(sent.values_list("request_id", "pk"))
    findings = FindingRow.objects.filter(severity=severity, submission__request__period=period).order_by()
    counts = dict(findings.values_list("submission").annotate(Count("pk")))
    return {request: counts.get(submission, 0) for request, submission in newest.items()}


_SORTED_BY: dict[str, Callable[[ReportingPeriod], Mapping[int, float]]] = {
    "sent": _newest_sent,
    "rows": _newest_lists,
    "block": partial(_newest_found, Severity.BLOCK),
    "warn": partial(_newest_found, Severity.WARN),
}
