"""Placeholders for how manufacturers were asked and for what the due-diligence log tells; pure."""

from collections.abc import Callable
from datetime import date

from reports.facts.outreach import LogFact, Sent
from reports.facts.sheet import FilingFacts
from reports.narrative.placeholder import Placeholder, counted, dated
from reports.narrative.words import day, listed, number, percent


def _sent(name: str, words: str) -> dict[str, Placeholder]:
    """The placeholders of letters of one purpose."""

    def of(facts: FilingFacts) -> Sent:
        held: Sent = getattr(facts.outreach, name)
        return held

    return {
        name: counted(f"{words} sent", lambda facts: of(facts).letters),
        f"{name}_to": counted(
            f"Manufacturers that they went to ({words.lower()})", lambda facts: of(facts).manufacturers
        ),
        f"{name}_first": dated(f"Day of the first ({words.lower()})", lambda facts: of(facts).first),
        f"{name}_last": dated(f"Day of the last ({words.lower()})", lambda facts: of(facts).last),
    }


def _held(kind: str, field: str, meaning: str) -> Placeholder:
    def text(facts: FilingFacts) -> str:
        entry = facts.log.held(kind)
        return _shown(entry, field) if entry else "not recorded"

    return Placeholder(meaning, text)


def _shown(entry: LogFact, field: str) -> str:
    if field == "day":
        return day(entry.day)
    value = entry.told.get(field)
    if field in ("until", "kept_until") and value:
        return day(date.fromisoformat(str(value)))
    return str(value) if value is not None else "not recorded"


def _audit(field: str, meaning: str) -> Placeholder:
    def text(facts: FilingFacts) -> str:
        held = facts.log.of("private_audit")
        return _shown(held[-1], field) if held else "not recorded"

    return Placeholder(meaning, text)


def _labelled(facts: FilingFacts) -> str:
    families = facts.decision.labelled
    return "the Covered Products" if families == ("",) else listed(families)


def _entries(kind: str, meaning: str, **told: object) -> Placeholder:
    return counted(meaning, lambda facts: len(entries_telling(facts, kind, **told)))


def entries_telling(facts: FilingFacts, kind: str, **told: object) -> list[LogFact]:
    """Entries of a kind in the year that tell just this."""
    return [entry for entry in facts.log.of(kind) if all(entry.told.get(key) == value for key, value in told.items())]


def _trained(audience: str) -> Callable[[FilingFacts], int]:
    return lambda facts: sum(
        int(entry.told.get("people") or 0) for entry in entries_telling(facts, "training", audience=audience)
    )


def _management(facts: FilingFacts) -> str:
    return listed([f"{entry.told.get('to')} on {day(entry.day)}" for entry in facts.log.of("management_report")])


_DECIDED = {
    "continue": "to continue with mitigation",
    "suspend": "to suspend while mitigation is pursued",
    "disengage": "to disengage",
}


def _decisions(facts: FilingFacts) -> str:
    counts = {words: len(entries_telling(facts, "risk_decision", decision=code)) for code, words in _DECIDED.items()}
    return listed([f"{number(count)} {words}" for words, count in counts.items() if count])


OUTREACH: dict[str, Placeholder] = {
    "workbooks": counted("CMRTs accepted, of which a manufacturer may have several", lambda f: f.cmrts),
    "statements": counted(
        "Manufacturers that stated, without a CMRT, that they make nothing with the metals",
        lambda f: f.outreach.statements,
    ),
    "cmrt_responded": counted(
        "Manufacturers that returned a CMRT that could be read", lambda f: f.responded - f.outreach.statements
    ),
    "left_out": counted("Manufacturers considered and left out of scope", lambda f: f.outreach.left_out),
    "acceptance_rate": Placeholder(
        "Accepted of surveyed, in percent", lambda facts: percent(facts.accepted, facts.surveyed)
    ),
    "acceptance_last": dated("Day of the last acceptance", lambda f: f.outreach.accepted_last),
    "talks": counted("Calls and meetings with manufacturers", lambda f: f.outreach.talks),
    **_sent("invitations", "Requests by letter"),
    **_sent("reminders", "Reminders"),
    **_sent("corrections", "Requests for correction"),
    **_sent("facilities_told", "Letters on facilities without conformant or active status"),
    **_sent("escalations", "Escalations to the executive"),
    "policy_version": _held("policy", "version", "The policy's version"),
    "policy_day": _held("policy", "day", "The day from which the policy holds"),
    "team_owner": _held("team", "owner", "The executive who owns the program"),
    "team_functions": _held("team", "functions", "The functions on the team"),
    "team_reports": _held("team", "reports_how_often", "How often the team reports to senior management"),
    "clause_manufacturers": counted(
        "Manufacturers bound by a contract clause",
        lambda f: int(entry.told.get("manufacturers") or 0) if (entry := f.log.held("contract_clause")) else 0,
    ),
    "grievance_url": _held("grievance_channel", "url", "Where concerns can be raised"),
    "grievance_run_by": _held("grievance_channel", "run_by", "Who runs the grievance channel"),
    "membership": _held("membership", "programme", "The industry program the registrant belongs to"),
    "labelled": Placeholder("The products called DRC conflict free", _labelled),
    "auditor": _audit("auditor", "Who audited the report"),
    "audit_opinion": _audit("opinion", "What the audit concludes"),
    "audit_day": _audit("day", "The day of the audit's report"),
    "retention_until": _held("retention", "until", "Until when records are kept"),
    "trainings_staff": _entries("training", "Trainings for the registrant's staff", audience="staff"),
    "trained_staff": counted("People trained, staff", _trained("staff")),
    "trainings_suppliers": _entries("training", "Trainings for contract manufacturers", audience="suppliers"),
    "trained_suppliers": counted("People trained, of contract manufacturers", _trained("suppliers")),
    "grievances": _entries("grievance_case", "Concerns raised in the year"),
    "engagements": _entries("engagement", "Engagements with manufacturers beyond letters"),
    "flag_reviews": _entries("red_flag_review", "Reviews of red flags"),
    "adverse_reports": _entries("adverse_report", "Reports by others that were looked at"),
    "management_reports": Placeholder(
        "To whom findings were reported, and when", _management, lambda f: len(f.log.of("management_report"))
    ),
    "risk_decisions": _entries("risk_decision", "Decisions on risks"),
    "decisions_listed": Placeholder("How many of these decisions were to do what", _decisions),
    "terminations": _entries("termination", "Business relations ended because of these minerals"),
    "corrective_actions": counted("Corrective actions asked for", lambda f: f.log.actions),
    "corrective_actions_done": counted("Of these, done", lambda f: f.log.actions_done),
    "facilities_asked": counted(
        "Facilities asked to take part in an audit program",
        lambda f: sum(int(entry.told.get("facilities") or 0) for entry in f.log.of("facility_outreach")),
    ),
}
