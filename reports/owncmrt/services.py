"""Preparing the company's own CMRT, having it reviewed and released, and keeping to whom it went.

The bytes that one person prepares are those that another reviews, that are released and that customers get. Every
refusal is a sentence (NotPrepared).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cmr import audit, storage
from cmr.models import ReportingPeriod, User
from reports.canonical import canonical, jsonable
from reports.owncmrt.gather import evidence_of, guard_of, makers_missing, practice_of
from reports.owncmrt.models import OwnCMRT, OwnSending, OwnStep
from reports.owncmrt.rolled import About, Rolled, roll
from smelters.tables.book import CAHRA, ORIGINS, PRODUCERS
from smelters.tables.selectors import book_as_of
from suppliers.cmrt.child import Died, Filled, Read, Refused, fill_in_child, read_in_child
from suppliers.cmrt.diff import diff, is_empty
from suppliers.cmrt.document import Listed
from suppliers.models import CoveredProduct
from suppliers.services.campaigns import campaign_of
from suppliers.services.context import tables_known
from suppliers.services.references import lines_of, look_ups

Kind = OwnStep.Kind
PEOPLE = (
    "contact_name", "contact_email", "contact_phone", "authorizer_name", "authorizer_title", "authorizer_email",
    "authorizer_phone",
)  # fmt: skip
_REQUIRED = {
    "contact_name": "name of the contact",
    "contact_email": "e-mail address of the contact",
    "contact_phone": "phone of the contact",
    "authorizer_name": "name of who authorizes the declaration",
    "authorizer_email": "e-mail address of who authorizes the declaration",
}
# What the workbook must say as it was meant: everything but labels and the day's spelling.
_SAME = ("company", "answers", "company_answers", "smelters", "products")
_ODD = "The official blank could not be filled; load it again as the RMI publishes it."


class NotPrepared(ValueError):
    """A step that cannot be taken; the text says why and what would change it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the preparer gives: who answers, as of which day, for which products (none: the company)."""

    people: Mapping[str, str]
    effective_date: date
    products: tuple[str, ...] = ()


def own_prepare(period: ReportingPeriod, wanted: Wanted, *, actor: User, today: date) -> OwnCMRT:
    """Roll up, fill the official blank, read it back, check it, and keep all of it."""
    _refuse_wanted(wanted, today)
    campaign = campaign_of(period)
    if not campaign.blank_sha256:
        raise NotPrepared("No official blank is loaded. Load the RMI's blank under Collecting, Settings.")
    rolled = rolled_now(period, wanted, campaign.blank_sha256, today=today)
    _refuse_names(period, rolled.declaration)
    blank = storage.read(campaign.blank_sha256)
    workbook = _filled(blank, rolled.declaration)
    read = _read(period, workbook, campaign.blank_sha256, today)
    changes = diff(rolled.declaration | {"company_answers": _blank_answers(rolled, read)}, _typed(read))
    if not is_empty({key: changes[key] for key in _SAME}):
        raise NotPrepared("The filled workbook does not read back as it was meant. Load the official blank again.")
    content = canonical(content_made(rolled, read))
    stored, kept = storage.store([workbook]), storage.store([content])
    blocking = sum(finding["severity"] == "block" for finding in read["findings"])
    with transaction.atomic():
        own = OwnCMRT.objects.create(
            period=period,
            products=list(wanted.products),
            effective_date=wanted.effective_date,
            template_version=read["version"],
            blank_sha256=campaign.blank_sha256,
            sha256=stored.sha256,
            content_sha256=kept.sha256,
            checker_remaining=read["checker"]["remaining"],
            blocking=blocking,
            prepared_by=actor,
            prepared_at=timezone.now(),
        )
        after = {"workbook": own.sha256, "content": own.content_sha256, "products": own.products}
        audit.record("own_cmrt.prepared", actor, own, after=after | {"blocking": blocking})
    return own


def rolled_now(period: ReportingPeriod, wanted: Wanted, blank_sha256: str, *, today: date) -> Rolled:
    """The declaration as the evidence of today makes it; nothing is stored."""
    products = list(CoveredProduct.objects.filter(period=period, name__in=wanted.products).order_by("name"))
    if missing := set(wanted.products) - {each.name for each in products}:
        raise NotPrepared(f"“{sorted(missing)[0]}” is no product of this year. Choose from the list.")
    if unmade := makers_missing(products, period):
        raise NotPrepared(f"Nobody is asked for “{unmade[0]}”. Say under Collecting who makes it, or leave it out.")
    registrant = period.registrant
    company = {"name": registrant.name, "address": registrant.address.replace("\r\n", "\n"), **wanted.people}
    lines = lines_of(blank_sha256)
    about = About(
        company={key: text for key, text in company.items() if text},
        effective_date=wanted.effective_date,
        products=tuple((each.name, each.family) for each in products),
        look_up={(line[0], line[4]): (line[2] or line[1], line[3] or "") for line in reversed(lines) if line[4]},
    )
    evidence = evidence_of(period, products, today=today)
    known = (name for line in lines for name in (line[1], line[2]) if name)
    return roll(evidence, practice_of(period), about, guard_of(period, known))


def own_changes(own: OwnCMRT, today: date) -> dict[str, Any] | None:
    """What a declaration prepared today would say otherwise, as `suppliers.cmrt.diff` tells it; None: nothing."""
    before = content_of(own)["declaration"]
    people = {key: text for key, text in before["company"].items() if key in PEOPLE}
    wanted = Wanted(people, own.effective_date, tuple(own.products))
    now = rolled_now(own.period, wanted, own.blank_sha256, today=today).declaration
    changes = diff(before, jsonable(now))
    return None if is_empty(changes) else changes


def content_of(own: OwnCMRT) -> dict[str, Any]:
    """What the declaration rests on, as it was kept."""
    held: dict[str, Any] = json.loads(storage.read(own.content_sha256))
    return held


def own_review(own: OwnCMRT, *, sha256: str, note: str, actor: User) -> OwnStep:
    """Say that the workbook whose hash was shown may leave. Not by whoever prepared it."""
    if sha256 != own.sha256:
        raise NotPrepared("This is not the declaration that the page showed. Reload it, and read that one.")
    if actor.pk == own.prepared_by_id:
        raise NotPrepared("You prepared this declaration. Somebody else reviews it.")
    _refuse_unfit(own)
    return _step(own, Kind.REVIEWED, 1, note, actor)


def own_release(own: OwnCMRT, *, actor: User, today: date) -> OwnStep:
    """Let a reviewed declaration go to customers, as long as the evidence says the same."""
    steps = list(own.steps.all())
    if [step.kind for step in steps] != [Kind.REVIEWED]:
        raise NotPrepared("Only what was reviewed, and not yet released or sent back, is released.")
    _refuse_unfit(own)
    try:
        changed = own_changes(own, today)
    except NotPrepared as cannot:
        raise NotPrepared(f"It could not be prepared again today: {cannot}") from None
    if changed:
        raise NotPrepared("The evidence has changed since it was prepared. Prepare it again, and have that reviewed.")
    return _step(own, Kind.RELEASED, 2, "", actor)


def own_return(own: OwnCMRT, *, reason: str, actor: User) -> OwnStep:
    """Send a declaration back before it is released; it stays on record with the reason."""
    if not reason.strip():
        raise NotPrepared("Give the reason, for whoever prepares the next one.")
    steps = list(own.steps.all())
    if steps and steps[-1].kind != Kind.REVIEWED:
        raise NotPrepared("It was released or sent back already. Prepare another.")
    return _step(own, Kind.RETURNED, len(steps) + 1, reason, actor)


@transaction.atomic
def own_sent(
    own: OwnCMRT, *, customer: str, address: str, text: str, sent_on: date, actor: User, today: date
) -> OwnSending:
    """Keep that the declaration went to a customer."""
    released = own.steps.filter(kind=Kind.RELEASED).first()
    if released is None:
        raise NotPrepared("It is not released. What is not released is not sent.")
    if not customer.strip():
        raise NotPrepared("Name the customer.")
    if not timezone.localdate(released.at) <= sent_on <= today:
        raise NotPrepared("Enter the day on which it was sent: not before its release, and not to come.")
    sending = OwnSending.objects.create(
        own=own,
        customer=customer.strip()[:200],
        address=address.strip()[:254],
        text=text.strip(),
        sent_on=sent_on,
        sha256=own.sha256,
        recorded_by=actor,
        recorded_at=timezone.now(),
    )
    after = {"customer": sending.customer, "address": sending.address, "sent_on": str(sent_on), "sha256": own.sha256}
    audit.record("own_cmrt.sent", actor, sending, after=after)
    return sending


def _step(own: OwnCMRT, kind: Kind, number: int, note: str, actor: User) -> OwnStep:
    try:
        with transaction.atomic():
            step = OwnStep.objects.create(
                own=own,
                number=number,
                kind=kind,
                note=note.strip(),
                person=actor,
                prepared_by=own.prepared_by,
                at=timezone.now(),
            )
            after = {"workbook": own.sha256}
            audit.record(f"own_cmrt.{kind.value}", actor, own, after=after, reason=step.note)
    except IntegrityError:
        raise NotPrepared("Somebody has decided in the meantime. Reload the page.") from None
    return step


def _refuse_wanted(wanted: Wanted, today: date) -> None:
    if wanted.effective_date > today:
        raise NotPrepared("The effective date is still to come. Enter the day as of which you declare.")
    for name in _REQUIRED:
        if not wanted.people.get(name, "").strip():
            words = (
                name.replace("_email", "'s e-mail address").replace("_phone", "'s phone").replace("_name", "'s name")
            )
            raise NotPrepared(f"Enter the {words}; the CMRT asks for it.")


def _refuse_names(period: ReportingPeriod, declaration: Mapping[str, Any]) -> None:
    """The fields that a person types, or the product list, must not tell who makes the products."""
    guard = guard_of(period)
    typed = [declaration["company"].get(name) or "" for name in PEOPLE]
    for text in (*typed, *(word for row in declaration["products"] for word in (row["number"], row["name"]))):
        if guard.betrays(text):
            raise NotPrepared(f"“{text}” would tell a customer who our manufacturers are. Write it otherwise.")


def _refuse_unfit(own: OwnCMRT) -> None:
    if not own.fit:
        raise NotPrepared("Our own checks find something against this declaration. Settle it, and prepare it again.")


def _filled(blank: bytes, declaration: Mapping[str, Any]) -> bytes:
    outcome = fill_in_child(blank, declaration)
    if isinstance(outcome, Refused):
        raise NotPrepared(outcome.message)
    if not isinstance(outcome, Filled):
        raise NotPrepared(_ODD)
    return outcome.workbook


def _read(period: ReportingPeriod, workbook: bytes, blank_sha256: str, today: date) -> dict[str, Any]:
    """What our own reader and checks say of the workbook, as of a manufacturer's."""
    context = {"year": period.year, "company": period.registrant.name, "look_ups": look_ups([blank_sha256])}
    context |= tables_known(book_as_of(today, (CAHRA, PRODUCERS, ORIGINS)))
    outcome = read_in_child(workbook, today, context)
    if not isinstance(outcome, Read):
        raise NotPrepared(_ODD if isinstance(outcome, Died) else outcome.message)
    return outcome.document


def _blank_answers(rolled: Rolled, read: Mapping[str, Any]) -> dict[str, Any]:
    """The answers A to H that were meant; a letter that is not asked stays empty."""
    meant = rolled.declaration["company_answers"]
    return {
        letter: meant.get(letter, {"answer": None, "raw": None, "comment": None}) for letter in read["company_answers"]
    }


def _typed(read: Mapping[str, Any]) -> dict[str, Any]:
    """Without what the template fills in by itself: up to 6.1 the country of a smelter not yet identified."""
    rows = [row | {"country": None} if row["listed"] == Listed.NOT_IDENTIFIED else row for row in read["smelters"]]
    return {**read, "smelters": rows}


def content_made(rolled: Rolled, read: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept beside the workbook: what was meant, what it rests on, and what our checks say of the file."""
    findings = ("code", "severity", "sheet", "cell", "message", "remedy")
    return {
        "declaration": rolled.declaration,
        "answers": rolled.answers,
        "company_answers": rolled.company_answers,
        "left_out": rolled.left_out,
        "wider": rolled.wider,
        "findings": [{key: finding[key] for key in findings} for finding in read["findings"]],
        "checker": [item["message"] for item in read["checker"]["items"]],
    }
