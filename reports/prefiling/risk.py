"""G and C: what is said of risk, of high-risk areas and of origins rests on a table, a rule and a right."""

import re
from collections.abc import Iterator

from cmr.findings import Hit, Severity, at, check
from cmr.vocab import COVERED_COUNTRIES, METALS
from reports.document import plain
from reports.narrative.tables import origin_label
from reports.narrative.words import listed, number_read
from reports.prefiling.draft import Draft
from smelters.risk import Flag, Grade
from smelters.tables.book import CAHRA, SANCTIONS, TRANSIT

_LOW = re.compile(
    r"\b(?:low(?:er|est)?|minimal|little|negligible|no)[- ]risk\b"
    r"|\brisk\b[^.;]{0,40}\b(?:is|as) (?:low|minimal|negligible)\b",
    re.I,
)
_PLACED = re.compile(r"\b(?:locat(?:ed|ion)s?|geograph\w*|situated|countr(?:y|ies)|region)\b", re.I)
_KINDS = {
    CAHRA: "conflict-affected and high-risk areas",
    TRANSIT: "transit countries for gold",
    SANCTIONS: "sanctions",
}
_MOST = re.compile(r"\b(?:most|majority|mainly|largely|generally|all|none|every)\b", re.I)


@check(
    "G06",
    Severity.BLOCK,
    title="Low risk is said only of graded facilities, and never because of their location",
    message="“{sentence}” {fault}.",
    reason="Where a facility stands is no grade, and a grade without a method is an opinion.",
    source="OECD Guidance, step 2 and Supplements: red flags; Exchange Act Section 18",
    remedy="Take the sentence out; the grades, with the rule that gave them, stand in the results.",
)
def low_risk_has_a_method(draft: Draft) -> Iterator[Hit]:
    low = draft.facts.with_grade(Grade.LOW)
    for place, sentence in draft.sentences:
        if not _LOW.search(sentence):
            continue
        if not draft.facts.graded:
            yield at(place, sentence=sentence, fault="has no grades behind it")
        elif _PLACED.search(sentence):
            yield at(place, sentence=sentence, fault="takes the location for a grade")
        elif _MOST.search(sentence) and low * 2 <= draft.facts.total:
            yield at(place, sentence=sentence, fault=f"is not so: {low} of {draft.facts.total} are graded low")


@check(
    "G11",
    Severity.BLOCK,
    title="No facility is matched by a sanctions table",
    message="{name} ({smelter_id}): {fault}.",
    reason="Dealing with a sanctioned party can be unlawful, and a match needs a person's decision.",
    source="OECD Guidance, step 2; the sanctions tables in force on the report's day",
    remedy="Have counsel decide. A match that is wrong is put right in the table (import it again, dated, naming the "
    "facility by its ID) or in the register. To file in spite of a true match, let the finding pass with counsel's "
    "reason; another table or another match asks again.",
    waivable=True,
)
def nothing_is_sanctioned(draft: Draft) -> Iterator[Hit]:
    for row in draft.facts.annex:
        for reason in row.reasons:
            if reason.flag == Flag.SANCTIONED:
                yield at("Annex I", name=row.name, smelter_id=row.smelter_id, fault=reason.text)


@check(
    "G16",
    Severity.BLOCK,
    title="No name without a facility is matched by a sanctions table",
    message="“{name}” ({metal}) was matched to no facility; {fault}.",
    reason="A sanctioned party that nobody identified is a sanctioned party all the same.",
    source="OECD Guidance, step 2; the sanctions tables on record",
    remedy="Find out who it is under Unknown names, and have counsel decide. To file all the same, let the finding "
    "pass with counsel's reason.",
    waivable=True,
)
def no_unknown_name_is_sanctioned(draft: Draft) -> Iterator[Hit]:
    for each in draft.facts.risk.names:
        yield at("Annex I", name=each.name, metal=each.metal, fault=each.text)


@check(
    "G14",
    Severity.WARN,
    title="The facilities were held against tables of areas, transit countries and sanctions",
    message="None of these tables is in force on the report's day: {kinds}. No facility is graded, and nothing is said "
    "of risk.",
    reason="A red flag that nobody looked for is not ruled out.",
    source="OECD Guidance, step 2 and Supplements: red flags",
    remedy="Have an administrator import a table of each, with its day and its source.",
)
def tables_are_there(draft: Draft) -> Iterator[Hit]:
    lacking = [_KINDS[kind] for kind in draft.facts.risk.missing]
    if draft.facts.annex and lacking:
        yield at("Results of Our Due Diligence", kinds=listed(lacking))


@check(
    "C14",
    Severity.BLOCK,
    title="The numbers of graded facilities equal the facilities' grades",
    message="The report says {said} for the grade {grade}; the facilities so graded: {count}.",
    reason="Two numbers for one thing make both untrue.",
    source="OECD Guidance, step 2",
    remedy="Build the report again from the facts.",
)
def grades_equal_the_facilities(draft: Draft) -> Iterator[Hit]:
    for grade in Grade:
        count = draft.facts.with_grade(grade)
        for place, words, number in draft.said(f"grade_{grade}"):
            if number != count:
                yield at(place, said=words, grade=grade.value, count=count)
    for table in draft.tables("grades"):
        *metals, sums = [[number_read(plain(cell)) or 0 for cell in row[1:]] for row in table.rows]
        if len(metals) != len(METALS) or any(sum(row[:-1]) != row[-1] for row in (*metals, sums)):
            yield at("Risk grades of the facilities", said="rows that do not add up", grade="all", count=sums[-1])


@check(
    "C15",
    Severity.BLOCK,
    title="The number of facilities in high-risk areas equals the facilities there",
    message="The text says {said}; the facilities whose country such a table names: {count}.",
    reason="The number is a claim about places, and the tables are there to be held against it.",
    source="OECD Guidance, step 2: red flag locations",
    remedy="Build the report again from the facts.",
)
def areas_equal_the_facilities(draft: Draft) -> Iterator[Hit]:
    count = len(draft.facts.in_cahra)
    for place, words, number in draft.said("in_cahra"):
        if number != count or not draft.facts.screened:
            yield at(place, said=words, count=count)


@check(
    "G13",
    Severity.WARN,
    title="No table of a later day says more than the report",
    message="{smelter_id}: {fault}, in a table of a day after {day}.",
    reason="What is known when the report is filed cannot be left out because its day lies before.",
    source="Exchange Act Section 18: what is filed must be true",
    remedy="Read the statuses and tables on a later day.",
    waivable=True,
)
def later_tables_are_heard(draft: Draft) -> Iterator[Hit]:
    for late in draft.facts.risk.later:
        severity = Severity.BLOCK if late.blocks else Severity.WARN
        day = draft.facts.as_of.isoformat()
        yield at("Annex I", smelter_id=late.smelter_id, fault=late.text, day=day, severity=severity)


@check(
    "G15",
    Severity.BLOCK,
    title="Annex II prints no origin without the right to publish it",
    message="Annex II names {country} for {metal}; only a source that may not be published states it.",
    reason="Origin data are given to members under terms; printing them breaks these terms.",
    source="The right to publish recorded with each imported table of origins",
    remedy="Take the country out, or import the table again with the right to publish.",
)
def printed_origins_may_be_printed(draft: Draft) -> Iterator[Hit]:
    for table in draft.tables("origins"):
        for row in table.rows:
            metal = plain(row[0])
            for country in map(origin_label, draft.facts.origins_hidden(metal)):
                if re.search(rf"(?:^|[,;] ){re.escape(country)}(?:$|[,;] )", plain(row[1])):
                    yield at("Annex II", country=country, metal=metal)


@check(
    "S16",
    Severity.WARN,
    title="No status had ended by the day of the statuses",
    message="{name} ({smelter_id}): {fault}.",
    reason="A list vouches for a facility until a day; after it the word is an old one.",
    source="OECD Guidance, step 4: results relied on are dated",
    remedy="Import a current list, or correct the status with what is known of the new assessment.",
)
def no_status_has_ended(draft: Draft) -> Iterator[Hit]:
    for row in draft.facts.annex:
        for reason in row.reasons:
            if reason.flag == Flag.EXPIRED:
                yield at("Annex I", name=row.name, smelter_id=row.smelter_id, fault=reason.text)


@check(
    "G17",
    Severity.WARN,
    title="Every stated origin is known to produce the metal",
    message="{name} ({smelter_id}): {fault}.",
    reason="An origin that hardly has the mineral is a sign that it was mined elsewhere.",
    source="OECD Guidance, Supplements: red flag of an origin with limited reserves or output",
    remedy="Ask the manufacturers that state the origin where the mineral was mined. If the country does produce it, "
    "import a table of producers of a later day that says so.",
)
def origins_are_plausible(draft: Draft) -> Iterator[Hit]:
    for row in draft.facts.annex:
        for reason in row.reasons:
            if reason.flag == Flag.IMPLAUSIBLE:
                yield at("Annex II", name=row.name, smelter_id=row.smelter_id, fault=reason.text)


@check(
    "G12",
    Severity.WARN,
    title="What rests on origins that may not be published is known to do so",
    message="{fault}, which we may not publish ({sources}).",
    reason="The evidence counts, but whoever asks for it cannot be shown it.",
    source="The right to publish recorded with each imported table of origins",
    remedy="Ask the source for the right to publish, or have counsel confirm the sentences that rest on it.",
)
def private_origins_are_known_to_be_relied_on(draft: Draft) -> Iterator[Hit]:
    facts = draft.facts
    private = [each for each in facts.risk.origins if not each.publishable]
    if not private:
        return
    sources = "; ".join(sorted({f"{each.table}, {each.source}" for each in private}))
    covered = [each for each in private if each.country_code in COVERED_COUNTRIES]
    public = [each for each in facts.risk.origins if each.publishable and each.country_code in COVERED_COUNTRIES]
    if covered and not public:
        fault = "The conclusion of the inquiry rests on origins in Covered Countries"
        yield at("Conclusion of the inquiry", fault=fault, sources=sources)
    if facts.graded and any(row.has(flag) for row in facts.annex for flag in (Flag.ORIGIN, Flag.IMPLAUSIBLE)):
        yield at("Risk grades of the facilities", fault="Grades take account of origins", sources=sources)
    if facts.origins_hidden():
        yield at("Countries of origin", fault="The report says that it does not disclose origins", sources=sources)
