"""One door per object: the object for this user, or 404 as if it did not exist."""

from django.db.models import Q
from django.http import Http404

from cmr.access import may_change, may_open
from cmr.models import ReportingPeriod, Role, User
from cmr.periods import period_of
from suppliers.models import ContactRecord, Disposition, Letter, Request, StrayMail, Submission, UnknownName, Upload


def request_for(user: User, request_id: int) -> Request:
    """A request of a manufacturer the user answers for; any request for the team."""
    rows = Request.objects.select_related("supplier", "period__registrant")
    found = rows.filter(requests_of(user), pk=request_id).first()
    if found is None:
        raise Http404
    return found


def upload_for(user: User, upload_id: int) -> Upload:
    """An upload to a request of theirs; for the team any that was sent as an answer."""
    rows = Upload.objects.select_related("request__supplier", "request__period__registrant")
    found = rows.filter(_sent(user, "draft"), _theirs(user, "request__supplier"), pk=upload_id).first()
    if found is None:
        raise Http404
    return found


def submission_for(user: User, submission_id: int) -> Submission:
    """What a reader understood of an upload of theirs; for the team any that was sent as an answer."""
    rows = Submission.objects.select_related("upload", "request__supplier", "request__period__registrant")
    found = rows.filter(_sent(user, "upload__draft"), _theirs(user, "request__supplier"), pk=submission_id).first()
    if found is None:
        raise Http404
    return found


def unknown_name_for(user: User, year: int, name_id: int) -> tuple[ReportingPeriod, UnknownName]:
    """For the team alone: a name that declarations of this year give and that no facility went by."""
    given = Q(mentions__submission__request__period__year=year)
    name = UnknownName.objects.filter(given, pk=name_id).first() if team(user) else None
    period = period_of(year)
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


def letter_for(user: User, letter_id: int) -> Letter:
    """A letter as it was written, for the team alone."""
    rows = Letter.objects.select_related("period__registrant", "request__supplier", "invitation")
    found = rows.filter(pk=letter_id).first() if team(user) else None
    if found is None:
        raise Http404
    return found


def record_for(user: User, record_id: int) -> ContactRecord:
    """An entry of the contact log, for the team alone."""
    found = ContactRecord.objects.filter(pk=record_id).first() if team(user) else None
    if found is None:
        raise Http404
    return found


def stray_for(user: User, stray_id: int) -> StrayMail:
    """A mail that answers none of our letters, for the team alone."""
    found = StrayMail.objects.filter(pk=stray_id).first() if team(user) else None
    if found is None:
        raise Http404
    return found


def team(user: User) -> bool:
    """Whether the user belongs to the team, to whom all manufacturers' papers are open."""
    return may_open(user, "review:period")


def decides(user: User) -> bool:
    """Whether the user is of those who decide on what manufacturers send."""
    return may_change(user, "review:decide")


def requests_of(user: User) -> Q:
    """The condition under which a Request is this user's."""
    return _theirs(user, "supplier")


def _sent(user: User, draft: str) -> Q:
    """What was only to be checked is nobody's business but its sender's side."""
    return Q(**{draft: False}) if team(user) else Q()


def _theirs(user: User, supplier: str) -> Q:
    if team(user):
        return Q()
    if user.is_active and user.role == Role.MANUFACTURER:
        return Q(**{f"{supplier}__contacts__user": user, f"{supplier}__contacts__ended_at": None})
    return Q(pk__in=[])
