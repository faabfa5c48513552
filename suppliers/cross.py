"""What manufacturers say held against one another, over a year: the same list, another country, another origin.

Each question costs a fixed number of queries, however many were asked. What was superseded or withdrawn says nothing.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, F, Func, Min, QuerySet, TextField

from cmr.findings import Severity
from cmr.kept import kept
from cmr.models import ReportingPeriod
from cmr.vocab import METALS
from smelters.models import Smelter
from suppliers.bitsets import bits_of, counted
from suppliers.models import CorrectionRequest, FindingRow, Request, Submission
from suppliers.rollup import lists_named
from suppliers.selectors import Asked, requests_asked, submissions_sent, uploads_sent

# The check that holds a row's country against the register's.
COUNTRY_DIFFERS = "REG-05"


class Answerer(NamedTuple):
    """A manufacturer and what it sent."""

    submission: int
    name: str


@dataclass(frozen=True, slots=True)
class SameList:
    """One of several manufacturers whose Smelter Lists name exactly the same; `number` tells the lists apart."""

    number: int
    sharing: int
    who: Answerer


@dataclass(frozen=True, slots=True)
class OtherCountry:
    """A row that places a facility in another country than the register does."""

    smelter_id: str
    facility: str
    registered: str
    said: str
    cell: str
    who: Answerer


class OriginDisputed(NamedTuple):
    """A facility named by some who say that none of its metal is from a Covered Country, and by some who say it is."""

    pk: int
    metal: str
    smelter_id: str
    name: str
    no: int
    yes: int


@dataclass(frozen=True, slots=True)
class Quality:
    """How well one manufacturer answered; `days` from being asked to its first file."""

    request: int
    name: str
    blocking: int
    warned: int
    files: int
    corrections: int
    days: int | None


def same_lists(period: ReportingPeriod) -> list[SameList]:
    """Manufacturers that sent the same Smelter List, the list of most first; one query."""
    rows = _standing(period).exclude(list_fingerprint="")
    groups: dict[str, dict[int, Answerer]] = defaultdict(dict)
    columns = ("list_fingerprint", "request__supplier_id", "pk", "request__supplier__name")
    for one, supplier, pk, name in rows.order_by("pk").values_list(*columns):
        groups[one][supplier] = Answerer(pk, name)
    shared = sorted((list(who.values()) for who in groups.values() if len(who) > 1), key=lambda who: (-len(who), who))
    return [
        SameList(number, len(who), one)
        for number, who in enumerate(shared, 1)
        for one in sorted(who, key=lambda each: each.name.casefold())
    ]


def other_countries(period: ReportingPeriod) -> list[OtherCountry]:
    """Rows that place a facility elsewhere than the register, by facility; one query."""
    rows = FindingRow.objects.filter(
        code=COUNTRY_DIFFERS, submission__request__period=period, submission__state__in=Submission.STANDING
    ).order_by()
    columns = ("params", "sheet", "cell", "submission_id", "submission__request__supplier__name")
    found = [
        OtherCountry(
            said.get("smelter_id", ""),
            said.get("registered", ""),
            said.get("country_registered", ""),
            said.get("country", ""),
            f"{sheet}!{cell}",
            Answerer(submission, name),
        )
        for said, sheet, cell, submission, name in rows.values_list(*columns)
    ]
    return sorted(found, key=lambda row: (row.facility.casefold(), row.smelter_id, row.said, row.who.name))


@kept
def origins_disputed(period: ReportingPeriod) -> list[OriginDisputed]:
    """Facilities named both by who says No to question 3 for their metal and by who says Yes; four queries."""
    lists, answers = lists_named(period, Submission.STANDING), _origins_said(period)
    facilities = {pk: rest for pk, *rest in Smelter.objects.values_list("pk", "metal", "smelter_id", "name")}
    of_metal = {metal.value: bits_of(pk for pk, (its, *_) in facilities.items() if its == metal) for metal in METALS}

    def named(word: str) -> Counter[int]:
        # A list names facilities of all metals, and an answer for gold says nothing of a tin smelter.
        meant = {text: sum(of_metal[metal] for metal in _metals_said(text, word)) for text in set(answers.values())}
        return counted(lists[pk] & meant[text] for pk, text in answers.items() if pk in lists and meant[text])

    no, yes = named("No"), named("Yes")
    rows = [OriginDisputed(pk, *facilities[pk], no[pk], yes[pk]) for pk in no.keys() & yes.keys()]
    return sorted(rows, key=lambda row: (-row.no, row.metal, row.name.casefold()))


def origins_said(period: ReportingPeriod, smelter: Smelter) -> list[tuple[Answerer, str]]:
    """Who names a facility, and what each answers to question 3 for its metal, No first; four queries."""
    lists, answers = lists_named(period, Submission.STANDING), _origins_said(period)
    naming = [pk for pk, bits in lists.items() if bits >> smelter.pk & 1]
    names = _standing(period).filter(pk__in=naming).values_list("pk", "request__supplier__name")
    found = [(Answerer(pk, name), _answers(answers.get(pk, "")).get(smelter.metal, "")) for pk, name in names]
    return sorted(found, key=lambda row: (row[1] != "No", row[1], row[0].name.casefold()))


class Rated(Sequence[Quality]):
    """Every manufacturer asked, by name; how well each answered is read where the table is cut, in five queries."""

    def __init__(self, period: ReportingPeriod) -> None:
        self._asked = requests_asked(period)

    def __len__(self) -> int:
        return len(self._asked)

    def __getitem__(self, at: Any) -> Any:
        rows = _rated(self._asked[at] if isinstance(at, slice) else [self._asked[at]])
        return rows if isinstance(at, slice) else rows[0]


def _rated(asked: Sequence[Asked]) -> list[Quality]:
    requests = [each.pk for each in asked]
    sent = submissions_sent().filter(request__in=requests)
    newest = dict(sent.order_by("upload_id", "pk").values_list("request_id", "pk"))
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = FindingRow.objects.filter(submission__in=newest.values()).order_by()
    for submission, severity, count in rows.values_list("submission_id", "severity").annotate(Count("pk")):
        found[submission][severity] = count
    asked_again = CorrectionRequest.objects.filter(submission__request__in=requests).order_by()
    corrections = dict(asked_again.values_list("submission__request_id").annotate(Count("pk")))
    uploads = uploads_sent().filter(request__in=requests).order_by()
    files = {pk: rest for pk, *rest in uploads.values_list("request_id").annotate(Count("pk"), Min("received_at"))}
    since = dict(Request.objects.filter(pk__in=requests).order_by().values_list("pk", "requested_at"))
    rated = []
    for one in asked:
        findings = found[newest.get(one.pk, 0)]
        count, first = files.get(one.pk, (0, None))
        days = (first - since[one.pk]).days if first and since[one.pk] else None
        blocking, warned = findings.get(Severity.BLOCK, 0), findings.get(Severity.WARN, 0)
        rated.append(Quality(one.pk, one.name, blocking, warned, count, corrections.get(one.pk, 0), days))
    return rated


class _OriginAnswers(Func):
    """The answers to question 3 as JSON; a path of our own, since Django takes "3" for a place in an array."""

    template = "jsonb_extract_path_text(%(expressions)s, 'answers', '3')"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="JSON_EXTRACT(%(expressions)s, '$.answers.\"3\"')", **context)


def _origins_said(period: ReportingPeriod) -> dict[int, str]:
    """For each submission its answers to question 3; one query. Many are alike to the letter, so each is read once."""
    rows = _standing(period).values_list("pk", _OriginAnswers(F("document")))
    return {pk: text or "" for pk, text in rows}


def _answers(text: str) -> dict[str, str]:
    """By metal what is answered."""
    given = json.loads(text or "{}")
    return {metal: one.get("answer") or "" for metal, one in given.items() if isinstance(one, dict)}


def _metals_said(text: str, word: str) -> list[str]:
    """The metals for which this is the answer."""
    said = _answers(text)
    return [metal.value for metal in METALS if said.get(metal.value) == word]


def _standing(period: ReportingPeriod) -> QuerySet[Submission]:
    return Submission.objects.standing().filter(request__period=period).order_by()
