"""What moved since the year before, in the results and in the steps taken: sentences, tables, and their conditions.

A fall is said as a fall, with what it comes from; nothing is said where there is no year before (K17).
"""

from collections.abc import Iterator

from cmr.vocab import METALS
from reports.document import Column, Table, Text
from reports.facts.sheet import CONFORMANT, STATUSES, FilingFacts
from reports.narrative.parts import Condition, Grid, Item, Sub, para, say
from reports.narrative.placeholders import fill
from reports.narrative.tables import STATUS_LABELS, figure
from reports.narrative.words import percent
from reports.narrative.yearly_placeholders import REASONS
from suppliers.moves import Move

CODE = "K17"


def compared(facts: FilingFacts) -> bool:
    """Whether there is a year before to compare with."""
    return facts.yearly is not None and facts.yearly.with_status() > 0


def _some(move: Move) -> Condition:
    return lambda facts: compared(facts) and bool(facts.yearly and facts.yearly.of(move))


def _reasons(move: Move, *, missing: bool) -> Condition:
    def holds(facts: FilingFacts) -> bool:
        found = facts.yearly.of(move) if facts.yearly else ()
        return compared(facts) and any(bool(each.reason) != missing for each in found)

    return holds


def _step(now: int, before: int) -> int:
    return (now > before) - (now < before)


def _conformant(step: int) -> Condition:
    def holds(facts: FilingFacts) -> bool:
        return bool(
            compared(facts)
            and facts.yearly
            and _step(facts.with_status(CONFORMANT), facts.yearly.with_status(CONFORMANT)) == step
        )

    return holds


def _any_step(facts: FilingFacts) -> bool:
    return bool(facts.yearly and any(facts.yearly.status_steps(CONFORMANT).values()))


def _share(step: int) -> Condition:
    """The share in whole percent, so that what is printed is what is compared."""

    def holds(facts: FilingFacts) -> bool:
        last = facts.yearly
        if not last or not compared(facts) or not facts.total:
            return False
        now, before = (
            percent(facts.with_status(CONFORMANT), facts.total),
            percent(last.with_status(CONFORMANT), last.with_status()),
        )
        return _step(int(now), int(before)) == step

    return holds


def _rate(step: int) -> Condition:
    def holds(facts: FilingFacts) -> bool:
        last = facts.yearly
        if not last or not last.surveyed or not facts.surveyed:
            return False
        now, before = percent(facts.responded, facts.surveyed), percent(last.responded, last.surveyed)
        return _step(int(now), int(before)) == step

    return holds


def _renamed(facts: FilingFacts) -> bool:
    return compared(facts) and bool(facts.yearly and facts.yearly.renamed())


def _kept(facts: FilingFacts) -> bool:
    return compared(facts) and bool(facts.yearly and facts.yearly.kept_of())


def by_metal(facts: FilingFacts) -> Iterator[Table]:
    """Facilities of both years by metal: kept and gone make last year's, kept and new make this year's."""
    last = facts.yearly
    if not last or not compared(facts):
        return
    rows: list[tuple[Text | str, ...]] = []
    for metal in [each.value for each in METALS]:
        counts = _line(facts, metal)
        rows.append((metal, *(figure(count, f"yearly.{metal}.{name}") for name, count in counts.items())))
    rows.append(("All facilities", *(figure(count, name) for name, count in _line(facts, "").items())))
    head = ("Metal", str(last.year), "Kept", "No longer listed", "New", str(facts.year))
    columns = tuple(Column(name, 25 if not n else 15, "right" if n else "left") for n, name in enumerate(head))
    caption = fill("Facilities by metal for the calendar years {year_before} and {year}", facts)
    yield Table("yearly", columns, tuple(rows), caption, total_row=True)


def _line(facts: FilingFacts, metal: str) -> dict[str, int]:
    last = facts.yearly
    assert last
    return {
        "total_before": last.with_status(metal=metal),
        "kept": last.kept_of(metal),
        "gone": len(last.of(Move.GONE, metal)),
        "new": len(last.of(Move.NEW, metal)),
        "total": facts.by_metal[metal] if metal else facts.total,
    }


def by_status(facts: FilingFacts) -> Iterator[Table]:
    """Facilities of both years by status, each as of its day."""
    last = facts.yearly
    if not last or not compared(facts):
        return
    rows: list[tuple[Text | str, ...]] = [
        (
            STATUS_LABELS[each],
            figure(last.with_status(each), f"{each}_before"),
            figure(facts.with_status(each), each),
        )
        for each in STATUSES
    ]
    rows.append(("All facilities", figure(last.with_status(), "total_before"), figure(facts.total, "total")))
    columns = (
        Column("Status", 40),
        Column(f"Calendar year {facts.year - 1}", 30, "right"),
        Column(f"Calendar year {facts.year}", 30, "right"),
    )
    caption = fill("Facilities by status as of {as_of_before} and as of {as_of}", facts)
    yield Table("yearly-status", columns, tuple(rows), caption, total_row=True)


def lost(facts: FilingFacts) -> Iterator[Table]:
    """The facilities whose status fell, with both statuses and the reason on record."""
    rows = tuple(
        (
            f"{each.name} ({each.metal.lower()})",
            each.smelter_id,
            STATUS_LABELS[each.before.status],
            STATUS_LABELS[each.now.status],
            REASONS[each.reason.kind].capitalize() if each.reason else "Not determined",
        )
        for each in (facts.yearly.of(Move.LOST) if facts.yearly else ())
        if each.before and each.now
    )
    if rows:
        columns = tuple(
            map(
                Column,
                ("Facility", "RMI ID", f"Status, {facts.year - 1}", f"Status, {facts.year}", "Reason"),
                (34, 13, 14, 14, 25),
            )
        )
        caption = fill("Facilities whose status fell between {as_of_before} and {as_of}", facts)
        yield Table("yearly-lost", columns, rows, caption)


COMPARISON: tuple[Item, ...] = (
    Sub("Comparison with the prior year", compared),
    para(
        say("{before_told:Number} named {total_before} {total_before:facility}.", compared, CODE),
        say("Of these, {kept} {kept:is} in Annex I again.", _kept, CODE),
        say(
            "{gone:Number} {gone:facility} named then {gone:is} not in Annex I.",
            _some(Move.GONE),
            CODE,
        ),
        say("{new:Number} {new:facility} in Annex I {new:was} not named then.", _some(Move.NEW), CODE),
        say(
            "{renamed:Number} {renamed:facility} {renamed:has} another name than then under the same RMI ID, and "
            "{renamed:is} not counted as new.",
            _renamed,
            CODE,
        ),
    ),
    Grid(by_metal),
    Grid(by_status),
    para(
        say(
            "The number of conformant facilities rose from {conformant_before} to {conformant}: {conformant_steps}.",
            _conformant(1),
            CODE,
        ),
        say(
            "The number of conformant facilities fell from {conformant_before} to {conformant}: {conformant_steps}.",
            _conformant(-1),
            CODE,
        ),
        say(
            "The number of conformant facilities is {conformant}, as in the prior year: {conformant_steps}.",
            lambda facts: _conformant(0)(facts) and _any_step(facts),
            CODE,
        ),
        say(
            "The number of conformant facilities is {conformant}, as in the prior year, and the facilities are the "
            "same.",
            lambda facts: _conformant(0)(facts) and not _any_step(facts) and facts.with_status(CONFORMANT) > 0,
            CODE,
            name="conformant-the-same",
        ),
        say(
            "Their share of all facilities rose from {conformant_share_before} to {conformant_share} percent.",
            _share(1),
            CODE,
        ),
        say(
            "Their share of all facilities fell from {conformant_share_before} to {conformant_share} percent.",
            _share(-1),
            CODE,
        ),
    ),
    para(
        say(
            "We recorded reasons why facilities are no longer in Annex I; each stands with the number of facilities: "
            "{gone_reasons}.",
            _reasons(Move.GONE, missing=False),
            CODE,
        ),
        say(
            "For {gone_unexplained} {gone_unexplained:facility} that {gone_unexplained:is} no longer in Annex I, we "
            "have not determined the reason.",
            _reasons(Move.GONE, missing=True),
            CODE,
        ),
    ),
    para(
        say(
            "Of the facilities named in both years, {gained} {gained:has} a higher status than then.",
            _some(Move.GAINED),
            CODE,
        ),
        say(
            "Of the facilities named in both years, {lost} {lost:has} a lower status than then, shown in the table "
            "below.",
            _some(Move.LOST),
            CODE,
        ),
        say(
            "We recorded reasons why statuses fell; each stands with the number of facilities: {lost_reasons}.",
            _reasons(Move.LOST, missing=False),
            CODE,
        ),
        say(
            "For {lost_unexplained} {lost_unexplained:facility} whose status fell, we have not determined the reason.",
            _reasons(Move.LOST, missing=True),
            CODE,
        ),
    ),
    Grid(lost),
)

_RATES = (
    "{response_rate} percent ({responded_before} of {surveyed_before} contract manufacturers answered then, "
    "{responded} of {surveyed} now)"
)

SINCE: tuple[Item, ...] = (
    Sub("What changed since the prior year", compared),
    para(
        say("The response rate of our inquiry rose from {response_rate_before} to " + _RATES + ".", _rate(1), CODE),
        say("The response rate of our inquiry fell from {response_rate_before} to " + _RATES + ".", _rate(-1), CODE),
        say("The response rate of our inquiry is as in the prior year: " + _RATES + ".", _rate(0), CODE),
        say(
            "{gained:Number} {gained:facility} named in both years {gained:has} gained a higher status since.",
            _some(Move.GAINED),
            CODE,
        ),
        say(
            "Of the {corrective_actions} {corrective_actions:action} that we asked for in this year’s inquiry, "
            "{corrective_actions_done} {corrective_actions_done:is} done.",
            lambda facts: compared(facts) and facts.log.actions > 0,
            CODE,
        ),
    ),
    para(
        say(
            "{lost:Number} {lost:facility} named in both years {lost:has} a lower status than in the prior year. That "
            "says nothing about the origin of what {lost:it} {lost:processes}; it means that we can rely on an "
            "independent audit less than before.",
            _some(Move.LOST),
            CODE,
        ),
        say(
            "That a facility is no longer named does not show that it has left our supply chain: a CMRT may be "
            "missing, or may name fewer facilities than before.",
            _some(Move.GONE),
            CODE,
        ),
    ),
    Sub("Planned improvements", compared),
)
