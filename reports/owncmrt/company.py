"""Questions A to H of the company's own CMRT, from its settings and what its due-diligence log shows; pure.

A Yes needs something dated on record; without it the answer is No, and the page says what would make it a Yes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.facts.outreach import Log, LogFact
from reports.owncmrt.rules import NO, YES, Ground, Ruled

SURVEYED = "Yes, in conformance with IPC1755 (e.g., CMRT)"
WITH_THE_SEC = "Yes, with the SEC"
# Entries that show a measure carried out: OECD steps 2 to 4.
_MEASURES = ("red_flag_review", "engagement", "risk_decision", "management_report", "facility_outreach")


@dataclass(frozen=True, slots=True)
class Practice:
    """What is on record: the log, manufacturers asked, declarations that a person judged, corrections asked for."""

    policy_url: str
    file_number: str
    log: Log
    asked: int
    judged: int
    corrections: int


@dataclass(frozen=True, slots=True)
class CompanyRuled:
    """An answer as `rules.Ruled`, with the comment that goes with it."""

    ruled: Ruled
    comment: str = ""


def company_ruled(on: Practice) -> dict[str, CompanyRuled]:
    return dict(_ruled(on))


def _ruled(on: Practice) -> Iterator[tuple[str, CompanyRuled]]:
    policy = on.log.held("policy")
    url = str(policy.told.get("url") or "") if policy else ""
    url = url or on.policy_url
    kept = _grounds(policy)
    yield "A", _yes(bool(policy), kept, "The log holds the policy.", "The log holds no policy (step 1).")
    public = _yes(bool(policy and url), kept, f"It stands at {url}.", "No public policy is on record (step 1).")
    yield "B", CompanyRuled(public.ruled, url if public.ruled.answer == YES else "")
    clause = on.log.held("contract_clause")
    bound = "Contracts oblige manufacturers to source responsibly."
    yield "C", _yes(bool(clause), _grounds(clause), bound, "The log holds no contract clause (step 1).")
    measures = tuple(entry for kind in _MEASURES for entry in on.log.of(kind))
    done = tuple(ground for entry in measures for ground in _grounds(entry))
    none = "The log of the year holds no review, decision or report (steps 2 and 3)."
    yield "D", _yes(bool(measures), done, f"The log of the year holds {len(measures)} measures.", none)
    asked = f"{on.asked} manufacturers are asked for a CMRT."
    yield "E", CompanyRuled(Ruled(SURVEYED if on.asked else NO, asked))
    judged = f"{on.judged} declarations were accepted or sent back by a person."
    yield "F", _yes(on.judged > 0, (), judged, "Nobody has judged a declaration yet.")
    corrective = f"{on.corrections} corrections were asked for, and {on.log.actions} corrective actions opened."
    nothing = "No correction was asked for, and no corrective action opened."
    yield "G", _yes(bool(on.judged and (on.corrections or on.log.actions)), (), corrective, nothing)
    files = f"The registrant files Form SD (Commission file number {on.file_number})."
    yield "H", CompanyRuled(Ruled(WITH_THE_SEC, files))


def _yes(holds: bool, grounds: tuple[Ground, ...], why: str, why_not: str) -> CompanyRuled:
    return CompanyRuled(Ruled(YES, why, grounds) if holds else Ruled(NO, why_not))


def _grounds(entry: LogFact | None) -> tuple[Ground, ...]:
    return (Ground(f"due-diligence log, {entry.day:%Y-%m-%d}: {entry.kind.replace('_', ' ')}"),) if entry else ()
