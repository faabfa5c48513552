"""Deciding a year's tree in one go, as the data leads; and what its log needs."""

from datetime import date

from cmr.models import ReportingPeriod
from diligence.services import Evidence, entry_record
from reports.services import branches, determination_decide, facts_now
from tests.reports.signing import TODAY

METALS = ("Gold", "Tantalum", "Tin", "Tungsten")
# Where the data leads nowhere.
OTHERWISE = {"N0": "yes", "N1": "yes", "N2": "yes", "N3": "no", "N4": "no", "N5": "reason", "N6": "otherwise"}


def decide(period, held, *answers, metals=METALS, families=("",), actor=None):
    """Answers, one question after the other, on these facts."""
    for question, answer in answers:
        determination_decide(
            period, held, question, answer, metals=metals, families=families, rationale="Looked at it.", actor=actor
        )


def decide_all(period, today=TODAY, actor=None, **answers):
    """Decide whatever is open, as the data leads where it leads; `answers` by question say otherwise."""
    held = facts_now(period, today)
    given = OTHERWISE | {"N7": "no_label"}
    while still := [branch for branch in branches(period, held) if branch.open]:
        first = still[0]
        answer = answers.get(first.open.code) or first.proposal.answer or given[first.open.code]
        decide(period, held, (first.open.code, answer), metals=(first.metal,), families=(first.family,), actor=actor)


def logged(period: ReportingPeriod) -> None:
    """What the steps that the system has no records of need in the log."""
    kept = {"until": date(2032, 12, 31), "where": "the legal archive"}
    told = {"to": "the Chief Financial Officer", "subject": "What the inquiry found"}
    minutes = Evidence(url="https://meridian.example/minutes")
    entry_record(period, "retention", day=date(2025, 11, 3), told=kept, actor=None)
    entry_record(period, "management_report", day=date(2025, 11, 3), told=told, evidence=minutes, actor=None)
