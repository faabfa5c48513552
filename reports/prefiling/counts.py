"""C: every number in the text equals the rows it counts."""

import re
from collections import Counter
from collections.abc import Iterator

from cmr.findings import Check, Hit, Severity, at, check
from reports.document import plain
from reports.facts.sheet import ACTIVE, CONFORMANT, NOT_LISTED, STATUSES
from reports.narrative.tables import STATUS_LABELS
from reports.narrative.words import number_read
from reports.prefiling.draft import Draft

_SOURCE = "Form SD Item 1.01(c)(2)"
_REMEDY = "Put the placeholder back where the number was typed, or rebuild the report from the facts."


def _rows_with(draft: Draft, status: str) -> int:
    return sum(row[4] == STATUS_LABELS[status] for row in draft.annex)


def _differs(draft: Draft, fact: str, count: int) -> Iterator[Hit]:
    """Every printed place of a fact that states another number than `count`."""
    for place, words, number in draft.said(fact):
        if number != count:
            yield at(place, said=words, count=count)


def _status_check(code: str, status: str, name: str) -> Check:
    @check(
        code,
        Severity.BLOCK,
        title=f"The number of {name} facilities equals the rows of Annex I",
        message=f"The text says {{said}} {name} facilities; Annex I has {{count}}.",
        reason="Two numbers for one thing make both untrue.",
        source=_SOURCE,
        remedy=_REMEDY,
    )
    def run(draft: Draft) -> Iterator[Hit]:
        return _differs(draft, status, _rows_with(draft, status))

    return run


@check(
    "C01",
    Severity.BLOCK,
    title="The number of facilities equals the rows of Annex I",
    message="The text says {said} facilities; Annex I has {count}.",
    reason="The number is the report's central result.",
    source=_SOURCE,
    remedy=_REMEDY,
)
def total_equals_rows(draft: Draft) -> Iterator[Hit]:
    yield from _differs(draft, "total", len(draft.annex))
    if draft.annex and not any(draft.said("total")):
        yield at("Results of Our Due Diligence", said="no number of", count=len(draft.annex))
    if len(draft.annex) != draft.facts.total:
        yield at("Annex I", said=str(draft.facts.total), count=len(draft.annex))


@check(
    "C02",
    Severity.BLOCK,
    title="Conformant, active and not listed add up to the total",
    message="{parts} do not add up to {total}.",
    reason="A facility has one status on one day.",
    source=_SOURCE,
    remedy=_REMEDY,
)
def statuses_add_up(draft: Draft) -> Iterator[Hit]:
    for table in draft.tables("status"):
        *parts, total = (number_read(plain(cell)) for cell in table.rows[-1][1:])
        if None in (*parts, total) or sum(part or 0 for part in parts) != total:
            yield at("Facilities by metal and status", parts=" + ".join(map(str, parts)), total=total)


conformant_equals_rows = _status_check("C03", CONFORMANT, "conformant")
active_equals_rows = _status_check("C04", ACTIVE, "active")
not_listed_equals_rows = _status_check("C05", NOT_LISTED, "not listed")


@check(
    "C06",
    Severity.WARN,
    title="The counting unit of facilities is stated",
    message="The report counts facilities without saying what counts as one.",
    reason="One site that refines two metals is two lines and one name.",
    source="Form SD Item 1.01(c)(2): the facilities used",
    remedy="Define “facility” with its counting unit in the introduction.",
)
def counting_unit_is_stated(draft: Draft) -> Iterator[Hit]:
    if not any("counted once for each metal" in " ".join(text.split()) for _, text in draft.lines):
        yield at("Introduction")


@check(
    "C07",
    Severity.BLOCK,
    title="No facility stands twice in Annex I, and no ID under two metals",
    message="{smelter_id} stands {count} times in Annex I ({metals}).",
    reason="A facility is a metal and an ID; an ID carries one metal.",
    source="Form SD Item 1.01(c)(2): the facilities used",
    remedy="Correct the register: one of the lines belongs to another ID, or is the same facility.",
)
def ids_are_distinct(draft: Draft) -> Iterator[Hit]:
    for smelter_id, count in Counter(row[2] for row in draft.annex).items():
        if count > 1:
            metals = ", ".join(sorted({row[0] for row in draft.annex if row[2] == smelter_id}))
            yield at("Annex I", smelter_id=smelter_id, count=count, metals=metals)


@check(
    "C08",
    Severity.BLOCK,
    title="The number of contract manufacturers is the same everywhere",
    message="The text says {said} contract manufacturers; {count} were asked.",
    reason="The inquiry is judged by whom it covered.",
    source="Exchange Act Section 18: what is filed must be true",
    remedy=_REMEDY,
)
def manufacturers_are_the_same_everywhere(draft: Draft) -> Iterator[Hit]:
    yield from _differs(draft, "surveyed", draft.facts.surveyed)


@check(
    "C09",
    Severity.BLOCK,
    title="The response rate is received of requested, and 100 percent only when all answered and are accepted",
    message="The text says {said} percent; {responded} of {surveyed} answered, and {accepted} are accepted.",
    reason="A rate that is rounded up claims answers that nobody gave.",
    source="Exchange Act Section 18: what is filed must be true",
    remedy=_REMEDY,
)
def response_rate_is_true(draft: Draft) -> Iterator[Hit]:
    """That the CMRTs behind it are dated in the window is P01's."""
    facts = draft.facts
    counts = {"responded": facts.responded, "surveyed": facts.surveyed, "accepted": facts.accepted}
    wanted = facts.responded * 100 // facts.surveyed if facts.surveyed else 0
    for place, words, rate in draft.said("response_rate"):
        if rate != wanted or (rate == 100 and facts.accepted < facts.surveyed):
            yield at(place, said=words, **counts)
    for place, text in draft.lines if facts.responded < facts.surveyed else ():
        if _EVERYONE.search(text):
            yield at(place, said="100", **counts)


_EVERYONE = re.compile(
    r"from each contract manufacturer|all (of our )?contract manufacturers (answered|responded)", re.I
)


_QUESTION_3 = {
    "no": "deny sourcing for every metal they declare",
    "yes": "report sourcing for at least one metal",
    "unknown": "do not state whether there was any",
    "out": "declare no metal",
}


@check(
    "C10",
    Severity.BLOCK,
    title="Question 3 is told as it was answered: who denies sourcing for every metal, and who answers otherwise",
    message="Of contract manufacturers that {kind}, the text says {said}; there are {count}.",
    reason="The sentence decides how the inquiry's conclusion reads.",
    source="CMRT Declaration D38:D41",
    remedy=_REMEDY,
)
def no_sourcing_is_true(draft: Draft) -> Iterator[Hit]:
    for kind, words in _QUESTION_3.items():
        count, printed = draft.facts.question_3[kind], list(draft.said(f"q3_{kind}"))
        for place, said, number in printed:
            if number != count:
                yield at(place, kind=words, said=said, count=count)
        if count and not printed and draft.exhibit:
            yield at("What our contract manufacturers reported", kind=words, said="nothing", count=count)


@check(
    "C12",
    Severity.WARN,
    title="The table of metals and statuses equals the rows of Annex I",
    message="The table says {said} for {metal}, {status}; Annex I has {count}.",
    reason="Readers add up the annex.",
    source="Form SD Item 1.01(c)(2)",
    remedy=_REMEDY,
)
def table_equals_rows(draft: Draft) -> Iterator[Hit]:
    counted = Counter((row[0], row[4]) for row in draft.annex)
    for table in draft.tables("status"):
        for metal, *cells in table.rows[:-1]:
            for status, cell in zip(STATUSES, cells, strict=False):
                count = counted[plain(metal), STATUS_LABELS[status]]
                if number_read(plain(cell)) != count:
                    yield at(
                        "Facilities by metal and status",
                        said=plain(cell),
                        metal=plain(metal),
                        status=status,
                        count=count,
                    )
