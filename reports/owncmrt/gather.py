"""From the database to what the company's own CMRT rests on; a fixed number of queries, whatever the year's size.

Facilities are read from the summaries of Smelter Lists (`suppliers.rollup`), and row by row only where no facility was
placed by its ID or name. Counted are accepted declarations of requests that stand.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from cmr.countries import country_code
from cmr.models import AuditEvent, ReportingPeriod
from cmr.vocab import METALS
from reports.facts.gather_outreach import log_of
from reports.facts.origins import origin_read
from reports.owncmrt.company import Practice
from reports.owncmrt.evidence import Evidence, Facility, Name, Part, Said
from reports.owncmrt.guard import Guard
from smelters.models import Smelter
from smelters.tables.book import CAHRA, ORIGINS, Book
from smelters.tables.selectors import book_as_of
from suppliers.bitsets import keys_in, unpacked
from suppliers.models import Contact, CoveredProduct, Disposition, Mention, Request, Submission, Supplier, Upload
from suppliers.rollup import summaries_of


@dataclass(slots=True)
class _Held:
    """What is read of a facility: who names it, and what their rows say."""

    named_by: set[int] = field(default_factory=set)
    origins: set[str] = field(default_factory=set)
    recycled: set[str] = field(default_factory=set)


def evidence_of(period: ReportingPeriod, products: Sequence[CoveredProduct] = (), *, today: date) -> Evidence:
    """Of all manufacturers asked, or of those that make the given products."""
    requests = set(_requests(period, products).values_list("pk", flat=True))
    standing = Submission.objects.standing().filter(request__in=requests).order_by("pk")
    columns = ("pk", "request_id", "scope", "document__answers")
    parts = tuple(_part(*row) for row in standing.filter(state=Submission.State.ACCEPTED).values_list(*columns))
    accepted = [part.submission for part in parts]
    waiting = list(standing.exclude(state=Submission.State.ACCEPTED).values_list("pk", flat=True))
    held = _facilities(accepted)
    names, unnamed = _open_rows(accepted)
    book = book_as_of(today, (CAHRA, ORIGINS))
    smelters = Smelter.objects.in_bulk(list(held))
    return Evidence(
        asked=len(requests),
        accepted=len({part.maker for part in parts}),
        parts=parts,
        facilities=tuple(_facility(smelters[pk], each, book) for pk, each in sorted(held.items())),
        names=names,
        unnamed=unnamed,
        waiting=_metals_of(waiting),
        areas=frozenset(
            (str(metal), line.country_code)
            for sheet in book.of(CAHRA)
            for line in sheet.lines
            for metal in line.metals or METALS
        ),
    )


def practice_of(period: ReportingPeriod) -> Practice:
    registrant = period.registrant
    received = Submission.objects.filter(request__period=period)
    keys = {str(pk) for pk in received.values_list("pk", flat=True)}
    returned = AuditEvent.objects.filter(event="submission.returned").values_list("object_id", flat=True)
    return Practice(
        policy_url=registrant.policy_url,
        file_number=registrant.commission_file_number,
        log=log_of(period, date(period.year, 12, 31)),
        asked=period.requests.standing().count(),
        judged=received.exclude(decided_by=None).count(),
        corrections=sum(pk in keys for pk in returned),
    )


def guard_of(period: ReportingPeriod, ordinary: Iterable[str] | None = None) -> Guard:
    """Every manufacturer on record, of any year, with its people; its files of this year, and what it calls itself.

    With `ordinary`, the names of facilities that anybody knows, a manufacturer's first word tells of it too, and so
    does the domain of its addresses.
    """
    people = list(Contact.objects.values_list("user__name", "user__email"))
    files = Upload.objects.filter(request__period=period).values_list("file_name", flat=True)
    names = [*(word for both in people for word in both), *files]
    called = Submission.objects.filter(request__period=period).order_by().values_list("company_name", flat=True)
    companies = [*Supplier.objects.values_list("name", flat=True), *called.distinct()]
    if ordinary is None:
        return Guard((*names, *companies))
    domains = (email.rpartition("@")[2].partition(".")[0] for _, email in people)
    return Guard.of_houses(names, (*companies, *domains), ordinary)


def makers_missing(products: Iterable[CoveredProduct], period: ReportingPeriod) -> list[str]:
    """The products that nobody is asked for: nothing is known of them."""
    return [each.name for each in products if not _requests(period, [each]).exists()]


def _requests(period: ReportingPeriod, products: Sequence[CoveredProduct]) -> QuerySet[Request]:
    rows = Request.objects.standing().filter(period=period).order_by()
    if not products:
        return rows
    return rows.filter(Q(products__in=products) | Q(supplier__products__in=products)).distinct()


def _part(submission: int, request: int, scope: str, answers: Mapping[str, Any] | None) -> Part:
    said = {
        int(question): {metal: Said(given.get("answer") or "", given.get("cell") or "") for metal, given in by.items()}
        for question, by in (answers or {}).items()
    }
    return Part(submission, request, scope, said)


def _facilities(accepted: Collection[int]) -> dict[int, _Held]:
    """Facility -> what the accepted lists say of it."""
    held: dict[int, _Held] = defaultdict(_Held)
    for submission, summary in summaries_of(accepted).items():
        for key in keys_in(unpacked(summary["facilities"])):
            held[key].named_by.add(submission)
        for word, column in (("yes", "recycled"), ("no", "unrecycled")):
            for key in keys_in(unpacked(summary[column])):
                held[key].recycled.add(word)
        for text, keys in summary["origins"].items():
            for key in keys:
                held[key].origins |= origin_read(text)[0]
    decided = Mention.objects.filter(submission__in=accepted, unknown_name__isnull=False, smelter__isnull=False)
    for submission, smelter, details in decided.order_by().values_list("submission_id", "smelter_id", "details"):
        each = held[smelter]
        each.named_by.add(submission)
        each.origins |= origin_read(details.get("mine_countries"))[0]
        said = str(details.get("recycled") or "").strip().casefold()
        each.recycled |= {said} & {"yes", "no"}
    return held


def _facility(smelter: Smelter, held: _Held, book: Book) -> Facility:
    stated = book.origins(smelter.metal, smelter.smelter_id)
    known = {each.line.country_code for each in stated if each.sheet.publishable}
    return Facility(
        metal=smelter.metal,
        smelter_id=smelter.smelter_id,
        name=smelter.name,
        country_code=smelter.country_code or country_code(smelter.country),
        named_by=tuple(sorted(held.named_by)),
        origins=frozenset(held.origins),
        recycled=frozenset(held.recycled),
        known=frozenset(known),
        hidden=frozenset(each.line.country_code for each in stated) - known,
        reported=smelter.origin == Smelter.Origin.REPORTED,
    )


def _open_rows(accepted: Collection[int]) -> tuple[tuple[Name, ...], dict[str, tuple[int, ...]]]:
    """Names that no facility goes by, one a metal and unknown name; and by metal the lists with rows that name none."""
    rows = Mention.objects.filter(submission__in=accepted, smelter=None).order_by("submission_id", "row")
    names: dict[tuple[str, object], dict[str, Any]] = {}
    unnamed: dict[str, set[int]] = defaultdict(set)
    columns = (
        "submission_id",
        "metal",
        "name",
        "standard_name",
        "country",
        "listed",
        "unknown_name_id",
        "disposition__kind",
    )
    for submission, metal, name, standard, country, listed, unknown, kind in rows.values_list(*columns).iterator():
        if kind in Disposition.EXCLUDED:
            continue
        called = standard or name
        if listed == Mention.Listed.NOT_IDENTIFIED or not called:
            unnamed[metal].add(submission)
            continue
        each = names.setdefault(
            (metal, unknown or called.casefold()),
            {"name": called, "code": "", "kept": kind in Disposition.WAITING, "named_by": set()},
        )
        each["code"] = each["code"] or country_code(country)
        each["named_by"].add(submission)
    found = tuple(
        Name(metal, each["name"], each["code"], each["kept"], tuple(sorted(each["named_by"])))
        for (metal, _), each in names.items()
    )
    return found, {metal: tuple(sorted(keys)) for metal, keys in unnamed.items()}


def _metals_of(submissions: Collection[int]) -> Mapping[str, tuple[int, ...]]:
    """By metal the submissions that list smelters of it."""
    found: dict[str, list[int]] = defaultdict(list)
    for metal, submission in _pairs(submissions):
        found[metal].append(submission)
    return {metal: tuple(keys) for metal, keys in found.items()}


def _pairs(submissions: Collection[int]) -> Iterator[tuple[str, int]]:
    rows = Mention.objects.filter(submission__in=submissions).order_by("metal", "submission_id")
    yield from rows.values_list("metal", "submission_id").distinct()
