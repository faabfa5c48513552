"""The annexes: facilities as of a day, and countries of origin, which location never stands in for."""

from reports.facts.sheet import FilingFacts
from reports.narrative import tables
from reports.narrative.parts import Grid, Section, Sentence, para, say

NO_FACILITY = say(
    "The accepted CMRTs name no facility that we could identify.", lambda facts: facts.accepted > 0 == facts.total
)
NO_CMRT = say("There is no accepted CMRT, and therefore no facility is listed.", lambda facts: facts.accepted == 0)

# What the statuses rest on, wherever they are shown.
STATUS_SOURCES: tuple[Sentence, ...] = (
    say(
        "The statuses rest on {lists}.",
        lambda facts: bool(facts.lists) and facts.corrected + facts.without_list < facts.total,
    ),
    say(
        "For {corrected} {corrected:facility} ({corrected_ids}), the status rests on information that we recorded "
        "ourselves, with its date and reason, in place of a list.",
        lambda facts: facts.corrected > 0,
    ),
    say(
        "For {without_list} {without_list:facility}, no list was available to us that covers the metal.",
        lambda facts: facts.without_list > 0,
    ),
)

# What stands in the column “Note”, which is printed where there is anything to note.
NOTES = (
    say(
        "The note “Recycler” marks {recyclers} {recyclers:facility} that, on our review of the accepted CMRTs, we "
        "understand to refine recycled or scrap material. It does not mean that the minerals contained in the Covered "
        "Products came from such material.",
        lambda facts: facts.recyclers > 0,
    ),
    say(
        "The note “Closed” marks {closed} {closed:facility} that we understand to have ceased operation or to have "
        "been removed from the RMI’s lists; material that {closed:it} processed before was used in {year}.",
        lambda facts: facts.closed > 0,
    ),
)


def _origins_shown(facts: FilingFacts) -> bool:
    return bool(tables.metals_shown(facts))


FACILITIES = Section(
    "annex-1",
    "Annex I: Facilities",
    (
        para(
            say(
                "Listed below {total:is} the {total} {total:facility} named in the accepted CMRTs. Each line is one "
                "facility and one metal. Status is stated as of {as_of}.",
                lambda facts: facts.total > 0,
                "K14",
            ),
            *STATUS_SOURCES,
            say(
                "For {reported} {reported:facility}, the name, the RMI ID and the country of location are as stated in "
                "the accepted CMRTs; our register holds no other source for them.",
                lambda facts: facts.reported > 0,
            ),
            say(
                "“Country of location” is the country in which the facility is located; it is not the country of "
                "origin of the minerals that the facility processes. The terms “Conformant,” “Active” and “Not "
                "listed” have the meanings given in “Results of Our Due Diligence.” A line does not mean that the "
                "facility processed Conflict Minerals contained in the Covered Products.",
                lambda facts: facts.total > 0,
            ),
            *NOTES,
            NO_FACILITY,
            NO_CMRT,
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
            say(
                "The table below states, for each Conflict Mineral that was declared to us or that a facility in Annex "
                "I processes, the countries of origin as far as they are stated in the accepted CMRTs. Where it says "
                "“Unknown,” no country of origin that we could identify has been stated to us; the location of a "
                "facility has not been used in its place.",
                _origins_shown,
            ),
            say(
                "It includes countries of origin that other sources state for minerals processed by facilities in "
                "Annex I: {origin_tables}.",
                lambda facts: _origins_shown(facts) and bool(facts.origins_known(publishable=True)),
            ),
            say(
                "Where it says “not disclosed,” countries of origin have been stated to us that we do not have the "
                "right to publish.",
                lambda facts: _origins_shown(facts) and bool(facts.origins_hidden()),
            ),
            say("No country of origin has been stated to us.", lambda facts: not _origins_shown(facts)),
        ),
        Grid(tables.origins),
    ),
    numbered=False,
)
