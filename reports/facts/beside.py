"""Reads what the checks before filing know and the report does not print."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from cmr import storage
from cmr.countries import country_code
from cmr.models import ReportingPeriod
from diligence.selectors import entries_of
from reports.document import from_json
from reports.facts.answers import answers_joined, answers_of
from reports.facts.sheet import FilingFacts
from reports.prefiling.beside import Before, Beside, Denial, Known
from reports.prefiling.lastyear import sections_of
from smelters.models import ReferenceLookup, Smelter
from suppliers.models import (
    Campaign,
    ContactRecord,
    CorrectionRequest,
    Explanation,
    FindingWaiver,
    Request,
    Submission,
    Upload,
)
from suppliers.services.references import lines_of
from suppliers.services.requests import products_missing

# The template of the years since 2020, in the revisions that the reader knows.
_VERSION = re.compile(r"6\.\d{1,2}")


def beside_of(period: ReportingPeriod, facts: FilingFacts) -> Beside:
    """What is known beside these facts; a handful of queries, more where a manufacturer denies what its list names."""
    registrant = period.registrant
    return Beside(
        reference=_reference(facts),
        denials=tuple(_denials(period, facts)) if facts.no_sourcing_but_listing_covered else (),
        unsound=tuple(_unsound(period)),
        before=_before(facts),
        edgar_name=registrant.edgar_name,
        officer_since=registrant.signatory_since,
        officer_until=registrant.signatory_until,
    )


def _reference(facts: FilingFacts) -> dict[tuple[str, str], Known]:
    """What the Smelter Look-ups at hand say of the annex's facilities, where the register has no later source."""
    wanted = {(row.metal, row.smelter_id) for row in facts.annex}
    spelled = {
        (metal, smelter_id): day
        for metal, smelter_id, day in Smelter.objects.values_list("metal", "smelter_id", "spelled_on")
        if (metal, smelter_id) in wanted
    }
    found: dict[tuple[str, str], Known] = {}
    for lookup in ReferenceLookup.objects.order_by("as_of", "pk"):
        for metal, _, name, country, smelter_id in lines_of(lookup.sha256):
            key = (metal, smelter_id or "")
            day = spelled.get(key)
            if key in wanted and name and (day is None or day <= lookup.as_of):
                found[key] = Known(name, country_code(country or ""), str(lookup))
    return found


def _denials(period: ReportingPeriod, facts: FilingFacts) -> Iterator[Denial]:
    """Those who answer No to question 3 for every metal and list a facility in a Covered Country; what was asked."""
    listing = {facts.files[file].supplier for row in facts.in_covered for file, _ in row.sources}
    requests = Request.objects.filter(period=period, supplier__name__in=listing).select_related("supplier")
    for request in requests.order_by("supplier__name"):
        accepted = request.submissions.filter(state=Submission.State.ACCEPTED)
        if answers_joined([answers_of(each.document) for each in accepted]).sourcing == "no":
            yield Denial(request.supplier.name, _asked(period, request))


def _asked(period: ReportingPeriod, request: Request) -> str:
    """What stands on record of having asked the manufacturer again, in a few words."""
    records = {
        "an entry of the due-diligence log": entries_of(period).filter(request=request),
        "a call or a meeting": ContactRecord.objects.filter(request=request),
        "a request for correction": CorrectionRequest.objects.filter(submission__request=request),
        "the manufacturer's own explanation": Explanation.objects.filter(request=request),
        "a reviewer's reason": FindingWaiver.objects.filter(request=request, lifted_at=None),
    }
    return next((words for words, rows in records.items() if rows.exists()), "")


def _unsound(period: ReportingPeriod) -> Iterator[tuple[str, str]]:
    """Accepted CMRTs that lack what they need, and answers of which something is accepted and something still open."""
    yield from _open(period)
    rows = Submission.objects.filter(
        request__in=period.requests.standing(),
        state=Submission.State.ACCEPTED,
        upload__kind=Upload.Kind.WORKBOOK,
    ).values_list("request__supplier__name", "template_version", "document__company")
    for supplier, version, company in rows.order_by("request__supplier__name"):
        if not _VERSION.fullmatch(version):
            yield supplier, f"answers in template version {version or 'that cannot be read'}, which is not supported"
        if isinstance(company, Mapping) and not company.get("authorizer_name"):
            yield supplier, "has a CMRT that nobody authorized (Declaration, authorizer)"


def _open(period: ReportingPeriod) -> Iterator[tuple[str, str]]:
    """Manufacturers of whose answer something is accepted, and a part, a newer file or a product still open."""
    asked = period.requests.standing()
    rows = list(
        Submission.objects.standing()
        .filter(request__in=asked)
        .order_by("request__supplier__name", "covers", "upload_id")
        .values_list("request_id", "request__supplier__name", "covers", "state", "upload_id")
    )
    accepted = {(row[0], row[2]): row[4] for row in rows if row[3] == Submission.State.ACCEPTED}
    newest = {request: upload for (request, _), upload in sorted(accepted.items(), key=lambda item: item[1])}
    for request, supplier, covers, state, upload in rows:
        if state == Submission.State.ACCEPTED or request not in newest:
            continue
        if (request, covers) not in accepted:
            yield supplier, f"has a part of its answer that is not accepted ({covers or 'the whole'})"
        elif upload > accepted[request, covers]:
            yield supplier, "sent another file after the accepted one, and nobody has decided on it"
    unread = (Upload.State.QUEUED, Upload.State.READING, Upload.State.FAILED)
    waiting = Upload.objects.filter(request__in=asked, draft=False, withdrawn_at=None, state__in=unread)
    for request, supplier, upload in waiting.values_list("request_id", "request__supplier__name", "pk"):
        if upload > newest.get(request, upload):
            yield supplier, "sent another file after the accepted one, which has not been read yet"
    if Campaign.objects.filter(period=period, level=Campaign.Level.PRODUCT).exists():
        for each in asked.filter(state=Request.State.REQUESTED, pk__in=newest).select_related("supplier"):
            if missing := products_missing(each):
                yield each.supplier.name, f"has no accepted CMRT for {', '.join(missing)}"


def _before(facts: FilingFacts) -> Before | None:
    """Last year's report, where it can be read."""
    last = facts.yearly
    if last is None or not last.sha256:
        return None
    try:
        return _read(last.sha256)
    except (FileNotFoundError, storage.Damaged):
        return None  # P09 says so


@lru_cache(maxsize=16)
def _read(sha256: str) -> Before:
    """Of a snapshot what the checks compare; it never changes, and a large one takes seconds to read."""
    content = json.loads(storage.read(sha256))
    facts = {name: content["facts"][name] for name in ("surveyed", "responded", "question_3")}
    sections = {key: words for key, (_, words) in sections_of(from_json(content["report"])).items()}
    return Before(content["facts"]["year"], facts, sections)
