"""Items 1 to 14: what Form SD and the rule ask for; pure."""

from reports.scoring.item import (
    APPROVAL,
    COLLECTING,
    DECISION,
    LOG,
    MANUFACTURERS,
    NAMES,
    REPORT,
    YEARLY,
    Item,
    Seen,
    logged,
    need,
)  # fmt: skip

_REGISTRANT = "An administrator completes the registrant's data; the report's page says what is missing."


def _metals_told(seen: Seen) -> bool:
    return seen.facts.accepted > 0 and seen.has_table("answers")


def _dated(seen: Seen) -> bool:
    facts = seen.facts
    return bool((facts.requested or facts.outreach.invitations.first) and (facts.received or facts.effective))


LAW: tuple[Item, ...] = (
    Item(
        1, 2, "SEC", "The cover says who files, under which rule and for which period",
        (
            need("No line of the cover is empty", lambda seen: seen.clean("F01", "F02"), _REGISTRANT, REPORT),
            need("The box of the rule is ticked, and the period is one year", lambda seen: seen.clean("F03", "F04"),
                 "Build the report from the form as it is delivered."),
        ),
    ),
    Item(
        2, 2, "SEC", "The form's items carry today's numbers, and the exhibit is the one they speak of",
        (
            need("Items and captions are the current ones", lambda seen: seen.clean("F05", "F06"),
                 "Use the form's own headings."),
            need("The documents are those that were decided", lambda seen: seen.clean("F14", "F15", "F17"),
                 "Decide what is filed, for each metal.", DECISION),
        ),
    ),
    Item(
        3, 1, "SEC", "The form is signed: by whom, in which function, on which day",
        (
            need("Name, title and day stand in the signature block",
                 lambda seen: bool(seen.facts.signed_on and seen.facts.filer.signatory_name
                                   and seen.facts.filer.signatory_title),
                 "Enter the day on which the signatory signs, and build the report again.", APPROVAL),
        ),
    ),
    Item(
        4, 2, "SEC", "The website has the disclosure, and the form says where",
        (
            need("An address is printed", lambda seen: bool(seen.facts.filer.disclosure_url) and seen.clean("F07"),
                 _REGISTRANT, REPORT),
            logged("publication", "Publication", "The page is on record as public"),
        ),
    ),
    Item(
        5, 3, "SEC, GAO", "The inquiry is told: who was asked, how, and when",
        (
            need("Somebody was asked, and the report says how many",
                 lambda seen: seen.facts.surveyed > 0 and seen.prints("surveyed"),
                 "Ask the manufacturers in scope.", COLLECTING),
            need("Answers were looked at and accepted", lambda seen: seen.facts.accepted > 0,
                 "Review what came in.", MANUFACTURERS),
            need("The days of asking and of answering are known", _dated,
                 "Send the requests from here, so that their days are on record.", COLLECTING),
        ),
    ),
    Item(
        6, 3, "SEC, GAO", "The inquiry has a result, for each metal or for all",
        (
            need("Answers stand by metal", _metals_told, "Accept at least one CMRT.", MANUFACTURERS),
            need("The result is said in the rule's words", lambda seen: seen.clean("T08", "F16"),
                 "Put the delivered sentence of the conclusion back."),
        ),
    ),
    Item(
        7, 2, "SEC", "The conclusion follows from the result, and due diligence from the conclusion",
        (
            need("A person decided what is filed, and the data agrees", lambda seen: seen.clean("F17", "F14"),
                 "Decide the open questions, metal by metal.", DECISION),
            need("Facilities and answers do not speak against it", lambda seen: seen.clean("G01", "G07", "G08"),
                 "Resolve what contradicts the conclusion.", REPORT),
        ),
    ),
    Item(
        8, 2, "SEC, OECD", "The framework of the due diligence is named, with its supplements",
        (
            need("The OECD Guidance is named", lambda seen: seen.says("OECD"), "Keep the section on the framework."),
            need("So are its supplements", lambda seen: "upplement" in seen.words,
                 "Name the supplement on tin, tantalum and tungsten and the one on gold."),
        ),
    ),
    Item(
        9, 3, "SEC", "Measures are told as performed in the year, apart from their design",
        (
            need("They stand under a heading of their own", lambda seen: seen.says("Due Diligence Measures Performed"),
                 "Keep measures and design in two sections."),
            need("Each of the five steps shows something that was done", lambda seen: seen.clean("T20"),
                 "Enter what was done, step by step, with its day.", LOG),
            need("Something in the log happened in the year", lambda seen: bool(seen.facts.log.entries),
                 "Enter what was done in the year.", LOG),
        ),
    ),
    Item(
        10, 3, "SEC, RSN", "The products are described, with the metals in them",
        (
            need("The products are described", lambda seen: bool(seen.facts.products) and seen.clean("T21"),
                 "Describe the covered products.", COLLECTING),
            need("Somebody declares which metals they hold",
                 lambda seen: any(seen.facts.declared_by_metal.values()),
                 "Accept a CMRT that answers the first two questions.", MANUFACTURERS),
        ),
    ),
    Item(
        11, 4, "SEC, AI/GW", "The facilities are listed, each with its metal",
        (
            need("Annex I lists facilities with metal and ID",
                 lambda seen: seen.has_table("annex") and seen.clean("S01"), "Accept CMRTs that name facilities.",
                 MANUFACTURERS),
            need("No name is left without a facility",
                 lambda seen: seen.facts.total > 0 and not seen.facts.unresolved and not seen.facts.sentinels,
                 "Decide the unknown names, and ask for those that were not given.", NAMES),
        ),
    ),
    Item(
        12, 3, "SEC, Elm", "Origins are stated, or said to be unknown, and no location stands for one",
        (
            need("Annex II says of each metal what is known of its origin",
                 lambda seen: seen.has_table("origins") and seen.clean("G09"), "Keep Annex II as delivered."),
            need("Every origin that was stated could be read", lambda seen: not seen.facts.unread_origins,
                 "Ask for the country where an origin is stated in other words.", MANUFACTURERS),
            need("A location is said not to be an origin",
                 lambda seen: seen.says("not the country of origin") and seen.clean("G06", "G15"),
                 "Keep the sentence that tells a facility's place from an origin."),
        ),
    ),
    Item(
        13, 2, "SEC", "The efforts to find the mine or the place of origin are told",
        (
            need("The section is there", lambda seen: seen.clean("T22") and seen.says("mine or location of origin"),
                 "Keep the section on these efforts."),
            need("The log or a CMRT shows an effort beyond the question itself",
                 lambda seen: bool(seen.facts.mines or seen.facts.log.of("engagement")
                                   or seen.facts.log.of("red_flag_review")),
                 "Speak to a manufacturer about a mine or an origin, and enter it.", LOG),
        ),
    ),
    Item(
        14, 2, "SEC", "The report tells what was improved since the last one, and what comes next",
        (
            need("Plans are there, and are not last year's words",
                 lambda seen: seen.clean("T23") and seen.says("In our next annual inquiry"),
                 "Say what will be done next."),
            need("What changed since the year before is told",
                 lambda seen: seen.says("What changed since the prior year"),
                 "Take over the year before, so that it can be compared with.", YEARLY),
        ),
    ),
)  # fmt: skip
