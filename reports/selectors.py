"""What the pages ask of the filings."""

import json
from collections import defaultdict
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from cmr import storage
from cmr.findings import Severity
from cmr.models import ReportingPeriod
from diligence.kinds import Step
from reports.document import Bullets, Heading, Paragraph, Report, from_json, plain
from reports.facts.risk import OriginFact
from reports.facts.sheet import AnnexRow, FilingFacts, RiskSheet
from reports.models import Filing, Snapshot
from reports.narrative.compose import compose_report
from reports.narrative.diligence import MEASURES
from reports.narrative.parts import Section, compose
from reports.narrative.risk import GRADES
from reports.prefiling import LEAVING
from reports.services import approval_standing, facts_now, filing_of
from reports.services.leaving import leaving_check
from smelters.risk import Grade


def snapshots_of(period: ReportingPeriod) -> QuerySet[Snapshot]:
    """Everything that was built for a period, newest first, with its documents."""
    return Snapshot.objects.filter(filing__period=period).select_related("built_by").prefetch_related("documents")


@lru_cache(maxsize=64)
def passed_in(sha256: str) -> tuple[dict[str, str], ...]:
    """What was let pass in a snapshot: code, place, what it said, why, by whom, on which day. It never changes."""
    return tuple(json.loads(storage.read(sha256)).get("waivers", ()))


def leaving_told(filing: Filing) -> list[tuple[str, str]]:
    """What is still to be done before the filing is recorded or with it, as one of the four meanings and its words."""
    meaning = {Severity.BLOCK: "blocks", Severity.WARN: "needs", Severity.INFO: "info"}
    return [
        (meaning[each.severity], f"{LEAVING.message(each.code, each.params)} {LEAVING.remedy(each.code, each.params)}")
        for each in leaving_check(filing)
    ]


class Compared(NamedTuple):
    """A report to be compared: what it is called, and its text."""

    name: str
    report: Report


def reports_compared(period: ReportingPeriod, today: date) -> tuple[Compared | None, Compared | None]:
    """The report before and the newest: for an amendment the filing that it amends, else the build before.

    An amendment of which nothing is built yet is read as it would be built now.
    """
    filing = filing_of(period)
    if filing is None:
        return None, None
    newest = approval_standing(filing).snapshot
    if filing.number:
        amended = Filing.objects.select_related("frozen", "period").get(period=period, number=filing.number - 1)
        before = amended.frozen
    else:
        before = filing.snapshots.filter(pk__lt=newest.pk).order_by("-id").first() if newest else None
    older, newer = _compared(before), _compared(newest)
    if newer is None:
        newer = Compared(f"{filing.form} as it would be built now", compose_report(facts_now(period, today)))
    return older, newer


def report_before(facts: FilingFacts) -> Compared | None:
    """Last year's report, as it was filed here or else last built."""
    last = facts.yearly
    if last is None or not last.sha256:
        return None
    report = from_json(json.loads(storage.read(last.sha256))["report"])
    return Compared(f"The report for {last.year}, {'as filed' if last.filed_on else 'as last built'}", report)


def _compared(snapshot: Snapshot | None) -> Compared | None:
    if snapshot is None:
        return None
    built = f"{timezone.localtime(snapshot.built_at):%-d %B %Y, %H:%M}"
    report = from_json(json.loads(storage.read(snapshot.sha256))["report"])
    return Compared(f"{snapshot.filing.form}, built {built}, {snapshot.sha256[:12]}", report)


class RiskRow(NamedTuple):
    """A facility as the desk grades it: its line of Annex I, and the origins that tables state for it."""

    row: AnnexRow
    origins: list[OriginFact]


def risk_rows(facts: RiskSheet) -> list[RiskRow]:
    """The facilities, the worst grade first, ungraded ones by the number of their reasons."""
    known: dict[tuple[str, str], list[OriginFact]] = defaultdict(list)
    for each in facts.risk.origins:
        known[each.metal, each.smelter_id].append(each)
    order = {grade.value: number for number, grade in enumerate(Grade)}
    rows = [RiskRow(row, known[row.metal, row.smelter_id]) for row in facts.annex]
    return sorted(rows, key=lambda line: (order.get(line.row.grade, len(order)), -len(line.row.reasons)))


class Told(NamedTuple):
    """A paragraph of the report, or a list of points."""

    words: str = ""
    points: tuple[str, ...] = ()


def rule_told(facts: RiskSheet) -> list[Told]:
    """The rule of grades in the very words of the report; empty while nothing is graded."""
    told = []
    for block in compose([Section("rule", "", GRADES)], facts):
        match block:
            case Paragraph():
                told.append(Told(plain(block.text)))
            case Bullets():
                told.append(Told(points=tuple(plain(item) for item in block.items)))
    return told


def measures_told(facts: FilingFacts) -> dict[str, list[Told]]:
    """What the report says of each of the five steps, by the step's number."""
    told: dict[str, list[Told]] = {step.value: [] for step in Step}
    at = ""
    for block in compose([MEASURES], facts, facts.texts):
        match block:
            case Heading():
                at = block.anchor.removeprefix(f"{MEASURES.key}-")
            case Paragraph() if at in told:
                told[at].append(Told(plain(block.text)))
            case Bullets() if at in told:
                told[at].append(Told(points=tuple(plain(item) for item in block.items)))
    return told
