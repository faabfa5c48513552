"""F: what is filed is what persons decided, on what the data says now."""

from collections.abc import Iterator

from cmr.findings import Hit, Severity, at, check
from reports.prefiling.draft import Draft


@check(
    "F17",
    Severity.BLOCK,
    title="A named person has decided what is filed, for each product and metal, and the data does not contradict it",
    message="{branch}: {question} {because}",
    reason="Whether Form SD is owed, with a report or without one, is a person's decision on the evidence.",
    source="17 CFR 240.13p-1; Form SD, Item 1.01",
    remedy="Answer the question under “What is filed”, with the reason. Until then the report is a draft.",
)
def what_is_filed_is_decided(draft: Draft) -> Iterator[Hit]:
    decision = draft.facts.decision
    if not decision.open and not decision.leaf:
        yield at("What is filed", branch="The filing", question="Nothing is decided.", because="")
    metals: dict[tuple[str, str, str], list[str]] = {}
    for each in decision.open:
        metals.setdefault((each.family, each.asks, each.because), []).append(each.metal)
    for (family, asks, because), held in metals.items():
        branch = ", ".join((*((family,) if family else ()), *held))
        yield at("What is filed", branch=branch, question=asks, because=because or "This is not decided.")


@check(
    "F14",
    Severity.BLOCK,
    title="The documents are those that the decision calls for",
    message="“{leaf}” was decided: {files}. {fault}",
    reason="An exhibit that is not owed carries liability; one that is owed and missing is a report not filed.",
    source="Form SD, Items 1.01 and 1.02",
    remedy="Build the report again; decide again if something else is to be filed.",
)
def documents_are_those_decided(draft: Draft) -> Iterator[Hit]:
    leaf = draft.facts.leaf
    if leaf.exhibit != any(part.code == "ex101" for part in draft.report.parts):
        fault = "Exhibit 1.01 is missing." if leaf.exhibit else "Exhibit 1.01 stands in the report all the same."
        yield at("Form SD, Item 1.02", leaf=leaf.says, files=leaf.files, fault=fault)
