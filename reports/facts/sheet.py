"""What the filing knows, as frozen values; pure. `reports.facts.gather.build_facts` is the one place that fills it.

Everything the narrative, the annexes, the checks and the pages say is read from here. Counts of facilities are counts
of facility-metal lines, that is of distinct identification numbers; each carries one metal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cmr.vocab import COVERED_COUNTRIES, METALS
from reports.determination.tree import Leaf
from reports.facts.conclusion import Conclusion, Ground, concluded
from reports.facts.decision import Decision
from reports.facts.outreach import Log, Outreach
from reports.facts.risk import Risk
from reports.facts.texts import TeamText
from reports.facts.yearly import Yearly
from smelters.risk import Flag, Grade, Reason
from smelters.tables.book import CAHRA

# What Annex I notes of a facility.
RECYCLER, CLOSED = "Recycler", "Closed"
CONFORMANT, ACTIVE, NOT_LISTED = STATUSES = ("conformant", "active", "not_listed")


@dataclass(frozen=True, slots=True)
class Filer:
    """The registrant as the cover of Form SD names it."""

    name: str
    state: str
    file_number: str
    ein: str
    address: tuple[str, ...]
    contact_name: str
    contact_title: str
    contact_phone: str
    signatory_name: str
    signatory_title: str
    disclosure_url: str
    policy_url: str
    overview: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """An accepted CMRT, known by the sha256 of its bytes."""

    supplier: str
    sha256: str
    file_name: str
    version: str
    scope: str
    effective_date: date | None


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """A facility as Annex I prints it. `sources` are (index into FilingFacts.files, its cells): one for each mention.

    `country` is where the facility stands, never where a mineral comes from. `list_name` and `list_date` name the list
    behind the status; both are empty where a correction by the team stands behind it. `reported` says that the register
    knows the facility from manufacturers alone. `recycler`: the team decided so; `closed`: it no longer works, and what
    it made before was used in the year. `grade` is "" where nothing could be graded (`smelters.risk`).
    """

    metal: str
    smelter_id: str
    name: str
    country: str
    country_code: str
    status: str
    status_label: str
    manufacturers: int
    sources: Sequence[tuple[int, str]]
    list_name: str = ""
    list_date: date | None = None
    corrected: bool = False
    reported: bool = False
    recycler: bool = False
    closed: bool = False
    grade: str = ""
    reasons: tuple[Reason, ...] = ()

    def has(self, flag: Flag) -> bool:
        return any(reason.flag == flag for reason in self.reasons)

    @property
    def note(self) -> str:
        """What Annex I notes beside the line."""
        words = [RECYCLER] * self.recycler + [CLOSED] * self.closed
        return "; ".join(words)


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A name on an accepted CMRT that no facility could be found for; never counted as a facility."""

    metal: str
    name: str
    country: str
    manufacturers: int


@dataclass(frozen=True, slots=True)
class Excluded:
    """A name on an accepted CMRT that the team decided to leave out: what it is (`Disposition.Kind`), and why."""

    metal: str
    name: str
    country: str
    kind: str
    reason: str
    manufacturers: int


@dataclass(frozen=True, slots=True)
class ListFact:
    """A status list that the annex rests on."""

    name: str
    source: str
    as_of: date
    sha256: str


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day on which something happened."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskSheet:
    """The facilities of a period on a day: their statuses, grades and reasons; what a filing and the desk both show."""

    as_of: date
    annex: tuple[AnnexRow, ...]
    # The dated tables of the day: areas, transit countries, sanctions, origins.
    risk: Risk = field(default_factory=Risk)

    @property
    def total(self) -> int:
        return len(self.annex)

    @property
    def graded(self) -> bool:
        """Whether the facilities have grades: all of them, or none."""
        return bool(self.annex) and all(row.grade for row in self.annex) and not self.risk.missing

    def with_grade(self, grade: str, metal: str = "") -> int:
        """Facilities of a grade, of all metals or of one; none while there are no grades."""
        return sum(row.grade == grade and metal in ("", row.metal) for row in self.annex) if self.graded else 0

    @property
    def by_grade(self) -> dict[str, int]:
        return {grade.value: self.with_grade(grade) for grade in Grade}

    @property
    def by_metal(self) -> dict[str, int]:
        return {metal.value: sum(row.metal == metal for row in self.annex) for metal in METALS}

    @property
    def by_status(self) -> dict[str, int]:
        return {status: self.with_status(status) for status in STATUSES}

    def with_status(self, status: str, metal: str = "") -> int:
        """Facilities of a status, of all metals or of one."""
        return sum(row.status == status and metal in ("", row.metal) for row in self.annex)

    @property
    def distinct_ids(self) -> int:
        return len({row.smelter_id for row in self.annex})

    @property
    def distinct_names(self) -> int:
        return len({row.name for row in self.annex})

    @property
    def names_with_two_statuses(self) -> tuple[str, ...]:
        """Names that stand in the annex under several metals with different statuses."""
        held: dict[str, dict[str, str]] = {}
        for row in self.annex:
            held.setdefault(row.name, {})[row.metal] = row.status
        return tuple(sorted(name for name, statuses in held.items() if len(set(statuses.values())) > 1))

    @property
    def corrected(self) -> int:
        return sum(row.corrected for row in self.annex)

    @property
    def reported(self) -> int:
        """Facilities of which nothing but manufacturers' words is known: no list and no reference names them."""
        return sum(row.reported for row in self.annex)

    @property
    def recyclers(self) -> int:
        return sum(row.recycler for row in self.annex)

    @property
    def closed(self) -> int:
        """Facilities that no longer work, and whose earlier output was used in the year."""
        return sum(row.closed for row in self.annex)

    @property
    def without_list(self) -> int:
        """Facilities that are not listed because no list covers their metal, not because a list leaves them out."""
        return sum(not row.list_date and not row.corrected for row in self.annex)

    @property
    def in_covered(self) -> tuple[AnnexRow, ...]:
        """The facilities that stand in a Covered Country."""
        return tuple(row for row in self.annex if row.country_code in COVERED_COUNTRIES)

    @property
    def unplaced(self) -> int:
        """Facilities whose country is not known; while there are any, nothing is said of all facilities' places."""
        return sum(not row.country_code for row in self.annex)

    @property
    def in_cahra(self) -> tuple[AnnexRow, ...]:
        """The facilities whose country a table of conflict-affected and high-risk areas names, in whole or in part."""
        return tuple(row for row in self.annex if row.has(Flag.CAHRA))

    @property
    def screened(self) -> bool:
        """Whether a table of conflict-affected and high-risk areas was there to hold the facilities against."""
        return bool(self.annex) and bool(self.risk.of(CAHRA))

    def origins_known(self, *, publishable: bool, metal: str = "") -> tuple[str, ...]:
        """ISO codes of the origins that dated tables state, of those that may be printed or of the others."""
        held = {
            each.country_code
            for each in self.risk.origins
            if each.publishable == publishable and metal in ("", each.metal)
        }
        return tuple(sorted(held))


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingFacts(RiskSheet):
    """One filing's facts, frozen."""

    year: int
    filer: Filer
    products: str
    due_date: date
    signed_on: date | None
    # The lists behind the statuses, newest first.
    lists: tuple[ListFact, ...]
    # Contract manufacturers: asked; answered with a readable CMRT; answered with one that was accepted.
    surveyed: int
    responded: int
    accepted: int
    without_accepted: tuple[str, ...]
    # CMRTs that went back to their sender for correction.
    returned: int
    requested: Span | None
    received: Span | None
    effective: Span | None
    # Accepted CMRTs by scope letter, and what they answer. question_3 counts manufacturers by their answers over all
    # metals they declare (yes: any Yes; no: only No; unknown: the rest; out: they deny every metal). By metal,
    # "Unknown" counts the declarations that state neither Yes nor No.
    declaration_levels: Mapping[str, int]
    declared_by_metal: Mapping[str, int]
    question_3: Mapping[str, int]
    question_3_by_metal: Mapping[str, Mapping[str, int]]
    no_sourcing_but_listing_covered: int
    recycled_by_metal: Mapping[str, int]
    recycled: int
    all_recycled: int
    files: tuple[SourceFile, ...]
    # Rows of accepted Smelter Lists: all; those with a name that could not be found; those that name nothing.
    mentions: int
    unresolved_mentions: int
    sentinels: int
    unresolved: tuple[Unresolved, ...]
    # Metal -> ISO codes of the countries that manufacturers name as the mineral's origin; rows that state an origin no
    # country could be read from; rows that name a mine.
    origins: Mapping[str, tuple[str, ...]]
    unread_origins: int = 0
    mines: int = 0
    # Rows that the team left out by a decision on their name, and those names.
    excluded_mentions: int = 0
    excluded: tuple[Excluded, ...] = ()
    # How manufacturers were asked, and the due-diligence log.
    outreach: Outreach = field(default_factory=Outreach)
    log: Log = field(default_factory=Log)
    # The number of the amendment that this report is, 0 for the report itself, and why it amends.
    amendment: int = 0
    why: str = ""
    # IDs of facilities whose status the team corrected from a day after `as_of`: the report does not show it.
    corrected_later: tuple[str, ...] = ()
    # Last year's numbers and what moved since; None where there is no year before.
    yearly: Yearly | None = None
    # The rule set by which the report is written (`reports.narrative.rules`), and what the team wrote into it.
    rules: str = ""
    texts: tuple[TeamText, ...] = ()
    # What persons decided in the tree of the rule; it says what is filed.
    decision: Decision = field(default_factory=Decision)

    @property
    def form(self) -> str:
        return "Form SD/A" if self.amendment else "Form SD"

    @property
    def filing_year(self) -> int:
        return self.year + 1

    @property
    def unidentified(self) -> bool:
        """Whether entries of accepted CMRTs name no facility that could be found; a duplicate's other entry does."""
        set_aside = any(row.kind != "duplicate" for row in self.excluded)
        return self.unresolved_mentions + self.sentinels > 0 or set_aside

    @property
    def cmrts(self) -> int:
        """Accepted CMRTs; a manufacturer may have several, or none and a statement."""
        return self.outreach.workbooks or self.accepted - self.outreach.statements_accepted

    @property
    def not_product_level(self) -> int:
        """Accepted CMRTs that speak of the company, or of a scope of the manufacturer's own, and not of products."""
        return self.cmrts - self.declaration_levels["B"]

    @property
    def several_cmrts(self) -> bool:
        """Whether a manufacturer's accepted answer consists of several CMRTs."""
        return self.cmrts > self.accepted - self.outreach.statements_accepted

    @property
    def nothing_declared(self) -> bool:
        """Whether every accepted declaration says that its products hold no necessary conflict mineral."""
        return 0 < self.accepted == self.question_3["out"]

    def origins_hidden(self, metal: str = "") -> tuple[str, ...]:
        """ISO codes of the origins that are known and may not be printed, from no source that is public."""
        declared = {code for each, codes in self.origins.items() if metal in ("", each) for code in codes}
        shown = declared | set(self.origins_known(publishable=True, metal=metal))
        return tuple(code for code in self.origins_known(publishable=False, metal=metal) if code not in shown)

    @property
    def no_covered_sourcing(self) -> int:
        """Manufacturers that answer question 3 with No for every metal they declare."""
        return self.question_3["no"]

    @property
    def grounds(self) -> tuple[Ground, ...]:
        held = {
            Ground.SOURCING: self.question_3["yes"] > 0,
            Ground.UNKNOWN: self.question_3["unknown"] > 0,
            Ground.LOCATION: bool(self.in_covered),
            Ground.ORIGIN: any(code in COVERED_COUNTRIES for codes in self.origins.values() for code in codes),
            Ground.KNOWN_ORIGIN: any(each.country_code in COVERED_COUNTRIES for each in self.risk.origins),
            Ground.UNREAD: self.unread_origins > 0,
            Ground.UNPLACED: self.unplaced > 0,
            Ground.UNIDENTIFIED: self.unidentified,
            Ground.SILENT: self.accepted < max(self.surveyed, 1),
        }
        return tuple(ground for ground in Ground if held[ground])

    @property
    def received_since(self) -> bool:
        """Whether an accepted CMRT came after the period's end, by its day of receipt or by the date that it bears."""
        last = [span.last for span in (self.received, self.effective) if span]
        return any(day > date(self.year, 12, 31) for day in last)

    @property
    def leaf(self) -> Leaf:
        """What is filed: as decided, and while a question is open what the data calls for (a draft)."""
        return self.decision.leaf or self.proposed.leaf

    @property
    def proposed(self) -> Conclusion:
        """What the data leads to."""
        speaking = self.accepted - self.question_3["out"]
        if 0 < speaking == self.all_recycled and not set(self.grounds) - {Ground.UNKNOWN}:
            return Conclusion.RECYCLED
        return Conclusion.REASON_TO_BELIEVE if self.grounds else Conclusion.NO_REASON

    @property
    def conclusion(self) -> Conclusion:
        """The inquiry's conclusion that the report states: that of the leaf."""
        return concluded(self.leaf)
