"""Entering many manufacturers at once, by a few statements; the audit log has a row for each all the same."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from cmr import audit
from cmr.models import ReportingPeriod, Role, User
from suppliers.models import Contact, CoveredProduct, Exclusion, Supplier
from suppliers.scope_table import Person, Wanted
from suppliers.services.contacts import person_set

_A_TIME = 500


@transaction.atomic
def manufacturers_enter(
    period: ReportingPeriod, wanted: Sequence[Wanted], products: Mapping[str, CoveredProduct], *, actor: User | None
) -> None:
    """Enter manufacturers that nobody has entered yet: contacts, products, and whether the year leaves them out."""
    suppliers = Supplier.objects.bulk_create(
        [Supplier(name=one.name, country_code=one.country) for one in wanted], batch_size=_A_TIME
    )
    people = _people([person for one in wanted for person in one.people.values()], actor)
    both = list(zip(suppliers, wanted, strict=True))
    contacts = Contact.objects.bulk_create(
        [Contact(supplier=supplier, user=people[email]) for supplier, one in both for email in one.people],
        batch_size=_A_TIME,
    )
    made = CoveredProduct.makers.through
    made.objects.bulk_create(
        [
            made(coveredproduct_id=products[name].pk, supplier_id=supplier.pk)
            for supplier, one in both
            for name in one.products
        ],
        batch_size=_A_TIME,
    )
    now = timezone.now()
    out = [(supplier, one.reason) for supplier, one in both if one.in_scope is False]
    Exclusion.objects.bulk_create(
        [
            Exclusion(period=period, supplier=supplier, reason=reason, decided_by=actor, decided_at=now)
            for supplier, reason in out
        ],
        batch_size=_A_TIME,
    )
    audit.record_all(
        [audit.entry("supplier.added", actor, supplier, after=_told(one)) for supplier, one in both]
        + [
            audit.entry(
                "contact.added", actor, contact, after={"supplier": contact.supplier.name, "email": contact.user.email}
            )
            for contact in contacts
        ]
        + [
            audit.entry("scope.excluded", actor, supplier, after={"year": period.year, "reason": reason}, reason=reason)
            for supplier, reason in out
        ]
    )


def _people(persons: Sequence[Person], actor: User | None) -> dict[str, User]:
    """The account of each address; made where there is none, brought up to date where the table says more."""
    said: dict[str, Person] = {}
    for person in persons:
        known = said.get(person.email, person)
        said[person.email] = known._replace(name=known.name or person.name, language=known.language or person.language)
    users = {user.email: user for user in User.objects.filter(role=Role.MANUFACTURER) if user.email in said}
    for email, user in users.items():
        person = said[email]
        person_set(user, name=person.name or user.name, language=person.language or user.language, actor=actor)
    new = [
        User(email=email, name=person.name, language=person.language or "en", role=Role.MANUFACTURER)
        for email, person in said.items()
        if email not in users
    ]
    for user in new:
        user.set_unusable_password()
    return users | {user.email: user for user in User.objects.bulk_create(new, batch_size=_A_TIME)}


def _told(one: Wanted) -> dict[str, object]:
    return {"name": one.name, "country": one.country} | ({"products": list(one.products)} if one.products else {})
