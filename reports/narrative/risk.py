"""Section 6, continued: facilities in conflict-affected and high-risk areas, and risk grades with their whole rule.

Nothing is said where no table was imported. A grade is printed only together with the rule that gave it
(`smelters.risk.grade`), its version and the tables it read.
"""

from reports.facts.sheet import FilingFacts
from reports.narrative import tables
from reports.narrative.parts import Condition, Grid, Sub, para, points, say
from smelters.risk import Grade
from smelters.tables.book import PRODUCERS


def graded(facts: FilingFacts) -> bool:
    return facts.graded


def graded_as(grade: Grade) -> Condition:
    """Whether facilities have this grade."""
    return lambda facts: facts.with_grade(grade) > 0


def screened(facts: FilingFacts) -> bool:
    return facts.screened


AREAS = (
    Sub("Facilities located in conflict-affected and high-risk areas", screened),
    para(
        say(
            "{in_cahra:Number} {in_cahra:facility} in Annex I {in_cahra:is} located in {cahra_places}, named, in whole "
            "or in part, as conflict-affected or high-risk in the {cahra_tables:table} that we used: {cahra_tables}.",
            lambda facts: screened(facts) and bool(facts.in_cahra),
        ),
        say(
            "No country of location of a facility in Annex I is named as conflict-affected or high-risk in the "
            "{cahra_tables:table} that we used: {cahra_tables}.",
            lambda facts: screened(facts) and not facts.in_cahra and not facts.unplaced,
        ),
        say(
            "No country of location that is known to us is named as conflict-affected or high-risk in the "
            "{cahra_tables:table} that we used: {cahra_tables}.",
            lambda facts: screened(facts) and not facts.in_cahra and facts.unplaced > 0,
        ),
    ),
)

GRADES = (
    Sub("Risk grades of the facilities", graded),
    para(
        say(
            "We graded the risk of each facility in Annex I by one rule, applied to all of them alike (version "
            "{risk_method} of our method), on the information available to us as of {as_of}. A facility shows a sign "
            "of risk if at least one of the following applies:",
            graded,
        )
    ),
    points(
        say("it is located in a Covered Country, or its country of location is not known to us;", graded),
        say(
            "it is located in a country that is named, in whole or in part, as conflict-affected or high-risk in the "
            "{cahra_tables:table} that we used ({cahra_tables});",
            graded,
        ),
        say(
            "it processes gold, and its country of location is named, as one through which gold is known to pass in "
            "transit, in the {transit_tables:table} that we used ({transit_tables});",
            graded,
        ),
        say(
            "it is neither conformant nor active, but was conformant or active on {risk_before};",
            lambda facts: facts.graded and facts.risk.before is not None,
        ),
        say("it is conformant or active by a list that vouches for it only until a day before {as_of};", graded),
        say(
            "a country of origin that is stated to us for minerals that it processes is not named, as a producer of "
            "the mineral, in the {producers_tables:table} that we used ({producers_tables});",
            lambda facts: facts.graded and bool(facts.risk.of(PRODUCERS)),
            name="a-country-of-origin-is-not-named-as-a-producer",
        ),
        say(
            "a country of origin that is stated to us for minerals that it processes is a Covered Country, or is so "
            "named as conflict-affected or high-risk or, for gold, as one of transit; or",
            graded,
        ),
        say("the accepted CMRTs contradict one another on whether all of its feedstock is recycled or scrap.", graded),
    ),
    para(
        say(
            "The grade is “high” for a facility that is neither conformant nor active and shows a sign of risk; "
            "“medium” for one that is neither conformant nor active and shows none, and for one that is conformant or "
            "active and shows a sign of risk; and “low” for one that is conformant or active and shows none. "
            "Whatever else is known, the grade is “blocked” for a facility that is named, itself or by its country as "
            "a whole, in the {sanctions_tables:table} of sanctions that we used ({sanctions_tables}). A grade orders "
            "our work; it is not a finding about a facility or about the minerals that it processes.",
            graded,
            "K06",
        )
    ),
    Grid(lambda facts: tables.grades(facts) if facts.graded else ()),
)

OTHER_ORIGINS = (
    say(
        "Other sources ({origin_tables}) state {known_origins} {known_origins:country} of origin for minerals "
        "processed by {known_origin_facilities} {known_origin_facilities:facility}; Annex II includes them. We have "
        "not verified these statements, and they may not cover all facilities.",
        lambda facts: bool(facts.origins_known(publishable=True)),
        "K09",
    ),
    say(
        "We also hold information on countries of origin that we do not have the right to publish. We have taken it "
        "into account in reaching the conclusion of our inquiry.",
        lambda facts: bool(facts.origins_hidden()),
    ),
)
