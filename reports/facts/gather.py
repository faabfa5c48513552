"""From the database to FilingFacts: the only reader of the database for a filing.

Counted are accepted submissions alone. A facility is in the annex because a row of an accepted Smelter List was matched
to it; rows that were not stay visible as unresolved names or as entries that name nothing, and are never counted.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import TextField
from django.db.models.functions import Cast

from cmr.collector import uncollected
from cmr.countries import country_label
from cmr.models import AuditEvent, Registrant, ReportingPeriod
from cmr.vocab import METALS, is_covered
from reports.deadlines import due_date
from reports.facts.answers import Answers, answers_joined, answers_of
from reports.facts.gather_outreach import log_of, outreach_of
from reports.facts.gather_yearly import yearly_of
from reports.facts.graded import facilities_graded
from reports.facts.origins import origin_read, says_something
from reports.facts.sheet import (
    AnnexRow,
    Excluded,
    Filer,
    FilingFacts,
    ListFact,
    SourceFile,
    Span,
    Unresolved,
)
from reports.facts.sources import Sources
from smelters.matching import name_key
from smelters.models import StatusList, StatusRecord
from smelters.selectors import status_day
from suppliers.models import Disposition, Mention, Request, Submission
from suppliers.services.takeover import REASON as TAKEN_OVER

__all__ = ["FilingFacts", "build_facts"]

_CELLS = ("smelter_id", "metal", "lookup", "name", "standard_name", "country")


def build_facts(
    period: ReportingPeriod,
    *,
    as_of: date | None = None,
    today: date,
    signed_on: date | None = None,
    amendment: int = 0,
    why: str = "",
) -> FilingFacts:
    """The facts of a period's filing, with statuses as of a day (`status_day` when none is given).

    `today` decides nothing but that day; the facts of a past year are the same whenever they are read.
    """
    as_of = as_of or status_day(period, today)
    requests = list(period.requests.standing().select_related("supplier").order_by("supplier__name"))
    submissions = list(
        Submission.objects.filter(request__in=requests)
        .exclude(state__in=[Submission.State.DRAFT, Submission.State.WITHDRAWN])
        .select_related("upload", "request__supplier")
        .order_by("pk")
    )
    accepted = sorted(
        (sub for sub in submissions if sub.state == Submission.State.ACCEPTED),
        key=lambda sub: (sub.request.supplier.name, sub.pk),
    )
    harvest = _harvest(accepted)
    graded = facilities_graded(period, as_of)
    annex = graded.annex(harvest.sources, harvest.closed)
    unresolved = _unresolved(harvest)
    answers = _answers(accepted)
    until = date.min if _taken_over(period) else due_date(period.year)
    return FilingFacts(
        year=period.year,
        filer=_filer(period.registrant),
        products=period.covered_products.strip(),
        due_date=due_date(period.year),
        signed_on=signed_on,
        amendment=amendment,
        why=why,
        as_of=as_of,
        lists=_lists(annex, as_of),
        surveyed=len(requests),
        responded=len({sub.request_id for sub in submissions}),
        accepted=len(answers),
        without_accepted=_without(requests, accepted),
        returned=_returned(submissions),
        requested=_span((request.requested_at.date() for request in requests), until),
        received=_span((sub.upload.received_at.date() for sub in accepted), until),
        effective=_span(sub.effective_date for sub in accepted),
        declaration_levels={scope: sum(sub.scope == scope for sub in accepted) for scope in "ABC"},
        files=tuple(_file(sub) for sub in accepted),
        annex=annex,
        mentions=harvest.rows,
        unresolved_mentions=harvest.unresolved_rows,
        sentinels=harvest.sentinels,
        unresolved=unresolved,
        excluded_mentions=sum(len(rows) for rows in harvest.left_out.values()),
        excluded=_excluded(harvest),
        origins={metal: tuple(sorted(harvest.origins[metal])) for metal in map(str, METALS)},
        unread_origins=harvest.unread_origins,
        mines=harvest.mines,
        outreach=outreach_of(period, submissions),
        log=log_of(period, date(period.year, 12, 31)),
        corrected_later=_corrected_later(harvest.sources, as_of),
        risk=graded.risk(unresolved),
        yearly=yearly_of(period, annex, as_of),
        **_answer_facts(answers, {sub.request_id for sub in _naming_covered(accepted, annex)}),
    )


@dataclass
class _Harvest:
    """What the rows of the accepted Smelter Lists add up to."""

    sources: dict[int, Sources] = field(default_factory=lambda: defaultdict(Sources))
    names: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    left_out: dict[int, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    closed: set[int] = field(default_factory=set)
    origins: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    unread_origins: int = 0
    mines: int = 0
    rows: int = 0
    unresolved_rows: int = 0
    sentinels: int = 0


@uncollected()
def _harvest(accepted: Sequence[Submission]) -> _Harvest:
    """Reads the rows in two questions: of the millions that name a facility a few columns tell all."""
    index = {sub.pk: (number, sub.request_id) for number, sub in enumerate(accepted)}
    files = {submission: number for submission, (number, _) in index.items()}
    found = _Harvest()
    rows = (
        Mention.objects.filter(submission__in=index)
        .annotate(placed=Cast("cells", TextField()), told=Cast("details", TextField()))
        .order_by("submission_id", "row")
    )
    excluding = dict(Disposition.objects.filter(kind__in=Disposition.EXCLUDED).values_list("pk", "stock_used"))
    placing = rows.filter(smelter__isnull=False).values_list(
        "submission_id", "smelter_id", "metal", "placed", "told", "disposition_id"
    )
    sources = found.sources
    for submission, smelter, metal, placed, told, decision in placing.iterator(chunk_size=5000):
        _count(found, metal, told)
        sources[smelter].add(files[submission], _address(placed))
        if decision and excluding.get(decision):  # counted all the same, since its stock was used
            found.closed.add(smelter)
    others = rows.filter(smelter__isnull=True).values_list(
        "submission_id", "metal", "name", "standard_name", "country", "listed", "told", "disposition_id"
    )
    for submission, metal, name, standard, country, listed, told, decision in others.iterator(chunk_size=5000):
        _count(found, metal, told)
        manufacturer = index[submission][1]
        if decision in excluding:
            found.left_out[decision].append((manufacturer, country))
        elif listed != Mention.Listed.NOT_IDENTIFIED and (standard or name):
            found.unresolved_rows += 1
            known = found.names.setdefault(
                (metal, name_key(standard or name)),
                {"name": standard or name, "country": country, "manufacturers": set()},
            )
            known["manufacturers"].add(manufacturer)
        else:
            found.sentinels += 1
    return found


def _count(found: _Harvest, metal: str, told: str) -> None:
    """What any row adds."""
    codes, unread, mine = _stated(told)
    found.rows += 1
    found.origins[metal] |= codes
    found.unread_origins += unread
    found.mines += mine


# Lists are filled in alike, from the same rows on: of millions of rows, few hold a JSON of their own.
@lru_cache(maxsize=50_000)
def _stated(details: str) -> tuple[frozenset[str], bool, bool]:
    """What a row's details state of origins: ISO codes, whether anything else besides; and whether they name a mine."""
    read = json.loads(details)
    return *origin_read(read.get("mine_countries")), says_something(read.get("mines"))


@lru_cache(maxsize=50_000)
def _address(placed: str) -> str:
    """The cells a mention was read from, as one address: "Smelter List!A5, B5, D5"; equal ones share their memory."""
    cells = json.loads(placed)
    places = [cells[key].rpartition("!") for key in _CELLS if cells.get(key)]
    refs = sorted({ref for _, _, ref in places}, key=lambda ref: (len(ref.rstrip("0123456789")), ref))
    return sys.intern(f"{places[0][0]}!{', '.join(refs)}" if places and places[0][0] else ", ".join(refs))


def _corrected_later(smelters: Iterable[int], as_of: date) -> tuple[str, ...]:
    later = StatusRecord.objects.filter(valid_from__gt=as_of, status_list=None).values_list(
        "smelter_id", "smelter__smelter_id"
    )
    named = set(smelters)
    return tuple(sorted({smelter_id for pk, smelter_id in later if pk in named}))


def _lists(annex: Iterable[AnnexRow], as_of: date) -> tuple[ListFact, ...]:
    """The lists that the statuses rest on: those that an annex row cites, or else the newest one of the day."""
    cited = {(row.list_name, row.list_date) for row in annex if row.list_date}
    newest = list(StatusList.objects.filter(as_of__lte=as_of))
    used = [row for row in newest if (row.name, row.as_of) in cited] or newest[:1]
    seen: dict[tuple[str, date], ListFact] = {}
    for row in used:
        seen.setdefault((row.name, row.as_of), ListFact(row.name, row.source, row.as_of, row.sha256))
    return tuple(seen.values())


def _filer(registrant: Registrant) -> Filer:
    return Filer(
        name=registrant.name,
        state=registrant.state_of_incorporation,
        file_number=registrant.commission_file_number,
        ein=registrant.ein,
        address=tuple(line.strip() for line in registrant.address.splitlines() if line.strip()),
        contact_name=registrant.contact_name,
        contact_title=registrant.contact_title,
        contact_phone=registrant.contact_phone,
        signatory_name=registrant.signatory_name,
        signatory_title=registrant.signatory_title,
        disclosure_url=registrant.disclosure_url,
        policy_url=registrant.policy_url,
        overview=" ".join(registrant.overview.split()),
    )


def _file(sub: Submission) -> SourceFile:
    return SourceFile(
        supplier=sub.request.supplier.name,
        sha256=sub.upload.sha256,
        file_name=sub.upload.file_name,
        version=sub.template_version,
        scope=sub.scope,
        effective_date=sub.effective_date,
    )


def _without(requests: Sequence[Request], accepted: Sequence[Submission]) -> tuple[str, ...]:
    settled = {sub.request_id for sub in accepted}
    return tuple(request.supplier.name for request in requests if request.pk not in settled)


def _taken_over(period: ReportingPeriod) -> bool:
    """Whether the year came in as a folder: its days of request and receipt are then those of the taking over."""
    return AuditEvent.objects.filter(event__startswith="period.", object_id=str(period.pk), reason=TAKEN_OVER).exists()


def _returned(submissions: Sequence[Submission]) -> int:
    """Submissions that a person sent back for correction, as the log says; a machine's finding alone tells nobody."""
    asked = set(AuditEvent.objects.filter(event="submission.returned").values_list("object_id", flat=True))
    return sum(str(sub.pk) in asked for sub in submissions)


def _span(days: Iterable[date | None], until: date | None = None) -> Span | None:
    """First and last day, or nothing when there is none or one lies past `until`.

    A day after the due date says when the work was entered into the system, not when it was done.
    """
    known = [day for day in days if day]
    if not known or (until and max(known) > until):
        return None
    return Span(min(known), max(known))


def _unresolved(harvest: _Harvest) -> tuple[Unresolved, ...]:
    rows = (
        Unresolved(metal, known["name"], country_label(known["country"]), len(known["manufacturers"]))
        for (metal, _), known in harvest.names.items()
    )
    return tuple(sorted(rows, key=lambda row: (row.metal, row.name.casefold())))


def _excluded(harvest: _Harvest) -> tuple[Excluded, ...]:
    decisions = Disposition.objects.select_related("unknown_name").in_bulk(list(harvest.left_out))
    rows = []
    for pk, decision in decisions.items():
        name = decision.unknown_name
        files = {manufacturer for manufacturer, _ in harvest.left_out[pk]}
        country = next((country for _, country in harvest.left_out[pk] if country), "")
        called = name.name or name.reported_id
        rows.append(Excluded(name.metal, called, country_label(country), decision.kind, decision.reason, len(files)))
    return tuple(sorted(rows, key=lambda row: (row.metal, row.name.casefold(), row.kind)))


def _answers(accepted: Sequence[Submission]) -> dict[int, Answers]:
    """What each manufacturer declares, over all the parts of its answer; by request."""
    parts: dict[int, list[Answers]] = defaultdict(list)
    for submission in accepted:
        parts[submission.request_id].append(answers_of(submission.document))
    return {request: answers_joined(each) for request, each in parts.items()}


def _naming_covered(accepted: Sequence[Submission], annex: Iterable[AnnexRow]) -> list[Submission]:
    """The declarations that name a facility in a Covered Country."""
    files = {file for row in annex if is_covered(row.country_code) for file, _ in row.sources}
    return [accepted[file] for file in sorted(files)]


def _answer_facts(by_request: Mapping[int, Answers], naming_covered: Set[int]) -> dict[str, Any]:
    answers = by_request.values()
    overall = Counter(answer.sourcing for answer in answers)
    metals = [str(metal) for metal in METALS]
    return {
        "declared_by_metal": {metal: sum(metal in answer.declared for answer in answers) for metal in metals},
        "question_3": {kind: overall[kind] for kind in ("yes", "no", "unknown", "out")},
        "question_3_by_metal": {
            metal: {word: sum(answer.stated(metal) == word for answer in answers) for word in ("Yes", "No", "Unknown")}
            for metal in metals
        },
        "no_sourcing_but_listing_covered": sum(
            answer.sourcing == "no" and request in naming_covered for request, answer in by_request.items()
        ),
        "recycled_by_metal": {metal: sum(metal in answer.recycled for answer in answers) for metal in metals},
        "recycled": sum(bool(answer.recycled) for answer in answers),
        "all_recycled": sum(bool(answer.declared) and answer.declared <= answer.recycled for answer in answers),
    }
