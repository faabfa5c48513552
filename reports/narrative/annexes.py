"""The annexes: facilities as of a day, and countries of origin, which location never stands in for."""

from reports.narrative import tables
from reports.narrative.parts import Grid, Section, para, say

FACILITIES = Section(
    "annex-1",
    "Annex I: Facilities",
    (
        para(
            say(
                "The {total} facilities below were named in the accepted CMRTs. Each line is one facility and one "
                "metal. Status is stated as of {as_of} and rests on {lists}.",
                lambda facts: facts.total > 0 and bool(facts.lists),
                "K14",
            ),
            say(
                "For {corrected} of them the status rests on information that we recorded ourselves, in place of a "
                "list.",
                lambda facts: facts.corrected > 0,
            ),
            say(
                "“Country of location” is the country in which the facility is located; it is not the country of "
                "origin of the minerals that the facility processes. The terms “Conformant,” “Active” and “Not "
                "listed” have the meanings given in “Results of Our Due Diligence.” A line does not mean that the "
                "facility processed Conflict Minerals contained in the Covered Products.",
                lambda facts: facts.total > 0,
            ),
            say("The accepted CMRTs name no facility.", lambda facts: facts.total == 0),
        ),
        Grid(tables.annex),
    ),
    numbered=False,
)

ORIGINS = Section(
    "annex-2",
    "Annex II: Countries of Origin",
    (
        para(
            "The table below states, for each Conflict Mineral, the countries of origin as far as they are stated in "
            "the accepted CMRTs. Where it says “Unknown,” no country of origin has been stated to us; the location "
            "of a facility has not been used in its place."
        ),
        Grid(tables.origins),
    ),
    numbered=False,
)
