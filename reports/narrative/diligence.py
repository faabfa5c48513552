"""Sections 4 and 5: the design of the due diligence, and what was done, step by step (OECD Guidance, five steps).

Only what the records show is claimed: what the system recorded itself, and what stands in the due-diligence log.
"""

from reports.facts.sheet import NOT_LISTED, FilingFacts
from reports.narrative.outreach_placeholders import entries_telling
from reports.narrative.parts import Condition, Section, Sub, para, points, say
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
        or facts.not_product_level > 0
        or facts.accepted < facts.surveyed
    )


def _told(kind: str, **told: object) -> Condition:
    """Whether the log of the year holds an entry of a kind that tells just this."""
    return lambda facts: bool(entries_telling(facts, kind, **told))


def _holds(kind: str, **told: object) -> Condition:
    """Whether an entry of a lasting kind holds, and tells just this."""

    def holds(facts: FilingFacts) -> bool:
        entry = facts.log.held(kind)
        return entry is not None and all(entry.told.get(key) == value for key, value in told.items())

    return holds


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
            say("Version {policy_version} of the policy has applied since {policy_day}.", _holds("policy")),
            say(
                "Our conflict minerals program is owned by {team_owner}. The team consists of {team_functions}, and "
                "reports to senior management {team_reports}.",
                _holds("team"),
            ),
            say(
                "We held {trainings_staff} {trainings_staff:training} for our staff, in which {trained_staff} "
                "{trained_staff:person} took part.",
                _told("training", audience="staff"),
            ),
            say(
                "We held {trainings_suppliers} {trainings_suppliers:training} for contract manufacturers, in which "
                "{trained_suppliers} {trained_suppliers:person} took part.",
                _told("training", audience="suppliers"),
            ),
            say(
                "Contracts with {clause_manufacturers} contract {clause_manufacturers:manufacturer} contain "
                "obligations on the responsible sourcing of minerals.",
                _holds("contract_clause"),
            ),
            say(
                "Any interested party can raise concerns about minerals in our supply chain at {grievance_url}, a "
                "channel run by {grievance_run_by}.",
                _holds("grievance_channel", outsiders=True),
            ),
            say(
                "Concerns about minerals in our supply chain can be raised at {grievance_url}.",
                _holds("grievance_channel", outsiders=False),
            ),
            say("We looked into {grievances} {grievances:concern} raised in the year.", _told("grievance_case")),
            say("We are a member of {membership}.", _holds("membership")),
            say("We keep the records of our due diligence until {retention_until} at least.", _holds("retention")),
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
            say(
                "We compared the countries in which the facilities are located with {cahra_tables}.",
                screened,
                name="we-compared-the-countries-with-cahra-tables",
            ),
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
        points(
            say("We reported the findings of our due diligence to {management_reports}.", _told("management_report")),
            say(
                "We made {risk_decisions} {risk_decisions:decision} on identified risks: {decisions_listed}.",
                _told("risk_decision"),
            ),
            say(
                "We asked for {corrective_actions} {corrective_actions:action}, of which {corrective_actions_done} "
                "{corrective_actions_done:is} done.",
                lambda facts: facts.log.actions > 0,
            ),
            say(
                "We ended {terminations} {terminations:relation} because of Conflict Minerals.",
                _told("termination"),
                "K12",
            ),
            say(
                "We wrote to {facilities_told_to} contract {facilities_told_to:manufacturer} about facilities in "
                "{facilities_told_to:its} {facilities_told_to:chain} that are neither conformant nor active.",
                lambda facts: facts.outreach.facilities_told.letters > 0,
                "K10",
            ),
            say(
                "We escalated silent or unreliable contract manufacturers to a named executive, last on "
                "{escalations_last}.",
                lambda facts: facts.outreach.escalations.letters > 0,
                "K11",
            ),
        ),
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
                lambda facts: facts.not_product_level > 0,
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
            say(
                "We asked {facilities_asked} {facilities_asked:facility} to take part in such a program.",
                _told("facility_outreach"),
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
