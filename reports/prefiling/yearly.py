"""S and P: what moved since the year before is listed, has its reasons, and is printed with numbers that add up."""

from collections import defaultdict
from collections.abc import Iterator

from cmr.findings import Check, Hit, Severity, at, check
from reports.document import plain
from reports.facts.yearly import Moved
from reports.narrative.words import number_read
from reports.prefiling.draft import Draft
from suppliers.moves import Move

PLACE = "Comparison with the prior year"
# So many IDs are told of a metal; of more, how many there are.
TOLD = 5


def _unexplained(draft: Draft, move: Move) -> Iterator[Hit]:
    """One finding a metal, so that a year with many losses can still be read."""
    by_metal: dict[str, list[Moved]] = defaultdict(list)
    last = draft.facts.yearly
    for each in last.unexplained(move) if last and draft.exhibit else ():
        by_metal[each.metal].append(each)
    for metal, rows in by_metal.items():
        ids = ", ".join(each.smelter_id for each in rows[:TOLD]) + (" and more" if len(rows) > TOLD else "")
        yield at(PLACE, count=len(rows), metal=metal.lower(), ids=ids)


def _reasons(code: str, move: Move, title: str, message: str) -> Check:
    @check(
        code,
        Severity.WARN,
        title=title,
        message=message,
        reason="A loss that nobody explains is what a reader asks about first, and what the next year asks again.",
        source="OECD Guidance, step 3: results are tracked from year to year",
        remedy="Open “Beside last year” from the report's page and give each facility its reason; the data proposes "
        "one where it shows one.",
    )
    def run(draft: Draft) -> Iterator[Hit]:
        return _unexplained(draft, move)

    return run


losses_have_reasons = _reasons(
    "S05",
    Move.LOST,
    "Every status lost since the year before has its reason",
    "{count} of {metal} fell in status since the year before, without a reason on record: {ids}.",
)
removals_have_reasons = _reasons(
    "S06",
    Move.GONE,
    "Every facility that is gone since the year before has its reason",
    "{count} of {metal} are no longer listed, without a reason on record: {ids}.",
)


@check(
    "P09",
    Severity.WARN,
    title="The comparison with the year before is printed, and its numbers add up",
    message="{fault}.",
    reason="Readers lay two reports side by side; what they find there should stand in ours.",
    source="OECD Guidance, step 5: reports are made every year and can be compared",
    remedy="Build the report again from the facts; where a filed report cannot be read, run check_archive.",
)
def comparison_is_printed(draft: Draft) -> Iterator[Hit]:
    last = draft.facts.yearly
    if last is None or not draft.exhibit:
        return
    if last.unread:
        fault = (
            f"The report of {last.year} (snapshot {last.unread[:12]}) cannot be read; its evidence was compared with"
        )
        yield at(PLACE, fault=fault)
    found = list(draft.tables("yearly"))
    if last.with_status() and not found:
        yield at(PLACE, fault=f"The report does not compare with {last.year}, and there is a year to compare with")
    for table in found:
        for metal, *cells in table.rows:
            before, kept, gone, new, now = (number_read(plain(cell)) or 0 for cell in cells)
            if before != kept + gone or now != kept + new:
                yield at(PLACE, fault=f"The numbers of the line “{plain(metal)}” do not add up")
