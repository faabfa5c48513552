"""The rule sets: which form, which sections in which order, which sentences the law asks for, by filing day; pure.

A change of the form or of the rule is a new rule set beside the old ones. A report is written by the set in force on
the day it is filed, and a report that was filed is read by the set of that day for good.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from reports.document import Part
from reports.facts.sheet import FilingFacts
from reports.narrative.annexes import FACILITIES, ORIGINS
from reports.narrative.audit import AUDIT
from reports.narrative.demanded import DEMANDED, FIXED
from reports.narrative.diligence import DESIGN, MEASURES
from reports.narrative.form_sd import form_sd
from reports.narrative.inquiry import INQUIRY
from reports.narrative.introduction import COMPANY, INTRODUCTION
from reports.narrative.outlook import CAUTION, STEPS
from reports.narrative.parts import Section, Sentence
from reports.narrative.results import RESULTS


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules for reports filed from a day on.

    `demanded` names sentences that cannot be left out and `fixed` those that stand as delivered: their code or key ->
    why, in words that end the sentence "… cannot be left out".
    """

    code: str
    since: date
    source: str
    form: Callable[[FilingFacts], Part]
    sections: tuple[Section, ...]
    demanded: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)

    def section(self, key: str) -> Section | None:
        return next((each for each in self.sections if each.key == key), None)

    def sentences(self) -> Iterator[tuple[str, Sentence]]:
        for section in self.sections:
            yield from section.sentences()

    def why_demanded(self, key: str, sentence: Sentence) -> str:
        """Why a sentence cannot be left out; empty for one that can."""
        return self.why_fixed(key, sentence) or self.demanded.get(key) or self.demanded.get(sentence.code or key, "")

    def why_fixed(self, key: str, sentence: Sentence) -> str:
        """Why a sentence cannot be reworded; empty for one that can."""
        return self.fixed.get(key) or self.fixed.get(sentence.code or key, "")


# Oldest first. The sections stand in the order that readers know from the best filings (Form SD, Item 1.01(c)).
RULE_SETS: tuple[RuleSet, ...] = (
    RuleSet(
        code="2021-03-16",
        since=date(2021, 3, 16),
        source="Form SD as amended by Release 34-90679",
        form=form_sd,
        sections=(
            INTRODUCTION,
            COMPANY,
            INQUIRY,
            DESIGN,
            MEASURES,
            RESULTS,
            STEPS,
            CAUTION,
            FACILITIES,
            ORIGINS,
            AUDIT,
        ),
        demanded=DEMANDED,
        fixed=FIXED,
    ),
)


class NoRules(LookupError):
    """A report of a day for which no rule set is known."""


def rules_on(day: date) -> RuleSet:
    """The rule set in force on the day of filing."""
    held = [each for each in RULE_SETS if each.since <= day]
    if not held:
        raise NoRules(f"No rules are known for a report filed on {day}; the earliest are of {RULE_SETS[0].since}.")
    return held[-1]


def rules_of(facts: FilingFacts) -> RuleSet:
    """The rule set that the facts name; the newest where they name none."""
    for each in RULE_SETS:
        if each.code == facts.rules:
            return each
    if facts.rules:
        raise NoRules(f"The rules “{facts.rules}” are not known to this version.")
    return RULE_SETS[-1]
