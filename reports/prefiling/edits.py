"""W: what the team wrote, held against the facts it was written on, against last year's, and against the rule set."""

from collections.abc import Iterator, Mapping

from cmr.findings import CheckSet, Hit, Severity, at, check
from reports.document import plain
from reports.facts.sheet import FilingFacts
from reports.facts.texts import Kind
from reports.narrative.parts import Said, Wording
from reports.narrative.placeholders import PLACEHOLDERS, holes
from reports.narrative.rules import rules_of
from reports.prefiling.draft import Draft, sentences
from reports.prefiling.quantities import miscounted, untrue

_START = 60


def said_by_team(facts: FilingFacts) -> Iterator[tuple[str, Said]]:
    """Each sentence that stands in the team's words, with its section's title."""
    wording = Wording(facts.texts)
    for section in rules_of(facts).sections:
        ours = [sentence for key, sentence in section.sentences() if wording.touches(key)]
        for said in wording.said(section.key, ours, facts):
            if said.team:
                yield section.title, said


@check(
    "W01",
    Severity.BLOCK,
    title="What the team wrote rests on the facts of today",
    message="“{start}” was written when {fault}. Read it again and confirm it.",
    reason="Words that fitted the facts of then can contradict those of now.",
    source="Every claim in the text rests on a fact",
    remedy="Open the sentence: confirm it with a reason, change it, or go back to the text as delivered.",
)
def texts_rest_on_todays_facts(draft: Draft) -> Iterator[Hit]:
    facts = draft.facts
    for title, said in said_by_team(facts):
        assert said.team
        moved = moved_since(said.team.rests_on, facts)
        if said.ours and said.team.delivered and said.team.delivered != said.ours.text:
            yield at(title, key=said.key, start=start_of(said), fault="our own sentence said something else")
        elif moved:
            # A number that is printed from its fact follows by itself; the words around it may not.
            follows = set(moved) <= set(holes(said.team.text))
            severity = Severity.WARN if follows and said.team.kind != Kind.LEFT_OUT else None
            told = "; ".join(_told(name, *values) for name, values in moved.items())
            yield at(title, key=said.key, start=start_of(said), fault=told, severity=severity)


@check(
    "W02",
    Severity.WARN,
    title="What the team wrote stands in the report",
    message="“{start}” belongs to a sentence that this report no longer has, and is not printed.",
    reason="A text that goes missing is missed by nobody until somebody asks for it.",
    source="Nothing that was written is lost",
    remedy="Add it where it belongs now, or leave it: it is kept with its history.",
)
def texts_have_a_place(draft: Draft) -> Iterator[Hit]:
    placed = {said.key for _, said in said_by_team(draft.facts)}
    for text in draft.facts.texts:
        if text.key not in placed and text.kind != Kind.LEFT_OUT:
            yield at("The team's texts", key=text.key, start=text.text[:_START])


@check(
    "W03",
    Severity.BLOCK,
    title="A sentence that the rule asks for states its facts, whoever words it",
    message="“{start}” no longer states: {missing}.",
    reason="A fact that must be told is told or the report says less than the evidence.",
    source="Form SD Item 1.01(c), and the checks that read these facts",
    remedy="Put the placeholders back, or go back to the text as delivered.",
)
def demanded_facts_are_stated(draft: Draft) -> Iterator[Hit]:
    rules = rules_of(draft.facts)
    for title, said in said_by_team(draft.facts):
        if said.ours and said.printed and rules.why_demanded(said.key, said.ours):
            missing = [name for name in holes(said.ours.text) if name not in holes(said.text)]
            if missing:
                told = ", ".join(_meaning(name) for name in missing)
                yield at(title, key=said.key, start=start_of(said), missing=told)


@check(
    "W04",
    Severity.BLOCK,
    title="All, most, none and a number of facilities are said only as the facts have them",
    message="“{sentence}” is not so: {fault}.",
    reason="A claim about all of them is refuted by one line of the annex, and a number can be the wrong fact's.",
    source="Exchange Act Section 18: what is filed must be true",
    remedy="Say how many, with the placeholder, or take the claim out.",
)
def quantities_are_true(draft: Draft) -> Iterator[Hit]:
    for title, said in said_by_team(draft.facts):
        if said.printed:
            text = said.filled(draft.facts)
            for sentence in sentences(plain(text)):
                if fault := untrue(sentence, draft.facts):
                    yield at(title, key=said.key, sentence=sentence, fault=fault)
            for clause, fault in miscounted(text, draft.facts):
                yield at(title, key=said.key, sentence=clause, fault=fault)


@check(
    "W05",
    Severity.BLOCK,
    title="Last year's words are kept only where somebody read them against this year's facts",
    message="“{start}” is last year's wording, of when {fault}.",
    reason="A sentence carried on from year to year outlives its facts.",
    source="Form SD: a report of one calendar year",
    remedy="Open the sentence and confirm it with a reason, or change it.",
)
def last_years_words_were_read(draft: Draft) -> Iterator[Hit]:
    for title, said in said_by_team(draft.facts):
        assert said.team
        moved = {
            name: values
            for name, values in moved_since(said.team.last_year, draft.facts).items()
            if name not in holes(said.team.text)
        }
        if moved and not said.team.reason:
            told = "; ".join(_told(name, *values) for name, values in moved.items())
            yield at(title, key=said.key, start=start_of(said), fault=told)


@check(
    "W06",
    Severity.BLOCK,
    title="Sentences that the rule asks for stand in the report, and fixed ones stand as delivered",
    message="“{start}” cannot be {what}: {why}.",
    reason="What the rule set asks for is not a matter of style.",
    source="The rule set in force on the day of filing",
    remedy="Go back to the text as delivered.",
)
def demanded_sentences_stand(draft: Draft) -> Iterator[Hit]:
    for title, said in said_by_team(draft.facts):
        assert said.team
        if said.ours and (why := why_refused(draft.facts, said.ours.text, said.key, said.team.kind)):
            what = "left out" if said.team.kind == Kind.LEFT_OUT else "reworded"
            yield at(title, key=said.key, start=start_of(said), what=what, why=why)


EDITS = CheckSet(
    "edits",
    (
        texts_rest_on_todays_facts,
        texts_have_a_place,
        demanded_facts_are_stated,
        quantities_are_true,
        last_years_words_were_read,
        demanded_sentences_stand,
    ),
)


def kept_words(facts: FilingFacts) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the team says in last year's words, as printed, with the facts beneath that have changed unsaid since."""
    for _, said in said_by_team(facts):
        assert said.team
        moved = moved_since(said.team.last_year, facts)
        unsaid = tuple(_told(name, *values) for name, values in moved.items() if name not in holes(said.text))
        if unsaid and said.printed:
            yield plain(said.filled(facts)), unsaid


def why_refused(facts: FilingFacts, text: str, key: str, kind: str) -> str:
    """Why the rule set does not let a delivered sentence be left out or reworded; empty where it does."""
    rules = rules_of(facts)
    for known, sentence in rules.sentences():
        if known == key and sentence.text == text:
            if kind == Kind.LEFT_OUT:
                return rules.why_demanded(key, sentence)
            return rules.why_fixed(key, sentence) if kind == Kind.REWORDED else ""
    return ""


def moved_since(then: Mapping[str, str], facts: FilingFacts) -> dict[str, tuple[str, str]]:
    """The facts that print another value than then: placeholder -> (then, now)."""
    now = {name: PLACEHOLDERS[name].text(facts) if name in PLACEHOLDERS else "no longer known" for name in then}
    return {name: (said, now[name]) for name, said in then.items() if now[name] != said}


def start_of(said: Said) -> str:
    """How a sentence begins, as people speak of it."""
    text = said.ours.text if said.team and said.team.kind == Kind.LEFT_OUT and said.ours else said.text
    return text if len(text) <= _START else text[:_START].rsplit(" ", 1)[0] + " …"


def _meaning(name: str) -> str:
    item = PLACEHOLDERS.get(name)
    return item.meaning if item else name


def _told(name: str, then: str, now: str) -> str:
    return f"“{_meaning(name)}” was {_short(then)}; it is {_short(now)} now"


def _short(value: str) -> str:
    return value if len(value) <= _START else value[:_START].rsplit(" ", 1)[0] + " …"
