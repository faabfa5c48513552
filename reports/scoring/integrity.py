"""Items 34 to 40: whether the report holds together, as its own checks see it; pure."""

from reports.scoring.item import REPORT, RISK, Item, need

_REBUILD = "Open the report's page: the findings say which place, and what to do."

INTEGRITY: tuple[Item, ...] = (
    Item(
        34, 4, "own", "Every number is a fact that was counted",
        (
            need("No number is typed by hand", lambda seen: seen.clean("T26", "T25"), _REBUILD, REPORT),
            need("Facilities are what Annex I lists",
                 lambda seen: seen.facts.total > 0 and seen.clean("C01", "C02", "C03", "C04", "C05", "C12", "C14"),
                 _REBUILD, REPORT),
            need("Manufacturers are those who were asked",
                 lambda seen: seen.facts.surveyed > 0 and seen.clean("C08", "C09", "C10"), _REBUILD, REPORT),
            need("What the team wrote rests on today's facts", lambda seen: seen.clean("W01", "W03", "W04", "W06"),
                 _REBUILD, REPORT),
        ),
    ),
    Item(
        35, 3, "own", "Nothing in the text speaks against the annex",
        (
            need("Places of facilities", lambda seen: seen.clean("G01", "G05", "G07", "G08"), _REBUILD, REPORT),
            need("Lines of the annex and of the CMRTs", lambda seen: seen.clean("P02", "S10", "S15"), _REBUILD, REPORT),
            need("Both renderings", lambda seen: seen.clean("P04"), _REBUILD, REPORT),
        ),
    ),
    Item(
        36, 2, "own", "Names and statuses are those of today",
        (
            need("Names", lambda seen: seen.clean("S07", "S13", "T01", "T02"), _REBUILD, REPORT),
            need("Statuses, as the RMI defines them", lambda seen: seen.clean("S02", "T03"), _REBUILD, REPORT),
        ),
    ),
    Item(
        37, 1, "own", "The years are right everywhere",
        (
            need("Year of the report, of filing, of the law", lambda seen: seen.clean("F04", "F12", "F13"),
                 _REBUILD, REPORT),
        ),
    ),
    Item(
        38, 2, "Elm, SEC", "No label and no grade is claimed without what it takes",
        (
            need("“Conflict free” stands only where it is declined or audited",
                 lambda seen: seen.clean("T04", "P07"), _REBUILD, REPORT),
            need("“Low risk” is said only of what was graded", lambda seen: seen.clean("G06"), _REBUILD, REPORT),
        ),
    ),
    Item(
        39, 1, "Elm", "Facilities were held against sanctions",
        (
            need("A table of sanctions is in force, and nothing is matched",
                 lambda seen: bool(seen.facts.risk.of("sanctions")) and seen.clean("G11", "G16"),
                 "An administrator imports a table of sanctions; settle what it matches.", RISK),
        ),
    ),
    Item(
        40, 1, "practice", "The limits of what is known are told, and are this report's own",
        (
            need("The notices are there, and a limit that the facts show",
                 lambda seen: seen.says("forward-looking statements") and seen.says("We do not have sufficient"),
                 "Keep the cautionary statement and the sentence on what could not be determined."),
        ),
    ),
)  # fmt: skip
