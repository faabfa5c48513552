"""Scope: which manufacturers a year covers, which are left out and why, and which products it is about."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone

from cmr import audit
from cmr.models import ReportingPeriod, User
from suppliers.models import CoveredProduct, Exclusion, Letter, Request, Supplier
from suppliers.services.invitations import invitations_revoke
from suppliers.services.outbox import letters_cancel
from suppliers.services.requests import request_hold, request_restore, request_settle, request_withdraw
from suppliers.transitions import Conflict


class InUse(Exception):
    """What should go is needed; the text is the sentence that says by whom."""


@transaction.atomic
def manufacturer_exclude(period: ReportingPeriod, supplier: Supplier, reason: str, actor: User | None) -> Exclusion:
    """Leave a manufacturer out of a year, with the reason. Its request is withdrawn, links die, letters stay here.

    Left out already for this reason, nothing changes; for another reason, the earlier one stays on record as lifted.
    """
    reason = reason.strip()
    if not reason:
        raise ValueError("Say why the manufacturer is left out.")
    known = exclusion_of(period, supplier)
    if known and known.reason == reason:
        return known
    now = timezone.now()
    if known:
        Exclusion.objects.filter(pk=known.pk, lifted_at=None).update(lifted_at=now)
    try:
        with transaction.atomic():
            exclusion = Exclusion.objects.create(
                period=period, supplier=supplier, reason=reason, decided_by=actor, decided_at=now
            )
    except IntegrityError:
        raise Conflict("Somebody left this manufacturer out at the same moment.") from None
    request = Request.objects.filter(period=period, supplier=supplier).first()
    if request:
        request_withdraw(request, actor=actor, reason=reason)
        invitations_revoke(request=request, actor=actor)
        letters_cancel(Letter.objects.filter(request=request), actor=actor, reason="The manufacturer was left out.")
    before = {"reason": known.reason} if known else {}
    audit.record("scope.excluded", actor, supplier, before=before, after=_told(period, reason), reason=reason)
    return exclusion


@transaction.atomic
def exclusion_lift(period: ReportingPeriod, supplier: Supplier, reason: str, actor: User | None) -> bool:
    """Take a manufacturer back into the year; what it sent before counts again. False when it was not left out."""
    known = exclusion_of(period, supplier)
    if known is None or not Exclusion.objects.filter(pk=known.pk, lifted_at=None).update(lifted_at=timezone.now()):
        return False
    request = Request.objects.filter(period=period, supplier=supplier).first()
    if request:
        request_restore(request, actor=actor, reason=reason.strip())
    audit.record(
        "scope.lifted", actor, supplier, before=_told(period, known.reason), after={"year": period.year}, reason=reason
    )
    return True


def exclusion_of(period: ReportingPeriod, supplier: Supplier) -> Exclusion | None:
    """Why a manufacturer is left out of a year; None when it is in scope."""
    return Exclusion.objects.filter(period=period, supplier=supplier, lifted_at=None).first()


@transaction.atomic
def product_add(period: ReportingPeriod, name: str, family: str = "", *, actor: User | None) -> CoveredProduct:
    """The covered product of this name, entered if it is new."""
    name, family = " ".join(name.split()), " ".join(family.split())
    product, new = CoveredProduct.objects.get_or_create(period=period, name=name, defaults={"family": family})
    if new:
        after = {"year": period.year, "name": name, "family": family}
        audit.record("product.added", actor, product, after=after)
    return product


@transaction.atomic
def product_remove(product: CoveredProduct, *, actor: User | None) -> None:
    """Take a product out that nobody was asked for. Raises InUse."""
    asked = product.requests.standing().select_related("supplier").first()
    if asked:
        raise InUse(f"{asked.supplier} was asked for {product}; what was asked stays on record.")
    before = {"year": product.period.year, "name": product.name, "family": product.family}
    audit.record("product.removed", actor, product, before=before)
    product.delete()


@transaction.atomic
def products_set(
    period: ReportingPeriod, supplier: Supplier, products: Iterable[CoveredProduct], *, actor: User | None
) -> bool:
    """Say which of the year's products a manufacturer makes; an open request asks for them from now on."""
    wanted = {product.pk: product.name for product in products}
    known = dict(supplier.products.filter(period=period).values_list("pk", "name"))
    if wanted == known:
        return False
    supplier.products.remove(*(set(known) - set(wanted)))
    supplier.products.add(*(set(wanted) - set(known)))
    for request in Request.objects.filter(period=period, supplier=supplier):
        request.products.set(wanted)
        request_settle(request_hold(request.pk))
    before, after = ({"products": sorted(names.values())} for names in (known, wanted))
    audit.record("scope.products_set", actor, supplier, before=before, after=after | {"year": period.year})
    return True


@transaction.atomic
def supplier_country(supplier: Supplier, code: str, *, actor: User | None) -> None:
    """Set the country (ISO code) where a manufacturer is at home."""
    before = supplier.country_code
    if before != code:
        Supplier.objects.filter(pk=supplier.pk).update(country_code=code)
        supplier.country_code = code
        audit.record("supplier.changed", actor, supplier, before={"country": before}, after={"country": code})


def _told(period: ReportingPeriod, reason: str) -> dict[str, object]:
    return {"year": period.year, "reason": reason}
