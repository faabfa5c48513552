"""Placeholders for what moved since the year before; pure. Where there is no such year they count nothing."""

from collections import Counter
from collections.abc import Callable

from reports.facts.sheet import ACTIVE, CONFORMANT, NOT_LISTED, FilingFacts
from reports.facts.yearly import Before, Yearly
from reports.narrative.placeholder import Placeholder, counted, dated
from reports.narrative.words import listed, number, percent
from suppliers.moves import Move

# What the report prints for a reason; the words a person gave beside it stay in the house.
REASONS = {
    "not_named": "no longer named in the CMRTs of the contract manufacturers that named the facility",
    "out_of_scope": "named by contract manufacturers that are no longer within the scope of our inquiry",
    "not_answered": "named by a contract manufacturer from which we have no accepted CMRT this year",
    "product_level": "no longer named since a CMRT was limited to the products supplied to us",
    "closed": "facility closed",
    "merged": "facility now listed under another RMI ID",
    "removed": "facility removed from the supply chain at our request",
    "mistaken": "mistaken entry in the prior year",
    "expired": "status expired or withdrawn by the program",
    "not_renewed": "audit not renewed",
    "not_passed": "audit not passed",
    "reassessed": "new assessment under way",
    "other": "another reason on record",
}


def _count(count: Callable[[Yearly], int]) -> Callable[[FilingFacts], int]:
    return lambda facts: count(facts.yearly) if facts.yearly else 0


def _moved(meaning: str, count: Callable[[Yearly], int]) -> Placeholder:
    return counted(meaning, _count(count))


def _source(facts: FilingFacts) -> str:
    last = facts.yearly
    if last and last.source == Before.FILED:
        return f"our report for the calendar year {last.year}"
    return f"the CMRTs that we accepted for the calendar year {last.year}" if last else "no year before"


def _steps(facts: FilingFacts) -> str:
    """Why the number of conformant facilities is what it is; the parts add up to the change."""
    step = facts.yearly.status_steps(CONFORMANT) if facts.yearly else {}
    parts = [
        f"{number(count)} {words[count != 1]}"
        for key, words in (
            ("lost", ("is no longer conformant", "are no longer conformant")),
            ("gone", ("that was conformant is no longer in Annex I", "that were conformant are no longer in Annex I")),
            ("gained", ("has become conformant", "have become conformant")),
            ("new", ("that is conformant was not named then", "that are conformant were not named then")),
        )
        if (count := step.get(key, 0))
    ]
    return listed(parts)


def _reasons(move: Move) -> Placeholder:
    def text(facts: FilingFacts) -> str:
        counts = Counter(each.reason.kind for each in facts.yearly.of(move) if each.reason) if facts.yearly else {}
        return listed([f"{words} ({number(counts[kind])})" for kind, words in REASONS.items() if counts.get(kind)])

    return Placeholder(f"The reasons on record for facilities {move.value}, each with their number", text)


def _before(status: str, words: str) -> Placeholder:
    return _moved(f"{words} in the year before", lambda last: last.with_status(status))


YEARLY: dict[str, Placeholder] = {
    "year_before": Placeholder("The calendar year before", lambda f: str(f.year - 1)),
    "before_told": Placeholder("What last year's numbers come from", _source),
    "as_of_before": dated("The day last year's statuses were read on", lambda f: f.yearly.as_of if f.yearly else None),
    "total_before": _before("", "Facilities"),
    "conformant_before": _before(CONFORMANT, "Conformant facilities"),
    "active_before": _before(ACTIVE, "Active facilities"),
    "not_listed_before": _before(NOT_LISTED, "Facilities on neither list"),
    "conformant_share": Placeholder(
        "Conformant facilities of all, in percent", lambda f: percent(f.with_status(CONFORMANT), f.total)
    ),
    "conformant_share_before": Placeholder(
        "Conformant facilities of all in the year before, in percent",
        lambda f: percent(f.yearly.with_status(CONFORMANT), f.yearly.with_status()) if f.yearly else "0",
    ),
    "conformant_steps": Placeholder("What changed the number of conformant facilities", _steps),
    "kept": _moved("Facilities of both years", lambda last: last.kept_of()),
    "new": _moved("Facilities that the year before did not have", lambda last: len(last.of(Move.NEW))),
    "gone": _moved("Facilities of the year before that are gone", lambda last: len(last.of(Move.GONE))),
    "gone_reasons": _reasons(Move.GONE),
    "gone_unexplained": _moved("Of these, without a reason", lambda last: len(last.unexplained(Move.GONE))),
    "renamed": _moved("Facilities with another name and the same ID", lambda last: len(last.renamed())),
    "gained": _moved("Facilities of both years whose status rose", lambda last: len(last.of(Move.GAINED))),
    "lost": _moved("Facilities of both years whose status fell", lambda last: len(last.of(Move.LOST))),
    "lost_reasons": _reasons(Move.LOST),
    "lost_unexplained": _moved("Of these, without a reason", lambda last: len(last.unexplained(Move.LOST))),
    "surveyed_before": _moved("Contract manufacturers asked in the year before", lambda last: last.surveyed),
    "responded_before": _moved("Contract manufacturers that answered in the year before", lambda last: last.responded),
    "response_rate_before": Placeholder(
        "Responded of surveyed in the year before, in percent",
        lambda f: percent(f.yearly.responded, f.yearly.surveyed) if f.yearly else "0",
    ),
}
