"""The contact log: what left for manufacturers and what came back, in one line of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate

from cmr.models import ReportingPeriod
from suppliers.models import ContactRecord, Letter, LetterKind, Request

# A letter that left, or may have.
LEFT = (Letter.State.SENT, Letter.State.BOUNCED, Letter.State.UNCERTAIN)
WHAT = dict(LetterKind.choices) | dict(ContactRecord.Kind.choices)
_STATES = dict(Letter.State.choices)


@dataclass(frozen=True, slots=True)
class Entry:
    """One contact: on which day, with whom, what, in which words; the letter or the record behind it."""

    day: date
    manufacturer: str
    request_id: int | None
    what: str
    person: str
    words: str
    state: str
    letter_id: int | None
    record_id: int | None
    original: str


def log_of(period: ReportingPeriod, *, name: str = "", what: str = "") -> QuerySet:
    """The rows of a year's log, newest first; `name` is a part of a manufacturer's, `what` a kind. See entries()."""
    letters = Letter.objects.filter(period=period, state__in=LEFT)
    records = ContactRecord.objects.filter(request__period=period)
    if name:
        whose = Q(request__supplier__name__icontains=name)
        letters, records = letters.filter(whose), records.filter(whose)
    if what:
        letters, records = letters.filter(kind=what), records.filter(kind=what)
    return _rows(letters, records)


def log_of_request(request: Request) -> list[Entry]:
    """All contacts with one manufacturer in a year, newest first."""
    rows = _rows(request.letters.filter(state__in=LEFT), ContactRecord.objects.filter(request=request))
    return entries(rows)


def entries(rows: QuerySet | Sequence[tuple]) -> list[Entry]:
    """Rows of the log with their words."""
    return [
        Entry(day, name or "", asked, WHAT[what], person, words, _STATES.get(state, ""), letter, record, original)
        for day, _, name, asked, what, person, words, state, letter, record, original in rows
    ]


def _rows(letters: QuerySet[Letter], records: QuerySet[ContactRecord]) -> QuerySet:
    none, text = Value(None, output_field=IntegerField()), CharField()
    sent = letters.order_by().annotate(
        on=TruncDate(Coalesce("sent_at", "written_at")), at=Coalesce("sent_at", "written_at")
    )
    sent = sent.values_list(
        "on", "at", F("request__supplier__name"), F("request_id"), F("kind"), F("to_address"), F("subject"), F("state"),
        F("pk"), none, Value("", output_field=text),
    )  # fmt: skip
    came = records.order_by().values_list(
        F("day"), F("recorded_at"), F("request__supplier__name"), F("request_id"), F("kind"),
        Coalesce(F("recorded_by__email"), Value("")), F("text"), Value("", output_field=text),
        F("letter_id"), F("pk"), F("original_sha256"),
    )  # fmt: skip
    return sent.union(came, all=True).order_by("-on", "-at")
