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
from diligence.selectors import entries_of
from reports.determination.evidence import Proposal, propose, refused
from reports.determination.tree import BY_CODE, QUESTIONS, Leaf, Option, Question, leaf_of_all, walk
from reports.factsheet import FilingFacts
from reports.models import Determination


class NotDecided(ValueError):
    """An answer that cannot be taken; the text says why and what would change it."""


class Key(NamedTuple):
    """Where an answer holds: a product family and a metal; both empty for a question that all share."""

    family: str
    metal: str
    question: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A question on the way: what was decided, what the data says now, and whether it says what it said then."""

    question: Question
    option: Option
    determination: Determination
    proposal: Proposal
    changed: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """One product family and metal: the questions decided, the one that is open with what the data says, the leaf.

    `stale`: a leaf rests on data that has changed since, or that the data no longer allows (`refused` says why).
    """

    family: str
    metal: str
    decided: tuple[Decided, ...]
    open: Question | None
    proposal: Proposal
    leaf: Leaf | None
    refused: str

    @property
    def stale(self) -> bool:
        return bool(self.refused) or any(each.changed for each in self.decided)


def families_of(period: ReportingPeriod) -> tuple[str, ...]:
    """The product families of a year; one without a name where no products are entered."""
    names = period.products.order_by("family").values_list("family", flat=True).distinct()
    return tuple(names) or ("",)


def branches(period: ReportingPeriod, facts: FilingFacts) -> tuple[Branch, ...]:
    """Every family and metal with where its questions stand. Three queries."""
    held = _newest(period)
    allowed = _allowed(period)
    return tuple(
        _branch(held, facts, family, metal.value, allowed) for family in families_of(period) for metal in METALS
    )


def leaf_decided(period: ReportingPeriod, facts: FilingFacts) -> Leaf | None:
    """What the filing as a whole is; None while a branch is open or rests on what no longer holds."""
    found = branches(period, facts)
    return leaf_of_all(None if branch.refused else branch.leaf for branch in found)


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
    allowed = _allowed(period)
    for key in keys:
        for metal in [key.metal] if key.metal else [metal.value for metal in METALS]:
            if why := refused(facts, metal, question, answer, **allowed):
                raise NotDecided(f"{metal}: {why}")
    return [_keep(period, key, answer, propose_for(facts, key), rationale.strip(), actor) for key in keys]


def propose_for(facts: FilingFacts, key: Key) -> Proposal:
    """What the data says to a question; nothing for one that it knows nothing about."""
    return propose(facts, key.metal).get(key.question, Proposal("", ())) if key.metal else Proposal("", ())


def fingerprint(proposal: Proposal) -> str:
    """Of what the data says, word for word."""
    said = [proposal.answer, *(line.text for line in proposal.lines)]
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


def _allowed(period: ReportingPeriod) -> dict[str, bool]:
    kinds = set(entries_of(period).filter(kind__in=["private_audit", "counsel"]).values_list("kind", flat=True))
    return {"audit": "private_audit" in kinds, "counsel": "counsel" in kinds}


def _branch(
    held: Mapping[Key, Determination], facts: FilingFacts, family: str, metal: str, allowed: Mapping[str, bool]
) -> Branch:
    rows = {
        question.code: row
        for question in QUESTIONS
        if (row := held.get(Key("", "", question.code) if question.shared else Key(family, metal, question.code)))
    }
    way = walk({code: row.answer for code, row in rows.items()})
    said = propose(facts, metal)
    nothing = Proposal("", ())
    decided = tuple(
        Decided(
            question,
            option,
            rows[question.code],
            said.get(question.code, nothing),
            changed=not question.shared
            and rows[question.code].fingerprint != fingerprint(said.get(question.code, nothing)),
        )
        for question, option in way.answered
    )
    why = next(
        (text for each in decided if (text := refused(facts, metal, each.question.code, each.option.code, **allowed))),
        "",
    )
    return Branch(
        family, metal, decided, way.open, said.get(way.open.code, nothing) if way.open else nothing, way.leaf, why
    )
