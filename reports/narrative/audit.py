"""What a report says that calls products DRC conflict free: the audit behind the label (Item 1.01(c)(1)(ii), K19)."""

from reports.determination.tree import Leaf
from reports.facts.sheet import FilingFacts
from reports.narrative.parts import Section, Sentence, para, say


def labelled(facts: FilingFacts) -> bool:
    """Whether the leaf decided uses the label; it cannot be decided without the audit in the log."""
    return facts.leaf == Leaf.L6 and bool(facts.log.of("private_audit"))


LABEL: tuple[Sentence, ...] = (
    say(
        "We describe {labelled} as “DRC conflict free,” as the Rule defines that term. We certify that we obtained an "
        "independent private sector audit of this Report by {auditor}. Its report, dated {audit_day}, is included as "
        "Annex III.",
        labelled,
        "K19",
    ),
    say(
        "We do not describe any other Covered Product as “DRC conflict free.”",
        lambda facts: labelled(facts) and any(result.leaf == Leaf.L7 for result in facts.decision.results),
        "K19",
    ),
)

AUDIT = Section(
    "annex-3",
    "Annex III: Independent Private Sector Audit Report",
    (para("The independent private sector audit was conducted by {auditor}. It concludes: {audit_opinion}"),),
    numbered=False,
    when=labelled,
)
