"""G and T: sentences that claim something of origins, statuses or deeds, held against what is on record."""

import re
from collections.abc import Iterator

from cmr.findings import Hit, Severity, at, check
from reports.prefiling.draft import Draft

_AVOIDS = re.compile(
    r"\b(do|does|will|shall|must|may) not (originate|come|be sourced)\b[^.]*\b(Covered Countr|DRC\b|Congo|region)"
    r"|\b(avoid|cease|stop|refrain from|eliminate|exclude)\w*\b[^.]*\b(Covered Countr|DRC\b|Congo|region)"
    r"|\b(DRC|Congo|region)[- ]free\b",
    re.I,
)
_INTENT = re.compile(
    r"\b(ensure|intend|expect|aim|seek|commit|require|continue|effort|policy|ask|encourage|goal|will|avoid|must)", re.I
)
_RECOGNIZED = re.compile(r"\b(LBMA|London Bullion|RJC|Responsible Jewel|cross-recogni[sz]ed)", re.I)
_ACTIVE = re.compile(r"“active,?”|\bactive\b[^.]*\b(means|facilit|smelter|refiner|status)", re.I)
_CERTAIN = re.compile(
    r"\b(facilit(y|ies)|smelters?|refiners?)\b[^.;]*\b(are|is|were|was) (actually )?"
    r"(present in|part of|in) (our|the) supply chain"
    r"|\b(facilit(y|ies)|smelters?|refiners?)\b[^.;]*\b(are|is|were|was) used (by our|to (fulfill?|produce|make))"
    r"|\bwe (believe|know|are certain) that\b[^.;]*\b(facilit(y|ies)|smelters?|refiners?)\b[^.;]*\b(processed|used)\b",
    re.I,
)
_CAVEAT = re.compile(r"\bno guarantee\b|\bdoes not (guarantee|mean)\b|\bmay not (have process|be present)", re.I)
_SUBSET = re.compile(
    r"\b(these|those|the remaining|the other) (\d+|two|three|four|five|six|seven|eight|nine|…) "
    r"(facilit|smelter|refiner)",
    re.I,
)
_PRESENCE = re.compile(r"\b(present in|supply chain|process(ed)?|contained)\b", re.I)
_WITHHELD = re.compile(
    r"\b(origins?|countr(y|ies))\b[^.]*\b(not|never)\b[^.]*\b(disclos|publish|provid|shar)\w*[^.]*\b(by|from) the RMI\b"
    r"|\bRMI\b[^.]*\b(does|do|did) not (disclose|publish|provide|share)\b[^.]*\borigin",
    re.I,
)
_NOT_ENDED = re.compile(
    r"\b(no|not|never|none|nor)\b[^.]*\bterminat\w*|\bterminat\w*[^.]*\b(was|were|is) (not )?(un)?necessary", re.I
)
_ESCALATED = re.compile(
    r"\bescalat\w+|\breported to (members of )?(our |the )?(executive|senior) (management|officers?)", re.I
)
_INTENDED = re.compile(r"\b(will|intend|plan|may|would|shall)\b", re.I)


@check(
    "G10",
    Severity.WARN,
    title="No intent to avoid the region beside a policy of responsible sourcing",
    message="“{sentence}” says that minerals of the region are avoided.",
    reason="Avoiding the region harms those who mine there lawfully, and is not what a responsible sourcing policy "
    "says; the RMI asks companies not to demand it.",
    source="OECD Guidance, Annex II and step 3; the RMI on “conflict-free” wording",
    remedy="Say that you support sourcing that does not finance armed groups, wherever it comes from.",
)
def no_intent_to_avoid_the_region(draft: Draft) -> Iterator[Hit]:
    for place, sentence in draft.sentences:
        if _AVOIDS.search(sentence) and _INTENT.search(sentence):
            yield at(place, sentence=sentence)


@check(
    "T03",
    Severity.WARN,
    title="“Active” does not count facilities of programs that RMAP recognizes",
    message="“{sentence}” counts facilities of another program as active.",
    reason="A facility that passed an audit which RMAP recognizes is conformant, not active.",
    source="The RMI's definitions of its facility lists",
    remedy="Say that “active” is a facility committed to an RMAP assessment that is not yet concluded.",
)
def active_excludes_recognized(draft: Draft) -> Iterator[Hit]:
    for place, sentence in draft.sentences:
        if _ACTIVE.search(sentence) and _RECOGNIZED.search(sentence):
            yield at(place, sentence=sentence)


@check(
    "T09",
    Severity.WARN,
    title="Facilities are spoken of with the same certainty throughout",
    message="“{sentence}” {fault}.",
    reason="What a CMRT names may not have processed anything in the products; said of some and not of others, it "
    "reads as if the others were certain.",
    source="Exchange Act Section 18: what is filed must be true",
    remedy="Say “may have processed”, and say the reservation of all facilities in Annex I.",
)
def certainty_is_the_same(draft: Draft) -> Iterator[Hit]:
    for place, sentence in draft.sentences:
        if _CERTAIN.search(sentence) and not re.search(r"\b(may|might|could|unable|whether|include)\b", sentence):
            yield at(place, sentence=sentence, fault="says as certain what the declarations cannot show")
        if _CAVEAT.search(sentence) and _SUBSET.search(sentence) and _PRESENCE.search(sentence):
            yield at(place, sentence=sentence, fault="makes the reservation for some of the facilities alone")


@check(
    "T15",
    Severity.WARN,
    title="“The RMI does not disclose origins” fits our membership and our data",
    message="“{sentence}”: {fault}.",
    reason="Members are given origin data; whoever is one, or holds such data, cannot say that none is disclosed.",
    source="The RMI's terms of its data for members",
    remedy="Say that we have no right to publish it, or take the sentence out.",
)
def origin_is_withheld_by_the_program(draft: Draft) -> Iterator[Hit]:
    facts = draft.facts
    member = facts.log.held("membership")
    for place, sentence in draft.sentences:
        if not _WITHHELD.search(sentence):
            continue
        if facts.risk.origins:
            yield at(place, sentence=sentence, fault="a table of origins is on record for this report")
        elif member:
            programme = member.told.get("programme", "a program")
            yield at(
                place, sentence=sentence, fault=f"the log has a membership of {programme}, which may give such data"
            )
        else:
            fault = "the log says nothing of a membership, and so nobody can tell whether it is so"
            yield at(place, sentence=sentence, fault=fault)


@check(
    "T16",
    Severity.WARN,
    title="“No termination was necessary” is confirmed for the year",
    message="“{sentence}”: {fault}.",
    reason="Last year's sentence, carried over, speaks of last year.",
    source="OECD Guidance, step 3: outcome of risk management",
    remedy="Enter under step 3 what was decided and reported to management in the year, or describe what was ended.",
)
def no_termination_is_confirmed(draft: Draft) -> Iterator[Hit]:
    log = draft.facts.log
    for place, sentence in draft.sentences:
        if not _NOT_ENDED.search(sentence):
            continue
        if ended := len(log.of("termination")):
            yield at(place, sentence=sentence, fault=f"business relations that the log says were ended: {ended}")
        elif not log.of("risk_decision") and not log.of("management_report"):
            yield at(
                place, sentence=sentence, fault="the year's log has no decision on a risk and no report that says so"
            )


@check(
    "T17",
    Severity.WARN,
    title="What is said of escalation has a record",
    message="“{sentence}”: no escalation and no report to management is on record for the year.",
    reason="A measure that nobody can show was not performed.",
    source="OECD Guidance, step 3: report findings to senior management",
    remedy="Enter the report to management under step 3 with its day, or take the sentence out.",
)
def escalations_have_records(draft: Draft) -> Iterator[Hit]:
    facts = draft.facts
    if facts.outreach.escalations.letters or facts.log.of("management_report"):
        return
    for place, sentence in draft.sentences:
        if _ESCALATED.search(sentence) and not _INTENDED.search(sentence):
            yield at(place, sentence=sentence)
