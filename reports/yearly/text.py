"""This year's text and last year's, to be read against one another."""

import json
from dataclasses import replace
from datetime import date

from cmr import storage
from cmr.models import ReportingPeriod
from reports.document import Block, Part, Report, Table, from_json
from reports.narrative.compose import compose_report
from reports.selectors import Compared
from reports.services import facts_now


def texts_beside(period: ReportingPeriod, today: date) -> tuple[Compared | None, Compared]:
    """Last year's report, where one was filed or built here, and this year's as it would be built now.

    Without the lines of Annex I: which facilities moved stands on the page beside, by their IDs.
    """
    facts = facts_now(period, today)
    newer = Compared(f"{facts.form} for {facts.year} as it would be built now", _without_annex(compose_report(facts)))
    last = facts.yearly
    if last is None or not last.sha256:
        return None, newer
    report = from_json(json.loads(storage.read(last.sha256))["report"])
    how = "as filed" if last.filed_on else "as last built"
    return Compared(f"the report for {last.year} {how}, {last.sha256[:12]}", _without_annex(report)), newer


def _without_annex(report: Report) -> Report:
    return replace(report, parts=tuple(replace(part, blocks=_kept(part)) for part in report.parts))


def _kept(part: Part) -> tuple[Block, ...]:
    return tuple(block for block in part.blocks if not (isinstance(block, Table) and block.name == "annex"))
