"""T: the inquiry, the five steps and the results say what Item 1.01(c) and the OECD Guidance ask for."""

import re
from collections.abc import Iterator

from cmr.findings import Hit, Severity, at, check
from diligence.kinds import CAPTIONS, Step, kinds_of
from reports.document import Heading, plain
from reports.facts.sheet import FilingFacts
from reports.prefiling.draft import Draft, sentences

_CALLED = re.compile(
    r"\b(?:these|this|such|the above) due diligence\b|\bdue diligence (?:inquiry|efforts|survey)\b"
    r"|\b(?:RCOI|country of origin inquiry)\b[^.]*\b(?:is|was|as|of|part of)(?: a| our| the)? due diligence\b",
    re.I,
)
_STEP = re.compile(r"\bStep (\d)\b")
_QUOTED = re.compile(r"\b(?:under|in|see) “([A-Z][^”]+?)[.,]?”")
_LEVELS = {"A": "level_company", "B": "level_product", "C": "level_user"}
_ONLY_LEVEL = re.compile(
    r"\b(?:only|solely|all (?:of )?(?:the |our )?(?:accepted )?CMRTs)\b(?:(?!\bnot\b)[^.])*"
    r"\b(company|product)[- ]level\b",
    re.I,
)


@check(
    "T07",
    Severity.WARN,
    title="The inquiry does not call itself due diligence",
    message="“{sentence}” stands in the inquiry.",
    reason="The inquiry and due diligence are two steps of the rule; only the second follows a framework.",
    source="Form SD Item 1.01(a) and (c); Release 34-67716",
    remedy="Say inquiry or RCOI there, and leave due diligence to its own section.",
)
def inquiry_is_not_due_diligence(draft: Draft) -> Iterator[Hit]:
    for place, text in draft.section("inquiry"):
        for sentence in sentences(text):
            if _CALLED.search(sentence):
                yield at(place, sentence=sentence)


@check(
    "T10",
    Severity.BLOCK,
    title="What is said of company and product level equals the scopes of the CMRTs",
    message="{fault}.",
    reason="A CMRT at company level does not link a facility to the products, and the reader must know for how many.",
    source="CMRT Declaration D9",
    remedy="Put the placeholder back where the number was typed, or rebuild the report from the facts.",
)
def levels_equal_the_scopes(draft: Draft) -> Iterator[Hit]:
    facts = draft.facts
    counts = {name: facts.declaration_levels[scope] for scope, name in _LEVELS.items()}
    counts["not_product_level"] = facts.not_product_level
    for name, count in counts.items():
        for place, words, number in draft.said(name):
            if number != count:
                level = name.removeprefix("level_").replace("_", " ")
                yield at(place, fault=f"The text says {words} ({level}); the scopes of the accepted CMRTs say {count}")
    for place, sentence in draft.sentences:
        for found in _ONLY_LEVEL.finditer(sentence):
            level = found.group(1).lower()
            other = facts.cmrts - facts.declaration_levels["A" if level == "company" else "B"]
            if other:
                yield at(place, fault=f"“{sentence}” while {other} of {facts.cmrts} accepted CMRTs have another scope")


@check(
    "T12",
    Severity.WARN,
    title="Anybody can raise a concern",
    message="{fault}.",
    reason="The first step of the OECD Guidance asks for a channel for any interested party, not for employees alone.",
    source="OECD Guidance, step 1; Annex II",
    remedy="Enter the channel under step 1 with its public address; an industry body's channel will do.",
)
def grievances_have_a_channel(draft: Draft) -> Iterator[Hit]:
    channel = draft.facts.log.held("grievance_channel")
    if channel is None:
        yield at("Step 1", fault="The log has no channel for concerns")
    elif channel.told.get("outsiders") not in (True, "yes", "Yes"):
        yield at("Step 1", fault="The channel for concerns is not open to people outside the company")


@check(
    "T13",
    Severity.WARN,
    title="Whatever the text refers to is there",
    message="The text refers to {target}, which is not in the exhibit.",
    reason="A reference that leads nowhere shows a text that was moved and not read.",
    source="The report's own style",
    remedy="Refer to a heading that stands in the exhibit, word for word.",
)
def references_resolve(draft: Draft) -> Iterator[Hit]:
    for part in draft.exhibit:
        headings = [plain(block.text) for block in part.blocks if isinstance(block, Heading)]
        titles = {re.sub(r"^[\d.]+ ", "", each) for each in headings}
        steps = {found.group(1) for each in headings if (found := re.search(r"Step (\d):", each))}
        for place, text in draft.lines:
            if place not in headings or text in headings:
                continue
            for found in _STEP.finditer(text):
                if found.group(1) not in steps:
                    yield at(place, target=f"Step {found.group(1)}")
            for found in _QUOTED.finditer(text):
                if found.group(1) not in titles:
                    yield at(place, target=f"“{found.group(1)}”")


def activities(facts: FilingFacts) -> dict[Step, int]:
    """How many records, each with its day, show what was done under each step: the log's entries and our own.

    Our own are the requests that went out (step 1: the system of transparency), the CMRTs and lists that were read
    (step 2), what was sent back, told or escalated (step 3), the lists of audited facilities (step 4), and this report
    with its day of filing (step 5).
    """
    sent = facts.outreach
    told = sum(span.letters for span in (sent.corrections, sent.facilities_told, sent.escalations))
    own = {
        Step.SYSTEMS: int(facts.requested is not None),
        Step.ASSESS: int(facts.received is not None) + len(facts.lists),
        Step.RESPOND: told + facts.returned + facts.log.actions,
        Step.AUDIT: len(facts.lists),
        Step.REPORT: 1,
    }
    held = (*facts.log.entries, *facts.log.holding)
    kinds = {step: {kind.code for kind in kinds_of(step)} for step in Step}
    return {step: own[step] + sum(entry.kind in kinds[step] for entry in held) for step in Step}


@check(
    "T20",
    Severity.BLOCK,
    title="Each of the five steps has something that was done, with a day and evidence",
    message="Step {step} ({caption}) has nothing on record for {year}.",
    reason="Measures performed are asked for, not measures designed; what has no day was not performed in the year.",
    source="Form SD Item 1.01(c)(1)(i); OECD Guidance, steps 1 to 5",
    remedy="Enter what was done under this step in the due-diligence log, with its day.",
)
def each_step_was_taken(draft: Draft) -> Iterator[Hit]:
    for step, records in activities(draft.facts).items():
        if not records:
            yield at(f"Step {step}", step=step.value, caption=CAPTIONS[step], year=draft.facts.year)


@check(
    "T22",
    Severity.BLOCK,
    title="The efforts to find the mine or location of origin are described",
    message="The report does not describe them{fault}.",
    reason="The rule asks for these efforts in its own words, whatever they found.",
    source="Form SD Item 1.01(c)(2): with the greatest possible specificity",
    remedy="Put the section on the mine or location of origin back.",
)
def efforts_are_described(draft: Draft) -> Iterator[Hit]:
    told = " ".join(text for place, text in draft.lines if "mine or location" in place and text != place)
    if not told:
        yield at("Results of Our Due Diligence", fault=" under a heading of their own")
    elif "greatest possible specificity" not in told:
        yield at("Results of Our Due Diligence", fault=" “with the greatest possible specificity”")
