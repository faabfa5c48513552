"""Letters to manufacturers that name facilities of theirs on neither the conformant nor the active list."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Prefetch

from cmr.countries import country_label
from cmr.models import ReportingPeriod, User
from smelters.models import Smelter, Status
from smelters.selectors import register_of
from suppliers.models import Contact, Letter, LetterKind, Mention, Submission
from suppliers.services.invitations import invitation_create
from suppliers.services.letters import letter_write


@dataclass(frozen=True, slots=True)
class FacilityLetter:
    """One accepted declaration, its facilities off both lists on the day, and who would hear of them.

    `written`: its letter of this day exists.
    """

    submission: Submission
    facilities: tuple[Smelter, ...]
    people: tuple[User, ...]
    written: bool


def facility_letters(period: ReportingPeriod, day: date) -> list[FacilityLetter]:
    """Every accepted declaration that names such facilities, by manufacturer. A fixed number of queries.

    The status itself stays with us: what is not public may not be passed on, and what is asked does not depend on it.
    """
    named: dict[int, dict[int, Smelter]] = defaultdict(dict)
    accepted = Mention.objects.filter(
        submission__request__period=period, submission__state=Submission.State.ACCEPTED, smelter__isnull=False
    )
    for mention in accepted.select_related("smelter").only("submission_id", "smelter"):
        named[mention.submission_id][mention.smelter_id] = mention.smelter
    register = register_of({pk: one for each in named.values() for pk, one in each.items()}.values(), day)
    fine = (Status.Group.CONFORMANT, Status.Group.ACTIVE)
    contacts = Contact.objects.filter(ended_at=None, user__is_active=True).select_related("user").order_by("id")
    submissions = (
        Submission.objects.filter(pk__in=named)
        .select_related("request__supplier", "request__period__registrant")
        .prefetch_related(Prefetch("request__supplier__contacts", contacts))
        .defer("document")
        .order_by("request__supplier__name", "covers", "pk")
    )
    keys = period.letters.filter(kind=LetterKind.FACILITIES).values_list("key", flat=True)
    written = {key.rpartition(":")[0] for key in keys}
    found = []
    for one in submissions:
        off = [smelter for pk, smelter in named[one.pk].items() if register.status(pk).group not in fine]
        people = tuple(contact.user for contact in one.request.supplier.contacts.all())
        if off:
            off.sort(key=lambda smelter: (smelter.metal, smelter.name))
            found.append(FacilityLetter(one, tuple(off), people, _key(one, day) in written))
    return found


def facility_letters_write(
    period: ReportingPeriod, day: date, chosen: Collection[int], *, actor: User | None
) -> list[Letter]:
    """Write to the contacts of the chosen submissions, once per submission and day."""
    letters = []
    for found in facility_letters(period, day):
        if found.submission.pk in chosen and not found.written:
            letters += [letter for user in found.people if (letter := _write(found, day, user, actor))]
    return letters


def facility_lines(facilities: Collection[Smelter]) -> list[str]:
    """The facilities as a letter names them."""
    return [
        f"- {one.metal}, {one.smelter_id}: {one.name}"
        + (f", {country_label(one.country_code)}" if one.country_code else "")
        for one in facilities
    ]


@transaction.atomic
def _write(found: FacilityLetter, day: date, user: User, actor: User | None) -> Letter | None:
    request, key = found.submission.request, f"{_key(found.submission, day)}:{user.pk}"
    if Letter.objects.filter(key=key).exists():
        return None
    letter = letter_write(
        LetterKind.FACILITIES,
        period=request.period,
        to=user,
        request=request,
        key=key,
        values={"facilities": facility_lines(found.facilities), "day": day},
        invitation=invitation_create(request, user, actor=actor),
        actor=actor,
    )
    if letter is None:
        transaction.set_rollback(True)
    return letter


def _key(submission: Submission, day: date) -> str:
    return f"facilities:{submission.pk}:{day.isoformat()}"
