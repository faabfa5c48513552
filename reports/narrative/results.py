"""Section 6: facilities by metal and status, those in Covered Countries, origins, and the efforts to find them."""

from reports.facts.sheet import ACTIVE, CONFORMANT, NOT_LISTED, FilingFacts
from reports.narrative import tables
from reports.narrative.annexes import NO_CMRT, NO_FACILITY, STATUS_SOURCES
from reports.narrative.audit import LABEL, labelled
from reports.narrative.parts import Condition, Grid, Section, Sub, para, points, say
from reports.narrative.risk import AREAS, GRADES, OTHER_ORIGINS
from reports.narrative.yearly import COMPARISON

# Up to so many facilities are named in a sentence; more go into a table.
NAMED_IN_TEXT = 3


def _with(status: str) -> Condition:
    return lambda facts: facts.by_status[status] > 0


def _few(facts: FilingFacts) -> bool:
    return 0 < len(facts.in_covered) <= NAMED_IN_TEXT


def _many(facts: FilingFacts) -> bool:
    return len(facts.in_covered) > NAMED_IN_TEXT


def none_in_covered(facts: FilingFacts) -> bool:
    """Whether it is true of every facility in Annex I, each with a known country, that it stands elsewhere."""
    return facts.total > 0 and not facts.in_covered and not facts.unplaced


def _origins_named(facts: FilingFacts) -> bool:
    return any(facts.origins.values())


RESULTS = Section(
    "results",
    "Results of Our Due Diligence",
    (
        Sub("Facilities by metal and status"),
        para(
            say(
                "The table below shows the {total} {total:facility} in Annex I by metal and by status as of {as_of}.",
                lambda facts: facts.total > 0,
            ),
            *STATUS_SOURCES,
            NO_FACILITY,
            NO_CMRT,
        ),
        Grid(lambda facts: tables.status(facts) if facts.total else ()),
        points(
            say(
                "“Conformant” means that {status_basis} the facility as having passed an assessment under RMAP or "
                "under an audit program that RMAP recognizes. It is the status of {conformant} "
                "{conformant:facility}. It looks back at the facility’s management systems and is no guarantee as to "
                "any particular material.",
                _with(CONFORMANT),
            ),
            say(
                "“Active” means that {status_basis} the facility as having committed to an RMAP assessment that is "
                "not yet concluded. It is the status of {active} {active:facility}.",
                _with(ACTIVE),
                "K04",
            ),
            say(
                "“Not listed” means that {status_basis} the facility neither as conformant nor as active. It is the "
                "status of {not_listed} {not_listed:facility}. It is not a finding about the facility or about the "
                "origin of what it processes.",
                lambda facts: _with(NOT_LISTED)(facts) and bool(facts.lists),
                "K05",
            ),
            say(
                "“Not listed” means that neither a list nor any other information was available to us that shows the "
                "facility as conformant or as active. It is the status of {not_listed} {not_listed:facility}. It is "
                "not a finding about the facility or about the origin of what it processes.",
                lambda facts: _with(NOT_LISTED)(facts) and not facts.lists,
                "K05",
            ),
        ),
        para(
            say(
                "{two_statuses:Number} facility {two_statuses:name} {two_statuses:appears} for more than one metal "
                "with different statuses, because status is determined separately for each metal.",
                lambda facts: bool(facts.names_with_two_statuses),
            ),
            say(
                "Because {not_product_level} of the accepted CMRTs {not_product_level:was} not made at product "
                "level, a facility in Annex I, whatever its status, may not have processed any Conflict Mineral "
                "contained in the Covered Products.",
                lambda facts: facts.not_product_level > 0 and facts.total > 0,
                "K08",
            ),
        ),
        *COMPARISON,
        Sub("Facilities located in the Covered Countries", lambda facts: facts.total > 0),
        para(
            say(
                "Of the {total} facilities in Annex I, {in_covered} {in_covered:is} located in {covered_places:place}: "
                "{covered_named}.",
                lambda facts: _few(facts) and facts.total > 1,
                "K07",
                name="covered-facilities-few",
            ),
            say(
                "The {total} {total:facility} in Annex I {total:is} located in {covered_places:place}: "
                "{covered_named}.",
                lambda facts: _few(facts) and facts.total == 1,
                "K07",
            ),
            say(
                "Of the {total} facilities in Annex I, {in_covered} {in_covered:is} located in the Covered Countries "
                "({covered_places}). They are named in the table below.",
                _many,
                "K07",
                name="covered-facilities-many",
            ),
            say(
                "Based on the information in the accepted CMRTs and in our register, none of the {total} facilities "
                "in Annex I is located in a Covered Country.",
                lambda facts: none_in_covered(facts) and facts.total > 2,
                "K07",
                name="none-of-the-facilities-in-a-covered-country",
            ),
            say(
                "Based on the information in the accepted CMRTs and in our register, no facility in Annex I is "
                "located in a Covered Country.",
                lambda facts: none_in_covered(facts) and facts.total <= 2,
                "K07",
                name="no-facility-in-a-covered-country",
            ),
            say(
                "For {unplaced} {unplaced:facility} in Annex I, the country of location is not known to us.",
                lambda facts: facts.unplaced > 0,
            ),
            say(
                "This statement covers all facilities in Annex I, whatever their status.",
                lambda facts: facts.total > 1 and not facts.unplaced,
            ),
            say(
                "The location of a facility is "
                "not the country of origin of the minerals that it processes: minerals may be processed far from "
                "where they were mined.",
                lambda facts: facts.total > 0,
            ),
        ),
        Grid(lambda facts: tables.covered(facts) if _many(facts) else ()),
        *AREAS,
        *GRADES,
        Sub("Countries of origin"),
        para(
            say(
                "The accepted CMRTs do not state the countries of origin of the Conflict Minerals that the "
                "facilities process.",
                lambda facts: facts.accepted > 0 and not _origins_named(facts) and not facts.unread_origins,
                "K09",
            ),
            say(
                "The {lists:list} that we relied on {lists:does} not state countries of origin.",
                lambda facts: facts.total > 0 and bool(facts.lists) and not _origins_named(facts),
                "K09",
            ),
            say(
                "The accepted CMRTs state {origin_count} {origin_count:country} of origin for minerals processed by "
                "some of the facilities; Annex II lists them by metal. We have not verified these statements, and "
                "they may not cover all facilities.",
                _origins_named,
                "K09",
            ),
            *OTHER_ORIGINS,
            say(
                "In {unread_origins} {unread_origins:entry}, the accepted CMRTs describe an origin without naming a "
                "country that we could identify.",
                lambda facts: facts.unread_origins > 0,
                "K09",
            ),
            say(
                "We do not have sufficient information to determine the countries of origin of all "
                "Conflict Minerals in the Covered Products, or whether all of them came from recycled or scrap "
                "sources.",
                code="K09",
            ),
        ),
        Sub("Efforts to determine the mine or location of origin"),
        para(
            "We sought to determine the mine or location of origin of the Conflict Minerals with the greatest "
            "possible specificity through our RCOI and the due diligence measures described above: we asked our "
            "contract manufacturers, through the CMRT, to name the facilities in their supply chains and the mines "
            "and countries from which these facilities source, and we examined what they stated.",
            say(
                "The accepted CMRTs contain {mines} {mines:entry} in which a mine is stated. We have not verified "
                "these statements, and they may not cover all facilities.",
                lambda facts: facts.mines > 0,
            ),
            say("The information available to us does not extend to individual mines.", lambda facts: not facts.mines),
        ),
        Sub("Conclusion"),
        para(
            "After exercising this due diligence, we were unable to determine the facilities used to process all of "
            "the Conflict Minerals in the Covered Products, or the country and the mine or location of origin of all "
            "of those minerals.",
            say(
                "To the extent that we could reasonably determine, the facilities that may have processed Conflict "
                "Minerals in the Covered Products include those listed in Annex I.",
                lambda facts: facts.total > 0,
                "K14",
            ),
        ),
        para(
            say(
                "We do not describe any of the Covered Products as “DRC conflict free,” as the Rule defines that term. "
                "Accordingly, and consistent with the statement of the staff of the SEC’s Division of Corporation "
                "Finance of April 29, 2014 and the SEC’s order of May 2, 2014, this Report has not been subject to an "
                "independent private sector audit.",
                lambda facts: not labelled(facts),
            ),
            *LABEL,
        ),
    ),
)
