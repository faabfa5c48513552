"""A small filing's facts, to be changed by each test: three manufacturers, six facilities, one of them in Rwanda."""

from dataclasses import replace
from datetime import date
from typing import Any

from reports.deadlines import due_date
from reports.determination.tree import Leaf
from reports.facts.decision import Decision, Result
from reports.facts.outreach import Log, LogFact
from reports.facts.risk import OriginFact, Risk, TableFact
from reports.facts.sheet import AnnexRow, Filer, FilingFacts, ListFact, SourceFile, Span, Unresolved
from reports.narrative.compose import compose_report
from reports.prefiling.draft import Draft
from reports.render import edgar
from smelters.matching import name_key
from smelters.risk import Subject, grade, missing
from smelters.tables.book import Book, Sheet
from smelters.tables.parse import Line

TODAY = date(2026, 5, 20)
LIST = ListFact(
    "List of conformant and active facilities", "Responsible Minerals Initiative", date(2026, 4, 30), "b" * 64
)
FILER = Filer(
    name="Meridian Instruments, Inc.",
    state="Delaware",
    file_number="001-39999",
    ein="94-0000000",
    address=("400 Example Parkway", "San Jose, California 95110"),
    contact_name="Dana Whitfield",
    contact_title="Chief Legal Officer",
    contact_phone="(408) 555-0100",
    signatory_name="Dana Whitfield",
    signatory_title="Chief Legal Officer",
    disclosure_url="https://investor.meridian.example/conflict-minerals",
    policy_url="https://investor.meridian.example/policy",
    overview="We design network measurement instruments.",
)


def row(
    metal: str, number: int, name: str, country: str, code: str, status: str = "conformant", **more: Any
) -> AnnexRow:
    labels = {"conformant": "Conformant", "active": "Active", "not_listed": "Not listed"}
    fields: dict[str, Any] = {
        "manufacturers": 1,
        "sources": ((0, f"Smelter List!A{number}, B{number}"),),
        "list_name": LIST.name,
        "list_date": LIST.as_of,
    }
    smelter_id = f"CID{number:06}"
    return AnnexRow(metal, smelter_id, name, country, code, status, labels[status], **fields | more)


LUNA = row("Tin", 3387, "Luna Smelter, Ltd.", "Rwanda", "RW")
ANNEX = (
    row("Gold", 113, "Aurubis AG", "Germany", "DE"),
    row("Gold", 711, "Heraeus Germany", "Germany", "DE", "active"),
    row("Gold", 767, "Hunan Chenzhou Mining", "China", "CN", "not_listed"),
    row("Tantalum", 914, "JiuJiang Metals", "China", "CN"),
    LUNA,
    row("Tungsten", 766, "Hunan Chenzhou Mining", "China", "CN"),
)


def facts(**changes: Any) -> FilingFacts:
    """The example with fields replaced, every facility graded, and decided as the data leads."""
    return graded(bare(**changes))


def bare(**changes: Any) -> FilingFacts:
    """The example without dated tables; counts that follow from the annex follow it."""
    year = changes.pop("year", 2025)
    annex = changes.pop("annex", ANNEX)
    metals = ("Gold", "Tantalum", "Tin", "Tungsten")
    unresolved = changes.pop("unresolved", (Unresolved("Tin", "Solder paste distributor", "China", 1),))
    sentinels = changes.pop("sentinels", 1)
    base = FilingFacts(
        year=year,
        filer=FILER,
        products="our physical measurement appliances",
        due_date=due_date(year),
        signed_on=None,
        as_of=LIST.as_of,
        lists=(LIST,),
        surveyed=3,
        responded=3,
        accepted=3,
        without_accepted=(),
        returned=1,
        requested=Span(date(2026, 1, 12), date(2026, 1, 14)),
        received=Span(date(2026, 2, 1), date(2026, 3, 9)),
        effective=Span(date(2026, 1, 20), date(2026, 3, 1)),
        declaration_levels={"A": 2, "B": 1, "C": 0},
        declared_by_metal=dict.fromkeys(metals, 3),
        question_3={"yes": 1, "no": 1, "unknown": 1, "out": 0},
        question_3_by_metal={metal: {"Yes": 1, "No": 1, "Unknown": 1} for metal in metals},
        no_sourcing_but_listing_covered=0,
        recycled_by_metal=dict.fromkeys(metals, 0),
        recycled=0,
        all_recycled=0,
        files=tuple(
            SourceFile(name, letter * 64, f"{name}.xlsx", "6.5", "A", date(2026, 2, 1))
            for name, letter in (("Alder", "a"), ("Birchfield", "c"), ("Cascade", "d"))
        ),
        annex=annex,
        mentions=sum(len(each.sources) for each in annex) + len(unresolved) + sentinels,
        unresolved_mentions=len(unresolved),
        sentinels=sentinels,
        unresolved=unresolved,
        origins=dict.fromkeys(metals, ()),
        log=Log((TOLD,), (GRIEVANCE, RETENTION)),
    )
    return replace(base, **changes)


GRIEVANCE = LogFact(
    "grievance_channel",
    date(2025, 3, 1),
    {"url": "https://speakup.example", "outsiders": True, "run_by": "an industry body"},
)
TOLD = LogFact("management_report", date(2025, 11, 3), {"to": "our management", "subject": "Findings."}, "", "minutes")
RETENTION = LogFact("retention", date(2025, 3, 1), {"until": "2032-12-31", "where": "the legal archive"})
AUDIT = LogFact(
    "private_audit", date(2026, 4, 1), {"auditor": "Northgate LLP", "opinion": "It conforms."}, "", "a" * 64
)
COUNSEL = LogFact("counsel", date(2026, 4, 2), {"counsel": "Ana Roth", "opinion": "The statement stands."})


def decided(*leaves: Leaf, family: str = "") -> Decision:
    """A leaf for every metal, or one for each: gold, tantalum, tin, tungsten."""
    each = leaves if len(leaves) > 1 else leaves * 4
    given = ("N7", "How are the products described?", "So", "Looked at it.", "Lena Hart", date(2026, 5, 4))
    metals = ("Gold", "Tantalum", "Tin", "Tungsten")
    return Decision(tuple(Result(family, metal, leaf, *given) for metal, leaf in zip(metals, each, strict=True)))


# A report all the same, where the data alone would not lead to one.
REPORT = decided(Leaf.L7)


def clean(**changes: Any) -> FilingFacts:
    """The example when nothing speaks for the Covered Countries."""
    quiet: dict[str, Any] = {
        "annex": tuple(each for each in ANNEX if each is not LUNA),
        "question_3": {"yes": 0, "no": 3, "unknown": 0, "out": 0},
        "unresolved": (),
        "sentinels": 0,
    }
    return facts(**quiet | changes)


def draft(held: FilingFacts | None = None, today: date = TODAY) -> Draft:
    held = held or facts()
    report = compose_report(held)
    return Draft(held, report, edgar.documents(report, draft=False), today)


def words(held: FilingFacts) -> str:
    """Everything the report says, on one line."""
    return " ".join(text for _, text in draft(held).lines)


def table(kind: str, name: str, *lines: Line, publishable: bool = False) -> Sheet:
    return Sheet(kind, name, "a web page", LIST.as_of, "f" * 64, publishable, lines)


# China is conflict-affected for gold here, and nobody in the example is sanctioned.
TABLES = (
    table("cahra", "List of conflict-affected areas", Line(2, "CN", "CHINA", "Somewhere", ("Gold",))),
    table("transit", "List of transit countries", Line(2, "AE", "UNITED ARAB EMIRATES")),
    table("sanctions", "List of sanctions", Line(2, name="Nobody We Know")),
)
SANCTIONED = table("sanctions", "Another list of sanctions", Line(2, metals=("Tin",), smelter_id="CID003387"))


def origins(*stated: tuple[str, str, str], publishable: bool = False) -> tuple[OriginFact, ...]:
    """Origins as (metal, ID, country code) that a table called "Origin data" states."""
    return tuple(OriginFact(*each, "Origin data", "a letter", publishable) for each in stated)


def graded(
    held: FilingFacts | None = None, *tables: Sheet, stated: tuple[OriginFact, ...] = (), **changes: Any
) -> FilingFacts:
    """The example with dated tables: each facility graded by the rule itself."""
    held = held or bare()
    sheets = tables or TABLES
    if stated:
        lines = tuple(Line(2, each.country_code, metals=(each.metal,), smelter_id=each.smelter_id) for each in stated)
        sheets += (table("origins", "Origin data", *lines, publishable=stated[0].publishable),)
    book = Book(LIST.as_of, sheets)
    rows = []
    for each in held.annex:
        keys = frozenset({name_key(each.name)})
        given = grade(Subject(each.metal, each.smelter_id, each.country_code, each.status, keys), book)
        rows.append(replace(each, grade=given.grade or "", reasons=given.reasons))
    known = tuple(
        TableFact(each.kind, each.name, each.source, each.as_of, each.sha256, each.publishable) for each in sheets
    )
    risk = Risk(tables=known, missing=missing(book), before=date(2025, 4, 30), origins=stated, **changes)
    by_data = held.decision in (Decision(), decided(held.proposed.leaf))
    held = replace(held, annex=tuple(rows), risk=risk)
    return replace(held, decision=decided(held.proposed.leaf)) if by_data else held
