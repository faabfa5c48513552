"""Section 3: the reasonable country of origin inquiry, its results, and its conclusion in the rule's own words."""

from reports.facts.conclusion import Ground
from reports.facts.sheet import FilingFacts
from reports.narrative import tables
from reports.narrative.parts import Condition, Grid, Section, Sub, para, points, say


def _ground(ground: Ground) -> Condition:
    return lambda facts: ground in facts.grounds


def _all(*conditions: Condition) -> Condition:
    return lambda facts: all(condition(facts) for condition in conditions)


def _by_cmrt_alone(facts: FilingFacts) -> bool:
    """Whether everybody who answered did so with a CMRT."""
    return not facts.outreach.statements


def _some_accepted(facts: FilingFacts) -> bool:
    return facts.accepted > 0


INQUIRY = Section(
    "inquiry",
    "Reasonable Country of Origin Inquiry",
    (
        Sub("Design of the inquiry"),
        para(
            "We have determined that Conflict Minerals are necessary to the functionality or production of the "
            "Covered Products. We therefore conducted, in good faith, a reasonable country of origin inquiry "
            "(“RCOI”), which was reasonably designed to determine whether any of those Conflict Minerals originated "
            "in the Covered Countries and whether any of them came from recycled or scrap sources."
        ),
        para(
            "There may be several tiers of suppliers between our contract manufacturers and the facilities that "
            "process Conflict Minerals. We rely on our contract manufacturers for information about the facilities "
            "and about the origin of the Conflict Minerals, and they in turn rely on information from their own "
            "suppliers."
        ),
        para(
            "Our RCOI consisted of asking the {surveyed} contract {surveyed:manufacturer} within its scope to "
            "complete the Conflict Minerals Reporting Template (“CMRT”) published by the RMI, and of reviewing the "
            "declarations that were returned.",
            say(
                "We examined each CMRT that we received for completeness, for consistency among its answers, and for "
                "consistency between its answers and the facilities that it names.",
                lambda facts: facts.responded > 0,
            ),
            say(
                "Our requests were sent from {requested_first} to {requested_last}.",
                lambda facts: facts.requested is not None and facts.requested.first != facts.requested.last,
            ),
            say(
                "Our requests were sent on {requested_first}.",
                lambda facts: facts.requested is not None and facts.requested.first == facts.requested.last,
            ),
            say(
                "We sent {reminders} {reminders:reminder} from {reminders_first} to {reminders_last} to "
                "{reminders_to} contract {reminders_to:manufacturer}.",
                lambda facts: facts.outreach.reminders.letters > 1,
            ),
            say(
                "We sent one reminder, on {reminders_first}.",
                lambda facts: facts.outreach.reminders.letters == 1,
            ),
            say(
                "We returned {returned} {returned:CMRT} for correction.",
                lambda facts: facts.returned > 0,
            ),
        ),
        Sub("Responses"),
        para(
            say(
                "We received a CMRT from each contract manufacturer that we asked, a response rate of "
                "{response_rate} percent.",
                _all(lambda facts: facts.responded == facts.surveyed > 0, _by_cmrt_alone),
                "K02",
            ),
            say(
                "We received a CMRT from {responded} of the {surveyed} contract manufacturers that we asked, a "
                "response rate of {response_rate} percent. The remaining {not_responded} {not_responded:has} not "
                "returned a CMRT that we could read, and the results stated below do not reflect {not_responded:its} "
                "{not_responded:chain}.",
                _all(lambda facts: 0 < facts.responded < facts.surveyed, _by_cmrt_alone),
                "K02",
            ),
            say(
                "Of the {surveyed} contract manufacturers that we asked, {responded} answered, a response rate of "
                "{response_rate} percent: {cmrt_responded} returned a CMRT that we could read, and {statements} stated "
                "without a CMRT that none of the Conflict Minerals is contained in what {statements:it} "
                "{statements:makes} for us.",
                lambda facts: facts.outreach.statements > 0,
                "K02",
            ),
            say(
                "The remaining {not_responded} {not_responded:has} not answered, and the results stated below do not "
                "reflect {not_responded:its} {not_responded:chain}.",
                lambda facts: facts.outreach.statements > 0 and facts.responded < facts.surveyed,
                "K02",
            ),
            say(
                "We have not received a CMRT that we could read from any contract manufacturer, a response rate of "
                "{response_rate} percent.",
                lambda facts: facts.responded == 0,
                "K02",
            ),
            say(
                "We accepted {accepted} of the CMRTs that we received; the other {not_accepted} {not_accepted:is} "
                "not reflected in the results stated below.",
                _all(lambda facts: 0 < facts.accepted < facts.responded, _by_cmrt_alone),
            ),
            say(
                "We accepted the answers of {accepted} contract {accepted:manufacturer}; those of the other "
                "{not_accepted} {not_accepted:is} not reflected in the results stated below.",
                lambda facts: 0 < facts.accepted < facts.responded and facts.outreach.statements > 0,
            ),
            say(
                "Some contract manufacturers returned more than one CMRT, each for a part of what they make for us; "
                "in all, we accepted {workbooks} CMRTs.",
                lambda facts: facts.several_cmrts,
            ),
            say(
                "We have not accepted any CMRT that we received, and the results stated below reflect none.",
                lambda facts: facts.accepted == 0 < facts.responded,
            ),
            say(
                "The CMRTs that we accepted bear effective dates from {effective_first} to {effective_last}.",
                lambda facts: facts.effective is not None and facts.effective.first != facts.effective.last,
            ),
            say(
                "The CMRTs that we accepted bear the effective date {effective_first}.",
                lambda facts: facts.effective is not None and facts.effective.first == facts.effective.last,
            ),
        ),
        Grid(tables.responses),
        para(
            say(
                "Of the accepted CMRTs, {not_product_level} {not_product_level:was} not made at product level. "
                "Such a CMRT does not link the facilities that it names to the Covered Products, and may name "
                "facilities that did not process any Conflict Mineral contained in them.",
                lambda facts: facts.not_product_level > 0,
                "K08",
            ),
        ),
        Sub("What our contract manufacturers reported", _some_accepted),
        para(
            say(
                "The CMRT asks, for each Conflict Mineral that a manufacturer declares, whether any facility in its "
                "supply chain sources that mineral from the Covered Countries. The {accepted} contract "
                "{accepted:manufacturer} whose {accepted:CMRT} we accepted answered as follows:",
                _some_accepted,
            )
        ),
        points(
            say(
                "{q3_no:Number} contract {q3_no:manufacturer} reported, for every Conflict Mineral declared, no "
                "sourcing from the Covered Countries.",
                lambda facts: facts.question_3["no"] > 0,
                "K03",
            ),
            say(
                "{q3_yes:Number} contract {q3_yes:manufacturer} reported sourcing from the Covered Countries for at "
                "least one Conflict Mineral.",
                lambda facts: facts.question_3["yes"] > 0,
                "K03",
            ),
            say(
                "{q3_unknown:Number} contract {q3_unknown:manufacturer} reported sourcing from the Covered Countries "
                "for none of the Conflict Minerals declared and, for at least one of them, did not state whether "
                "there was any.",
                lambda facts: facts.question_3["unknown"] > 0,
                "K03",
            ),
            say(
                "{q3_out:Number} contract {q3_out:manufacturer} declared no Conflict Mineral as necessary to "
                "{q3_out:its} products.",
                lambda facts: facts.question_3["out"] > 0,
            ),
        ),
        Grid(lambda facts: tables.answers(facts) if facts.accepted else ()),
        para(
            say(
                "{q3_no_listing:Number} {q3_no_listing:CMRT} that {q3_no_listing:denies} such sourcing "
                "{q3_no_listing:bears} a facility located in a Covered Country. In reaching the conclusion stated "
                "below, we have not relied on that answer.",
                lambda facts: facts.no_sourcing_but_listing_covered > 0,
            ),
            say(
                "{recycled:Number} contract {recycled:manufacturer} reported at least one Conflict Mineral as coming "
                "wholly from recycled or scrap sources.",
                lambda facts: facts.recycled > 0,
                "K15",
            ),
            say(
                "No accepted CMRT reports a Conflict Mineral as coming wholly from recycled or scrap sources.",
                lambda facts: facts.accepted > 0 and facts.recycled == 0,
                "K15",
            ),
        ),
        para(
            say(
                "The accepted CMRTs name a total of {total} {total:facility}, which {total:is} listed in Annex I.",
                lambda facts: facts.total > 0,
                "K14",
            ),
            say(
                "The accepted CMRTs name no facility that we could identify.",
                lambda facts: facts.accepted > 0 == facts.total,
            ),
            say(
                "They contain {unresolved} {unresolved:name} that we could not match to an identified facility.",
                lambda facts: bool(facts.unresolved),
            ),
            say(
                "On review, we did not count {excluded} {excluded:name}: {excluded_as}.",
                lambda facts: bool(facts.excluded),
            ),
            say(
                "In {sentinels} {sentinels:entry}, no facility is named.",
                lambda facts: facts.sentinels > 0,
            ),
            say(
                "These names and entries are not counted as facilities and do not appear in Annex I; we have taken "
                "them into account in reaching the conclusion stated below.",
                lambda facts: facts.unidentified,
            ),
        ),
        Sub("Conclusion of the inquiry"),
        para(
            say(
                "Based on our RCOI, we have reason to believe that Conflict Minerals necessary to the functionality "
                "or production of the Covered Products may have originated in the Covered Countries and may not have "
                "come from recycled or scrap sources.",
            ),
            say("We base this conclusion on the following:", lambda facts: bool(facts.grounds)),
        ),
        points(
            say(
                "{q3_yes:Number} contract {q3_yes:manufacturer} reported sourcing from the Covered Countries.",
                _ground(Ground.SOURCING),
                name="ground-sourcing",
            ),
            say(
                "{q3_unknown:Number} contract {q3_unknown:manufacturer} did not state whether there was sourcing "
                "from the Covered Countries.",
                _ground(Ground.UNKNOWN),
            ),
            say(
                "{in_covered:Number} {in_covered:facility} named in the accepted CMRTs {in_covered:is} located in "
                "{covered_places:place} ({covered_places}), and may process Conflict Minerals that originated in the "
                "Covered Countries.",
                _ground(Ground.LOCATION),
            ),
            say("At least one accepted CMRT states a Covered Country as a country of origin.", _ground(Ground.ORIGIN)),
            say(
                "Information that we obtained from sources other than the accepted CMRTs states a Covered Country as a "
                "country of origin of minerals processed by at least one facility in Annex I.",
                _ground(Ground.KNOWN_ORIGIN),
            ),
            say(
                "The accepted CMRTs contain {unread_origins} {unread_origins:entry} in which the origin of a mineral "
                "is described without naming a country that we could identify.",
                _ground(Ground.UNREAD),
            ),
            say(
                "For {unplaced} {unplaced:facility}, the country of location is not known to us.",
                _ground(Ground.UNPLACED),
            ),
            say(
                "The accepted CMRTs contain entries that do not identify a facility, and the origin of the minerals "
                "behind such entries remains open.",
                _ground(Ground.UNIDENTIFIED),
            ),
            say(
                "We do not have an accepted CMRT from every contract manufacturer that we asked.",
                lambda facts: _ground(Ground.SILENT)(facts) and facts.accepted > 0,
            ),
            say(
                "We do not have an accepted CMRT from any contract manufacturer.",
                lambda facts: _ground(Ground.SILENT)(facts) and facts.accepted == 0,
            ),
        ),
        para(
            say(
                "The result is not the same for all Conflict Minerals and Covered Products; the table below states it.",
                lambda facts: facts.decision.differs,
            ),
        ),
        Grid(tables.results),
        para(
            "We therefore exercised due diligence on the source and chain of custody of the Conflict Minerals, as "
            "described below."
        ),
    ),
)
