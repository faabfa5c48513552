"""Sections 4 and 5: the design of the due diligence, and what was done, step by step (OECD Guidance, five steps).

Only what the records show is claimed. What a registrant may do besides (training, a grievance channel, membership of a
program) is not claimed, because nothing here proves it.
"""

from reports.factsheet import NOT_LISTED, FilingFacts
from reports.narrative.parts import Section, Sub, para, points, say
from reports.narrative.risk import graded, graded_as, screened
from smelters.risk import Grade
from smelters.tables.book import SANCTIONS


def _returned(facts: FilingFacts) -> bool:
    return facts.responded > 0


def _compared(facts: FilingFacts) -> bool:
    """Whether there was a list, and a facility to hold against it."""
    return facts.total > 0 and bool(facts.lists)


def _matters(facts: FilingFacts) -> bool:
    return (
        bool(facts.in_covered)
        or facts.by_status[NOT_LISTED] > 0
        or facts.with_grade(Grade.BLOCKED) > 0
        or facts.unidentified
        or facts.question_3["unknown"] > 0
        or facts.accepted > facts.declaration_levels["B"]
        or facts.accepted < facts.surveyed
    )


DESIGN = Section(
    "design",
    "Design of Our Due Diligence",
    (
        para(
            "Our due diligence measures have been designed to conform, in all material respects, with the framework "
            "of the Organisation for Economic Co-operation and Development (the “OECD”), as set out in the OECD Due "
            "Diligence Guidance for Responsible Supply Chains of Minerals from Conflict-Affected and High-Risk "
            "Areas, Third Edition, and its Supplement on Tin, Tantalum and Tungsten and Supplement on Gold "
            "(together, the “OECD Guidance”), as it applies to companies downstream of the facilities."
        ),
        para("The OECD Guidance sets out five steps:"),
        points(
            "establishing strong company management systems;",
            "identifying and assessing risks in the supply chain;",
            "designing and implementing a strategy to respond to identified risks;",
            "supporting independent third-party audits of the due diligence of facilities; and",
            "reporting annually on supply chain due diligence.",
        ),
    ),
)

MEASURES = Section(
    "measures",
    "Due Diligence Measures Performed",
    (
        para("For the Reporting Period we performed the following measures under the five steps of the OECD Guidance."),
        Sub("Step 1: Establish strong company management systems"),
        points(
            say(
                "We maintain a policy on the responsible sourcing of minerals, which is publicly available at "
                "{policy_url}.",
                lambda facts: bool(facts.filer.policy_url),
            ),
            "We used the CMRT as the common means by which contract manufacturers report facilities and the sourcing "
            "of Conflict Minerals to us, and asked {surveyed} contract {surveyed:manufacturer} to complete it.",
            say("We kept each CMRT in the form in which it was received.", _returned),
            say(
                "We linked each facility in Annex I to the CMRTs, worksheets and cells that name it.",
                lambda facts: facts.total > 0,
            ),
            "We kept a register of facilities, identified by metal and RMI ID, in which each status is recorded with "
            "its date and with the list or the reason on which it rests.",
        ),
        Sub("Step 2: Identify and assess risks in the supply chain"),
        points(
            say(
                "We received the CMRTs that we accepted for this Report from {received_first} to {received_last}.",
                lambda facts: facts.received is not None and facts.received.first != facts.received.last,
            ),
            say(
                "We examined each CMRT for missing and contradictory answers, for the scope of the declaration and for "
                "entries that do not identify a facility.",
                _returned,
            ),
            say("We received no CMRT in which we could identify and assess risks.", lambda facts: not _returned(facts)),
            say(
                "We matched the facilities named in the accepted CMRTs to the register by metal and RMI ID or by name.",
                lambda facts: facts.total > 0,
            ),
            say("We compared the facilities in Annex I with {lists}.", _compared),
            say(
                "We compared the countries in which the facilities are located with the Covered Countries, and the "
                "answers of each contract manufacturer on sourcing with the facilities that it names.",
                lambda facts: facts.total > 0,
            ),
            say("We compared the countries in which the facilities are located with {cahra_tables}.", screened),
            say(
                "We compared the facilities in Annex I with {sanctions_tables}.",
                lambda facts: facts.total > 0 and bool(facts.risk.of(SANCTIONS)),
            ),
            say(
                "We obtained, from sources other than the accepted CMRTs, information on the countries of origin of "
                "minerals processed by {origin_facilities} {origin_facilities:facility} in Annex I.",
                lambda facts: bool(facts.risk.origins),
            ),
            say(
                "We graded the risk of each facility in Annex I by the rule stated below under “Risk grades of the "
                "facilities.”",
                graded,
            ),
        ),
        Sub("Step 3: Design and implement a strategy to respond to identified risks"),
        para(say("Our review identified the following matters for response:", _matters)),
        points(
            say(
                "{in_covered:Number} {in_covered:facility} located in {covered_places:place} ({covered_places}).",
                lambda facts: bool(facts.in_covered),
            ),
            say(
                "{not_listed:Number} {not_listed:facility} with the status “not listed.”",
                lambda facts: facts.by_status[NOT_LISTED] > 0,
            ),
            say("{grade_high:Number} {grade_high:facility} with the risk grade “high.”", graded_as(Grade.HIGH)),
            say(
                "{grade_blocked:Number} {grade_blocked:facility} with the risk grade “blocked.”",
                graded_as(Grade.BLOCKED),
            ),
            say(
                "{unresolved:Number} {unresolved:name} that could not be matched to an identified facility.",
                lambda facts: bool(facts.unresolved),
            ),
            say(
                "{sentinels:Number} {sentinels:entry} in which no facility is named.",
                lambda facts: facts.sentinels > 0,
            ),
            say(
                "{q3_unknown:Number} contract {q3_unknown:manufacturer} that did not state whether there was sourcing "
                "from the Covered Countries.",
                lambda facts: facts.question_3["unknown"] > 0,
            ),
            say(
                "{not_product_level:Number} {not_product_level:CMRT} not made at product level.",
                lambda facts: facts.accepted > facts.declaration_levels["B"],
            ),
            say(
                "{not_responded:Number} contract {not_responded:manufacturer} without a CMRT that we could read.",
                lambda facts: facts.responded < facts.surveyed,
            ),
            say(
                "{not_accepted:Number} {not_accepted:CMRT} received and not accepted.",
                lambda facts: facts.accepted < facts.responded,
            ),
        ),
        para(
            say(
                "We returned {returned} {returned:CMRT} for correction, stating what was to be corrected.",
                lambda facts: facts.returned > 0,
                "K11",
            ),
            say(
                "We did not count a name or entry as a facility until the facility behind it was identified.",
                lambda facts: facts.unidentified,
            ),
            "The steps that we intend to take in response are set out below under “Steps to Mitigate Risk and "
            "Improve Due Diligence.”",
        ),
        Sub("Step 4: Support independent third-party audits of facilities"),
        para(
            say(
                "We rely on independent third-party audits of facilities, rather than on audits of our own. Such "
                "audits are carried out under the Responsible Minerals Assurance Process (“RMAP”) of the RMI, which "
                "also recognizes certain audit programs of other organizations.",
                code="K13",
            ),
            say(
                "To determine which facilities have undergone such an audit, we used published lists of their results.",
                _compared,
            ),
        ),
        Sub("Step 5: Report annually on supply chain due diligence"),
        para(
            "The Form SD to which this Report is an exhibit is to be filed with the Securities and Exchange "
            "Commission (the “SEC”) in {filing_year}. The Form SD and this Report are publicly available at "
            "{disclosure_url}.",
            say(
                "Our website addresses are given as inactive textual references only; the information on or "
                "accessible through them is not part of, or incorporated by reference into, this Report.",
                code="K18",
            ),
        ),
    ),
)
