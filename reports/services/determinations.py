"""Deciding what is filed: for each product family and metal, question by question, by a named person with a reason."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from cmr import audit
from cmr.models import ReportingPeriod, User
from cmr.vocab import METALS
from reports.determination.evidence import Proposal, propose, refused
from reports.determination.tree import BY_CODE, QUESTIONS, Leaf, Option, Question, walk
from reports.facts.decision import Decision, Open, Result
from reports.facts.sheet import FilingFacts
from reports.models import Determination
from reports.narrative.words import day


class NotDecided(ValueError):
    """An answer that cannot be taken; the text says why and what would change it."""


class Key(NamedTuple):
    """Where an answer holds: a product family and a metal; both empty for a question that all share."""

    family: str
    metal: str
    question: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A question on the way: what was decided, what the data says now, what it has `against` it since, if anything."""

    question: Question
    option: Option
    determination: Determination
    proposal: Proposal
    against: str


@dataclass(frozen=True, slots=True)
class Branch:
    """One product family and metal: the questions decided, the one that is open with what the data says, the leaf.

    Open is the first question without an answer, or whose answer the data has contradicted since: `because` says how.
    """

    family: str
    metal: str
    decided: tuple[Decided, ...]
    open: Question | None
    proposal: Proposal
    leaf: Leaf | None
    because: str


def families_of(period: ReportingPeriod) -> tuple[str, ...]:
    """The product families of a year; one without a name where no products are entered."""
    names = period.products.order_by("family").values_list("family", flat=True).distinct()
    return tuple(names) or ("",)


def branches(period: ReportingPeriod, facts: FilingFacts) -> tuple[Branch, ...]:
    """Every family and metal with where its questions stand. Two queries."""
    held = _newest(period)
    return tuple(_branch(held, facts, family, metal.value) for family in families_of(period) for metal in METALS)


def decision_of(period: ReportingPeriod, facts: FilingFacts) -> Decision:
    """Where the tree stands, as the filing holds it: the results, and the questions that keep it a draft."""
    results, still = [], []
    for branch in branches(period, facts):
        if branch.open:
            still.append(Open(branch.family, branch.metal, branch.open.code, branch.open.asks, branch.because))
        elif branch.leaf:
            last = branch.decided[-1]
            row = last.determination
            results.append(
                Result(
                    branch.family,
                    branch.metal,
                    branch.leaf,
                    last.question.code,
                    last.question.asks,
                    last.option.words,
                    row.rationale,
                    str(row.decided_by or "CMR"),
                    timezone.localtime(row.decided_at).date(),
                )
            )
    return Decision(tuple(results), tuple(still))


@transaction.atomic
def determination_decide(
    period: ReportingPeriod,
    facts: FilingFacts,
    question: str,
    answer: str,
    *,
    metals: Sequence[str],
    families: Sequence[str],
    rationale: str,
    actor: User | None,
) -> list[Determination]:
    """Answer a question for the metals and families named; a shared question is answered once for all.

    Raises NotDecided without a rationale, for an answer the question does not know, and for one the data rules out.
    """
    asked = BY_CODE.get(question)
    if asked is None or answer not in {option.code for option in asked.options}:
        raise NotDecided("Choose one of the answers.")
    if not rationale.strip():
        raise NotDecided("Give the reason. It is what stands for this decision when somebody asks.")
    keys = [Key("", "", question)] if asked.shared else [Key(f, m, question) for f in families for m in metals]
    if not keys:
        raise NotDecided("Choose at least one metal.")
    for key in keys:
        for metal in [key.metal] if key.metal else [metal.value for metal in METALS]:
            if why := refused(facts, metal, question, answer):
                raise NotDecided(f"{metal}: {why}")
    return [_keep(period, key, answer, propose_for(facts, key), rationale.strip(), actor) for key in keys]


def propose_for(facts: FilingFacts, key: Key) -> Proposal:
    """What the data says to a question; nothing for one that it knows nothing about."""
    return propose(facts, key.metal).get(key.question, Proposal("", ())) if key.metal else Proposal("", ())


def fingerprint(proposal: Proposal) -> str:
    """Of what the data says: the answer that it leads to, and each ground for reason to believe, word for word."""
    said = [proposal.answer, *(line.text for line in proposal.lines if line.ground)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _keep(
    period: ReportingPeriod, key: Key, answer: str, proposal: Proposal, rationale: str, actor: User | None
) -> Determination:
    row = Determination.objects.create(
        period=period,
        family=key.family,
        metal=key.metal,
        question=key.question,
        answer=answer,
        proposed=proposal.answer,
        said=[line.text for line in proposal.lines],
        fingerprint=fingerprint(proposal),
        rationale=rationale,
        decided_by=actor,
        decided_at=timezone.now(),
    )
    after = {**key._asdict(), "answer": answer, "proposed": proposal.answer}
    audit.record("determination.decided", actor, row, after=after, reason=rationale)
    return row


def _newest(period: ReportingPeriod) -> Mapping[Key, Determination]:
    rows = Determination.objects.filter(period=period).select_related("decided_by").order_by("id")
    return {Key(row.family, row.metal, row.question): row for row in rows}


def _branch(held: Mapping[Key, Determination], facts: FilingFacts, family: str, metal: str) -> Branch:
    rows = {
        question.code: row
        for question in QUESTIONS
        if (row := held.get(Key("", "", question.code) if question.shared else Key(family, metal, question.code)))
    }
    way = walk({code: row.answer for code, row in rows.items()})
    said, nothing = propose(facts, metal), Proposal("", ())
    decided = []
    for question, option in way.answered:
        row, proposal = rows[question.code], said.get(question.code, nothing)
        decided.append(Decided(question, option, row, proposal, _against(facts, metal, row, proposal)))
    contradicted = next((each for each in decided if each.against), None)
    still = contradicted.question if contradicted else way.open
    return Branch(
        family,
        metal,
        tuple(decided),
        still,
        said.get(still.code, nothing) if still else nothing,
        None if still else way.leaf,
        contradicted.against if contradicted else "",
    )


def _against(facts: FilingFacts, metal: str, row: Determination, proposal: Proposal) -> str:
    """What the data has against an answer given earlier.

    Nothing while it leads to that answer itself, or says what it said when a person answered otherwise.
    """
    if why := refused(facts, metal, row.question, row.answer):
        return why
    if not row.metal or row.answer == proposal.answer or row.fingerprint == fingerprint(proposal):
        return ""
    then, now = day(timezone.localtime(row.decided_at).date()), ". ".join(line.text for line in proposal.lines)
    return f"The data has changed since the answer of {then}. It says now: {now or 'nothing'}."
