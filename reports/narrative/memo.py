"""The memo that is kept where no Form SD is owed: each decision that led there, with who made it, when and why."""

from collections.abc import Iterator

from reports.document import Block, Column, Heading, Paragraph, Part, Run, Table
from reports.facts.sheet import FilingFacts
from reports.narrative.placeholders import fill
from reports.narrative.words import day

# Decisions are printed in these columns; the products only where there are several families.
_HEAD = (("Metal", 12), ("Question", 28), ("Answer", 14), ("Reason", 28), ("Decided", 18))


def memo(facts: FilingFacts) -> Part:
    """The memo's day is that on which it was signed; until then its place is blank."""
    return Part("memo", "Memo on Scope", tuple(_blocks(facts)))


def _blocks(facts: FilingFacts) -> Iterator[Block]:
    yield Heading(1, (Run("Memo on Scope"),), "memo")
    yield Paragraph(fill("{registrant}, calendar year {year}", facts), "subtitle")
    yield Paragraph(
        fill(
            "Rule 13p-1 under the Securities Exchange Act of 1934 asks for a Form SD where conflict minerals are "
            "necessary to the functionality or production of a product that the registrant manufactured, or contracted "
            "to have manufactured, in the calendar year. On the decisions below, {registrant} does not owe a Form SD "
            "for {year}. This memo is kept and is not filed.",
            facts,
        )
    )
    yield _decisions(facts)
    signed = facts.signed_on
    yield Paragraph((Run("Signed by: "), Run(facts.filer.signatory_name, "signatory")), "signature")
    yield Paragraph((Run("Date: "), Run(day(signed), "signed_on") if signed else Run("_" * 28)), "signature")


def _decisions(facts: FilingFacts) -> Table:
    results = facts.decision.results
    several = len({result.family for result in results}) > 1
    head = (("Products", 16), *((name, width * 84 // 100) for name, width in _HEAD)) if several else _HEAD
    rows = [
        (
            *((result.family or "Other products",) if several else ()),
            result.metal,
            result.asks,
            result.answer,
            result.rationale,
            f"{result.decided_by}, {day(result.decided_on)}",
        )
        for result in results
    ]
    return Table("decisions", tuple(Column(name, width) for name, width in head), tuple(rows))
