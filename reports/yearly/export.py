"""The comparison with last year as a table: every facility that moved, both statuses with their days, its reason."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from cmr.tables import Table, csv_bytes, workbook_bytes
from reports.facts.sheet import FilingFacts
from reports.facts.yearly import Before, Moved, Stood, Yearly, from_json
from reports.models import MoveReason
from suppliers.moves import Move

HEAD = (
    "Metal", "Smelter ID", "Facility", "Name last year", "What happened", "Status last year", "List last year",
    "List's day", "Status now", "List now", "List's day now", "Reason", "Went into", "In words", "Decided on",
)  # fmt: skip
WORDS = {Move.NEW: "New", Move.GONE: "No longer listed", Move.GAINED: "Status gained", Move.LOST: "Status lost"}
SOURCES = {
    Before.FILED: "the report as filed",
    Before.BUILT: "the newest report built",
    Before.EVIDENCE: "the CMRTs accepted for the year",
}


def comparison_csv(facts: FilingFacts) -> bytes:
    return csv_bytes(HEAD, _rows(facts.yearly))


def comparison_xlsx(facts: FilingFacts) -> bytes:
    """Two sheets: the numbers by metal, and the facilities."""
    last = facts.yearly
    lead = (
        f"Calendar year {facts.year} beside {facts.year - 1}. Support for the report; it stays in the house.",
        f"Last year's side comes from {SOURCES[Before(last.source)]}, with statuses as of {last.as_of}; this year's "
        f"are as of {facts.as_of}."
        if last
        else "There is no year before to compare with.",
    )
    numbers = Table("By metal", ("Metal", "Last year", "Kept", "Gone", "New", "This year"), _numbers(facts), lead=lead)
    return workbook_bytes(numbers, Table("Facilities", HEAD, _rows(last), lead=lead))


def snapshot_rows(facts: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The facilities that moved, from the facts that a snapshot keeps; for the support binder."""
    return _rows(from_json(facts.get("yearly")))


def _numbers(facts: FilingFacts) -> Iterator[tuple[Any, ...]]:
    last = facts.yearly
    for metal in ["", *facts.by_metal] if last else ():
        assert last
        yield (
            metal or "All metals",
            last.with_status(metal=metal),
            last.kept_of(metal),
            len(last.of(Move.GONE, metal)),
            len(last.of(Move.NEW, metal)),
            facts.by_metal[metal] if metal else facts.total,
        )


def _rows(last: Yearly | None) -> Iterator[tuple[Any, ...]]:
    for each in last.moved if last else ():
        reason = each.reason
        yield (
            each.metal,
            each.smelter_id,
            each.now.name if each.now else "",
            each.before.name if each.before else "",
            _happened(each),
            *_stood(each.before),
            *_stood(each.now),
            MoveReason.Kind(reason.kind).label if reason else "",
            reason.into if reason else "",
            reason.text if reason else "",
            reason.decided_on if reason else None,
        )


def _happened(each: Moved) -> str:
    return ", ".join(filter(None, [WORDS.get(each.move, "") if each.move else "", "Renamed" if each.renamed else ""]))


def _stood(stood: Stood | None) -> tuple[str, str, date | None]:
    return (stood.label, stood.list_name, stood.list_date) if stood else ("", "", None)
