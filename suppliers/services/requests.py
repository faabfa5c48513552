"""Who is asked: manufacturers, and one request per manufacturer and year."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cmr import audit
from cmr.countries import country_code
from cmr.models import ReportingPeriod, User
from suppliers.models import Campaign, Request, Submission, Supplier, Upload
from suppliers.transitions import move

# Characters of a name that a part of an answer goes by.
PART_LENGTH = Upload._meta.get_field("covers").max_length or 0


@transaction.atomic
def supplier_add(name: str, country: str = "", *, actor: User | None) -> Supplier:
    """The manufacturer of this name, entered if it is new. `country` is an ISO code or a name."""
    code = country_code(country) or ""
    supplier, new = Supplier.objects.get_or_create(name=name, defaults={"country_code": code})
    if new:
        audit.record("supplier.added", actor, supplier, after={"name": name, "country": code})
    return supplier


def request_due(period: ReportingPeriod) -> date:
    """The usual cut-off: 31 March of the next year, two months before the filing is due."""
    return date(period.year + 1, 3, 31)


@transaction.atomic
def request_open(supplier: Supplier, period: ReportingPeriod, due_date: date, actor: User | None) -> Request:
    """Ask a manufacturer for its CMRT of a year, for the products it makes; asked twice, it is the same request."""
    request, new = Request.objects.get_or_create(supplier=supplier, period=period, defaults={"due_date": due_date})
    if new:
        request.products.set(supplier.products.filter(period=period))
        audit.record("request.opened", actor, request, after={"due_date": due_date.isoformat()})
    return request


@transaction.atomic
def request_withdraw(request: Request, *, actor: User | None, reason: str) -> None:
    """Ask this manufacturer no longer: what it sent stays on record and counts nowhere."""
    held = request_hold(request.pk)
    before = {"state": held.state}
    for submission in held.submissions.standing():
        move(submission, Submission.State.WITHDRAWN)
    if held.state != Request.State.WITHDRAWN:
        move(held, Request.State.WITHDRAWN)
        audit.record("request.withdrawn", actor, held, before=before, after={"state": held.state}, reason=reason)
    request.state = held.state


@transaction.atomic
def request_restore(request: Request, *, actor: User | None, reason: str) -> None:
    """Ask a manufacturer again after all: what it sent last is looked at again, whatever was decided before."""
    held = request_hold(request.pk)
    if held.state == Request.State.WITHDRAWN:
        _parts_restore(held)
        state = _standing(held)
        move(held, state)
        audit.record(
            "request.restored", actor, held, before={"state": "withdrawn"}, after={"state": state}, reason=reason
        )
    request.state = held.state


@transaction.atomic
def part_withdraw(request: Request, covers: str, *, actor: User | None, reason: str) -> None:
    """Take one part out of the answer: the files that speak of these products stay on record and count nowhere."""
    held = request_hold(request.pk)
    uploads = held.uploads.filter(covers=covers, draft=False, withdrawn_at=None)
    files = list(uploads.values_list("pk", flat=True))
    uploads.update(withdrawn_at=timezone.now())
    for submission in held.submissions.standing().filter(covers=covers):
        move(submission, Submission.State.WITHDRAWN)
    request.state = request_settle(held)
    after = {"covers": covers, "uploads": files, "state": request.state}
    audit.record("request.part_withdrawn", actor, held, after=after, reason=reason)


def _parts_restore(request: Request) -> None:
    """Of each part the submission that came last, unless the part itself was taken out."""
    withdrawn = request.submissions.filter(state=Submission.State.WITHDRAWN, upload__withdrawn_at=None)
    newest = {submission.covers: submission for submission in withdrawn.defer("document").order_by("upload_id", "id")}
    for submission in newest.values():
        move(submission, Submission.State.IN_REVIEW)


def request_hold(request_id: int) -> Request:
    """The request, held until the transaction ends, so that two who work on it come one after the other.

    An UPDATE holds the row on PostgreSQL; on SQLite the write transaction itself does.
    """
    Request.objects.filter(pk=request_id).update(due_date=F("due_date"))
    return Request.objects.select_related("supplier", "period").get(pk=request_id)


def request_settle(request: Request) -> str:
    """Move a held request to where its newest uploads and its standing submissions are, and return that state."""
    state = request.state if request.state == Request.State.WITHDRAWN else _standing(request)
    if state != request.state:
        move(request, state)
    return state


# Of several parts the one that asks most of somebody says where the request stands.
_URGENCY = (
    Request.State.NEEDS_CORRECTION,
    Request.State.UNREADABLE,
    Request.State.RECEIVED,
    Request.State.IN_REVIEW,
    Request.State.ACCEPTED,
)


def _standing(request: Request) -> str:
    sent = request.uploads.filter(draft=False, withdrawn_at=None)
    uploads = dict(sent.order_by("id").values_list("covers", "state"))
    submissions: dict[str, set[str]] = defaultdict(set)
    newest: dict[str, str] = {}
    for covers, state in request.submissions.standing().order_by("id").values_list("covers", "state"):
        submissions[covers].add(state)
        newest[covers] = state
    parts = {
        _part_standing(state, newest.get(covers), Submission.State.ACCEPTED in submissions[covers])
        for covers, state in uploads.items()
    }
    found = next((state for state in _URGENCY if state in parts), Request.State.REQUESTED)
    # What came is accepted, and something never came: the manufacturer is asked for it still.
    return Request.State.REQUESTED if found == Request.State.ACCEPTED and products_missing(request) else found


def products_missing(request: Request) -> list[str]:
    """The products asked for of which nothing is accepted; none where declarations of the whole company are asked."""
    if not Campaign.objects.filter(period=request.period_id, level=Campaign.Level.PRODUCT).exists():
        return []
    accepted = request.submissions.filter(state=Submission.State.ACCEPTED).values_list("covers", flat=True)
    return products_uncovered(request, set(accepted))


def products_uncovered(request: Request, covered: Collection[str]) -> list[str]:
    """Of the products asked for those that none of these parts covers.

    A part of all covers each; one that its sender gave a name of its own may cover any, so that nothing is known to
    be missing.
    """
    asked = _part_names(request.products.values_list("name", flat=True))
    named = {*asked, *_part_names(request.period.products.values_list("name", flat=True))}
    return [name for name in asked if name not in covered] if named.issuperset(covered) else []


def _part_names(products: Iterable[str]) -> list[str]:
    """Products as parts are named after them."""
    return [name[:PART_LENGTH] for name in products]


def _part_standing(upload: str, submission: str | None, accepted: bool) -> str:
    """Where one part of the answer is: the state of its newest upload and of its newest standing submission."""
    if upload in (Upload.State.QUEUED, Upload.State.READING, Upload.State.FAILED):
        return Request.State.RECEIVED
    if upload == Upload.State.UNREADABLE and not accepted:
        return Request.State.UNREADABLE
    return submission or Request.State.RECEIVED
