"""What the data says to the questions of the tree, by metal: the answer it leads to, why, and what it rules out."""

from collections.abc import Mapping
from dataclasses import dataclass

from cmr.vocab import COVERED_COUNTRIES
from reports.determination.tree import BY_CODE, Leaf
from reports.facts.conclusion import Ground
from reports.facts.sheet import FilingFacts


@dataclass(frozen=True, slots=True)
class Line:
    """One thing the data says, and the ground of Item 1.01(c) it is, if it is one; `count` opens the rows behind it."""

    text: str
    count: int = 0
    ground: Ground | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The answer the data leads to ("" when it cannot say), and what speaks for it."""

    answer: str
    lines: tuple[Line, ...]


def grounds_of(facts: FilingFacts, metal: str) -> tuple[Line, ...]:
    """The grounds for reason to believe (Item 1.01(c)) for one metal; each stands until it is rebutted in writing."""
    said = facts.question_3_by_metal[metal]
    covered = [row for row in facts.in_covered if row.metal == metal]
    origins = [code for code in facts.origins.get(metal, ()) if code in COVERED_COUNTRIES]
    known = {each.country_code for each in facts.risk.origins if each.metal == metal} & set(COVERED_COUNTRIES)
    unplaced = sum(row.metal == metal and not row.country_code for row in facts.annex)
    unnamed = sum(row.metal == metal for row in facts.unresolved)
    silent = facts.surveyed - facts.accepted
    lines = (
        Line(_n(said["Yes"], "manufacturer answers", "manufacturers answer") + " question 3 with Yes", said["Yes"],
             Ground.SOURCING),
        Line(_n(said["Unknown"], "manufacturer answers", "manufacturers answer") + " neither Yes nor No",
             said["Unknown"], Ground.UNKNOWN),
        Line(_n(len(covered), "facility stands", "facilities stand") + " in a Covered Country: "
             + "; ".join(f"{row.name} ({row.country})" for row in covered[:5]), len(covered), Ground.LOCATION),
        Line("A manufacturer names a Covered Country as the origin: " + ", ".join(origins), len(origins),
             Ground.ORIGIN),
        Line("A table of origins names a Covered Country: " + ", ".join(sorted(known)), len(known),
             Ground.KNOWN_ORIGIN),
        Line(_n(unplaced, "facility stands", "facilities stand") + " in a country that is not known", unplaced,
             Ground.UNPLACED),
        Line(_n(unnamed, "name", "names") + " that no facility could be found for", unnamed, Ground.UNIDENTIFIED),
        Line(_n(facts.sentinels, "row names", "rows name") + " no facility, whatever the metal", facts.sentinels,
             Ground.UNIDENTIFIED),
        Line(_n(facts.unread_origins, "row states", "rows state") + " an origin in words that name no country",
             facts.unread_origins, Ground.UNREAD),
        Line(_n(silent, "manufacturer", "manufacturers") + " in scope without an accepted declaration", silent,
             Ground.SILENT),
    )  # fmt: skip
    return tuple(line for line in lines if line.count)


def propose(facts: FilingFacts, metal: str) -> Mapping[str, Proposal]:
    """Question -> the answer that the data leads to; no entry where the data says nothing."""
    declared = facts.declared_by_metal[metal]
    grounds = grounds_of(facts, metal)
    recycled = 0 < declared == facts.recycled_by_metal[metal]
    used = Line(_n(declared, "manufacturer declares", "manufacturers declare") + f" {metal.lower()}", declared)
    proposals = {
        "N1": Proposal("yes" if facts.surveyed else "", (Line(_n(facts.surveyed, "contract manufacturer",
                       "contract manufacturers") + f" asked for {facts.year}", facts.surveyed),)),
        "N2": Proposal("yes" if declared else "no" if _answered(facts) else "", (used,)),
    }  # fmt: skip
    hard = [line for line in grounds if line.ground != Ground.UNKNOWN]
    if recycled and not hard:
        words = f"All {declared} say that it comes wholly from recycled or scrap sources"
        proposals["N5"] = Proposal("recycled", (Line(words, declared),))
    elif grounds:
        proposals["N5"] = Proposal("reason", grounds)
    elif declared:
        no = facts.question_3_by_metal[metal]["No"]
        proposals["N5"] = Proposal("no_reason", (Line(f"All {no} that declare it answer question 3 with No", no),))
    return proposals


# The grounds that rule an answer out: what places a facility in a Covered Country, or a mineral's origin.
_ORIGIN = {Ground.ORIGIN, Ground.KNOWN_ORIGIN, Ground.SOURCING}
_AGAINST = {Leaf.L1: _ORIGIN | {Ground.LOCATION}, Leaf.L3: _ORIGIN | {Ground.LOCATION}, Leaf.L4: _ORIGIN}


def refused(facts: FilingFacts, metal: str, question: str, answer: str) -> str:
    """Why the data does not allow an answer; "" when it does.

    The label needs the audit's report in the log (Item 1.01(c)(1)(ii)), and the form alone counsel's sign-off.
    """
    option = BY_CODE[question].option(answer)
    if hard := _AGAINST.get(option.leaf) if option.leaf else None:
        standing = [line.text for line in grounds_of(facts, metal) if line.ground in hard]
        if standing:
            return f"The data says otherwise: {'. '.join(standing)}."
    if option.leaf in (Leaf.L2, Leaf.L5) and facts.recycled_by_metal[metal] < facts.declared_by_metal[metal]:
        left = facts.declared_by_metal[metal] - facts.recycled_by_metal[metal]
        return f"{_n(left, 'manufacturer does', 'manufacturers do')} not say that all of it is recycled or scrap."
    if option.leaf == Leaf.L6 and not facts.log.of("private_audit"):
        return "Without the report of an independent private sector audit in the log, no product is called so."
    if option.leaf == Leaf.L8 and not facts.log.of("counsel"):
        return "Counsel's sign-off must stand in the log before the filing relies on the statement of 2017."
    return ""


def _answered(facts: FilingFacts) -> bool:
    return 0 < facts.accepted == facts.surveyed


def _n(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
