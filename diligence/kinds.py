"""What a due-diligence log holds, by the five steps of the OECD Guidance (Annex I); pure.

A kind says what an entry of it must tell. What the report says of a step rests on entries of these kinds alone.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Step(StrEnum):
    """The five steps, with the captions that the report uses."""

    SYSTEMS = "1"
    ASSESS = "2"
    RESPOND = "3"
    AUDIT = "4"
    REPORT = "5"


CAPTIONS = {
    Step.SYSTEMS: "Establish strong company management systems",
    Step.ASSESS: "Identify and assess risks in the supply chain",
    Step.RESPOND: "Design and carry out a strategy to respond to identified risks",
    Step.AUDIT: "Carry out independent third-party audits of smelters and refiners",
    Step.REPORT: "Report annually on supply chain due diligence",
}

# What a step's entries are for, for whoever finds it empty.
WHY = {
    Step.SYSTEMS: "OECD step 1 asks for a policy, people who carry it, a channel for concerns and records kept for at "
    "least five years. What stands here, with its day, the report says.",
    Step.ASSESS: "OECD step 2 asks to find the facilities, to hold them against audit programmes and to look into red "
    "flags. Letters and comparisons are counted by the system; calls, visits, reviews and reports by others stand "
    "here.",
    Step.RESPOND: "OECD step 3 asks to report findings to senior management and to decide on each risk: mitigate, "
    "suspend or disengage. The report counts the decisions and names the reports that stand here.",
    Step.AUDIT: "OECD step 4 is carried out by industry programmes that audit facilities. The report names the "
    "programmes relied on and the facilities asked to take part, as they stand here.",
    Step.REPORT: "OECD step 5 asks to report in public each year. The publication, an audit of the report, counsel's "
    "sign-off and the signed authentication document stand here.",
}


class Type(StrEnum):
    """How a field is asked for, checked and printed."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    DATE = "date"
    URL = "url"
    YES_NO = "yes_no"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing an entry tells. `choices` are (code, words)."""

    name: str
    label: str
    type: Type = Type.TEXT
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry. `evidence`: a file or an address must come with it. `about`: it may name a party.

    `lasting`: it holds from its day on until another of its kind takes its place; else it happened on its day.
    """

    code: str
    step: Step
    label: str
    asks: str
    fields: tuple[Field, ...] = field(default_factory=tuple)
    evidence: bool = True
    lasting: bool = False
    about: bool = False


DECISIONS = (
    ("continue", "Continue, with measurable mitigation"),
    ("suspend", "Suspend while mitigation is pursued"),
    ("disengage", "Disengage"),
)

KINDS = (
    Kind(
        "policy",
        Step.SYSTEMS,
        "Policy",
        "A version of the responsible minerals policy, and since when it holds.",
        (
            Field("version", "Version"),
            Field("url", "Public address", Type.URL),
            Field("annex_ii", "Consistent with Annex II of the OECD Guidance", Type.YES_NO),
            Field("communicated", "How suppliers were told", Type.LONG, required=False),
        ),
        lasting=True,
    ),
    Kind(
        "team",
        Step.SYSTEMS,
        "Team",
        "Who carries the programme, and to whom it reports.",
        (
            Field("functions", "Functions on the team", help='By function, such as "legal, procurement, quality".'),
            Field("owner", "Executive who owns the programme", help="By title."),
            Field("reports_how_often", "How often it reports to senior management"),
        ),
        lasting=True,
        evidence=False,
    ),
    Kind(
        "training",
        Step.SYSTEMS,
        "Training",
        "A training that was held.",
        (
            Field(
                "audience",
                "Audience",
                Type.CHOICE,
                choices=(("staff", "Our staff"), ("suppliers", "Contract manufacturers")),
            ),
            Field("subject", "Subject"),
            Field("people", "People who took part", Type.NUMBER),
        ),
    ),
    Kind(
        "contract_clause",
        Step.SYSTEMS,
        "Contract clause",
        "Contracts that oblige manufacturers to answer and to source responsibly.",
        (Field("manufacturers", "Manufacturers bound by it", Type.NUMBER),),
        lasting=True,
    ),
    Kind(
        "grievance_channel",
        Step.SYSTEMS,
        "Grievance channel",
        "Where anybody can raise a concern.",
        (
            Field("url", "Public address", Type.URL),
            Field("outsiders", "Open to people outside the company", Type.YES_NO),
            Field("run_by", "Run by", help="The company, or an industry body."),
        ),
        lasting=True,
        evidence=False,
    ),
    Kind(
        "grievance_case",
        Step.SYSTEMS,
        "Grievance case",
        "A concern that was raised, and what came of it.",
        (
            Field("source", "Raised by", help="By function or kind, no names."),
            Field("summary", "What it says", Type.LONG),
            Field("outcome", "Outcome", Type.LONG, required=False),
            Field("closed_on", "Closed on", Type.DATE, required=False),
        ),
        about=True,
    ),
    Kind(
        "membership",
        Step.SYSTEMS,
        "Membership",
        "An industry programme that the company belongs to.",
        (Field("programme", "Programme"), Field("member_id", "Member ID", required=False)),
        lasting=True,
    ),
    Kind(
        "retention",
        Step.SYSTEMS,
        "Retention of records",
        "Until when the records of this year are kept (OECD step 1: five years at least).",
        (Field("until", "Kept until", Type.DATE), Field("where", "Where")),
        lasting=True,
        evidence=False,
    ),
    Kind(
        "engagement",
        Step.ASSESS,
        "Engagement with a manufacturer",
        "A call, a visit or a letter beyond the reminders that the system sends and logs itself.",
        (Field("how", "How"), Field("outcome", "What came of it", Type.LONG)),
        about=True,
        evidence=False,
    ),
    Kind(
        "red_flag_review",
        Step.ASSESS,
        "Review of red flags",
        "A look at what the register and the declarations raise: what was looked at, and what was found.",
        (Field("scope", "What was looked at"), Field("found", "What was found", Type.LONG)),
        about=True,
    ),
    Kind(
        "adverse_report",
        Step.ASSESS,
        "Report by others",
        "A report by an NGO, the UN or the press on a facility or an origin.",
        (Field("source", "Source"), Field("summary", "What it says", Type.LONG)),
        about=True,
    ),
    Kind(
        "risk_decision",
        Step.RESPOND,
        "Decision on a risk",
        "What is done about a risk (OECD step 3), who owns it, and until when.",
        (
            Field("risk", "The risk", Type.LONG),
            Field("decision", "Decision", Type.CHOICE, choices=DECISIONS),
            Field("owner", "Owner"),
            Field("due", "Due", Type.DATE, required=False),
        ),
        about=True,
    ),
    Kind(
        "management_report",
        Step.RESPOND,
        "Report to senior management",
        "Findings of the year as reported to senior management.",
        (Field("to", "Reported to", help="By title."), Field("subject", "What was reported", Type.LONG)),
    ),
    Kind(
        "termination",
        Step.RESPOND,
        "End of a business relation",
        "A manufacturer or a facility that we no longer source from because of these minerals.",
        (Field("why", "Why", Type.LONG),),
        about=True,
    ),
    Kind(
        "audit_programme",
        Step.AUDIT,
        "Audit programme relied on",
        "An independent programme that audits facilities and whose results we rely on.",
        (Field("programme", "Programme"), Field("how", "How we support it or rely on it", Type.LONG)),
        lasting=True,
        evidence=False,
    ),
    Kind(
        "facility_outreach",
        Step.AUDIT,
        "Outreach to facilities",
        "Facilities asked to take part in an audit programme.",
        (Field("facilities", "Facilities asked", Type.NUMBER), Field("how", "How")),
        about=True,
    ),
    Kind(
        "publication",
        Step.REPORT,
        "Publication",
        "A report made public on the website (Item 1.01: for one year at least).",
        (
            Field("url", "Public address", Type.URL),
            Field("until", "Stays there until", Type.DATE, required=False),
        ),
    ),
    Kind(
        "private_audit",
        Step.REPORT,
        "Independent private sector audit",
        "The audit without which no product is called DRC conflict free (Item 1.01(c)(1)(ii)).",
        (Field("auditor", "Auditor"), Field("opinion", "What it concludes", Type.LONG)),
    ),
    Kind(
        "counsel",
        Step.REPORT,
        "Counsel's sign-off",
        "That the filing may go out as Form SD alone, relying on the staff's statement of 7 April 2017.",
        (Field("counsel", "Signed off by"), Field("opinion", "What it rests on", Type.LONG)),
    ),
    Kind(
        "authentication",
        Step.REPORT,
        "Signed authentication document",
        "The paper that the signatory signed before or at filing (Regulation S-T 302: kept for five years).",
        (Field("signatory", "Signed by"), Field("kept_until", "Kept until", Type.DATE)),
    ),
)

BY_CODE = {kind.code: kind for kind in KINDS}
if len(BY_CODE) != len(KINDS):
    raise ValueError("diligence.kinds: a code is registered twice")


def kinds_of(step: Step) -> tuple[Kind, ...]:
    return tuple(kind for kind in KINDS if kind.step == step)
