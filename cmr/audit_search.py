"""Finding events in the audit log: by person, event, thing, day and words; a page at a time, without counting all."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.dateparse import parse_date

from cmr.models import AuditEvent

A_PAGE = 50
# A thing by its kind and number, as the page's own links say it: every event of that one and no other.
_EXACT = re.compile(r"([a-z]+\.[a-z]+):(\S{1,40})")


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; every field may be empty. `older_than` is the number of the last event of the page before."""

    person: str = ""
    event: str = ""
    thing: str = ""
    words: str = ""
    first: date | None = None
    last: date | None = None
    older_than: int | None = None

    @property
    def said(self) -> dict[str, str]:
        """The search in the words of the address bar, for the log."""
        given = {"person": self.person, "event": self.event, "about": self.thing, "words": self.words}
        given |= {"from": str(self.first or ""), "to": str(self.last or "")}
        return {name: value for name, value in given.items() if value}


def search_of(given: Mapping[str, str]) -> Search:
    """The search of an address bar; what is no day or number there is left out."""
    text = {name: given.get(name, "").replace("\0", "").strip()[:200] for name in ("person", "event", "about", "words")}
    older = given.get("before", "")
    return Search(
        person=text["person"],
        event=text["event"],
        thing=text["about"],
        words=text["words"],
        first=_day(given.get("from", "")),
        last=_day(given.get("to", "")),
        older_than=int(older) if older.isdecimal() and len(older) < 18 else None,
    )


def events_found(search: Search) -> QuerySet[AuditEvent]:
    """Every event that fits, the newest first."""
    found = AuditEvent.objects.order_by("-id")
    if search.person:
        found = found.filter(actor_name__icontains=search.person)
    if search.event:
        found = found.filter(event=search.event)
    if exact := _EXACT.fullmatch(search.thing):
        found = found.filter(object_type=exact[1], object_id=exact[2])
    elif search.thing:
        found = found.filter(object_label__icontains=search.thing)
    if search.first:
        found = found.filter(at__gte=_midnight(search.first))
    if search.last:
        found = found.filter(at__lt=_midnight(search.last) + timedelta(days=1))
    if search.words:
        found = found.alias(was=Cast("before", TextField()), became=Cast("after", TextField())).filter(
            _said(search.words)
        )
    if search.older_than is not None:
        found = found.filter(pk__lt=search.older_than)
    return found


def page_of(search: Search) -> tuple[list[AuditEvent], bool]:
    """A page of what fits, and whether older ones follow. One query."""
    rows = list(events_found(search)[: A_PAGE + 1])
    return rows[:A_PAGE], len(rows) > A_PAGE


def event_names() -> list[str]:
    """What has ever happened, by its name. One query, which the index on the names answers alone."""
    return list(AuditEvent.objects.order_by("event").values_list("event", flat=True).distinct())


def _said(words: str) -> Q:
    # One of the databases keeps signs beyond ASCII escaped.
    escaped = json.dumps(words)[1:-1]
    inside = Q(reason__icontains=words)
    for text in {words, escaped}:
        inside |= Q(was__icontains=text) | Q(became__icontains=text)
    return inside


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _day(given: str) -> date | None:
    try:
        found = parse_date(given)
    except ValueError:
        return None
    return found if found and found.year < 9999 else None
