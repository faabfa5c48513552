"""The grade of a facility: one rule for all, from facts and dated tables, with its reasons. Pure.

The flags are those of the OECD Guidance that can be told from data (red flags of the Supplements: location, origin,
transit, anomalous circumstances). A flag that cannot be ruled out counts as raised. Location alone is no grade: a
conformant facility in a Covered Country is medium, since an audit has looked at what the location makes doubtful.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cmr.countries import country_label
from cmr.vocab import COVERED_COUNTRIES, Metal
from smelters.tables.book import CAHRA, SANCTIONS, TRANSIT, Book, Sheet

# The version of the rule, printed with every grade; raise it whenever `grade` may give another grade on the same facts.
METHOD = "2"
# Without these, a flag that they alone raise would be missed, and nothing is graded.
REQUIRED = (CAHRA, TRANSIT, SANCTIONS)
LISTING = ("conformant", "active")


class Grade(StrEnum):
    """Blocked stands beside the scale: whether a match with a sanctions table is one is for a person to decide."""

    BLOCKED = "blocked"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Flag(StrEnum):
    SANCTIONED = "sanctioned"
    COVERED = "covered"
    CAHRA = "cahra"
    TRANSIT = "transit"
    UNPLACED = "unplaced"
    ORIGIN = "origin"
    IMPLAUSIBLE = "implausible"
    NOT_LISTED = "not_listed"
    LOST = "lost"
    EXPIRED = "expired"
    RECYCLING = "recycling"


@dataclass(frozen=True, slots=True)
class Reason:
    """A flag that is raised, and the fact that raises it, with its source and day where it has them."""

    flag: Flag
    text: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What is known of a facility. `keys`: its names as `matching.name_key` has them; `group`: its status now.

    `listed_before`: whether it was conformant or active on the day `before`. `declared`: ISO codes of the origins that
    manufacturers state for it. `recycling_disputed`: whether some say that all its feedstock is recycled, others not.
    `valid_until`: the last day that the list vouches for its status.
    """

    metal: str
    smelter_id: str
    country_code: str
    group: str
    keys: frozenset[str] = field(default_factory=frozenset)
    before: date | None = None
    listed_before: bool = False
    valid_until: date | None = None
    declared: frozenset[str] = field(default_factory=frozenset)
    recycling_disputed: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """A grade with its reasons; None where the tables that the rule needs are not there."""

    grade: Grade | None
    reasons: tuple[Reason, ...]

    def has(self, *flags: Flag) -> bool:
        return any(reason.flag in flags for reason in self.reasons)


def missing(book: Book) -> tuple[str, ...]:
    """The kinds of table that the rule needs and that are not there on the day."""
    return tuple(kind for kind in REQUIRED if not book.of(kind))


def grade(subject: Subject, book: Book) -> Assessment:
    """Blocked: a sanctions table names it. High: neither conformant nor active, and any other flag. Medium: one or the
    other. Low: conformant or active, and no flag."""
    reasons = tuple(_reasons(subject, book))
    flags = {reason.flag for reason in reasons}
    if Flag.SANCTIONED in flags:
        given = Grade.BLOCKED
    elif missing(book):
        return Assessment(None, reasons)
    elif Flag.NOT_LISTED in flags and len(flags) > 1:
        given = Grade.HIGH
    else:
        given = Grade.MEDIUM if flags else Grade.LOW
    return Assessment(given, reasons)


def _reasons(subject: Subject, book: Book) -> Iterator[Reason]:
    metal, code = subject.metal, subject.country_code
    place = country_label(code)
    for by, saying in book.sanctions(metal, subject.smelter_id, subject.keys, code):
        agreed = {"ID": "its ID", "name": "its name", "country": f"its country, {place}"}[by]
        entry = f" ({saying.line.list_name})" if saying.line.list_name else ""
        since = f", listed on {_day(saying.line.listed_on)}" if saying.line.listed_on else ""
        yield Reason(Flag.SANCTIONED, f"{_named(saying.sheet)}{entry} names {agreed}{since}")
    if not code:
        yield Reason(Flag.UNPLACED, "Its country of location is not known")
    if code in COVERED_COUNTRIES:
        yield Reason(Flag.COVERED, f"Located in {place}, a Covered Country")
    for saying in book.country(CAHRA, code, metal):
        part = f", in part: {saying.line.region}" if saying.line.region else ""
        yield Reason(Flag.CAHRA, f"Located in {place}, which {_named(saying.sheet)} names{part}")
    if metal == Metal.GOLD:
        for saying in book.country(TRANSIT, code, metal):
            yield Reason(Flag.TRANSIT, f"Refines gold in {place}, a transit country by {_named(saying.sheet)}")
    yield from _origins(subject, book)
    if subject.group not in LISTING:
        yield Reason(Flag.NOT_LISTED, "Neither conformant nor active")
        if subject.listed_before and subject.before:
            yield Reason(Flag.LOST, f"Was conformant or active on {_day(subject.before)}")
    elif subject.valid_until and subject.valid_until < book.day:
        yield Reason(Flag.EXPIRED, f"Its status was valid until {_day(subject.valid_until)}")
    if subject.recycling_disputed:
        yield Reason(Flag.RECYCLING, "Manufacturers contradict each other on whether its feedstock is all recycled")


def _origins(subject: Subject, book: Book) -> Iterator[Reason]:
    """Of the stated origins, each once, whoever states them: those in a Covered Country, in a conflict-affected area
    or, for gold, in a country of transit; and those that no table of producers of the metal names."""
    metal = subject.metal
    stated = dict.fromkeys(sorted(subject.declared), "manufacturers")
    for saying in book.origins(metal, subject.smelter_id):
        stated.setdefault(saying.line.country_code, _named(saying.sheet))
    for code, who in stated.items():
        origin = f"Origin {country_label(code)}, as stated by {who}"
        passing = book.country(TRANSIT, code, metal) if metal == Metal.GOLD else ()
        if code in COVERED_COUNTRIES or book.country(CAHRA, code, metal):
            yield Reason(Flag.ORIGIN, origin)
        elif passing:
            yield Reason(Flag.ORIGIN, f"{origin}: a transit country by {_named(passing[0].sheet)}")
        strangers = book.strangers(code, metal)
        if strangers:
            tables = " and ".join(map(_named, strangers))
            yield Reason(Flag.IMPLAUSIBLE, f"{origin}: no known producer of {metal.lower()} by {tables}")


def _named(sheet: Sheet) -> str:
    return f"{sheet.name} as of {_day(sheet.as_of)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
