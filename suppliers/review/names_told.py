"""What a manufacturer is told of rows that the team left out: a first draft, which the reviewer may change."""

from suppliers.models import Disposition, Submission

Kind = Disposition.Kind
# The team's reason is its own: what a decision rests on may come from somebody else.
_WORDS = {
    Kind.NOT_A_SMELTER: "is not a smelter or refiner. Please name the smelter that its metal comes from, or take the "
    "row out.",
    Kind.UPSTREAM_DOWNSTREAM: "stands before or after the smelter in the chain. Please name the smelter itself.",
    Kind.CLOSED: "has closed or was removed from the RMI's lists. Please find out who has taken its place.",
    Kind.DUPLICATE: "is named in another row, or belongs to another metal. Please keep one row for each smelter and "
    "metal.",
    Kind.WITHDRAWN: "is to be withdrawn, as you told us. Please send your CMRT again without the row.",
}


def names_told(submission: Submission) -> str:
    """A line for each row of the declaration that a decision leaves out; one query."""
    rows = submission.mentions.filter(smelter=None, disposition__kind__in=_WORDS).select_related("disposition__smelter")
    lines = []
    for row in rows.order_by("row").defer("details"):
        decided = row.disposition
        assert decided
        cell = row.cells.get("name") or row.cells.get("smelter_id") or f"Smelter List!A{row.row}"
        facility = decided.smelter and f" (by our register {decided.smelter.name}, {decided.smelter.smelter_id})"
        called = row.name or row.standard_name or row.reported_id
        lines.append(f"{cell}: “{called}”{facility or ''} {_WORDS[Kind(decided.kind)]}")
    return "\n".join(lines)
