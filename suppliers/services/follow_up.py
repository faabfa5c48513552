"""Following up: who gets which letter today by the team's ladder, and writing them, each once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from cmr import audit
from cmr.models import ReportingPeriod, User
from suppliers.letters.ladder import USUAL, Asked, Due, Person, Rung, escalation_plan, follow_up_plan
from suppliers.letters.words import day_in_words
from suppliers.models import Campaign, Contact, CorrectionRequest, LadderStep, Letter, Request
from suppliers.services.campaigns import campaign_of, campaign_set
from suppliers.services.invitations import invitation_create
from suppliers.services.letters import letter_write

LEFT = (Letter.State.SENT, Letter.State.BOUNCED, Letter.State.UNCERTAIN)
SILENT = (Request.State.REQUESTED, Request.State.UNREADABLE)


@dataclass
class Written:
    """What was written to manufacturers in a year, as the ladder needs it."""

    keys: set[str] = field(default_factory=set)
    last: dict[tuple[int | None, str], datetime] = field(default_factory=dict)
    returned: set[str] = field(default_factory=set)
    left: dict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))


def follow_up_due(period: ReportingPeriod, today: date) -> list[Due]:
    """Who gets what today and who gets nothing, each with the reason: manufacturers by name, the executive last.

    A fixed number of queries, however many manufacturers.
    """
    campaign, written = campaign_of(period), _written(period)
    rungs = _rungs(campaign)
    asked = _asked(period, written, today)
    plan = follow_up_plan(rungs, asked, written.keys, today, on=campaign.follow_up)
    late = len(_late(asked, today))
    last = escalation_plan(
        rungs, _executive(campaign, written), campaign.due_date, late, written.keys, today, on=campaign.follow_up
    )
    return plan + ([last] if last else [])


def follow_up_run(today: date, *, period: ReportingPeriod | None = None, actor: User | None = None) -> list[Letter]:
    """Write the letters that are due in every year that follows up, or in this one; run twice, nothing is added."""
    campaigns = Campaign.objects.filter(follow_up=True).select_related("period__registrant")
    if period is not None:
        campaigns = campaigns.filter(period=period)
    letters = []
    for campaign in campaigns:
        for due in follow_up_due(campaign.period, today):
            if not due.skipped:
                letter = _write(campaign, due, today, actor)
                letters += [letter] if letter else []
    return letters


@transaction.atomic
def ladder_set(period: ReportingPeriod, rungs: Sequence[tuple[int | None, int, str]], *, actor: User | None) -> None:
    """Let the ladder have these rungs: key (None for a new one), days from the due date, kind of letter.

    A rung that is moved stays the same rung, so that nobody gets its letter again.
    """
    campaign = campaign_of(period)
    if campaign.pk is None:
        campaign = campaign_set(period, actor=actor)
    before = ladder_said(campaign)
    kept = {key for key, _, _ in rungs if key}
    campaign.ladder.exclude(pk__in=kept).delete()
    # Out of the way first: two rungs may change places.
    for place, key in enumerate(kept):
        campaign.ladder.filter(pk=key).update(days=-10_000 - place)
    for key, days, kind in rungs:
        if key:
            campaign.ladder.filter(pk=key).update(days=days, kind=kind)
        else:
            LadderStep.objects.create(campaign=campaign, days=days, kind=kind)
    after = ladder_said(campaign)
    if after != before:
        audit.record("ladder.set", actor, campaign, before={"rungs": before}, after={"rungs": after})


def ladder_offer(period: ReportingPeriod, *, actor: User | None) -> None:
    """Set the usual ladder where there is none."""
    if not LadderStep.objects.filter(campaign__period=period).exists():
        ladder_set(period, [(None, days, kind) for days, kind in USUAL], actor=actor)


def ladder_said(campaign: Campaign) -> list[str]:
    return [str(rung) for rung in campaign.ladder.all()]


@transaction.atomic
def _write(campaign: Campaign, due: Due, today: date, actor: User | None) -> Letter | None:
    if Letter.objects.filter(key=due.key).exists():
        return None
    if due.asked is None:
        return _write_executive(campaign, due, today, actor)
    request = Request.objects.select_related("supplier", "period__registrant").get(pk=due.asked.id)
    user = User.objects.get(pk=due.person.id)
    letter = letter_write(
        due.rung.kind,
        period=campaign.period,
        to=user,
        request=request,
        key=due.key,
        values={"due date": due.asked.due},
        invitation=invitation_create(request, user, actor=actor),
        actor=actor,
    )
    if letter is None:
        # Somebody wrote it at the same moment: the link made for it goes as well.
        transaction.set_rollback(True)
    return letter


def _write_executive(campaign: Campaign, due: Due, today: date, actor: User | None) -> Letter | None:
    written = _written(campaign.period)
    late = _late(_asked(campaign.period, written, today), today)
    return letter_write(
        due.rung.kind,
        period=campaign.period,
        to=(campaign.executive_name, campaign.executive_email, "en"),
        request=None,
        key=due.key,
        values={"day": today, "silent": [_said(one, written) for one in late]},
        actor=actor,
    )


def _said(one: Asked, written: Written) -> str:
    """A silent manufacturer as the executive reads of it."""
    letters = written.left.get(one.id, [])
    count = f"{len(letters)} {'letter' if len(letters) == 1 else 'letters'} sent"
    last = f", the last on {_day(max(letters))}" if letters else ""
    reached = "" if one.people else " Nobody is entered who answers for it."
    if one.people and all(person.bounced for person in one.people):
        reached = " The last letter came back."
    return f"- {one.manufacturer}: {count}{last}. {one.answer}{reached}"


def _late(asked: Sequence[Asked], today: date) -> list[Asked]:
    return [one for one in asked if one.silent and one.due < today]


def _rungs(campaign: Campaign) -> list[Rung]:
    steps = campaign.ladder.all() if campaign.pk else []
    return [Rung(step.pk, step.days, step.kind) for step in steps]


def _executive(campaign: Campaign, written: Written) -> Person | None:
    address = campaign.executive_email
    if not address:
        return None
    last = written.last.get((None, address))
    return Person(0, campaign.executive_name, address, last and timezone.localdate(last), address in written.returned)


def _written(period: ReportingPeriod) -> Written:
    found = Written()
    rows = period.letters.order_by("id").values_list("key", "request", "to_address", "state", "written_at", "sent_at")
    for key, request, address, state, written_at, sent_at in rows:
        found.keys.add(key)
        if key.startswith("step:") and state != Letter.State.CANCELLED:
            found.last[request, address] = written_at
        if state == Letter.State.BOUNCED:
            found.returned.add(address)
        elif state == Letter.State.SENT:
            found.returned.discard(address)
        if state in LEFT and request:
            found.left[request].append(sent_at or written_at)
    return found


def _asked(period: ReportingPeriod, written: Written, today: date) -> list[Asked]:
    requests = period.requests.select_related("supplier").annotate(
        came=Max("uploads__received_at", filter=Q(uploads__draft=False, uploads__withdrawn_at=None))
    )
    contacts = Contact.objects.filter(ended_at=None, user__is_active=True, supplier__requests__period=period)
    people: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for supplier, *person in contacts.order_by("id").values_list("supplier", "user", "user__name", "user__email"):
        people[supplier].append((person[0], person[1], person[2]))
    rows = CorrectionRequest.objects.filter(submission__request__period=period).order_by("id")
    newest = {row[0]: row[1:] for row in rows.values_list("submission__request", "pk", "due_date", "asked_at")}
    return [_one(request, people[request.supplier_id], newest.get(request.pk), written, today) for request in requests]


def _one(
    request: Any,
    people: list[tuple[int, str, str]],
    asked: tuple[int, date, datetime] | None,
    written: Written,
    today: date,
) -> Asked:
    since, due, correction = [request.requested_at, request.came], request.due_date, None
    if asked and request.state == Request.State.NEEDS_CORRECTION:
        correction, due, asked_at = asked
        since.append(asked_at)
    silent = request.state in SILENT or (request.state == Request.State.NEEDS_CORRECTION and due < today)
    return Asked(
        id=request.pk,
        manufacturer=request.supplier.name,
        since=timezone.localdate(max(moment for moment in since if moment)),
        due=due,
        silent=silent,
        answer=_answer(request, request.came, due),
        people=tuple(_person(request.pk, person, written) for person in people),
        correction=correction,
    )


def _person(request_id: int, person: tuple[int, str, str], written: Written) -> Person:
    key, name, address = person
    last = written.last.get((request_id, address))
    return Person(key, name, address, last and timezone.localdate(last), address in written.returned)


def _day(moment: datetime) -> str:
    return day_in_words(timezone.localdate(moment), "en")


def _answer(request: Request, came: datetime | None, due: date) -> str:
    """Where a request stands, in a sentence; of one that waits for the manufacturer, since when."""
    asked = f"Asked on {_day(request.requested_at)}"
    file = f"the last file, of {_day(came)}," if came else "the last file"
    match request.state:
        case Request.State.REQUESTED:
            return (
                f"{asked}; {file} is accepted, and products are missing." if came else f"{asked}; nothing was received."
            )
        case Request.State.UNREADABLE:
            return f"{asked}; {file} could not be read."
        case Request.State.NEEDS_CORRECTION:
            return f"{asked}; {file} is to be corrected by {day_in_words(due, 'en')}."
        case Request.State.WITHDRAWN:
            return "No longer asked."
        case Request.State.ACCEPTED:
            return "The answer is accepted."
    return "The answer is being looked at."
