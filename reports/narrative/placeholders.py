"""The closed table of placeholders: every number and name in the narrative comes from here, from one FilingFacts.

A text holds `{total}` for a fact, `{total:Number}` for the same at the start of a sentence, and `{total:facility}` for
a word that agrees with it in number. Filling is a look-up of names in two tables and nothing else; a text can reach no
attribute and run no code.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from cmr.countries import country_label
from cmr.vocab import COVERED_COUNTRIES, METALS
from reports.determination.tree import Leaf
from reports.document import Run, Text
from reports.facts.risk import TableFact
from reports.facts.sheet import ACTIVE, CONFORMANT, NOT_LISTED, FilingFacts, ListFact
from reports.narrative.outreach_placeholders import OUTREACH
from reports.narrative.placeholder import Placeholder, counted
from reports.narrative.words import day, listed, number, percent
from reports.narrative.yearly_placeholders import YEARLY
from smelters.risk import Grade
from smelters.tables.book import CAHRA, ORIGINS, PRODUCERS, SANCTIONS, TRANSIT

# How the report calls a status group, in a sentence and in a table.
STATUS_WORDS = {CONFORMANT: "conformant", ACTIVE: "active", NOT_LISTED: "not listed"}
# "Not listed" is a term of the report, and in a sentence it would read as a verb.
_STATUS_SAID = STATUS_WORDS | {NOT_LISTED: f"“{STATUS_WORDS[NOT_LISTED]}”"}

_HOLE = re.compile(r"\{([^{}]*)\}")


class UnknownPlaceholder(ValueError):
    """A text asks for a fact or a word that the tables do not have."""


# What a name is that the team left out.
_EXCLUDED_AS = {
    "not_a_smelter": "not a smelter or refiner",
    "upstream_downstream": "upstream or downstream of a smelter or refiner",
    "closed": "closed or removed from the lists",
    "duplicate": "a duplicate of another entry or given for another metal",
    "withdrawn": "withdrawn by the contract manufacturer",
}


def _covered_places(facts: FilingFacts) -> str:
    held = {row.country_code for row in facts.in_covered}
    return listed([name for code, name in COVERED_COUNTRIES.items() if code in held])


def _covered_named(facts: FilingFacts) -> str:
    named = [
        f"{row.name} ({row.metal.lower()}, {row.smelter_id}), located in {COVERED_COUNTRIES[row.country_code]}, "
        f"whose status is {_STATUS_SAID[row.status]}"
        for row in facts.in_covered
    ]
    return f"{'; '.join(named[:-1])}; and {named[-1]}" if len(named) > 1 else "".join(named)


def _lists(facts: FilingFacts) -> str:
    return _cited(facts.lists)


def _cited(sources: Sequence[ListFact | TableFact]) -> str:
    return listed([f"the {_inside(each.name)} ({each.source}) dated {day(each.as_of)}" for each in sources])


def _tables(meaning: str, kind: str) -> Placeholder:
    return Placeholder(meaning, lambda f: _cited(f.risk.of(kind)), lambda f: len(f.risk.of(kind)))


def _cahra_places(facts: FilingFacts) -> str:
    return listed(sorted({country_label(row.country_code) for row in facts.in_cahra}))


def _origin_tables(facts: FilingFacts) -> list[TableFact]:
    """The tables whose origins may be printed and are."""
    used = {each.table for each in facts.risk.origins if each.publishable}
    return [each for each in facts.risk.of(ORIGINS) if each.publishable and each.name in used]


def _with_origins(facts: FilingFacts, *, printed: bool) -> int:
    return len({each.smelter_id for each in facts.risk.origins if each.publishable or not printed})


def _inside(name: str) -> str:
    """A list's name inside a sentence: without an article, its first letter small but for abbreviations."""
    name = name.removeprefix("The ").removeprefix("the ")
    return name if name[1:2].isupper() or not name[1:2] else name[0].lower() + name[1:]


def _status_basis(facts: FilingFacts) -> str:
    """What the statuses rest on, as the subject of what it shows."""
    if not facts.lists:
        return "the information that we recorded ourselves shows"
    instead = ", or the information that we recorded in place of a list," if facts.corrected else ""
    return f"the list{instead} shows" if len(facts.lists) == 1 else f"the lists{instead} show"


def _declared(facts: FilingFacts) -> str:
    return listed([metal.value.lower() for metal in METALS if facts.declared_by_metal[metal]])


def _excluded_as(facts: FilingFacts) -> str:
    counts = Counter(row.kind for row in facts.excluded)
    return listed([f"{number(counts[kind])} as {words}" for kind, words in _EXCLUDED_AS.items() if counts[kind]])


def left_out_as_acquired(facts: FilingFacts) -> tuple[str, ...]:
    """The product families left out because their business was acquired or registered too recently (question N4)."""
    found = (result for result in facts.decision.results if result.question == "N4" and result.leaf == Leaf.X0)
    return tuple(dict.fromkeys(result.family for result in found if result.family))


def _level(scope: str) -> Callable[[FilingFacts], int]:
    return lambda facts: facts.declaration_levels[scope]


def _covered_with(status: str) -> Callable[[FilingFacts], int]:
    return lambda facts: sum(row.status == status for row in facts.in_covered)


def _edge(span: str, edge: str) -> Callable[[FilingFacts], str]:
    def text(facts: FilingFacts) -> str:
        held = getattr(facts, span)
        return day(getattr(held, edge)) if held else "a date not recorded"

    return text


PLACEHOLDERS: dict[str, Placeholder] = {
    "registrant": Placeholder("The registrant's name", lambda facts: facts.filer.name),
    "overview": Placeholder("What the registrant does", lambda facts: facts.filer.overview),
    "products": Placeholder("The covered products", lambda facts: facts.products),
    "acquired": Placeholder(
        "The products of a business acquired too recently to be covered",
        lambda facts: listed(left_out_as_acquired(facts)),
        lambda facts: len(left_out_as_acquired(facts)),
    ),
    "disclosure_url": Placeholder("Where the disclosure is posted", lambda facts: facts.filer.disclosure_url),
    "policy_url": Placeholder("Where the policy is posted", lambda facts: facts.filer.policy_url),
    "year": Placeholder("The calendar year reported on", lambda facts: str(facts.year)),
    "filing_year": Placeholder("The year in which the report is filed", lambda facts: str(facts.filing_year)),
    "covered_countries": Placeholder(
        "The ten Covered Countries", lambda facts: listed(list(COVERED_COUNTRIES.values()))
    ),
    "declared_metals": Placeholder("The metals that manufacturers declare", _declared),
    "surveyed": counted("Contract manufacturers asked", lambda facts: facts.surveyed),
    "responded": counted("Contract manufacturers that returned a readable CMRT", lambda facts: facts.responded),
    "accepted": counted("Contract manufacturers with an accepted CMRT", lambda facts: facts.accepted),
    "not_responded": counted("Contract manufacturers without a CMRT", lambda facts: facts.surveyed - facts.responded),
    "not_accepted": counted("CMRTs received but not accepted", lambda facts: facts.responded - facts.accepted),
    "response_rate": Placeholder("Responded of surveyed, in percent", lambda f: percent(f.responded, f.surveyed)),
    "returned": counted("CMRTs sent back for correction", lambda facts: facts.returned),
    "level_company": counted("Accepted CMRTs at company level", _level("A")),
    "level_product": counted("Accepted CMRTs at product level", _level("B")),
    "level_user": counted("Accepted CMRTs with a user-defined scope", _level("C")),
    "not_product_level": counted("Accepted CMRTs not at product level", lambda facts: facts.not_product_level),
    "requested_first": Placeholder("Day of the first request", _edge("requested", "first")),
    "requested_last": Placeholder("Day of the last request", _edge("requested", "last")),
    "received_first": Placeholder("Day the first accepted CMRT came", _edge("received", "first")),
    "received_last": Placeholder("Day the last accepted CMRT came", _edge("received", "last")),
    "effective_first": Placeholder("Earliest effective date", _edge("effective", "first")),
    "effective_last": Placeholder("Latest effective date", _edge("effective", "last")),
    "q3_no": counted("Manufacturers with only No to question 3", lambda facts: facts.question_3["no"]),
    "q3_yes": counted("Manufacturers with a Yes to question 3", lambda facts: facts.question_3["yes"]),
    "q3_unknown": counted("Manufacturers with Unknown and no Yes", lambda facts: facts.question_3["unknown"]),
    "q3_out": counted("Manufacturers that declare no metal", lambda facts: facts.question_3["out"]),
    "q3_no_listing": counted(
        "Manufacturers with only No that list a facility in a Covered Country",
        lambda facts: facts.no_sourcing_but_listing_covered,
    ),
    "recycled": counted("Manufacturers with a metal wholly recycled", lambda facts: facts.recycled),
    "total": counted("Facilities in Annex I", lambda facts: facts.total),
    "distinct_names": counted("Different facility names in Annex I", lambda facts: facts.distinct_names),
    "conformant": counted("Conformant facilities", lambda facts: facts.with_status(CONFORMANT)),
    "active": counted("Active facilities", lambda facts: facts.with_status(ACTIVE)),
    "not_listed": counted("Facilities on neither list", lambda facts: facts.with_status(NOT_LISTED)),
    "two_statuses": counted(
        "Names with different statuses for different metals", lambda f: len(f.names_with_two_statuses)
    ),
    "corrected_ids": Placeholder(
        "The facilities whose status the team recorded itself",
        lambda facts: listed([row.smelter_id for row in facts.annex if row.corrected]),
    ),
    "corrected": counted("Facilities whose status the team recorded itself", lambda facts: facts.corrected),
    "in_covered": counted("Facilities located in a Covered Country", lambda facts: len(facts.in_covered)),
    "covered_named": Placeholder("The facilities located in a Covered Country, each with its status", _covered_named),
    "unplaced": counted("Facilities whose country is not known", lambda facts: facts.unplaced),
    "covered_places": Placeholder(
        "The Covered Countries they stand in",
        _covered_places,
        lambda facts: len({row.country_code for row in facts.in_covered}),
    ),
    "covered_conformant": counted("Of these, conformant", _covered_with(CONFORMANT)),
    "covered_active": counted("Of these, active", _covered_with(ACTIVE)),
    "covered_not_listed": counted("Of these, on neither list", _covered_with(NOT_LISTED)),
    "unresolved": counted("Names that match no facility", lambda facts: len(facts.unresolved)),
    "excluded": counted("Names left out by a decision", lambda facts: len(facts.excluded)),
    "excluded_as": Placeholder("What the names left out are", _excluded_as),
    "sentinels": counted("Entries in which no facility is named", lambda facts: facts.sentinels),
    "reported": counted("Facilities known from manufacturers alone", lambda facts: facts.reported),
    "recyclers": counted("Facilities that the team takes for recyclers", lambda facts: facts.recyclers),
    "closed": counted("Facilities that have closed and whose stock was used", lambda facts: facts.closed),
    "without_list": counted("Facilities whose metal no list covers", lambda facts: facts.without_list),
    "status_basis": Placeholder("What shows the statuses: lists, the team's own records, or both", _status_basis),
    "unread_origins": counted("Entries whose origin names no country", lambda facts: facts.unread_origins),
    "mines": counted("Entries that name a mine", lambda facts: facts.mines),
    "as_of": Placeholder("The day statuses are read on", lambda facts: day(facts.as_of)),
    "lists": Placeholder("The status lists relied on, with source and day", _lists, lambda facts: len(facts.lists)),
    "cahra_tables": _tables("The tables of conflict-affected and high-risk areas", CAHRA),
    "transit_tables": _tables("The tables of transit countries for gold", TRANSIT),
    "producers_tables": _tables("The tables of countries known to produce a metal", PRODUCERS),
    "sanctions_tables": _tables("The tables of sanctions", SANCTIONS),
    "in_cahra": counted("Facilities located where such a table names the country", lambda f: len(f.in_cahra)),
    "cahra_places": Placeholder(
        "The countries they stand in", _cahra_places, lambda f: len({row.country_code for row in f.in_cahra})
    ),
    "risk_method": Placeholder("The version of the rule of grades", lambda facts: facts.risk.method),
    "risk_before": Placeholder(
        "The day a lost status is told by", lambda f: day(f.risk.before) if f.risk.before else "a date not recorded"
    ),
    **{
        f"grade_{grade}": counted(f"Facilities with the risk grade {grade}", lambda f, grade=grade: f.with_grade(grade))
        for grade in Grade
    },
    "origin_tables": Placeholder(
        "The tables of origins that may be printed",
        lambda f: _cited(_origin_tables(f)),
        lambda f: len(_origin_tables(f)),
    ),
    "known_origins": counted(
        "Countries of origin that such tables state", lambda f: len(f.origins_known(publishable=True))
    ),
    "known_origin_facilities": counted(
        "Facilities for which such tables state one", lambda f: _with_origins(f, printed=True)
    ),
    "origin_facilities": counted(
        "Facilities with an origin from a table, printed or not", lambda f: _with_origins(f, printed=False)
    ),
    "origin_count": counted(
        "Countries that manufacturers name as origin",
        lambda facts: len({code for codes in facts.origins.values() for code in codes}),
    ),
    "origin_countries": Placeholder(
        "The countries that manufacturers name as origin",
        lambda f: listed([country_label(code) for code in sorted({c for codes in f.origins.values() for c in codes})]),
    ),
    **OUTREACH,
    **YEARLY,
}

# Words that agree with a count: for one, for any other number.
WORDS: dict[str, tuple[str, str]] = {
    "manufacturer": ("manufacturer", "manufacturers"),
    "facility": ("facility", "facilities"),
    "CMRT": ("CMRT", "CMRTs"),
    "name": ("name", "names"),
    "entry": ("entry", "entries"),
    "country": ("country", "countries"),
    "list": ("list", "lists"),
    "is": ("is", "are"),
    "was": ("was", "were"),
    "has": ("has", "have"),
    "does": ("does", "do"),
    "its": ("its", "their"),
    "it": ("it", "they"),
    "them": ("it", "them"),
    "chain": ("supply chain", "supply chains"),
    "place": ("a Covered Country", "Covered Countries"),
    "declaration": ("declaration", "declarations"),
    "reminder": ("reminder", "reminders"),
    "letter": ("letter", "letters"),
    "training": ("training", "trainings"),
    "person": ("person", "people"),
    "concern": ("concern", "concerns"),
    "review": ("review", "reviews"),
    "report": ("report", "reports"),
    "decision": ("decision", "decisions"),
    "action": ("corrective action", "corrective actions"),
    "relation": ("business relationship", "business relationships"),
    "call": ("call or meeting", "calls and meetings"),
    "makes": ("makes", "make"),
    "denies": ("denies", "deny"),
    "bears": ("names", "name"),
    "table": ("table", "tables"),
    "that": ("that", "those"),
    "this": ("this", "these"),
    "covers": ("covers", "cover"),
    "states": ("states", "state"),
    "appears": ("appears", "appear"),
    "status": ("status is", "statuses are"),
    "processes": ("processes", "process"),
}


def holes(text: str) -> tuple[str, ...]:
    """The facts that a text names, known or not, each once and in order."""
    return tuple(dict.fromkeys(hole.partition(":")[0] for hole in _HOLE.findall(text)))


def unfillable(text: str) -> tuple[str, ...]:
    """The holes of a text that the tables cannot fill."""
    return tuple(hole for hole in _HOLE.findall(text) if not _known(hole))


def without_holes(text: str) -> str:
    return _HOLE.sub("", text)


def fill(text: str, facts: FilingFacts, *, leave_unknown: bool = False) -> Text:
    """The text with its holes filled, each from the tables; raises UnknownPlaceholder on any other hole, or leaves it.

    A hole that is left is no fact: the checks before filing find it.
    """
    runs: list[Run] = []
    end = 0
    for hole in _HOLE.finditer(text):
        if hole.start() > end:
            runs.append(Run(text[end : hole.start()]))
        unknown = leave_unknown and not _known(hole.group(1))
        runs.append(Run(hole.group(0)) if unknown else _filled(hole.group(1), facts))
        end = hole.end()
    if end < len(text):
        runs.append(Run(text[end:]))
    return tuple(runs)


def _known(hole: str) -> bool:
    name, _, word = hole.partition(":")
    item = PLACEHOLDERS.get(name)
    return item is not None and (word in ("", "Number") or (word in WORDS and item.count is not None))


def _filled(hole: str, facts: FilingFacts) -> Run:
    name, _, word = hole.partition(":")
    item = PLACEHOLDERS.get(name)
    if item is None:
        raise UnknownPlaceholder(f"There is no fact named {name!r}.")
    if not word:
        return Run(item.text(facts), name)
    if word == "Number":
        text = item.text(facts)
        return Run(text[:1].upper() + text[1:], name)
    if word not in WORDS or item.count is None:
        raise UnknownPlaceholder(f"No word {word!r} agrees with {name!r}.")
    return Run(WORDS[word][item.count(facts) != 1], f"{name}:{word}")
