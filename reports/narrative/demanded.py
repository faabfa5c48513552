"""Which sentences of the current rules cannot be left out, and which stand as delivered; pure.

Code or key -> why, in words that follow "cannot be left out:". A code stands for all the alternatives that share it.
"""

from collections.abc import Iterator

from reports.narrative.inquiry import INQUIRY
from reports.narrative.parts import Para, Points, Section, Sub, key_of
from reports.narrative.risk import GRADES


def under(section: Section, title: str) -> Iterator[str]:
    """The keys of the sentences under a heading of a section."""
    here = False
    for item in section.items:
        if isinstance(item, Sub):
            here = item.title == title
        elif here and isinstance(item, Para | Points):
            yield from (key_of(section.key, each) for each in item.sentences)


_INQUIRY = "the Rule asks for the inquiry and its result (Form SD Item 1.01(a) and (b))"
_CONCLUSION = "what follows under the Rule follows from the inquiry's conclusion and its grounds (Form SD Item 1.01(c))"
_MEASURES = "the Rule asks for the due diligence exercised (Form SD Item 1.01(c)(1))"
_FACILITIES = "the Rule asks for the facilities used (Form SD Item 1.01(c)(2))"
_ORIGIN = "the Rule asks for the country of origin, or that it is not known (Form SD Item 1.01(c)(2))"
_LIMITS = "the numbers beside it would say more than the evidence does"
_DEFINED = "other sentences use the term that it defines"
_METHOD = "a grade is printed only together with the rule that gave it, as it was applied"

DEMANDED: dict[str, str] = {
    # By what they are printed for.
    "K02": _INQUIRY,
    "K03": _INQUIRY,
    "K04": _FACILITIES,
    "K05": _FACILITIES,
    "K07": "a facility in a Covered Country is named with its country and status, and where there is none that is said",
    "K08": _LIMITS,
    "K09": _ORIGIN,
    "K12": "business relationships that ended are a response to risk that readers ask for (OECD Guidance, step 3)",
    "K13": "the report does not claim audits of our own (OECD Guidance, step 4)",
    "K14": _FACILITIES,
    "K15": _INQUIRY,
    "K16": "a business that is left out is disclosed (Form SD, General Instructions; staff FAQ on acquisitions)",
    "K17": "a comparison that leaves out what went down says less than the evidence",
    "K18": "every address printed is an inactive textual reference",
    "K19": "the label stands only with its audit (Form SD Item 1.01(c)(1)(ii))",
    # The introduction's terms.
    "introduction.this-conflict-minerals-report-this-report-of-registrant-we-us-or": _DEFINED,
    "introduction.the-rule-applies-where-conflict-minerals-are-necessary-to-the-fu": _DEFINED,
    "introduction.covered-countries-means-covered-countries-that-is-the-democratic": _DEFINED,
    "introduction.facility-means-a-smelter-or-refiner-that-processes-a-conflict-mi": _DEFINED,
    "company.this-report-relates-to-products-for-which-conflict-minerals-are": (
        "the Rule asks for a description of the products (Form SD Item 1.01(c)(2))"
    ),
    # The inquiry: how it was made, what it leaves open, what it concludes and on which grounds.
    "inquiry.we-have-determined-that-conflict-minerals-are-necessary-to-the-f": _INQUIRY,
    "inquiry.our-rcoi-consisted-of-asking-the-surveyed-contract-within-its-sc": _INQUIRY,
    "inquiry.we-accepted-accepted-of-the-cmrts-that-we-received-the-other-not": _LIMITS,
    "inquiry.we-accepted-the-answers-of-accepted-contract-those-of-the-other": _LIMITS,
    "inquiry.we-have-not-accepted-any-cmrt-that-we-received-and-the-results": _LIMITS,
    "inquiry.q3-no-listing-that-such-sourcing-a-facility-located-in-a-covered": _LIMITS,
    "inquiry.they-contain-unresolved-that-we-could-not-match-to-an-identified": _LIMITS,
    "inquiry.on-review-we-did-not-count-excluded-excluded-as": _LIMITS,
    "inquiry.in-sentinels-no-facility-is-named": _LIMITS,
    "inquiry.these-names-and-entries-are-not-counted-as-facilities-and-do-not": _LIMITS,
    **dict.fromkeys(under(INQUIRY, "Conclusion of the inquiry"), _CONCLUSION),
    "design.our-due-diligence-measures-have-been-designed-to-conform-in-all": _MEASURES,
    "measures.our-review-identified-the-following-matters-for-response": _MEASURES,
    "measures.the-form-sd-to-which-this-report-is-an-exhibit-is-to": "the Rule asks for the address",
    # The results: the day and the source of the statuses, the origins, the mines, the label that is not claimed.
    "results.the-table-below-shows-the-total-in-annex-i-by-metal-and": _FACILITIES,
    "results.the-statuses-rest-on-lists": _LIMITS,
    "results.conformant-means-that-status-basis-the-facility-as-having-passed": _DEFINED,
    "results.we-sought-to-determine-the-mine-or-location-of-origin-of-the": (
        "the Rule asks for the efforts to determine the mine (Form SD Item 1.01(c)(2))"
    ),
    "results.after-exercising-this-due-diligence-we-were-unable-to-determine": _FACILITIES,
    "results.we-do-not-describe-any-of-the-covered-products-as-drc-conflict": (
        "without an independent private sector audit the label is declined in these words"
    ),
    "annex-1.the-statuses-rest-on-lists": _LIMITS,
    "annex-1.country-of-location-is-the-country-in-which-the-facility-is-loca": _LIMITS,
}

# The rule of grades is printed as it was applied.
FIXED: dict[str, str] = {
    key_of("results", sentence): _METHOD
    for item in GRADES
    if isinstance(item, Para | Points)
    for sentence in item.sentences
}
