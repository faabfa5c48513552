"""The declaration beside last year's of the same manufacturer, and beside other manufacturers' lists."""

from collections.abc import Iterator

from cmr.findings import Hit, Severity, check
from suppliers.cmrt.checks.context import list_fingerprint, remember
from suppliers.cmrt.checks.subject import Subject, at_answer, at_cell, at_table, listing, metals, shortened
from suppliers.cmrt.layouts.addresses import SMELTER_LIST
from suppliers.cmrt.report import as_json

# Some smelters come and go every year; when this share is gone, the list was made anew or cut.
_MANY_LOST = 1 / 3
# A changed answer that asks for less than the year before, and so needs a reason.
_EASIER = {1: ("Yes", "No"), 2: ("Yes", "No"), 3: ("Yes", "No"), 4: ("Yes", "No"), 5: ("No", "Yes")}


@check(
    "CMRT-Y1",
    Severity.INFO,
    title="Smelters of last year are gone",
    message="Smelters of last year's declaration are no longer listed, {count} of {all}: {names}.",
    remedy="Check that you no longer use them, and add those that you do.",
    reason="A smelter drops out because material comes from elsewhere, or because a row was lost.",
    source="CMRT Smelter List of this year and the year before",
)
def smelters_of_last_year_are_listed(s: Subject) -> Iterator[Hit]:
    before = s.context.previous
    if before is None:
        return
    named = s.facilities()
    asked = {place: name for place, name in before.facilities.items() if not s.out_of_scope(place[0])}
    lost = [f"{name} ({place[1]})" for place, name in asked.items() if place not in named]
    if lost:
        severity = Severity.WARN if len(lost) > _MANY_LOST * len(asked) else None
        names = listing(shortened(lost))
        yield at_table(s, SMELTER_LIST, "A", severity=severity, count=len(lost), all=len(asked), names=names)


@check(
    "CMRT-Y2",
    Severity.WARN,
    title="Answer turned round since last year",
    message="Question {question} for {metal} was {before} last year and is {now} this year.",
    remedy="Say in the comment beside the answer what changed, or correct the answer.",
    reason="The easier answer may be right, but nothing in the file says why it changed.",
    source="CMRT Declaration D26:D53 of this year and the year before",
)
def answers_do_not_turn_round(s: Subject) -> Iterator[Hit]:
    before = s.context.previous
    for question, (was, now) in _EASIER.items() if before else ():
        for metal, _ in metals(s):
            turned = before and before.answers.get((question, metal)) == was and s.answer(question, metal) == now
            if turned and not s.document.answers[question][metal].comment:
                yield at_answer(s, question, metal, before=was, now=now)


@check(
    "CMRT-Y3",
    Severity.WARN,
    title="Nothing changed since last year",
    message="Every answer and every smelter is the same as in last year's declaration of {before}; {date}.",
    remedy="Ask your own suppliers again for this year. If nothing did change, say so in the comment to question 8.",
    reason="Smelter lists change every year; one that does not was most likely not asked for again.",
    source="CMRT Declaration and Smelter List of this year and the year before",
)
def something_changed_since_last_year(s: Subject) -> Iterator[Hit]:
    before = s.context.previous
    if before is None or before.facilities != s.facilities():
        return
    this = remember(as_json(s.document))
    if (this.answers, this.other) == (before.answers, before.other):
        field = s.document.effective_date
        said = "only the date is new" if this.effective_date != before.effective_date else "even the date is"
        of = before.effective_date.isoformat() if before.effective_date else "an unknown date"
        yield at_cell(field.cell, before=of, date=said)


@check(
    "CMRT-Q11",
    Severity.WARN,
    title="The same list as another manufacturer's",
    message="The Smelter List names exactly the same {count} smelters as another company's declaration.",
    remedy="List the smelters that your own suppliers named to you, not a list you were given.",
    reason="Two companies with different products do not use exactly the same smelters.",
    source="CMRT Smelter List beside those of other manufacturers",
)
def list_is_ones_own(s: Subject) -> Iterator[Hit]:
    facilities = s.facilities()
    if list_fingerprint(facilities) in s.context.other_lists:
        yield at_table(s, SMELTER_LIST, "A", count=len(facilities))


CHECKS = (
    smelters_of_last_year_are_listed,
    answers_do_not_turn_round,
    something_changed_since_last_year,
    list_is_ones_own,
)
