"""C and T: what reads like last year's report."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from cmr.findings import Hit, Severity, at, check
from reports.document import Bullets, Heading, Paragraph, Report, plain
from reports.prefiling.draft import Draft

# A text so much like last year's was carried over (form-sd: T24).
ALIKE = 0.95
_STEPS = "steps"


def sections_of(report: Report) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Key of each section of the exhibit -> its title without number, and its paragraphs and points."""
    found: dict[str, tuple[str, list[str]]] = {}
    for part in report.parts:
        if part.code != "ex101":
            continue
        key = ""
        for block in part.blocks:
            match block:
                case Heading(level=1):
                    key = block.anchor
                    found[key] = (plain(block.text).lstrip("0123456789. "), [])
                case Paragraph() if key:
                    found[key][1].append(plain(block.text))
                case Bullets() if key:
                    found[key][1].extend(plain(item) for item in block.items)
    return {key: (title, tuple(words)) for key, (title, words) in found.items()}


def _dig(held: Mapping[str, Any], *names: str) -> Any:
    for name in names:
        held = held.get(name) or {}
    return held or 0


@check(
    "C13",
    Severity.WARN,
    title="Numbers of manufacturers that are last year's are confirmed",
    message="Asked ({surveyed}), answered ({responded}) and question 3 are the very numbers of {year}.",
    reason="Numbers that did not move may be last year's, carried over.",
    source="The filed reports of earlier years",
    remedy="Look whether they are this year's, and let the finding pass with how you know.",
)
def numbers_are_this_years(draft: Draft) -> Iterator[Hit]:
    before, facts = draft.beside.before, draft.facts
    if before is None or not facts.surveyed:
        return
    was = [before.facts.get("surveyed"), before.facts.get("responded"), dict(_dig(before.facts, "question_3") or {})]
    if was == [facts.surveyed, facts.responded, dict(facts.question_3)]:
        yield at("Responses", surveyed=facts.surveyed, responded=facts.responded, year=before.year)


@check(
    "T23",
    Severity.WARN,
    title="The steps to improve are there, and are not last year's",
    message="{fault}.",
    reason="Steps that are announced every year in the same words were not taken.",
    source="Form SD Item 1.01(c)(1)(iii): steps since the end of the last period",
    remedy="Say what was done since last year and what comes next, in the section on steps.",
)
def improvements_are_new(draft: Draft) -> Iterator[Hit]:
    _, words = sections_of(draft.report).get(_STEPS, ("", ()))
    if len(words) < 2:
        yield at("Steps to Mitigate Risk and Improve Due Diligence", fault="The report announces no step")
    elif draft.beside.before and words == draft.beside.before.sections.get(_STEPS):
        fault = f"The steps are those of {draft.beside.before.year}, word for word"
        yield at("Steps to Mitigate Risk and Improve Due Diligence", fault=fault)


@check(
    "T24",
    Severity.INFO,
    title="Sections that read like last year's were read again",
    message="“{title}” is {percent} percent the text of {year}; read it paragraph by paragraph before you sign.",
    reason="What was true last year may not be, and nobody reads what has always stood there.",
    source="OECD Guidance, step 5: report annually",
    remedy="Read the differences under “What changed”, and sign as having read it.",
)
def sections_are_read_again(draft: Draft) -> Iterator[Hit]:
    before = draft.beside.before
    for key, (title, words) in sections_of(draft.report).items() if before else ():
        assert before
        old, new = " ".join(before.sections.get(key, ())).split(), " ".join(words).split()
        ratio = SequenceMatcher(None, old, new, autojunk=False).quick_ratio() if old and new else 0
        if ratio > ALIKE and SequenceMatcher(None, old, new, autojunk=False).ratio() > ALIKE:
            yield at(title, title=title, percent=int(ratio * 100), year=before.year)
