"""Who is asked: manufacturers, their contacts, and one request per manufacturer and year."""

from datetime import date

from django.db import transaction
from django.db.models import F

from cmr import audit
from cmr.countries import country_code
from cmr.models import ReportingPeriod, Role, User
from suppliers.models import Contact, Request, Submission, Supplier, Upload
from suppliers.transitions import move


@transaction.atomic
def supplier_add(name: str, country: str = "", *, actor: User | None) -> Supplier:
    """The manufacturer of this name, entered if it is new. `country` is an ISO code or a name."""
    code = country_code(country) or ""
    supplier, new = Supplier.objects.get_or_create(name=name, defaults={"country_code": code})
    if new:
        audit.record("supplier.added", actor, supplier, after={"name": name, "country": code})
    return supplier


@transaction.atomic
def contact_add(supplier: Supplier, email: str, name: str = "", *, actor: User | None) -> Contact:
    """Let the person with this address answer for the manufacturer; the account is made if there is none."""
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        user = User.objects.create_user(email.strip(), Role.MANUFACTURER, name)
    contact, new = Contact.objects.get_or_create(supplier=supplier, user=user)
    if new:
        audit.record("contact.added", actor, contact, after={"supplier": supplier.name, "email": user.email})
    return contact


def request_due(period: ReportingPeriod) -> date:
    """The usual cut-off: 31 March of the next year, two months before the filing is due."""
    return date(period.year + 1, 3, 31)


@transaction.atomic
def request_open(supplier: Supplier, period: ReportingPeriod, due_date: date, actor: User | None) -> Request:
    """Ask a manufacturer for its CMRT of a year; asked twice, it is the same request."""
    request, new = Request.objects.get_or_create(supplier=supplier, period=period, defaults={"due_date": due_date})
    if new:
        audit.record("request.opened", actor, request, after={"due_date": due_date.isoformat()})
    return request


def request_hold(request_id: int) -> Request:
    """The request, held until the transaction ends, so that two who work on it come one after the other.

    An UPDATE holds the row on PostgreSQL; on SQLite the write transaction itself does.
    """
    Request.objects.filter(pk=request_id).update(due_date=F("due_date"))
    return Request.objects.select_related("supplier", "period").get(pk=request_id)


def request_settle(request: Request) -> str:
    """Move a held request to where its newest upload and its live submissions stand, and return that state."""
    state = _standing(request)
    if state != request.state:
        move(request, state)
    return state


def _standing(request: Request) -> str:
    newest = request.uploads.order_by("-id").first()
    live = request.submissions.exclude(state=Submission.State.SUPERSEDED).order_by("-id").first()
    accepted = request.submissions.filter(state=Submission.State.ACCEPTED).exists()
    if newest and newest.state in (Upload.State.QUEUED, Upload.State.READING, Upload.State.FAILED):
        return Request.State.RECEIVED
    if newest and newest.state == Upload.State.UNREADABLE and not accepted:
        return Request.State.UNREADABLE
    return live.state if live else request.state
