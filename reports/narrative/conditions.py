"""When a conditional sentence appears, in words for whoever looks for it; pure.

The condition itself stands beside the sentence and is code. A sentence that names facts is explained by them; the words
here are for those that name none, and for those that share a code.
"""

from reports.facts.sheet import FilingFacts
from reports.narrative.parts import Sentence, always
from reports.narrative.placeholders import PLACEHOLDERS, holes

CODES = {
    "K02": "it tells who answered: everyone, some with the rest named, or nobody",
    "K03": "at least one manufacturer gave this answer to question 3",
    "K04": "at least one facility is active",
    "K05": "at least one facility is not listed, in the words that fit whether a list stands behind the statuses",
    "K07": "it says which facilities stand in a Covered Country, or, where every country is known, that none does",
    "K08": "at least one accepted CMRT is not at product level",
    "K09": "it says which origins are known, which are not, and from whom",
    "K10": "letters on facilities without conformant or active status were sent",
    "K11": "a manufacturer was escalated, or a CMRT was returned for correction",
    "K12": "the log holds a business relationship that was ended",
    "K14": "at least one facility is listed in Annex I",
    "K15": "accepted CMRTs answer question 5, with or without a metal wholly from recycled or scrap sources",
    "K06": "every facility has a risk grade, and the rule that gave it is printed with it",
    "K16": "the decision leaves a business out that was acquired too recently (question N4)",
    "K17": "there is a year before to compare with, and this moved since",
    "K19": "the decision uses the label, with an independent private sector audit on record",
}
_ANSWERED = "at least one manufacturer returned a CMRT that could be read"
_SILENT = "some of those asked have no accepted CMRT"
_NO_CMRT = "no CMRT is accepted"
_NONE_FOUND = "CMRTs are accepted and none names a facility that could be identified"
_LISTED = "at least one facility is listed in Annex I"
_OPEN_ENTRIES = "accepted CMRTs hold names or entries without a facility"
_GRADED = "every facility in Annex I has a risk grade"
_UNLISTED = "at least one facility is not listed"
_CONCLUDED = "the inquiry concludes that there is reason to believe"

WORDS = {
    "inquiry.we-examined-each-cmrt-that-we-received-for-completeness-for-cons": _ANSWERED,
    "inquiry.we-have-not-accepted-any-cmrt-that-we-received-and-the-results": "CMRTs came and none is accepted",
    "inquiry.the-accepted-cmrts-name-no-facility-that-we-could-identify": _NONE_FOUND,
    "inquiry.these-names-and-entries-are-not-counted-as-facilities-and-do-not": _OPEN_ENTRIES,
    "inquiry.we-base-this-conclusion-on-the-following": _CONCLUDED,
    "inquiry.at-least-one-accepted-cmrt-states-a-covered-country-as-a-country": (
        "an accepted CMRT names a Covered Country as an origin"
    ),
    "inquiry.information-that-we-obtained-from-sources-other-than-the-accepte": (
        "a dated table of origins names a Covered Country for a facility in Annex I"
    ),
    "inquiry.the-accepted-cmrts-contain-entries-that-do-not-identify-a-facili": _OPEN_ENTRIES,
    "inquiry.we-do-not-have-an-accepted-cmrt-from-every-contract-manufacturer": _SILENT,
    "inquiry.we-do-not-have-an-accepted-cmrt-from-any-contract-manufacturer": _NO_CMRT,
    "inquiry.the-result-is-not-the-same-for-all-conflict-minerals-and-covered": "metals are decided differently",
    "measures.we-kept-each-cmrt-in-the-form-in-which-it-was-received": _ANSWERED,
    "measures.we-linked-each-facility-in-annex-i-to-the-cmrts-worksheets-and": _LISTED,
    "measures.we-examined-each-cmrt-for-missing-and-contradictory-answers-for": _ANSWERED,
    "measures.we-received-no-cmrt-in-which-we-could-identify-and-assess-risks": "no CMRT came that could be read",
    "measures.we-matched-the-facilities-named-in-the-accepted-cmrts-to-the-reg": _LISTED,
    "measures.we-compared-the-countries-in-which-the-facilities-are-located-wi": _LISTED,
    "measures.we-graded-the-risk-of-each-facility-in-annex-i-by-the": _GRADED,
    "measures.our-review-identified-the-following-matters-for-response": "at least one matter is listed below it",
    "measures.we-did-not-count-a-name-or-entry-as-a-facility-until": _OPEN_ENTRIES,
    "measures.to-determine-which-facilities-have-undergone-such-an-audit-we-us": "facilities were compared with a list",
    "results.the-accepted-cmrts-name-no-facility-that-we-could-identify": _NONE_FOUND,
    "results.there-is-no-accepted-cmrt-and-therefore-no-facility-is-listed": _NO_CMRT,
    "results.this-statement-covers-all-facilities-in-annex-i-whatever-their-s": (
        "several facilities are listed and the country of each is known"
    ),
    "results.the-location-of-a-facility-is-not-the-country-of-origin-of": _LISTED,
    "results.it-is-located-in-a-covered-country-or-its-country-of-location": _GRADED,
    "results.a-country-of-origin-that-is-stated-to-us-for-minerals-that": _GRADED,
    "results.the-accepted-cmrts-contradict-one-another-on-whether-all-of-its": _GRADED,
    "results.we-also-hold-information-on-countries-of-origin-that-we-do-not": "a table of origins may not be published",
    "results.the-information-available-to-us-does-not-extend-to-individual-mi": "no accepted CMRT names a mine",
    "results.we-do-not-describe-any-of-the-covered-products-as-drc-conflict": "the decision does not use the label",
    "steps.since-the-end-of-the-reporting-period-we-have-received-and-exami": "CMRTs came after the end of the year",
    "steps.asking-each-contract-manufacturer-whose-cmrt-was-not-made-at-pro": CODES["K08"],
    "steps.asking-each-contract-manufacturer-that-named-a-facility-shown-as": _UNLISTED,
    "steps.asking-for-the-rmi-id-of-each-facility-that-could-not-be": _OPEN_ENTRIES,
    "steps.asking-each-contract-manufacturer-that-did-not-state-whether-the": "a manufacturer left question 3 open",
    "steps.asking-each-contract-manufacturer-that-named-a-facility-located": "a facility stands in a Covered Country",
    "steps.following-up-with-each-contract-manufacturer-from-which-we-have": _SILENT,
    "annex-1.country-of-location-is-the-country-in-which-the-facility-is-loca": _LISTED,
    "annex-1.the-accepted-cmrts-name-no-facility-that-we-could-identify": _NONE_FOUND,
    "annex-1.there-is-no-accepted-cmrt-and-therefore-no-facility-is-listed": _NO_CMRT,
    "annex-2.the-table-below-states-for-each-conflict-mineral-that-was-declar": "there is a metal to state origins for",
    "annex-2.where-it-says-not-disclosed-countries-of-origin-have-been-stated": "a known origin may not be published",
    "annex-2.no-country-of-origin-has-been-stated-to-us": "there is no metal to state origins for",
}


def appears_when(key: str, sentence: Sentence) -> str:
    """The words that follow "Appears when"; empty for a sentence that always does."""
    if sentence.when is always:
        return ""
    if words := WORDS.get(key) or CODES.get(sentence.code):
        return words
    named = [PLACEHOLDERS[name].meaning for name in holes(sentence.text) if name in PLACEHOLDERS]
    return f"there is something to say of: {_listed(named)}" if named else "its condition holds for the facts"


def now_stands(sentence: Sentence, facts: FilingFacts) -> list[tuple[str, str, str]]:
    """The facts that a sentence names, as they stand: placeholder, meaning, value."""
    return [
        (name, PLACEHOLDERS[name].meaning, PLACEHOLDERS[name].text(facts))
        for name in holes(sentence.text)
        if name in PLACEHOLDERS
    ]


def _listed(words: list[str]) -> str:
    return "; ".join(word[:1].lower() + word[1:] if not word[1:2].isupper() else word for word in words[:3])
