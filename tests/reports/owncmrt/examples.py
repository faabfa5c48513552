"""Declarations of the company for other tests."""

from datetime import date

from reports.canonical import canonical
from reports.facts.outreach import Log
from reports.owncmrt.company import Practice
from reports.owncmrt.evidence import Evidence
from reports.owncmrt.guard import Guard
from reports.owncmrt.rolled import About, roll
from reports.owncmrt.services import content_made


def nothing_declared() -> bytes:
    """What is kept of a declaration that rests on nothing."""
    about = About({"name": "Meridian Instruments, Inc."}, date(2026, 2, 1), (), {})
    rolled = roll(Evidence(asked=0, accepted=0, parts=()), Practice("", "", Log(), 0, 0, 0), about, Guard(()))
    return canonical(content_made(rolled, {"findings": [], "checker": {"items": []}}))
