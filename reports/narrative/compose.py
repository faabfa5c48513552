"""From facts to the whole report: the form, and its exhibit, by the rule set that the facts name."""

from reports.determination.tree import Leaf
from reports.document import Block, Paragraph, Part, Report, Run
from reports.facts.sheet import FilingFacts
from reports.narrative.memo import memo
from reports.narrative.parts import compose
from reports.narrative.placeholders import fill
from reports.narrative.rules import rules_of


def compose_report(facts: FilingFacts) -> Report:
    """The documents that the decision calls for; the same facts give the same report."""
    name = facts.filer.name
    if facts.leaf == Leaf.X0:
        return Report(name, f"Memo on scope for {facts.year}", (memo(facts),))
    form = rules_of(facts).form(facts)
    if not facts.leaf.exhibit:
        return Report(name, f"{facts.form} for {facts.year}", (form,))
    return Report(name, f"{facts.form} and Conflict Minerals Report for {facts.year}", (form, exhibit(facts)))


def exhibit(facts: FilingFacts) -> Part:
    opening: tuple[Block, ...] = (
        Paragraph((Run("Exhibit 1.01"),), "right"),
        Paragraph(fill("{registrant}", facts), "title"),
        Paragraph((Run("Conflict Minerals Report"),), "title"),
        Paragraph(fill("For the reporting period from January 1, {year} to December 31, {year}", facts), "subtitle"),
    )
    blocks = (*opening, *compose(rules_of(facts).sections, facts, facts.texts))
    return Part("ex101", "Exhibit 1.01: Conflict Minerals Report", blocks, contents=True)
