"""One door per object: the object for this user, or 404 as if it did not exist."""

from django.db.models import Q
from django.http import Http404

from cmr.models import ReportingPeriod, Role, User
from suppliers.models import Disposition, Request, Submission, UnknownName, Upload


def request_for(user: User, request_id: int) -> Request:
    """A request of a manufacturer the user answers for; any request for the team."""
    rows = Request.objects.select_related("supplier", "period__registrant")
    found = rows.filter(requests_of(user), pk=request_id).first()
    if found is None:
        raise Http404
    return found


def upload_for(user: User, upload_id: int) -> Upload:
    """An upload to a request of theirs; any upload for the team."""
    rows = Upload.objects.select_related("request__supplier", "request__period__registrant")
    found = rows.filter(_theirs(user, "request__supplier"), pk=upload_id).first()
    if found is None:
        raise Http404
    return found


def submission_for(user: User, submission_id: int) -> Submission:
    """What a reader understood of an upload of theirs; any submission for the team."""
    rows = Submission.objects.select_related("upload", "request__supplier", "request__period__registrant")
    found = rows.filter(_theirs(user, "request__supplier"), pk=submission_id).first()
    if found is None:
        raise Http404
    return found


def unknown_name_for(user: User, year: int, name_id: int) -> tuple[ReportingPeriod, UnknownName]:
    """For the team alone: a name that declarations of this year give and that no facility went by."""
    given = Q(mentions__submission__request__period__year=year)
    name = UnknownName.objects.filter(given, pk=name_id).first() if team(user) else None
    period = ReportingPeriod.objects.select_related("registrant").filter(year=year).first()
    if name is None or period is None:
        raise Http404
    return period, name


def disposition_for(user: User, disposition_id: int) -> Disposition:
    """A decision on an unknown name, for the team alone."""
    rows = Disposition.objects.select_related("unknown_name", "period", "smelter")
    found = rows.filter(pk=disposition_id).first() if team(user) else None
    if found is None:
        raise Http404
    return found


def team(user: User) -> bool:
    """Whether the user belongs to the team, to whom all manufacturers' papers are open."""
    return user.is_active and (user.is_superuser or user.role in (Role.LEGAL, Role.ADMIN))


def requests_of(user: User) -> Q:
    """The condition under which a Request is this user's."""
    return _theirs(user, "supplier")


def _theirs(user: User, supplier: str) -> Q:
    if team(user):
        return Q()
    if user.is_active and user.role == Role.MANUFACTURER:
        return Q(**{f"{supplier}__contacts__user": user})
    return Q(pk__in=[])
