"""What can be told of one text alone: words of the past, words left open, words that claim more than is known.

The editor of the report's texts asks `findings_of_text` while a person writes; the report as a whole is read by the
same checks.
"""

import re
from collections.abc import Iterator

from cmr.findings import CheckSet, Finding, Hit, Place, Severity, at, check
from reports.document import Paragraph, Part, Report, Text
from reports.facts.sheet import FilingFacts
from reports.narrative.audit import labelled
from reports.narrative.tables import STATUS_LABELS
from reports.narrative.typed import typed_numbers
from reports.prefiling import claims, form, geography, risk, style
from reports.prefiling.draft import Draft

_PAST = re.compile(
    r"\b(CFSI|CFSP|EICC|GeSI)\b|Conflict[- ]Free (Smelter|Sourcing)|\bcompliant (smelters?|facilit(y|ies)|refiners?)"
)
_SCHEMES = re.compile(
    r"LBMA Responsible Gold Certification|Responsible Jewell?ery? Program\w*|Responsible Jewelry \w+"
    r"|London Bullion Market(?! Association)\w*",
    re.I,
)
_HOLES = re.compile(r"\{[^}]*\}|\[[●•_ ]*\]|\bTBD\b|\bTBC\b|\bXX+\b|\bTODO\b|lorem ipsum", re.I)
_STALE = re.compile(
    r"definition of a smelter not being finalized|smelters? definition|DRC conflict undeterminable|\bundeterminable\b"
    r"|temporary (transition )?period|conflict[- ]free smelter audits?|Standard Smelter Names?",
    re.I,
)
_STATUS_WORDS = re.compile(r"\b(Full Compliant|Fully Compliant|Indeterminable)\b", re.I)


@check(
    "T01",
    Severity.BLOCK,
    title="No names that the programs have given up",
    message="“{words}” is a name of the past.",
    reason="The program is the RMI's RMAP, and its word is conformant.",
    source="The RMI's names of its programs since 2018",
    remedy="Say RMI, RMAP, conformant.",
)
def program_names_are_current(draft: Draft) -> Iterator[Hit]:
    for place, text in draft.lines:
        for found in _PAST.finditer(text):
            yield at(place, words=found.group(0))


@check(
    "T02",
    Severity.BLOCK,
    title="Other audit schemes carry their own names",
    message="“{words}” is the name of no scheme.",
    reason="A scheme that does not exist has audited nobody.",
    source="LBMA: Responsible Gold Guidance; Responsible Jewellery Council: Chain of Custody Standard",
    remedy="Say LBMA Responsible Gold Guidance, or Responsible Jewellery Council.",
)
def scheme_names_are_right(draft: Draft) -> Iterator[Hit]:
    for place, text in draft.lines:
        for found in _SCHEMES.finditer(text):
            if found.group(0) != "Responsible Jewellery Council":
                yield at(place, words=found.group(0))


@check(
    "T04",
    Severity.BLOCK,
    title="“Conflict free” stands only in the sentence that declines the label",
    message="“Conflict free” is said of something: “{sentence}”",
    reason="The label is a defined term and needs an independent private sector audit.",
    source="Form SD Item 1.01(d)(4); statement of the Division of Corporation Finance of April 29, 2014",
    remedy="Take the words out; say what was found instead.",
)
def conflict_free_only_as_defined(draft: Draft) -> Iterator[Hit]:
    audited = labelled(draft.facts)
    for place, sentence in draft.sentences:
        if not re.search(r"conflict[- ]free", sentence, re.I):
            continue
        declined = re.search(r"do not describe any .*“DRC conflict free,?”", sentence)
        if not declined and not (audited and "“DRC conflict free" in sentence):
            yield at(place, sentence=sentence)


@check(
    "T14",
    Severity.WARN,
    title="No sentences that years have overtaken",
    message="“{words}” speaks of a state of things that is over.",
    reason="A sentence carried on from year to year tells the reader that nobody read it.",
    source="Temporary period of Form SD ended 2014 and 2016; CMRT 4 (2015) renamed its list",
    remedy="Take the sentence out, or say what holds today.",
)
def nothing_is_stale(draft: Draft) -> Iterator[Hit]:
    for place, text in draft.lines:
        for found in _STALE.finditer(text):
            yield at(place, words=found.group(0))


@check(
    "T25",
    Severity.BLOCK,
    title="No placeholder is left",
    message="“{words}” is not filled.",
    reason="A hole in a filed report cannot be explained.",
    source="Exchange Act Section 18: what is filed must be true",
    remedy="Fill it, or take the sentence out.",
)
def placeholders_are_filled(draft: Draft) -> Iterator[Hit]:
    for place, text in draft.lines:
        for found in _HOLES.finditer(text):
            yield at(place, words=found.group(0))


@check(
    "T26",
    Severity.BLOCK,
    title="No number is typed by hand",
    message="“{words}” is typed into the text; no fact stands behind it.",
    reason="A number without a fact can contradict the evidence and nobody would notice.",
    source="Every number in the text is a fact",
    remedy="Use a placeholder, or say it without a number.",
)
def numbers_are_bound(draft: Draft) -> Iterator[Hit]:
    for place, text in draft.texts:
        for words in typed_numbers(text):
            yield at(place, words=words)


@check(
    "S02",
    Severity.WARN,
    title="Statuses are the program's own words",
    message="{fault}, which is none of the program's words.",
    reason="“Full Compliant” and “Indeterminable” are nobody's words today.",
    source="The RMI's definitions of its facility lists",
    remedy="Say conformant, active or not listed; map a list's word in the status vocabulary.",
)
def status_words_are_current(draft: Draft) -> Iterator[Hit]:
    for _, name, smelter_id, _, status in draft.annex:
        if status not in STATUS_LABELS.values():
            yield at("Annex I", fault=f"{name} ({smelter_id}) has the status “{status}”")
    for place, text in draft.lines:
        for found in _STATUS_WORDS.finditer(text):
            yield at(place, fault=f"The text says “{found.group(0)}”")


# Every check that one text alone can break, in the order of the list.
OF_A_TEXT = CheckSet(
    "wording",
    (
        form.filing_year_is_the_year_of_filing,
        form.years_are_the_reports_own,
        style.numbers_are_written_alike,
        geography.none_in_covered_countries_is_true,
        geography.countries_have_their_formal_names,
        risk.low_risk_has_a_method,
        claims.no_intent_to_avoid_the_region,
        style.columns_are_spoken_of_by_name,
        style.spacing_is_clean,
        status_words_are_current,
        program_names_are_current,
        scheme_names_are_right,
        claims.active_excludes_recognized,
        conflict_free_only_as_defined,
        style.terms_are_used_as_defined,
        style.one_word_for_facilities,
        claims.certainty_is_the_same,
        nothing_is_stale,
        claims.origin_is_withheld_by_the_program,
        claims.no_termination_is_confirmed,
        claims.escalations_have_records,
        style.grammar_is_sound,
        style.one_narrator,
        placeholders_are_filled,
        numbers_are_bound,
    ),
)


def findings_of_text(text: Text, facts: FilingFacts, place: str) -> list[Finding]:
    """What the checks say of one text of the exhibit, filled from the facts, under the heading `place`."""
    part = Part("ex101", "Exhibit 1.01", (Paragraph(text),))
    draft = Draft(facts, Report(facts.filer.name, "", (part,)), {}, facts.due_date, terms=style.DEFINED)
    return [
        Finding(each.code, each.severity, Place(place, each.place.cell), each.params) for each in OF_A_TEXT.run(draft)
    ]
