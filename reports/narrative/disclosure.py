"""What the body of Form SD says where no report is owed: the determination, the inquiry and its result (Item 1.01(b)).

Where due diligence settled it, its efforts and results as well (Item 1.01(c)). Each conclusion belongs to one leaf of
the decision tree, and no other can be printed.
"""

from reports.determination.tree import Leaf
from reports.facts.conclusion import Ground
from reports.facts.sheet import FilingFacts
from reports.narrative import tables
from reports.narrative.introduction import COUNTRIES
from reports.narrative.parts import Condition, Grid, Section, para, points, say
from reports.narrative.results import NAMED_IN_TEXT

_DILIGENT = (Leaf.L4, Leaf.L5)


def _leaf(*leaves: Leaf) -> Condition:
    return lambda facts: facts.leaf in leaves


def _many(facts: FilingFacts) -> bool:
    return len(facts.in_covered) > NAMED_IN_TEXT


def _diligent(condition: Condition) -> Condition:
    return lambda facts: facts.leaf in _DILIGENT and condition(facts)


DISCLOSURE = Section(
    "disclosure",
    "Conflict Minerals Disclosure",
    (
        para(
            "{registrant} (“we,” “us” or “our”) determined that conflict minerals are necessary to the functionality "
            "or production of {products}, which we manufactured or contracted to have manufactured and whose "
            "manufacture was completed in the calendar year {year}.",
            COUNTRIES,
        ),
        para(
            "We therefore conducted in good faith a reasonable country of origin inquiry, which was reasonably "
            "designed to determine whether any of these conflict minerals originated in the Covered Countries, and "
            "whether any came from recycled or scrap sources. We asked {surveyed} contract {surveyed:manufacturer} to "
            "declare, in the Conflict Minerals Reporting Template of the Responsible Minerals Initiative, the smelters "
            "and refiners in {surveyed:its} {surveyed:chain} and the sourcing of these conflict minerals.",
            "Of these, {responded} answered, a response rate of {response_rate} percent; we accepted {accepted} "
            "{accepted:declaration}, and examined {accepted:them} for completeness and consistency.",
        ),
        para(say("The result of the inquiry is as follows:", lambda facts: facts.accepted > 0)),
        points(
            say(
                "{q3_no:Number} contract {q3_no:manufacturer} reported, for every conflict mineral declared, no "
                "sourcing from the Covered Countries.",
                lambda facts: facts.question_3["no"] > 0,
            ),
            say(
                "{q3_yes:Number} contract {q3_yes:manufacturer} reported sourcing from the Covered Countries for at "
                "least one conflict mineral.",
                lambda facts: facts.question_3["yes"] > 0,
            ),
            say(
                "{q3_unknown:Number} contract {q3_unknown:manufacturer} did not state for every conflict mineral "
                "declared whether there was such sourcing.",
                lambda facts: facts.question_3["unknown"] > 0,
            ),
            say(
                "{recycled:Number} contract {recycled:manufacturer} reported at least one conflict mineral as coming "
                "wholly from recycled or scrap sources.",
                lambda facts: facts.recycled > 0,
            ),
            say(
                "The declarations name {total} {total:facility} that we identified.",
                lambda facts: facts.total > 0,
            ),
            say(
                "{in_covered:Number} of these {in_covered:is} located in {covered_places:place}: {covered_named}.",
                lambda facts: bool(facts.in_covered) and not _many(facts),
            ),
            say(
                "Of these, {in_covered} {in_covered:is} located in the Covered Countries ({covered_places}), and "
                "{in_covered:is} named in the table below.",
                _many,
            ),
            say(
                "A Covered Country has been stated to us as a country of origin.",
                lambda facts: bool({Ground.ORIGIN, Ground.KNOWN_ORIGIN} & set(facts.grounds)),
            ),
            say(
                "The declarations contain entries that do not identify a smelter or refiner.",
                lambda facts: facts.unidentified,
            ),
        ),
        Grid(lambda facts: tables.covered(facts) if _many(facts) else ()),
        para(
            say(
                "Based on this inquiry, we have determined that these conflict minerals did not originate in the "
                "Covered Countries.",
                _leaf(Leaf.L1),
            ),
            say(
                "Based on this inquiry, and on the declaration of each contract manufacturer for each conflict mineral "
                "that it declares, we reasonably believe that these conflict minerals came from recycled or scrap "
                "sources.",
                _leaf(Leaf.L2),
            ),
            say(
                "Based on this inquiry, we have no reason to believe that these conflict minerals originated in the "
                "Covered Countries.",
                _leaf(Leaf.L3),
            ),
            say(
                "Based on this inquiry, we have reason to believe that these conflict minerals may have originated in "
                "the Covered Countries and may not have come from recycled or scrap sources.",
                _leaf(Leaf.L8),
            ),
            say(
                "On this inquiry alone, we had reason to believe that these conflict minerals may have originated in "
                "the Covered Countries and may not have come from recycled or scrap sources. We therefore exercised "
                "due diligence on their source and chain of custody, designed to conform in all material respects "
                "with the OECD Due Diligence Guidance for Responsible Supply Chains of Minerals from "
                "Conflict-Affected and High-Risk Areas, Third Edition.",
                _leaf(*_DILIGENT),
            ),
            say(
                "We returned {returned} {returned:declaration} for correction.",
                _diligent(lambda facts: facts.returned > 0),
            ),
            say(
                "We compared the smelters and refiners with {lists}: {conformant} {conformant:is} conformant, {active} "
                "{active:is} active, and {not_listed} {not_listed:is} on neither list.",
                _diligent(lambda facts: facts.total > 0 and bool(facts.lists)),
            ),
            say(
                "Due diligence showed that these conflict minerals did not originate in the Covered Countries.",
                _leaf(Leaf.L4),
            ),
            say(
                "Due diligence showed that these conflict minerals came from recycled or scrap sources.",
                _leaf(Leaf.L5),
            ),
            say(
                "Where the result differs by conflict mineral or product, the table below states it.",
                lambda facts: facts.decision.differs,
            ),
        ),
        Grid(tables.results),
        para(
            "This disclosure is publicly available at {disclosure_url}. The website address is an inactive textual "
            "reference, and the information on the website is not part of this Form SD."
        ),
    ),
    numbered=False,
)
