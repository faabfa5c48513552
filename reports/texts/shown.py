"""What the pages show of the report's texts: each sentence in its place, with its state, its facts and its findings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cmr.findings import Finding, Severity
from reports.document import plain
from reports.facts.sheet import FilingFacts
from reports.facts.texts import Kind
from reports.models import SentenceText
from reports.narrative.conditions import appears_when, now_stands
from reports.narrative.parts import Grid, Para, Points, Said, Section, Sub, Wording
from reports.narrative.placeholders import fill
from reports.narrative.rules import rules_of
from reports.prefiling import ALL_CHECKS
from reports.services.texts import Place, findings_at
from reports.texts.pieces import Piece, pieces


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in words, and the words that it is about."""

    blocks: bool
    message: str
    remedy: str
    words: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence: as it prints now, what the team did to it, when it appears, and what speaks against it."""

    said: Said
    name: str
    pieces: list[Piece]
    state: str
    when: str
    now: list[tuple[str, str, str]]
    findings: list[Told]
    row: SentenceText | None

    @property
    def to_confirm(self) -> bool:
        """Whether facts have moved beneath words that were kept."""
        return any(each.code in ("W01", "W05") for each in self.findings)


@dataclass(frozen=True, slots=True)
class Group:
    """A heading, a paragraph, a list or a table of a section, with its sentences printed and not printed."""

    kind: str
    title: str = ""
    lines: list[Line] = field(default_factory=list)

    @property
    def printed(self) -> list[Line]:
        return [line for line in self.lines if line.said.printed]

    @property
    def paragraphs(self) -> list[list[Line]]:
        """What prints, a list a paragraph: a sentence can stand in one of its own."""
        found: list[list[Line]] = [[]]
        for line in self.printed:
            apart = bool(line.said.team and line.said.team.apart)
            found += [[line], []] if apart else []
            if not apart:
                found[-1].append(line)
        return [lines for lines in found if lines]

    @property
    def hidden(self) -> list[Line]:
        return [line for line in self.lines if not line.said.printed]


def told(finding: Finding) -> Told:
    """A finding as a page says it."""
    words = str(finding.params.get("words") or finding.params.get("sentence") or "")
    message = ALL_CHECKS.message(finding.code, finding.params)
    remedy = ALL_CHECKS.remedy(finding.code, finding.params)
    return Told(finding.severity == Severity.BLOCK, message, remedy, words, finding.code)


def told_of(findings: Iterable[Finding]) -> list[Told]:
    """Findings in words, what blocks first; what is for information stays away."""
    lines = [told(each) for each in findings if each.severity != Severity.INFO]
    return sorted(dict.fromkeys(lines), key=lambda line: not line.blocks)


def line_of(facts: FilingFacts, place: Place, rows: Mapping[str, SentenceText]) -> Line:
    said = place.said
    found = told_of(findings_at(facts, place)) if said.team else []
    return Line(
        said=said,
        name=said.key.partition(".")[2],
        pieces=pieces(said.filled(facts), facts.year, [each.words for each in found]),
        state=state_of(said),
        when=appears_when(said.key, said.ours) if said.ours else "",
        now=now_stands(said.ours, facts) if said.ours and not said.printed else [],
        findings=found,
        row=rows.get(said.key),
    )


def state_of(said: Said) -> str:
    if said.team is None:
        return ""
    if said.team.kind == Kind.LEFT_OUT:
        return "left out"
    return "yours" if said.ours is None else "reworded"


def section_shown(facts: FilingFacts, section: Section, rows: Mapping[str, SentenceText]) -> list[Group]:
    """A section from top to bottom, with all that it could say."""
    wording = Wording(facts.texts)
    groups = []
    for item in section.items:
        match item:
            case Sub():
                title = plain(fill(item.title, facts))
                groups.append(Group("heading" if item.when(facts) else "unused", title))
            case Grid():
                captions = [plain(table.caption) or table.name.capitalize() for table in item.build(facts)]
                groups += [Group("table", caption) for caption in captions]
            case Para() | Points():
                said = wording.said(section.key, item.sentences, facts)
                lines = [line_of(facts, Place(section, each), rows) for each in said]
                groups.append(Group("points" if isinstance(item, Points) else "para", "", lines))
    return groups


@dataclass(frozen=True, slots=True)
class Entry:
    """A section in the contents: its number, what the team did to it, and what stands against it."""

    section: Section
    number: str
    printed: bool
    reworded: int
    added: int
    left_out: int
    blocks: int
    warns: int

    @property
    def as_delivered(self) -> bool:
        return not (self.reworded or self.added or self.left_out)


def contents_shown(facts: FilingFacts, findings: Iterable[Finding]) -> list[Entry]:
    """The sections in order, numbered as they print."""
    counted: dict[str, list[Severity]] = {}
    titles = _places(facts)
    for each in findings:
        key = str(each.params.get("key", "")).partition(".")[0] or _section_at(titles, each.place.sheet)
        counted.setdefault(key, []).append(each.severity)
    entries, number = [], 0
    for section in rules_of(facts).sections:
        printed = section.when(facts)
        number += section.numbered and printed
        kinds = [text.kind for text in facts.texts if text.section == section.key]
        found = counted.get(section.key, [])
        entries.append(
            Entry(
                section=section,
                number=str(number) if section.numbered and printed else "",
                printed=printed,
                reworded=kinds.count(Kind.REWORDED),
                added=kinds.count(Kind.ADDED),
                left_out=kinds.count(Kind.LEFT_OUT),
                blocks=found.count(Severity.BLOCK),
                warns=found.count(Severity.WARN),
            )
        )
    return entries


def _places(facts: FilingFacts) -> dict[str, str]:
    """What findings call the places of the report: headings, with and without their numbers -> section."""
    held: dict[str, str] = {}
    for section in rules_of(facts).sections:
        for title in (section.title, *(item.title for item in section.items if isinstance(item, Sub))):
            held[plain(fill(title, facts))] = section.key
    return held


def _section_at(titles: Mapping[str, str], place: str) -> str:
    bare = place.lstrip("0123456789. ")
    exact = titles.get(place) or titles.get(bare)
    return exact or next((key for title, key in titles.items() if bare and title.startswith(f"{bare}:")), "")
