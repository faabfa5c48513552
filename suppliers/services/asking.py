"""Asking: who would get which letter, and then the requests and the letters, each once."""

import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from cmr.models import ReportingPeriod, User
from suppliers.models import Contact, Exclusion, Letter, LetterKind, Request, Supplier
from suppliers.services.campaigns import campaign_of
from suppliers.services.invitations import invitation_create
from suppliers.services.letters import letter_write
from suppliers.services.prefill import prefilled_make
from suppliers.services.requests import request_open

KIND = LetterKind.INVITATION
# Preparing a CMRT takes most of a second: many are asked in several goes, each well within a request.
SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Addressee:
    """A manufacturer to be asked, and the people who would get the letter; nobody: it has no contact."""

    supplier: Supplier
    request: Request | None
    people: tuple[User, ...]


@dataclass(frozen=True, slots=True)
class AskPlan:
    """Who would be asked now. `fingerprint` changes when anybody else would be written to."""

    addressees: tuple[Addressee, ...]
    without_contact: tuple[Addressee, ...]

    @property
    def letters(self) -> int:
        return sum(len(each.people) for each in self.addressees)

    @property
    def languages(self) -> list[str]:
        return sorted({user.language for each in self.addressees for user in each.people})

    @property
    def fingerprint(self) -> str:
        told = [[each.supplier.pk, *((user.email, user.language) for user in each.people)] for each in self.addressees]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a go did: manufacturers asked, letters written, addresses nobody can write to, manufacturers left."""

    manufacturers: int
    letters: int
    refused: tuple[str, ...]
    left: int


def ask_plan(period: ReportingPeriod, only: Collection[int] | None = None) -> AskPlan:
    """The manufacturers in scope that nobody wrote to yet (`only`: of these), by name; four queries.

    Asked already, a manufacturer comes again for contacts who got no letter, as long as it has not answered.
    """
    out = Exclusion.objects.filter(period=period, lifted_at=None).values("supplier")
    suppliers = Supplier.objects.exclude(pk__in=out)
    if only is not None:
        suppliers = suppliers.filter(pk__in=list(only))
    requests = {request.supplier_id: request for request in Request.objects.filter(period=period)}
    people: dict[int, list[User]] = defaultdict(list)
    live = Contact.objects.filter(ended_at=None, user__is_active=True).select_related("user").order_by("id")
    for contact in live.only("supplier", "user__email", "user__name", "user__language"):
        people[contact.supplier_id].append(contact.user)
    written: dict[int | None, set[str]] = defaultdict(set)
    letters = Letter.objects.filter(period=period, kind=KIND).exclude(state=Letter.State.CANCELLED)
    for request_id, address in letters.values_list("request_id", "to_address"):
        written[request_id].add(address)
    found: list[Addressee] = []
    for supplier in suppliers:
        request = requests.get(supplier.pk)
        if request and request.state != Request.State.REQUESTED:
            continue
        had = written[request.pk] if request else set()
        theirs = tuple(user for user in people[supplier.pk] if user.email not in had)
        if theirs or not people[supplier.pk]:
            found.append(Addressee(supplier, request, theirs))
    return AskPlan(
        addressees=tuple(each for each in found if each.people),
        without_contact=tuple(each for each in found if not each.people),
    )


def ask(period: ReportingPeriod, plan: AskPlan, *, actor: User | None, seconds: float = SECONDS) -> Asked:
    """Ask those of the plan, as many as `seconds` allow; whoever was asked meanwhile is not asked again."""
    until = time.monotonic() + seconds
    manufacturers = letters = 0
    refused: list[str] = []
    for addressee in plan.addressees:
        wrote = manufacturer_ask(period, addressee, actor=actor)
        manufacturers, letters = manufacturers + 1, letters + wrote[0]
        refused += wrote[1]
        if time.monotonic() > until:
            break
    return Asked(manufacturers, letters, tuple(refused), len(plan.addressees) - manufacturers)


def manufacturer_ask(period: ReportingPeriod, addressee: Addressee, *, actor: User | None) -> tuple[int, list[str]]:
    """Open the request and write to each person; returns how many letters, and the addresses nobody can write to."""
    request = request_open(addressee.supplier, period, campaign_of(period).due_date, actor)
    prefilled = prefilled_make(request)
    attachments = [{"name": prefilled.name, "sha256": prefilled.sha256}] if prefilled else []
    letters, refused = 0, []
    for user in addressee.people:
        try:
            letters += _invite(request, user, attachments, actor)
        except ValidationError:
            refused.append(user.email)
    return letters, refused


def _invite(request: Request, user: User, attachments: list[dict[str, str]], actor: User | None) -> int:
    """Link and letter together, or neither. A letter cancelled before does not stand in the way."""
    key = f"invitation:{request.pk}:{user.pk}"
    cancelled = Letter.objects.filter(request=request, kind=KIND, state=Letter.State.CANCELLED, to_address=user.email)
    if times := cancelled.count():
        key += f":{times + 1}"
    with transaction.atomic():
        invitation = invitation_create(request, user, actor=actor)
        letter = letter_write(
            KIND,
            period=request.period,
            to=user,
            request=request,
            key=key,
            attachments=attachments,
            invitation=invitation,
            actor=actor,
        )
        if letter is None:
            transaction.set_rollback(True)
    return letter is not None
