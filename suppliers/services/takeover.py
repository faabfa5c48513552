"""Taking over a year that a team kept in a folder: the register's lists, who was asked, and what they sent.

Every file goes the way of an upload: stored, queued, claimed, read in a child. Doing it twice changes nothing.
"""

import hashlib
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction

from cmr import audit
from cmr.models import Registrant, ReportingPeriod, User
from smelters.matching import name_key
from smelters.models import StatusList
from smelters.services import ListError, list_apply, parse_list
from suppliers.cmrt.child import Read, Refused, read_in_child
from suppliers.folder import Asked, BadFolder, Folder, ListFile
from suppliers.models import Request, Submission, Upload
from suppliers.services import ingest
from suppliers.services.contacts import NotAContact, contact_add
from suppliers.services.requests import request_due, request_open, supplier_add
from suppliers.services.review import submission_accept
from suppliers.services.scope import exclusion_of, manufacturer_exclude, product_add, products_set
from suppliers.services.uploads import upload_receive

REASON = "Taken over with the files of the year, as accepted before."
# A folder's list holds the RMI's words and IDs; the report cites it by this name, so it reads as a reader knows it.
LIST_NAME = "List of conformant and active facilities"
LIST_SOURCE = "Responsible Minerals Initiative"


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file; `sentence` says why it could not be read, and is empty when it was."""

    supplier: str
    file: str
    state: str
    rows: int = 0
    facilities: int = 0
    findings: Counter[str] | None = None
    sentence: str = ""


def period_take_over(folder: Folder, year: int, as_of: date | None, *, actor: User | None) -> ReportingPeriod:
    """The period with its registrant, entered or brought up to date from registrant.json. Raises BadFolder."""
    with transaction.atomic():
        registrant = _registrant(folder, actor)
        earlier = registrant.periods.first()
        products = folder.covered_products or (earlier.covered_products if earlier else "our products")
        period, new = ReportingPeriod.objects.get_or_create(
            year=year, defaults={"registrant": registrant, "covered_products": products}
        )
        if period.registrant != registrant:
            raise BadFolder(f"The calendar year {year} is entered for {period.registrant}, not for {registrant}.")
        wanted = {"status_as_of": as_of or period.status_as_of}
        if folder.covered_products:
            wanted["covered_products"] = folder.covered_products
        before = {key: getattr(period, key) for key in wanted}
        if new or before != wanted:
            for key, value in wanted.items():
                setattr(period, key, value)
            period.save()
            event = "period.opened" if new else "period.changed"
            audit.record(event, actor, period, before=_json(before), after=_json(wanted), reason=REASON)
    return period


def list_take_over(file: ListFile, as_of: date | None, *, today: date, actor: User | None) -> str:
    """Load a status list; returns a warning, or nothing. Raises BadFolder when it cannot be read."""
    data = file.path.read_bytes()
    # Loaded before without a day: it keeps the day it was given then, so that a later run changes nothing.
    known = StatusList.objects.filter(sha256=hashlib.sha256(data).hexdigest()).order_by("id").first()
    day = as_of or file.as_of or (known.as_of if known else today)
    try:
        rows = parse_list(data, file.path.name)
    except ListError as error:
        raise BadFolder(f"{file.path.name}: {error}") from None
    list_apply(rows, name=LIST_NAME, source=LIST_SOURCE, as_of=day, original=data, actor=actor)
    if as_of or file.as_of:
        return ""
    return f"{file.path.name} says nothing of its day; it counts as of {day}. Give --as-of to say otherwise."


@transaction.atomic
def supplier_take_over(asked: Asked, period: ReportingPeriod, *, actor: User | None) -> Request | None:
    """The manufacturer, its contacts and its request; None for one that is left out.

    What the team decided meanwhile stays: contacts that ended, products set, exclusions lifted. Raises BadFolder.
    """
    supplier = supplier_add(asked.name, asked.country, actor=actor)
    known = set(supplier.contacts.values_list("user__email", flat=True))
    for contact in asked.contacts:
        if contact.email.lower() not in known:
            try:
                contact_add(supplier, contact.email, contact.name, language=contact.language, actor=actor)
            except NotAContact as error:
                raise BadFolder(f"suppliers.csv, {asked.name}: {error}") from None
    if asked.products and not supplier.products.filter(period=period).exists():
        products = [product_add(period, name, actor=actor) for name in asked.products]
        products_set(period, supplier, products, actor=actor)
    if asked.left_out and not supplier.exclusions.filter(period=period).exists():
        manufacturer_exclude(period, supplier, asked.left_out, actor)
    if exclusion_of(period, supplier):
        return None
    return request_open(supplier, period, request_due(period), actor)


def file_take_over(request: Request, path: Path, *, review: bool, actor: User | None) -> FileResult:
    """Receive and read one file and, unless it is to be reviewed, accept it; a person's decision is left alone."""
    with path.open("rb") as file:
        upload = upload_receive(request, file_name=path.name, chunks=_chunks(file), actor=actor)
    upload = _at_rest(upload)
    result = (request.supplier.name, path.name)
    if upload.state != Upload.State.READ:
        return FileResult(*result, upload.get_state_display(), sentence=upload.reason or "It is still being read.")
    submission = upload.submissions.latest("id")
    open_states = (Submission.State.IN_REVIEW, Submission.State.NEEDS_CORRECTION)
    if not review and submission.decided_at is None and submission.state in open_states:
        submission_accept(submission, actor=actor, note=REASON)
    mentions = submission.mentions.all()
    return FileResult(
        *result,
        submission.get_state_display(),
        rows=len(mentions),
        facilities=len({mention.smelter_id for mention in mentions} - {None}),
        findings=Counter(submission.findings.order_by().values_list("severity", flat=True)),
    )


def strays_placed(folder: Folder, requests: dict[str, Request], today: date) -> Iterator[tuple[Path, Request | str]]:
    """Workbooks that no row names: with the request of the company they name, or a sentence why there is none."""
    by_key = {name_key(name): request for name, request in requests.items()}
    for path in folder.strays:
        outcome = read_in_child(path.read_bytes(), today)
        if isinstance(outcome, Read):
            company = outcome.document["company"].get("name") or ""
            sentence = f'names "{company}", which no row of suppliers.csv does; add the file to its row.'
            yield path, by_key.get(name_key(company), sentence)
        else:
            why = outcome.message if isinstance(outcome, Refused) else "The program that reads it stopped."
            yield path, f"stands in no row of suppliers.csv. {why}"


def _at_rest(upload: Upload) -> Upload:
    """Read the upload here, or wait while another worker, who was quicker to claim it, reads it."""
    patience = time.monotonic() + settings.LEASE_SECONDS
    while ingest.process(upload.pk) is ingest.Outcome.SKIPPED:
        upload.refresh_from_db()
        if upload.state != Upload.State.READING or time.monotonic() > patience:
            break
        time.sleep(0.1)
    upload.refresh_from_db()
    return upload


def _registrant(folder: Folder, actor: User | None) -> Registrant:
    if folder.registrant is None:
        known = Registrant.objects.order_by("-periods__year").first()
        if known is None:
            raise BadFolder(f"{folder.path} has no registrant.json, and no company is entered yet; add the file.")
        return known
    wanted = dict(folder.registrant)
    registrant = Registrant.objects.filter(name=wanted["name"]).first()
    if registrant is None:
        registrant = Registrant.objects.create(**wanted)
        audit.record("registrant.entered", actor, registrant, after=_json(wanted), reason=REASON)
        return registrant
    before = {key: getattr(registrant, key) for key in wanted}
    if before != wanted:
        Registrant.objects.filter(pk=registrant.pk).update(**wanted)
        audit.record("registrant.changed", actor, registrant, before=_json(before), after=_json(wanted), reason=REASON)
    return registrant


def _chunks(file: object) -> Iterator[bytes]:
    return iter(lambda: file.read(64 * 1024), b"")  # type: ignore[attr-defined]


def _json(values: dict[str, object]) -> dict[str, object]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}
