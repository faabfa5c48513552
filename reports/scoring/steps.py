"""Items 15 to 25: the five steps of the OECD Guidance, each with a fact that shows it; pure."""

from reports.facts.outreach import LogFact
from reports.scoring.item import COLLECTING, FOLLOW_UP, LOG, MANUFACTURERS, REPORT, RISK, Item, Seen, logged, need


def _yes(entry: LogFact | None, field: str) -> bool:
    return bool(entry and str(entry.told.get(field)).casefold() in ("yes", "true"))


def _told(seen: Seen, kind: str, **told: object) -> bool:
    return any(all(entry.told.get(key) == value for key, value in told.items()) for entry in seen.facts.log.of(kind))


def _reviewed(seen: Seen) -> bool:
    facts = seen.facts
    return 0 < facts.responded <= facts.accepted


def _risks_decided(seen: Seen) -> bool:
    graded = seen.facts.graded
    return bool(seen.facts.log.of("risk_decision")) or (graded and not seen.facts.with_grade("high"))


STEPS: tuple[Item, ...] = (
    Item(
        15, 3, "OECD, RSN", "A policy on the sourcing of minerals stands on its own, in public",
        (
            need("Its address is printed", lambda seen: bool(seen.facts.filer.policy_url) and seen.clean("T11"),
                 "An administrator enters the policy's address with the registrant's data.", REPORT),
            logged("policy", "Policy", "The version in force is on record, with its day"),
            need("It follows Annex II of the Guidance",
                 lambda seen: _yes(seen.facts.log.held("policy"), "annex_ii"),
                 "Bring the policy into line with Annex II, and enter the new version.", LOG),
        ),
    ),
    Item(
        16, 2, "GU, RSN", "Suppliers know the policy and are bound to it",
        (
            need("How they were told is on record",
                 lambda seen: bool((entry := seen.facts.log.held("policy")) and entry.told.get("communicated")),
                 "Enter with the policy how suppliers were told of it.", LOG),
            logged("contract_clause", "Contract clause", "Contracts hold a clause on it"),
        ),
    ),
    Item(
        17, 2, "OECD", "Somebody owns the programme, and senior management hears of it",
        (
            need("The owner is on record, and how often the team reports",
                 lambda seen: bool((entry := seen.facts.log.held("team")) and entry.told.get("owner")
                                   and entry.told.get("reports_how_often")),
                 "Enter the team with its owner.", LOG),
            logged("management_report", "Report to senior management", "Findings of the year were reported upwards"),
        ),
    ),
    Item(
        18, 2, "OECD", "A system traces facilities, and its records are kept",
        (
            need("Every line of Annex I leads to the CMRT that names it",
                 lambda seen: bool(seen.facts.files) and seen.clean("P02"), "Accept CMRTs from here.", MANUFACTURERS),
            need("Until when records are kept is on record, five years at least",
                 lambda seen: bool(seen.facts.log.held("retention")) and seen.clean("P08"),
                 "Enter until when the year's records are kept.", LOG),
        ),
    ),
    Item(
        19, 2, "OECD, RSN", "Anybody can raise a concern, from outside as well",
        (
            logged("grievance_channel", "Grievance channel", "There is a channel with a public address"),
            need("It is open to outsiders",
                 lambda seen: _yes(seen.facts.log.held("grievance_channel"), "outsiders"),
                 "Open the channel to people outside, or name that of an industry body.", LOG),
        ),
    ),
    Item(
        20, 1, "RSN", "Suppliers were trained",
        (
            need("A training of manufacturers is on record", lambda seen: _told(seen, "training", audience="suppliers"),
                 "Hold one, and enter it with the number of people.", LOG),
        ),
    ),
    Item(
        21, 3, "OECD", "How answers are reviewed is told, by which criteria, and that it was done",
        (
            need("The report tells how a CMRT is examined", lambda seen: seen.says("We examined each CMRT"),
                 "Keep the sentence on the examination."),
            need("Every answer was decided on", _reviewed,
                 "Accept the answers that wait, or send them back.", MANUFACTURERS),
            logged("red_flag_review", "Review of red flags", "What stood out was looked into"),
        ),
    ),
    Item(
        22, 3, "OECD, AI/GW", "Facilities are graded by a method that is told, with the result for each grade",
        (
            need("Every facility has a grade", lambda seen: seen.facts.graded,
                 "An administrator imports the dated tables that the rule of grades needs.", RISK),
            need("The grades are printed with their numbers",
                 lambda seen: seen.has_table("grades") and seen.clean("C14"), "Keep the table of grades."),
            need("The facilities were held against the tables", lambda seen: seen.clean("G14"),
                 "Import the table that is missing.", RISK),
        ),
    ),
    Item(
        23, 3, "OECD", "Risks have a plan: who decides, what follows, when business ends",
        (
            need("High risks were decided on", _risks_decided,
                 "Enter for each high risk what is done: go on, suspend, or end.", LOG),
            need("Silence is escalated, or nobody is silent",
                 lambda seen: seen.facts.outreach.escalations.letters > 0
                 or 0 < seen.facts.surveyed == seen.facts.responded,
                 "Escalate what stays unanswered.", FOLLOW_UP),
            need("Corrective actions are followed to their end",
                 lambda seen: 0 < seen.facts.log.actions == seen.facts.log.actions_done,
                 "Ask for corrective actions where something is wrong, and close them.", LOG),
        ),
    ),
    Item(
        24, 2, "OECD, AI/GW", "Audits of facilities are supported",
        (
            logged("membership", "Membership", "The company belongs to an industry programme"),
            need("Facilities were asked to take part, or manufacturers were told of them",
                 lambda seen: bool(seen.facts.log.of("facility_outreach"))
                 or seen.facts.outreach.facilities_told.letters > 0,
                 "Write to manufacturers about facilities that are not listed.", COLLECTING),
        ),
    ),
    Item(
        25, 1, "GAO", "Risks that were found are told, with what was done",
        (
            need("A review, a report by others or an action is on record",
                 lambda seen: bool(seen.facts.log.of("red_flag_review") or seen.facts.log.of("adverse_report")
                                   or seen.facts.log.actions),
                 "Enter what was found in the year, and what came of it.", LOG),
        ),
    ),
)  # fmt: skip
