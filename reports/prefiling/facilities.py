"""S and G: each line of Annex I against the lists of reference, and as a list."""

import re
from collections.abc import Iterator
from itertools import pairwise

from cmr.countries import country_code, country_label
from cmr.findings import Hit, Severity, at, check
from reports.prefiling.draft import Draft
from smelters.matching import name_key

_ONLY_KNOWN = re.compile(
    r"\b(?:only|solely|exclusively)\b[^.]*\b(?:known|identified|verified|validated|listed|recognized)\b[^.]*"
    r"\b(?:facilit(?:y|ies)|smelters?|refiners?)"
    r"|“known smelters? or refiner(?:s|ies)”|\bonly facilit(?:y|ies)\b",
    re.I,
)


@check(
    "G05",
    Severity.BLOCK,
    title="Each facility stands where the list of reference puts its ID",
    message="{name} ({smelter_id}) is printed in {said}; {source} has it in {known}.",
    reason="The country decides whether a facility counts as one in a Covered Country.",
    source="CMRT Smelter Look-up; Form SD Item 1.01(c)(2)",
    remedy="Correct the facility's country in the register, with the source that gives it, and build the report again.",
)
def countries_are_those_of_the_reference(draft: Draft) -> Iterator[Hit]:
    held = {(row.metal, row.smelter_id): row.country_code for row in draft.facts.annex}
    for metal, name, smelter_id, country, _ in draft.annex:
        said, known = country_code(country), draft.beside.reference.get((metal, smelter_id))
        wanted, source = (
            (known.country_code, known.source) if known else (held.get((metal, smelter_id)), "the register")
        )
        if wanted and said != wanted:
            hit = {"name": name, "smelter_id": smelter_id, "said": country, "known": country_label(wanted)}
            yield at("Annex I", source=source, **hit)


@check(
    "S07",
    Severity.WARN,
    title="Each facility carries the name that the list of reference gives its ID today",
    message="{name} ({smelter_id}) is called “{known}” in {source}.",
    reason="A name that a facility has given up leads readers to nobody.",
    source="CMRT Smelter Look-up",
    remedy="Take over the newest Smelter Look-up in the register, or correct the facility's name there.",
)
def names_are_those_of_the_reference(draft: Draft) -> Iterator[Hit]:
    for metal, name, smelter_id, _, _ in draft.annex:
        known = draft.beside.reference.get((metal, smelter_id))
        if known and name_key(known.name) != name_key(name):
            yield at("Annex I", name=name, smelter_id=smelter_id, known=known.name, source=known.source)


@check(
    "S08",
    Severity.INFO,
    title="Annex I is sorted by metal, then by name",
    message="{name} ({smelter_id}) stands after {before}.",
    reason="A list in order can be compared with others.",
    source="The report's own style",
    remedy="Build the report again from the facts.",
)
def annex_is_sorted(draft: Draft) -> Iterator[Hit]:
    rows = draft.annex
    for (metal, before, *_), (other, name, smelter_id, *_) in pairwise(rows):
        if metal > other or (metal == other and before.casefold() > name.casefold()):
            yield at("Annex I", name=name, smelter_id=smelter_id, before=before)


@check(
    "S04",
    Severity.WARN,
    title="A facility with two statuses is explained",
    message="{names} {verb} under several metals with different statuses, and the text does not say why.",
    reason="One name with two statuses reads as a mistake.",
    source="The RMI's lists: a status is given for each metal",
    remedy="Put the sentence back that says how many names do, and why.",
)
def two_statuses_are_explained(draft: Draft) -> Iterator[Hit]:
    names = draft.facts.names_with_two_statuses
    told = [number for _, _, number in draft.said("two_statuses")]
    if names and told != [len(names)]:
        yield at("Facilities by metal and status", names=", ".join(names), verb="stand" if len(names) > 1 else "stands")


@check(
    "S11",
    Severity.BLOCK,
    title="“Only known facilities” is said only where every line is on a list of reference",
    message="“{sentence}” while {names} stand{s} in Annex I on manufacturers' word alone.",
    reason="A facility that no list knows is not a known one.",
    source="Exchange Act Section 18: what is filed must be true",
    remedy="Take the sentence out; the annex says how many facilities rest on manufacturers' word.",
)
def only_known_is_true(draft: Draft) -> Iterator[Hit]:
    alone = [f"{row.name} ({row.smelter_id})" for row in draft.facts.annex if row.reported]
    for place, sentence in draft.sentences if alone else ():
        if _ONLY_KNOWN.search(sentence):
            names = ", ".join(alone[:3]) + (f" and {len(alone) - 3} more" if len(alone) > 3 else "")
            yield at(place, sentence=sentence, names=names, s="s" if len(alone) == 1 else "")
