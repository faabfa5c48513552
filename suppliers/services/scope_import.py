"""Taking over a table of manufacturers in two steps: what it would change, in words; then exactly that."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from cmr import audit, storage
from cmr.countries import country_label
from cmr.models import LANGUAGES, ReportingPeriod, Role, User
from suppliers.models import Contact, CoveredProduct, Exclusion, Supplier
from suppliers.scope_table import LABELS, Person, ScopeTable, Wanted, same_name
from suppliers.services.contacts import contact_add, person_set
from suppliers.services.entering import manufacturers_enter
from suppliers.services.scope import (
    exclusion_lift,
    manufacturer_exclude,
    product_add,
    products_set,
    supplier_country,
)
from suppliers.transitions import Conflict

_LANGUAGES = dict(LANGUAGES) | {"zh-hans": "simplified Chinese"}


@dataclass(frozen=True, slots=True)
class Change:
    """What a row does, in words: `kind` is new, changed or same; `leaves` and `returns` say that scope changes."""

    wanted: Wanted
    supplier: Supplier | None
    words: tuple[str, ...]
    leaves: bool = False
    returns: bool = False

    @property
    def kind(self) -> str:
        return "new" if self.supplier is None else "changed" if self.words else "same"


@dataclass(frozen=True, slots=True)
class ScopePlan:
    """What a table would change now. With problems it cannot be taken over."""

    changes: tuple[Change, ...] = ()
    new_products: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    unnamed: int = 0

    def of_kind(self, kind: str) -> list[Change]:
        return [change for change in self.changes if change.kind == kind]

    @property
    def new(self) -> list[Change]:
        return self.of_kind("new")

    @property
    def changed(self) -> list[Change]:
        return self.of_kind("changed")

    @property
    def same(self) -> list[Change]:
        return self.of_kind("same")

    @property
    def leaves(self) -> int:
        return sum(change.leaves for change in self.changes)

    @property
    def fingerprint(self) -> str:
        """The same as long as the table would change the same."""
        told = [[change.wanted.name, change.kind, change.words] for change in self.changes if change.kind != "same"]
        return hashlib.sha256(json.dumps([told, self.new_products], ensure_ascii=False).encode()).hexdigest()


class Known:
    """What is entered already, asked for once."""

    def __init__(self, period: ReportingPeriod) -> None:
        self.suppliers = {supplier.name: supplier for supplier in Supplier.objects.all()}
        self.alike = {same_name(name): supplier for name, supplier in self.suppliers.items()}
        self.users = {user.email: user for user in User.objects.only("email", "name", "language", "role")}
        open_ones = Contact.objects.filter(ended_at=None).values_list("supplier_id", "user_id")
        self.contacts: dict[int, set[int]] = defaultdict(set)
        for supplier, user in open_ones:
            self.contacts[supplier].add(user)
        excluded = Exclusion.objects.filter(period=period, lifted_at=None)
        self.excluded = dict(excluded.values_list("supplier_id", "reason"))
        self.products = set(CoveredProduct.objects.filter(period=period).values_list("name", flat=True))
        self.makes: dict[int, set[str]] = defaultdict(set)
        made = CoveredProduct.makers.through.objects.filter(coveredproduct__period=period)
        for supplier, name in made.values_list("supplier_id", "coveredproduct__name"):
            self.makes[supplier].add(name)

    def supplier(self, name: str) -> Supplier | None:
        return self.suppliers.get(name) or self.alike.get(same_name(name))


def scope_plan(period: ReportingPeriod, table: ScopeTable) -> ScopePlan:
    """What the table would change; reads only, a fixed number of queries."""
    known = Known(period)
    problems = [*table.problems]
    changes = []
    for wanted in table.wanted:
        supplier = known.supplier(wanted.name)
        problems += _refused(wanted, supplier, known)
        changes.append(_change(wanted, supplier, known))
    named = {change.supplier.pk for change in changes if change.supplier}
    products = dict.fromkeys(name for wanted in table.wanted for name in wanted.products)
    return ScopePlan(
        changes=tuple(changes),
        new_products=tuple(name for name in products if name not in known.products),
        unknown=table.unknown,
        problems=tuple(problems),
        unnamed=len(known.suppliers) - len(named),
    )


def scope_apply(
    period: ReportingPeriod, table: ScopeTable, *, seen: str, original: bytes, actor: User | None
) -> ScopePlan:
    """Do what was previewed, all of it or nothing, and keep the file. `seen` is the previewed plan's fingerprint.

    Raises Conflict when the table would change something else by now.
    """
    sha256 = storage.store([original]).sha256
    try:
        return _apply(period, table, seen, sha256, actor)
    except IntegrityError:
        raise Conflict("Somebody entered the same at the same moment.") from None


@transaction.atomic
def _apply(period: ReportingPeriod, table: ScopeTable, seen: str, sha256: str, actor: User | None) -> ScopePlan:
    plan = scope_plan(period, table)
    if plan.problems or plan.fingerprint != seen:
        raise Conflict("The table would change something else now.")
    products = {name: product_add(period, name, actor=actor) for name in plan.new_products}
    products |= {product.name: product for product in CoveredProduct.objects.filter(period=period)}
    manufacturers_enter(period, [change.wanted for change in plan.new], products, actor=actor)
    for change in plan.changed:
        _take_over(period, change, products, actor)
    if plan.new or plan.changed or plan.new_products:
        counts = {"new": len(plan.new), "changed": len(plan.changed), "left_out": plan.leaves}
        audit.record("scope.imported", actor, period, after=counts | {"sha256": sha256})
    return plan


def _take_over(
    period: ReportingPeriod, change: Change, products: dict[str, CoveredProduct], actor: User | None
) -> None:
    wanted, supplier = change.wanted, change.supplier
    assert supplier
    if wanted.country:
        supplier_country(supplier, wanted.country, actor=actor)
    for person in wanted.people.values():
        user = contact_add(supplier, person.email, person.name, language=person.language, actor=actor).user
        person_set(user, name=person.name or user.name, language=user.language, actor=actor)
    if wanted.products:
        products_set(period, supplier, [products[name] for name in wanted.products], actor=actor)
    if wanted.in_scope is False and wanted.reason:
        manufacturer_exclude(period, supplier, wanted.reason, actor)
    if change.returns:
        exclusion_lift(period, supplier, wanted.reason or "taken back by a table of manufacturers", actor)


def _refused(wanted: Wanted, supplier: Supplier | None, known: Known) -> Iterator[str]:
    excluded = supplier and supplier.pk in known.excluded
    if wanted.in_scope is False and not wanted.reason and not excluded:
        yield f'Row {wanted.row}, column "{LABELS["reason"]}": say why {wanted.name} is left out.'
    for person in wanted.people.values():
        user = known.users.get(person.email)
        if user and user.role != Role.MANUFACTURER:
            yield f'Row {person.row}, column "{LABELS["contact_email"]}": {person.email} belongs to the team.'


def _change(wanted: Wanted, supplier: Supplier | None, known: Known) -> Change:
    words: list[str] = []
    if wanted.country and (supplier is None or supplier.country_code != wanted.country):
        words.append(country_label(wanted.country))
    for person in wanted.people.values():
        words += _person_words(person, supplier, known)
    makes = known.makes[supplier.pk] if supplier else set()
    if wanted.products and set(wanted.products) != makes:
        gone = sorted(makes - set(wanted.products))
        words.append(f"makes {', '.join(wanted.products)}" + (f" (no longer {', '.join(gone)})" if gone else ""))
    reason = known.excluded.get(supplier.pk) if supplier else None
    leaves = wanted.in_scope is False and bool(wanted.reason) and reason != wanted.reason
    if leaves:
        words.append(f"left out: {wanted.reason}" + (f" (so far: {reason})" if reason else ""))
    returns = wanted.in_scope is True and reason is not None
    if returns:
        words.append(f"taken back into scope (was left out: {reason})")
    return Change(wanted, supplier, tuple(words), leaves=leaves, returns=returns)


def _person_words(person: Person, supplier: Supplier | None, known: Known) -> Iterator[str]:
    user = known.users.get(person.email)
    name = person.name or (user.name if user else "")
    called = f"{name} <{person.email}>" if name else person.email
    language = person.language or (user.language if user else "en")
    if supplier is None or user is None or user.pk not in known.contacts[supplier.pk]:
        yield f"new contact {called}, letters in {_LANGUAGES[language]}"
        return
    if person.language and person.language != user.language:
        yield f"letters to {called} in {_LANGUAGES[language]}"
    if person.name and person.name != user.name:
        yield f"{person.email} is called {person.name}"
