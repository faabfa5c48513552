"""Six points beside the forty items, one each, for what the rule does not ask for; pure."""

import re

from reports.scoring.item import LOG, RISK, Item, Seen, need


def _log_tells(seen: Seen, words: str, *kinds: str) -> bool:
    """Whether an entry of these kinds, or of any, tells something in such words."""
    log = seen.facts.log
    return any(
        re.search(words, " ".join(map(str, entry.told.values())), re.I)
        for entry in (*log.entries, *log.holding)
        if not kinds or entry.kind in kinds
    )


BEYOND: tuple[Item, ...] = (
    Item(
        41, 1, "AI/GW", "Support for responsible trade in the region itself",
        (
            need("The log tells of an initiative in the region",
                 lambda seen: _log_tells(seen, r"\bin[- ]region|\bITSCI\b|\bartisanal\b|Public[- ]Private Alliance"),
                 "Support one, and enter it as a membership or an audit programme.", LOG),
        ),
    ),
    Item(
        42, 1, "practice", "Minerals beside tin, tantalum, tungsten and gold",
        (
            need("The log tells of cobalt, mica or another mineral",
                 lambda seen: _log_tells(seen, r"\bcobalt|\bmica\b|\bEMRT\b|\blithium|\bcopper|\bnickel"),
                 "Ask for another template (EMRT), and enter it as an engagement.", LOG),
        ),
    ),
    Item(
        43, 1, "OECD", "High-risk areas beyond the Congo and its neighbours",
        (
            need("A table of such areas is in force, and the report says so",
                 lambda seen: seen.facts.screened and seen.prints("cahra_tables"),
                 "An administrator imports a table of conflict-affected and high-risk areas.", RISK),
        ),
    ),
    Item(
        44, 1, "AI/GW", "Facilities were visited",
        (
            need("The log tells of a visit to a facility",
                 lambda seen: _log_tells(seen, r"\bvisit", "facility_outreach", "engagement", "red_flag_review"),
                 "Visit one, and enter it as outreach to facilities.", LOG),
        ),
    ),
    Item(
        45, 1, "OECD", "Incidents and concerns of the year are on record",
        (
            need("A case or a report by others is logged",
                 lambda seen: bool(seen.facts.log.of("grievance_case") or seen.facts.log.of("adverse_report")),
                 "Enter what was raised or reported in the year, and what came of it.", LOG),
        ),
    ),
    Item(
        46, 1, "practice", "The annex is public in a form that programs read",
        (
            need("A publication is on record whose address ends in csv, json or xlsx",
                 lambda seen: _log_tells(seen, r"\.(csv|json|xlsx)\b", "publication"),
                 "Post the table of facilities beside the report, and enter its address as a publication.", LOG),
        ),
    ),
)  # fmt: skip
