"""G: nothing is said of places that the annex contradicts."""

import re
from collections.abc import Iterator

from cmr.countries import country_code
from cmr.findings import Hit, Severity, at, check
from cmr.vocab import COVERED_COUNTRIES
from reports.document import plain
from reports.facts.conclusion import Conclusion
from reports.narrative.tables import metals_shown
from reports.prefiling.draft import Draft, sentences

# A sentence that denies facilities in Covered Countries, in whatever words.
_DENIAL = re.compile(r"\b(no|none|not|never|neither|nor|without|zero|outside|elsewhere)\b", re.I)
_PLACED = re.compile(
    r"\b(locat(ed|ion)s?|situated|based|sited|operat(es?|ed|ing)|stands?|standing|found)\b"
    r"|\b(is|are|was|were|lies?|has|have|had|with|of)\b(\s+[\w-]+){0,4}?\s+(in|within|inside|from)\b",
    re.I,
)
COVERED_NAMES = "|".join(re.escape(name.removeprefix("the ")) for name in COVERED_COUNTRIES.values())
_COVERED = re.compile(
    rf"\bCovered Countr(y|ies)\b|\bDRC\b(?! conflict free)|\bCongo\b|\badjoining countr(y|ies)\b|\b({COVERED_NAMES})\b",
    re.I,
)
_FACILITY = re.compile(r"\b(facilit(y|ies)|smelters?|refiners?)\b", re.I)

_FORMAL = re.compile(r"\bthe (?:Democratic )?Republic of the Congo\b", re.I)
_INFORMAL = re.compile(
    r"\b(?:D\.?R\.? |Democratic Republic of (?:the )?|Republic of (?:the )?)?Congo\b|\bZaire\b", re.I
)


def denials(text: str) -> list[str]:
    """The sentences of a text that deny that a facility stands in a Covered Country."""
    tests = (_DENIAL, _PLACED, _COVERED, _FACILITY)
    return [
        sentence
        for sentence in sentences(text)
        if all(test.search(sentence.replace("“not listed", "")) for test in tests)
    ]


@check(
    "G01",
    Severity.BLOCK,
    title="“No facility in a Covered Country” is said only when it is true of the annex",
    message="The text says “{sentence}” while Annex I lists {facilities}.",
    reason="A filed statement carries liability, and this one is refuted by the filing's own annex.",
    source="Exchange Act Section 18: what is filed must be true",
    remedy="Remove the sentence; name the facilities and their countries instead.",
)
def none_in_covered_countries_is_true(draft: Draft) -> Iterator[Hit]:
    listed = [f"{row[1]} ({row[3]})" for row in draft.annex if country_code(row[3]) in COVERED_COUNTRIES]
    listed = listed or [f"{row.name} ({row.country})" for row in draft.facts.in_covered]
    if listed:
        for place, text in draft.lines:
            for sentence in denials(text):
                yield at(place, sentence=sentence, facilities="; ".join(listed))


@check(
    "G02",
    Severity.BLOCK,
    title="Covered Countries are defined as exactly the ten",
    message="The definition of Covered Countries {fault}.",
    reason="Item 1.01(d)(1): the Democratic Republic of the Congo and the countries that share its border.",
    source="Form SD Item 1.01(d)(1)",
    remedy="Define them by their formal names, all ten and no other.",
)
def covered_countries_are_the_ten(draft: Draft) -> Iterator[Hit]:
    definitions = [
        (place, found.group(1))
        for place, text in draft.lines
        if (found := re.search(r"“Covered Countries” means ([^;.]+)", text))
    ]
    if len(definitions) != 1:
        yield at("Introduction", fault="is missing" if not definitions else "stands more than once")
        return
    place, words = definitions[0]
    names = [name.strip() for name in re.split(r",| and ", words) if name.strip()]
    for name in COVERED_COUNTRIES.values():
        if name not in names:
            yield at(place, fault=f"leaves out {name}")
    for name in names:
        if name not in COVERED_COUNTRIES.values():
            yield at(place, fault=f"names {name}")


@check(
    "G03",
    Severity.INFO,
    title="The two Congos carry their formal names",
    message="“{words}” is not the formal name.",
    reason="“Congo” alone can be either of two countries.",
    source="Form SD Item 1.01(d)(1); ISO 3166-1",
    remedy="Say the Democratic Republic of the Congo (once defined, the DRC), or the Republic of the Congo.",
)
def countries_have_their_formal_names(draft: Draft) -> Iterator[Hit]:
    for place, text in draft.own:
        for found in _INFORMAL.finditer(_FORMAL.sub("", text)):
            yield at(place, words=found.group(0))


@check(
    "G04",
    Severity.BLOCK,
    title="Every country in Annex I is one country",
    message="{name} ({smelter_id}) has the country “{country}”, which names none.",
    reason="A country that cannot be read cannot be compared with the Covered Countries.",
    source="Form SD Item 1.01(d)(1); ISO 3166-1",
    remedy="Correct the facility's country in the register.",
)
def countries_are_known(draft: Draft) -> Iterator[Hit]:
    for _, name, smelter_id, country, _ in draft.annex:
        if not country_code(country):
            yield at("Annex I", name=name, smelter_id=smelter_id, country=country)


@check(
    "G07",
    Severity.BLOCK,
    title="A facility in a Covered Country is named, and the inquiry concludes accordingly",
    message="{name} ({smelter_id}) stands in {country}; {fault}.",
    reason="A facility in a Covered Country is reason to believe, unless rebutted in writing.",
    source="Form SD Item 1.01(c)",
    remedy="Name the facility, its country and its status in the results, and state the conclusion of Item 1.01(c).",
)
def covered_facilities_are_named(draft: Draft) -> Iterator[Hit]:
    told = " ".join(text for place, text in draft.lines if not place.startswith("Annex"))
    told += " ".join(plain(cell) for table in draft.tables("covered") for row in table.rows for cell in row)
    for row in draft.facts.in_covered:
        hit = {"name": row.name, "smelter_id": row.smelter_id, "country": COVERED_COUNTRIES[row.country_code]}
        if row.smelter_id not in told or row.name not in told:
            yield at("Facilities located in the Covered Countries", fault="the results do not name it", **hit)
        if draft.facts.conclusion != Conclusion.REASON_TO_BELIEVE:
            yield at("Conclusion of the inquiry", fault="the inquiry concludes otherwise", **hit)


@check(
    "G08",
    Severity.BLOCK,
    title="A manufacturer that denies sourcing and lists a facility in a Covered Country was asked about it",
    message="{supplier} answers No to question 3 for every metal and lists a facility located in a Covered Country; "
    "nothing on record says that it was asked.",
    reason="The list and the answer need not contradict each other, but somebody must have asked: a warning sign may "
    "not be ignored.",
    source="OECD Guidance, step 2: anomalous circumstances; SEC Release 34-67716 on warning signs",
    remedy="Ask the manufacturer, and enter the talk or the review with its outcome: under its name, or in the "
    "due-diligence log under step 2.",
)
def denials_were_followed_up(draft: Draft) -> Iterator[Hit]:
    for each in draft.beside.denials:
        if not each.asked:
            yield at("What our contract manufacturers reported", supplier=each.supplier)


@check(
    "G09",
    Severity.BLOCK,
    title="Annex II names the countries of origin of each metal, or says that they are not known",
    message="{fault}.",
    reason="The rule asks for the country of origin; what is not known is said to be so, metal by metal.",
    source="Form SD Item 1.01(c)(2); CMRT Smelter List column O",
    remedy="Build the report again from the facts. Where a manufacturer's words name no country, ask it to name them "
    "in full.",
)
def origins_are_told(draft: Draft) -> Iterator[Hit]:
    facts = draft.facts
    told = {plain(row[0]): plain(row[1]).strip() for table in draft.tables("origins") for row in table.rows}
    for metal in metals_shown(facts) if draft.exhibit else ():
        if not told.get(metal):
            yield at("Annex II", fault=f"Annex II says nothing of the origin of {metal.lower()}")
    why = any("do not have sufficient information" in text for _, text in draft.lines)
    if draft.exhibit and "Unknown" in told.values() and not why:
        yield at("Countries of origin", fault="The text does not say why origins are not known")
    if facts.unread_origins:
        fault = f"Origins (column O) that name no country which could be read: {facts.unread_origins}"
        yield at("Countries of origin", fault=fault, severity=Severity.WARN)
