"""Which checks apply to which filing: to a memo the decision alone, and those of Exhibit 1.01 where it goes out."""

from collections.abc import Iterable
from dataclasses import replace

from cmr.findings import Check, Hit
from reports.determination.tree import Leaf
from reports.prefiling.draft import Draft

# The decision itself, and what asks for something to stand in the exhibit.
OF_ALL = frozenset({"F17"})
OF_EXHIBIT = frozenset(
    {"C01", "C03", "C04", "C05", "C06", "P02", "S03", "S04", "S10", "S15", "T12", "T20", "T22", "T23"}
    | {"W01", "W02", "W03", "W04", "W05", "W06"}  # what the team wrote stands in the exhibit alone
)


def applies(code: str, leaf: Leaf) -> bool:
    """Whether a check has anything to look at in a filing of this leaf."""
    return code in OF_ALL or (leaf.exhibit if code in OF_EXHIBIT else leaf != Leaf.X0)


def applied(*checks: Check) -> tuple[Check, ...]:
    """The checks, each silent about a filing it does not apply to."""
    return tuple(each if each.code in OF_ALL else _narrowed(each) for each in checks)


def _narrowed(check: Check) -> Check:
    part = "ex101" if check.code in OF_EXHIBIT else "sd"

    def run(draft: Draft) -> Iterable[Hit]:
        return check.run(draft) if any(each.code == part for each in draft.report.parts) else ()

    return replace(check, run=run)
