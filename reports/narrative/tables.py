"""The tables of the report, each from the facts; cells that state a number carry the fact's name."""

from collections.abc import Iterator

from cmr.countries import country_label
from cmr.vocab import COVERED_COUNTRIES, METALS
from reports.determination.tree import Leaf
from reports.document import Column, Run, Table, Text
from reports.facts.sheet import STATUSES, FilingFacts
from reports.narrative.placeholders import STATUS_WORDS, fill
from smelters.risk import Grade

# What a table prints for a status group.
STATUS_LABELS = {status: words.capitalize() for status, words in STATUS_WORDS.items()}


def figure(value: int | str, fact: str) -> Text:
    """A number in a table: in figures, bound to its fact."""
    return (Run(f"{value:,}" if isinstance(value, int) else value, fact),)


def responses(facts: FilingFacts) -> Iterator[Table]:
    rows: list[tuple[str, Text]] = [
        ("Contract manufacturers asked for a CMRT", figure(facts.surveyed, "surveyed")),
        *_answered(facts),
        ("Response rate", (*fill("{response_rate}", facts), Run("%"))),
        ("CMRTs accepted for this Report", figure(facts.accepted, "accepted")),
    ]
    if facts.outreach.statements or facts.several_cmrts:
        rows[-1:] = [
            ("Contract manufacturers whose answer we accepted", figure(facts.accepted, "accepted")),
            ("CMRTs accepted for this Report", figure(facts.cmrts, "workbooks")),
        ]
    levels = (
        ("A", "company", "at company level"),
        ("B", "product", "at product level"),
        ("C", "user", "with a scope defined by the manufacturer"),
    )
    for scope, name, words in levels:
        if facts.declaration_levels[scope]:
            rows.append((f"Accepted CMRTs {words}", figure(facts.declaration_levels[scope], f"level_{name}")))
    yield Table("responses", (Column("Responses to our inquiry", 76), Column("Number", 24, "right")), tuple(rows))


def _answered(facts: FilingFacts) -> list[tuple[str, Text]]:
    statements = facts.outreach.statements
    if not statements:
        return [("Contract manufacturers that returned a CMRT", figure(facts.responded, "responded"))]
    return [
        ("Contract manufacturers that answered", figure(facts.responded, "responded")),
        ("of these, with a CMRT", figure(facts.responded - statements, "cmrt_responded")),
        ("of these, with a statement that none of the minerals is contained", figure(statements, "statements")),
    ]


def answers(facts: FilingFacts) -> Iterator[Table]:
    """Question 3 of the CMRT by metal, over the manufacturers that declare the metal."""
    words = ("Yes", "No", "Unknown")
    rows = []
    for metal in map(str, METALS):
        said = facts.question_3_by_metal[metal]
        declared = facts.declared_by_metal[metal]
        cells = [figure(said[word], f"q3.{metal}.{word}") for word in words]
        rows.append((metal, figure(declared, f"declared.{metal}"), *cells))
    head = ("Conflict Mineral", "Declared by", "Yes", "No", "Unknown or not stated")
    columns = tuple(Column(name, 24 if not n else 19, "right" if n else "left") for n, name in enumerate(head))
    caption = (Run("Sourcing from the Covered Countries, by number of contract manufacturers"),)
    yield Table("answers", columns, tuple(rows), caption)


# What the filing says of a family and metal, by its leaf; of one out of scope, by the question that put it there.
_RESULTS = {
    Leaf.L1: "Did not originate in the Covered Countries",
    Leaf.L2: "Came from recycled or scrap sources",
    Leaf.L3: "No reason to believe in an origin in the Covered Countries",
    Leaf.L4: "Due diligence showed no origin in the Covered Countries",
    Leaf.L5: "Due diligence showed recycled or scrap sources",
}
_OUT = {
    "N3": "Outside the supply chain before the Rule’s date",
    "N4": "Left out: the business was acquired or first registered within the time that the Rule allows",
}


def results(facts: FilingFacts) -> Iterator[Table]:
    """The result of the inquiry by product family and metal, where it is not the same for all."""
    held = facts.decision.results
    several = len({result.family for result in held}) > 1
    rows = [
        (
            *((result.family or "Other products",) if several else ()),
            result.metal,
            _OUT.get(result.question, "Not contained, or not necessary")
            if result.leaf == Leaf.X0
            else _RESULTS.get(result.leaf, "Reason to believe in a possible origin in the Covered Countries"),
        )
        for result in held
    ]
    columns = (*((Column("Products", 28),) if several else ()), Column("Conflict Mineral", 18))
    if facts.decision.differs:
        yield Table("results", (*columns, Column("Result", 54 if several else 82)), tuple(rows))


def status(facts: FilingFacts) -> Iterator[Table]:
    """Facilities by metal and status; the last row adds up."""
    rows: list[tuple[Text | str, ...]] = []
    for metal in map(str, METALS):
        cells = [figure(facts.with_status(each, metal), f"status.{metal}.{each}") for each in STATUSES]
        rows.append((metal, *cells, figure(facts.by_metal[metal], f"status.{metal}")))
    totals = [figure(facts.with_status(each), each) for each in STATUSES]
    rows.append(("All facilities", *totals, figure(facts.total, "total")))
    head = ("Metal", *(STATUS_LABELS[each] for each in STATUSES), "Total")
    columns = tuple(Column(name, 28 if not n else 18, "right" if n else "left") for n, name in enumerate(head))
    caption = fill("Facilities by metal and status as of {as_of}", facts)
    yield Table("status", columns, tuple(rows), caption, total_row=True)


def grades(facts: FilingFacts) -> Iterator[Table]:
    """Facilities by metal and risk grade, the grades that there are; the last row adds up."""
    shown = [grade for grade in Grade if grade != Grade.BLOCKED or facts.with_grade(grade)]
    rows: list[tuple[Text | str, ...]] = []
    for metal in map(str, METALS):
        cells = [figure(facts.with_grade(each, metal), f"grade.{metal}.{each}") for each in shown]
        rows.append((metal, *cells, figure(facts.by_metal[metal], f"status.{metal}")))
    totals = [figure(facts.with_grade(each), f"grade_{each}") for each in shown]
    rows.append(("All facilities", *totals, figure(facts.total, "total")))
    head = ("Metal", *(each.value.capitalize() for each in shown), "Total")
    columns = tuple(Column(name, 24 if not n else 76 // (len(head) - 1), "right" if n else "left")
                    for n, name in enumerate(head))  # fmt: skip
    caption = fill("Facilities by metal and risk grade as of {as_of}", facts)
    yield Table("grades", columns, tuple(rows), caption, total_row=True)


def covered(facts: FilingFacts) -> Iterator[Table]:
    """The facilities in Covered Countries, where they are too many for a sentence."""
    columns = (
        Column("Facility", 36),
        Column("Metal", 14),
        Column("RMI ID", 14),
        Column("Country of location", 22),
        Column("Status", 14),
    )
    rows = tuple(
        (row.name, row.metal, row.smelter_id, row.country, STATUS_LABELS[row.status]) for row in facts.in_covered
    )
    if rows:
        yield Table("covered", columns, rows)


def annex(facts: FilingFacts) -> Iterator[Table]:
    """Annex I: one table for each metal, so that its head can repeat and EDGAR's can stand without one that does.

    The column of notes is there where any facility has one.
    """
    noted = any(row.note for row in facts.annex)
    widths = (36, 13, 24, 13, 14) if noted else (43, 15, 27, 15)
    names = ("RMI ID", "Country of location", "Status", "Note")
    for metal in map(str, METALS):
        # The head repeats on every page, and so it says which metal the page lists.
        columns = tuple(map(Column, (f"Facility ({metal.lower()})", *names), widths))
        rows = [row for row in facts.annex if row.metal == metal]
        if rows:
            caption = (
                Run(f"{metal}: "),
                *figure(len(rows), f"status.{metal}"),
                Run(" facilities" if len(rows) > 1 else " facility"),
            )
            cells = tuple(
                (row.name, row.smelter_id, row.country, STATUS_LABELS[row.status], row.note)[: len(columns)]
                for row in rows
            )
            yield Table("annex", columns, cells, caption, metal)


def metals_shown(facts: FilingFacts) -> list[str]:
    """The metals of Annex II: declared, or processed by a facility."""
    return [metal for metal in map(str, METALS) if facts.by_metal[metal] or facts.declared_by_metal[metal]]


def origin_label(code: str) -> str:
    """A country of origin as Annex II prints it."""
    return COVERED_COUNTRIES.get(code, country_label(code)).removeprefix("the ")


def _origins_told(facts: FilingFacts, metal: str) -> str:
    """The countries that may be printed; what is known beside them is not named, and not denied either."""
    shown = sorted({*facts.origins[metal], *facts.origins_known(publishable=True, metal=metal)})
    named = ", ".join(origin_label(code) for code in shown)
    if not facts.origins_hidden(metal):
        return named or "Unknown"
    return f"{named}; others not disclosed" if named else "Not disclosed"


def origins(facts: FilingFacts) -> Iterator[Table]:
    """Annex II: what is known of countries of origin; where nothing is, it says so."""
    rows = []
    for metal in metals_shown(facts):
        recycled = facts.recycled_by_metal[metal]
        scrap: Text = (Run("Not reported"),)
        if recycled:
            of = (Run(" of "), *figure(facts.accepted, "accepted"), Run(" manufacturers"))
            scrap = (Run("Reported by "), *figure(recycled, f"recycled.{metal}"), *of)
        rows.append((metal, _origins_told(facts, metal), scrap))
    columns = (
        Column("Conflict Mineral", 22),
        Column("Countries of origin stated " + ("to us" if facts.risk.origins else "in accepted CMRTs"), 48),
        Column("Wholly recycled or scrap", 30),
    )
    if rows:
        yield Table("origins", columns, tuple(rows))
