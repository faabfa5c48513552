"""P: what must be on record before the report goes out."""

from collections.abc import Iterator
from datetime import date

from cmr.findings import Hit, Severity, at, check
from reports.determination.tree import Leaf
from reports.narrative.words import day
from reports.prefiling.draft import Draft

# OECD step 1 and Regulation S-T 302: records are kept for so many years.
KEPT = 5


@check(
    "P07",
    Severity.BLOCK,
    title="A product is called DRC conflict free only with the audit, its report and its auditor",
    message="“DRC conflict free” was decided for a product; {fault}.",
    reason="Without an independent private sector audit no product may be called so.",
    source="Form SD Item 1.01(c)(1)(ii); staff FAQ 15",
    remedy="Enter the audit under step 5 with its auditor and its report, or decide without a label.",
)
def label_has_its_audit(draft: Draft) -> Iterator[Hit]:
    if draft.facts.leaf != Leaf.L6:
        return
    audits = draft.facts.log.of("private_audit")
    if not audits:
        yield at("What is filed", fault="the log has no independent private sector audit")
    for audit in audits[-1:]:
        if not audit.told.get("auditor"):
            yield at("What is filed", fault="the audit on record names no auditor")
        if not audit.evidence:
            yield at("What is filed", fault="the audit's report is not on file")


@check(
    "P08",
    Severity.WARN,
    title="The records of the year are kept for five years at least",
    message="{fault}.",
    reason="CMRTs, the inquiry's file and the authentication document are what the report is defended with.",
    source="OECD Guidance, step 1: records for five years at least; Regulation S-T 302(b)",
    remedy="Enter under step 1 until when the records of this year are kept.",
)
def records_are_kept(draft: Draft) -> Iterator[Hit]:
    from_day = draft.facts.signed_on or draft.facts.due_date
    wanted = (
        from_day.replace(year=from_day.year + KEPT)
        if (from_day.month, from_day.day) != (2, 29)
        else date(from_day.year + KEPT, 3, 1)
    )
    held = draft.facts.log.held("retention")
    if held is None:
        yield at("Step 1", fault="The log does not say until when the records of this year are kept")
    elif (until := _day(held.told.get("until"))) is None or until < wanted:
        said = f"until {day(until)}" if until else "without a day"
        yield at("Step 1", fault=f"The records are kept {said}; five years from the filing end on {day(wanted)}")


@check(
    "P10",
    Severity.BLOCK,
    title="Form SD alone, on the statement of 2017, has counsel's sign-off",
    message="The filing relies on the staff's statement of April 7, 2017, and no sign-off by counsel is on record.",
    reason="It is a position of the staff and no rule; whoever relies on it takes the risk knowingly.",
    source="Statement of the Division of Corporation Finance of April 7, 2017",
    remedy="Enter counsel's sign-off under step 5, or file the Conflict Minerals Report.",
)
def counsel_has_signed_off(draft: Draft) -> Iterator[Hit]:
    if draft.facts.leaf == Leaf.L8 and not draft.facts.log.of("counsel"):
        yield at("What is filed")


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
