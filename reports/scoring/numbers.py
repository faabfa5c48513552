"""Items 26 to 33: the numbers that readers look for and compare; pure."""

from collections.abc import Callable

from reports.narrative.yearly import compared
from reports.scoring.item import FACILITIES, FOLLOW_UP, MANUFACTURERS, RISK, YEARLY, Item, Seen, need
from suppliers.moves import Move


def _levels(seen: Seen) -> bool:
    return seen.facts.accepted > 0 and any("Accepted CMRTs" in cell for cell in seen.prints_of("responses"))


def _explained(move: Move) -> Callable[[Seen], bool]:
    return lambda seen: compared(seen.facts) and not (seen.facts.yearly and seen.facts.yearly.unexplained(move))


_LAST_YEAR = "Take over the year before, so that it can be compared with."

NUMBERS: tuple[Item, ...] = (
    Item(
        26, 3, "RSN", "How many manufacturers were asked and answered, and the rate",
        (
            need("Both numbers are printed", lambda seen: seen.prints("surveyed") and seen.prints("responded"),
                 "Keep the table of answers."),
            need("The rate is printed, and true",
                 lambda seen: seen.prints("response_rate") and seen.clean("C08", "C09"), "Keep the line of the rate."),
            need("All answered, or reminders show what was done about the others",
                 lambda seen: seen.facts.surveyed > 0
                 and (seen.facts.responded == seen.facts.surveyed or seen.facts.outreach.reminders.letters > 0),
                 "Remind those who have not answered.", FOLLOW_UP),
        ),
    ),
    Item(
        27, 2, "practice", "How good the answers are: sent back, at company or at product level",
        (
            need("Levels of declaration are printed", _levels, "Accept CMRTs, which say their level.", MANUFACTURERS),
            need("How many went back for correction is printed, or none did",
                 lambda seen: seen.facts.accepted > 0 and (not seen.facts.returned or seen.prints("returned")),
                 "Keep the sentence on CMRTs that went back."),
        ),
    ),
    Item(
        28, 4, "RSN, AI/GW", "Facilities by metal and status, and what counts as one",
        (
            need("The table is printed and adds up",
                 lambda seen: seen.has_table("status") and seen.clean("C01", "C02", "C03", "C04", "C05", "C12"),
                 "Keep the table of metals and statuses."),
            need("The counting unit is stated", lambda seen: seen.facts.total > 0 and seen.clean("C06", "C07"),
                 "Define what counts as a facility in the introduction."),
            need("A list covers every metal", lambda seen: seen.facts.total > 0 and not seen.facts.without_list,
                 "Import a list that covers the metal.", FACILITIES),
            need("Two statuses under one name are explained", lambda seen: seen.facts.total > 0 and seen.clean("S04"),
                 "Keep the sentence that explains them."),
        ),
    ),
    Item(
        29, 3, "practice", "The day of the statuses, and where they come from",
        (
            need("The day is printed", lambda seen: seen.facts.total > 0 and seen.prints("as_of"),
                 "Keep the day in Annex I."),
            need("The list is named with its source", lambda seen: bool(seen.facts.lists) and seen.prints("lists"),
                 "Import a list, with its source.", FACILITIES),
            need("It is at most ninety days old, and nothing later speaks against it",
                 lambda seen: bool(seen.facts.lists) and seen.clean("S03", "S14", "S16"),
                 "Import a current list, and build the report as of its day.", FACILITIES),
        ),
    ),
    Item(
        30, 4, "practice", "The year before stands beside these numbers",
        (
            need("Facilities of both years, by metal", lambda seen: seen.has_table("yearly") and seen.clean("P09"),
                 _LAST_YEAR, YEARLY),
            need("Statuses of both years", lambda seen: seen.has_table("yearly-status"), _LAST_YEAR, YEARLY),
            need("The rate of answers of both years", lambda seen: seen.prints("responded_before"),
                 _LAST_YEAR, YEARLY),
            need("Last year's side is the report as it was filed",
                 lambda seen: bool(seen.facts.yearly and seen.facts.yearly.source == "filed"),
                 "File the report from here, and record its day; next year it is compared with.", YEARLY),
        ),
    ),
    Item(
        31, 3, "practice", "What left, what changed its status, and why",
        (
            need("Every facility that is gone has its reason", _explained(Move.GONE),
                 "Give each of them its reason; the data proposes one where it shows one.", YEARLY),
            need("Every status lost has its reason", _explained(Move.LOST),
                 "Give each of them its reason; the data proposes one where it shows one.", YEARLY),
            need("What changed the number of conformant facilities is told",
                 lambda seen: compared(seen.facts) and "conformant facilities" in seen.words
                 and (seen.prints("conformant_before") or seen.says("as in the prior year")),
                 _LAST_YEAR, YEARLY),
        ),
    ),
    Item(
        32, 1, "GAO", "Recycled and scrap sources are spoken of",
        (
            need("Annex II says of each metal what was reported of scrap",
                 lambda seen: seen.facts.accepted > 0 and seen.has_table("origins") and seen.says("recycled or scrap"),
                 "Keep Annex II as delivered."),
        ),
    ),
    Item(
        33, 2, "practice", "Facilities in Covered Countries, and in high-risk areas, are counted",
        (
            need("The place of every facility is known",
                 lambda seen: seen.facts.total > 0 and not seen.facts.unplaced and seen.clean("G01", "G04", "G07"),
                 "Enter the country of each facility in the register.", FACILITIES),
            need("They were held against a table of high-risk areas",
                 lambda seen: seen.facts.screened and seen.clean("C15"),
                 "An administrator imports a table of conflict-affected and high-risk areas.", RISK),
        ),
    ),
)  # fmt: skip
