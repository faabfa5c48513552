"""The people who answer for manufacturers: several for one, and one for several."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from cmr import audit
from cmr.models import LANGUAGES, Role, User
from suppliers.models import Contact, Letter, Request, Supplier
from suppliers.services.invitations import invitations_revoke
from suppliers.services.outbox import letters_cancel


class NotAContact(Exception):
    """This person cannot answer for a manufacturer; the text is the sentence that says why."""


@transaction.atomic
def contact_add(supplier: Supplier, email: str, name: str = "", *, language: str = "", actor: User | None) -> Contact:
    """Let the person with this address answer for the manufacturer; the account is made if there is none.

    One who answered for it before does so again. `name` is taken where none is known, `language` where one is given.
    Raises NotAContact for an address of the team.
    """
    user = _account(email.strip().lower(), name)
    if user.role != Role.MANUFACTURER:
        raise NotAContact(f"{user.email} belongs to the team; a manufacturer's contact needs an address of its own.")
    person_set(user, name=user.name or name, language=language or user.language, actor=actor)
    contact, new = Contact.objects.get_or_create(supplier=supplier, user=user)
    back = not new and Contact.objects.filter(pk=contact.pk, ended_at__isnull=False).update(ended_at=None)
    if new or back:
        event = "contact.added" if new else "contact.returned"
        audit.record(event, actor, contact, after={"supplier": supplier.name, "email": user.email})
    contact.ended_at = None
    return contact


def _account(email: str, name: str) -> User:
    """The person with this address; made, of two at once by one, where there is none."""
    known = User.objects.filter(email=email).first()
    if known:
        return known
    try:
        with transaction.atomic():
            return User.objects.create_user(email, Role.MANUFACTURER, name)
    except IntegrityError:
        return User.objects.get(email=email)


@transaction.atomic
def contact_end(contact: Contact, *, actor: User | None, reason: str = "") -> None:
    """This person no longer answers for the manufacturer: open links die, and letters not yet sent stay here."""
    if not Contact.objects.filter(pk=contact.pk, ended_at=None).update(ended_at=timezone.now()):
        return
    links = sum(
        invitations_revoke(request=request, user=contact.user, actor=actor)
        for request in Request.objects.filter(
            supplier=contact.supplier_id, invitations__user=contact.user_id
        ).distinct()
    )
    theirs = Letter.objects.filter(request__supplier=contact.supplier_id, to_address=contact.user.email)
    letters = letters_cancel(theirs, actor=actor, reason=f"{contact.user} no longer answers for {contact.supplier}.")
    after = {"supplier": contact.supplier.name, "email": contact.user.email, "links": links, "letters": letters}
    audit.record("contact.ended", actor, contact, after=after, reason=reason)


@transaction.atomic
def person_set(user: User, *, name: str, language: str, actor: User | None) -> None:
    """Set how a manufacturer's contact is called, and in which language we write. Raises NotAContact for the team's."""
    if user.role != Role.MANUFACTURER:
        raise NotAContact(f"{user.email} belongs to the team.")
    if language not in dict(LANGUAGES):
        raise ValueError(language)
    before, after = {"name": user.name, "language": user.language}, {"name": name, "language": language}
    if before != after:
        User.objects.filter(pk=user.pk).update(**after)
        user.name, user.language = name, language
        audit.record("person.changed", actor, user, before=before, after=after)
