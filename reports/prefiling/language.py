"""S and T: IDs and days of statuses, names, the policy, the products, the conclusion."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import timedelta

from cmr.findings import Hit, Severity, at, check
from cmr.vocab import METALS, SMELTER_ID
from reports.determination.tree import Leaf
from reports.facts.conclusion import Conclusion
from reports.narrative.words import day
from reports.prefiling.draft import Draft

_STALE = re.compile(
    r"\b(CFSI|CFSP|EICC|GeSI)\b|Conflict[- ]Free (Smelter|Sourcing)|\bcompliant (smelters?|facilit|refiners?)"
    r"|Responsible Jewelry|LBMA Responsible Gold Certification"
)
_HOLES = re.compile(r"\{[^}]*\}|\[[●•_ ]*\]|\bTBD\b|\bTBC\b|\bXX+\b|\bTODO\b|lorem ipsum", re.I)
_TRIGGER = {
    Conclusion.REASON_TO_BELIEVE: "we have reason to believe",
    Conclusion.NO_REASON: "we have no reason to believe",
    Conclusion.RECYCLED: "we reasonably believe",
    Conclusion.NOT_COVERED: "we have determined that these conflict minerals did not originate",
}
# Where due diligence went beyond the inquiry, its result is the conclusion.
_SHOWN = {
    Leaf.L4: "Due diligence showed that these conflict minerals did not originate in the Covered Countries",
    Leaf.L5: "Due diligence showed that these conflict minerals came from recycled or scrap sources",
}


@check(
    "S01",
    Severity.BLOCK,
    title="Every line of Annex I has an ID and one of the four metals",
    message="{name} stands in Annex I with the metal “{metal}” and the ID “{smelter_id}”.",
    reason="Identity is metal and ID, never the name.",
    source="Form SD Item 1.01(c)(2); CMRT Smelter List columns B and F",
    remedy="Correct the facility in the register.",
)
def facilities_have_ids(draft: Draft) -> Iterator[Hit]:
    for metal, name, smelter_id, _, _ in draft.annex:
        if metal not in METALS or not SMELTER_ID.fullmatch(smelter_id):
            yield at("Annex I", name=name, metal=metal, smelter_id=smelter_id)


@check(
    "S03",
    Severity.WARN,
    title="The day of the statuses is printed and recent",
    message="{fault}.",
    reason="A status without a day says nothing, and lists change every week.",
    source="OECD Guidance, step 4: results relied on are dated",
    remedy="Import a current list and build the report as of its day.",
)
def status_day_is_printed(draft: Draft) -> Iterator[Hit]:
    facts = draft.facts
    filed = facts.signed_on or facts.due_date
    if not facts.lists:
        yield at("Annex I", fault="No status list stands behind the statuses")
    elif facts.without_list:
        yield at("Annex I", fault=f"No list covers the metal of {facts.without_list} of the facilities")
    if facts.annex and not any(day(facts.as_of) in text for place, text in draft.lines if place.startswith("Annex I")):
        yield at("Annex I", fault="Annex I does not say on which day the statuses were read")
    if facts.as_of > draft.today:
        fault = f"The statuses are as of {day(facts.as_of)}, a day that is yet to come"
        yield at("Annex I", fault=fault, severity=Severity.BLOCK)
    if not filed - timedelta(days=90) <= facts.as_of <= filed:
        yield at("Annex I", fault=f"The statuses are as of {day(facts.as_of)}, not of the 90 days before {day(filed)}")


@check(
    "S14",
    Severity.WARN,
    title="No correction of a status lies after the day of the statuses",
    message="{smelter_id} has a corrected status from a later day than {day}, which the report does not show.",
    reason="What the team knows on the day of filing and the report does not say is a statement left out.",
    source="OECD Guidance, step 4: results relied on are dated",
    remedy="Import a current list, or read the statuses on a later day.",
)
def corrections_are_shown(draft: Draft) -> Iterator[Hit]:
    for smelter_id in draft.facts.corrected_later:
        yield at("Annex I", smelter_id=smelter_id, day=day(draft.facts.as_of))


@check(
    "S13",
    Severity.WARN,
    title="Names are printed in Latin letters",
    message="The name {name} ({smelter_id}) holds letters that are not Latin.",
    reason="Readers of the filing cannot read them, and the report's own type does not have them.",
    source="Regulation S-T 306: documents are filed in the English language",
    remedy="Enter the facility's English name in the register.",
)
def names_are_in_latin_letters(draft: Draft) -> Iterator[Hit]:
    for _, name, smelter_id, _, _ in draft.annex:
        if any(ch.isalpha() and not unicodedata.name(ch, "").startswith("LATIN") for ch in name):
            yield at("Annex I", name=name, smelter_id=smelter_id)


@check(
    "T11",
    Severity.WARN,
    title="A policy on the sourcing of minerals is cited with its address",
    message="No policy on the sourcing of minerals is cited.",
    reason="The first step of the OECD Guidance is a policy that everybody can read.",
    source="OECD Guidance, step 1",
    remedy="Enter the address of the policy with the registrant's data.",
)
def policy_is_cited(draft: Draft) -> Iterator[Hit]:
    if not draft.facts.filer.policy_url:
        yield at("Step 1: Establish strong company management systems")


@check(
    "T21",
    Severity.BLOCK,
    title="The products are described",
    message="The report does not say {lacking}.",
    reason="Everything the report says is said of these products.",
    source="Form SD Item 1.01(c)(2): a description of the products",
    remedy="Describe the covered products in the period's data.",
)
def products_are_described(draft: Draft) -> Iterator[Hit]:
    if not draft.facts.products:
        yield at("Covered Products", lacking="which products it covers")
    told = " ".join(text for _, text in draft.section("company"))
    if draft.exhibit and not re.search(r"manufacture was completed during the Reporting Period", told):
        yield at("Covered Products", lacking="that it covers products whose manufacture was completed in the year")


@check(
    "T08",
    Severity.BLOCK,
    title="The inquiry's conclusion is stated in the rule's own words, once",
    message="The conclusion of the inquiry (“{wanted}”) is {fault}.",
    reason="Whether due diligence and a report are owed follows from it.",
    source="Form SD Item 1.01(c)",
    remedy="State the conclusion that the answers and the facilities lead to, and no other.",
)
def conclusion_is_stated(draft: Draft) -> Iterator[Hit]:
    wanted = _SHOWN.get(draft.facts.leaf) or _TRIGGER[draft.facts.conclusion]
    told = " ".join(text for _, text in draft.lines)
    if wanted not in told:
        yield at("Conclusion of the inquiry", wanted=wanted, fault="not stated")
    for other in set(_TRIGGER.values()) - {wanted}:
        if other in told:
            yield at("Conclusion of the inquiry", wanted=wanted, fault=f"contradicted (“{other}”)")
