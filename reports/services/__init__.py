"""What changes a filing: building it, deciding what it is, letting findings pass, approving it."""

from reports.render.pdf import RenderFailed
from reports.services.approval import (
    NotApproved,
    Standing,
    amendment_open,
    approval_standing,
    filing_filed,
    filing_reopen,
    filing_sign_day,
    may_sign,
    snapshot_approve,
)
from reports.services.build import (
    Built,
    blocking,
    facts_now,
    filing_build,
    filing_check,
    filing_checked,
    filing_of,
    render,
    snapshot_stale,
)
from reports.services.determinations import (
    Branch,
    NotDecided,
    branches,
    decision_of,
    determination_decide,
    families_of,
)
from reports.services.waivers import NotWaived, findings_waive, waiver_lift

__all__ = [
    "Branch",
    "Built",
    "NotApproved",
    "NotDecided",
    "NotWaived",
    "RenderFailed",
    "Standing",
    "amendment_open",
    "approval_standing",
    "blocking",
    "branches",
    "decision_of",
    "determination_decide",
    "facts_now",
    "families_of",
    "filing_build",
    "filing_check",
    "filing_checked",
    "filing_filed",
    "filing_of",
    "filing_reopen",
    "filing_sign_day",
    "findings_waive",
    "may_sign",
    "render",
    "snapshot_approve",
    "snapshot_stale",
    "waiver_lift",
]
