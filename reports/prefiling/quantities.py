"""What a sentence says of all, of most, of none or of a number of them, held against the facts; pure.

Words are looked for in their order, each after the one before, so that a text of any length is read once.
"""

import re
from collections.abc import Iterator

from reports.document import Text
from reports.facts.conclusion import Conclusion
from reports.facts.sheet import ACTIVE, CONFORMANT, NOT_LISTED, FilingFacts
from reports.narrative.placeholders import PLACEHOLDERS
from reports.prefiling.geography import COVERED_NAMES, denials


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.I)


_CLAUSES = re.compile(r"[.;]")
_MOST = ("most", "the majority", "nearly all", "almost all")
_ALL = ("all", "every", "each")
_HOW = _words("|".join((*_MOST, *_ALL, "no", "none", "not one", "neither")))
_NONE, _EACH, _NOT = _words("no|none|not one|neither"), _words("all|every|each"), _words("no|not|never|none|neither")
_FACILITIES = _words("facilit(?:y|ies)|smelters?|refiners?")
_ARE = _words("is|are|was|were|been|remains?|became|have|has")
_STATUS = _words("conformant or active|conformant|active|not listed|audited|assessed|certified|validated|verified")
_MAKERS = _words("manufacturers?|suppliers?|vendors?|CMRTs?|declarations?")
_ANSWERED = _words("answered|responded|replied|returned|submitted|completed|provided")
_FROM = _words(r"sourc\w+|origin\w*|com(?:es?|ing)|came|obtain\w*|from")
_MINERALS = _words("minerals?|materials?|metals?|tin|gold|tantalum|tungsten|products?|supply chains?")
_THERE = _words(
    rf"Covered[ -]Countr(?:y|ies)|DRC(?! conflict)|adjoining countr(?:y|ies)|{COVERED_NAMES}|Congo|Central Africa\w*"
    r"|Great Lakes|(?:the|that|this) region"
)
# What is not determined is not denied.
_OPEN = _words(r"whether|determin\w+|knowledge|know[ns]?|unknown|verif\w+|statement|stated?")
# A denial in whatever words, and what is none: a wish, a rule, a reservation, or what somebody else said.
_DENIED = _words("no|none|not|never|neither|nor|nothing|nowhere|without|zero|outside|elsewhere|free|excludes?")
_HEDGED = _words(
    r"may|might|could|would|will|shall|seeks?|aims?|intend\w*|expect\w*|commit\w*|polic(?:y|ies)|goals?|ensur\w+|requir\w+"
    r"|ask\w*|encourag\w+|discourag\w+|support\w*|prohibit\w*|avoid\w*|embargo|boycott|reasons? to believe"
)
_SAID = _words(r"report\w*|declar\w+|answer\w*|nam(?:e|es|ed|ing)")
_ONLY = _words("only|solely|exclusively|entirely|wholly|all")
_CONTINENTS = _words("Asia|Europe|Americas?|Australia|Oceania")
_CLEAN = _words(
    r"non-conflict|conflict[- ]free (?:regions?|countr(?:y|ies)|areas?|zones?|sources?)"
    r"|(?:no|free of|free from|without) (?:conflict minerals|3TG)"
    r"|not (?:directly or indirectly |directly |indirectly )?(?:financ\w+|fund\w*|benefit\w*)\b[^.;]*"
    r"\b(?:conflict|armed)"
)

# A number from a fact, and what is said of so many facilities up to the next number or the end of the clause.
_COUNTED = re.compile(
    r"⟦(?P<said>[^⟧]*)⟧(?P<count>\d+)⟧(?P<rest>\s+(?:of (?:them|these|those|which)|conformant|active|“?not listed|"
    r"facilit(?:y|ies)|smelters?|refiners?|is|are|was|were)\b[^.;⟦]*)",
    re.I,
)
_STATUSES = {CONFORMANT: _words("conformant"), ACTIVE: _words("active"), NOT_LISTED: _words("not listed")}
_IN_COVERED = re.compile(
    r"\b(?:locat\w+|situated|stands?|is|are|was|were) in (?:an? |the )?(?:Covered Countr|DRC\b)", re.I
)
_TURNED = _words("not(?! listed)|neither|nor|no|without|other than|rather")


def untrue(sentence: str, facts: FilingFacts) -> str:
    """What the facts say against a sentence that speaks of all, of most or of none; empty where they agree."""
    for clause in _CLAUSES.split(sentence):
        if fault := _status_fault(clause, facts):
            return fault
        q3 = facts.question_3
        silent_of_sourcing = q3["no"] + q3["out"] < facts.surveyed
        if silent_of_sourcing and (
            _in_order(clause, _NONE, _MAKERS, _FROM, _THERE) or _in_order(clause, _EACH, _MAKERS, _NOT, _FROM, _THERE)
        ):
            return f"{q3['no']} of {facts.surveyed} manufacturers reported that for every metal they declare"
        if (
            facts.proposed == Conclusion.REASON_TO_BELIEVE
            and not _OPEN.search(clause)
            and (
                _in_order(clause, _MINERALS, _NOT, _FROM, _THERE) or _in_order(clause, _NONE, _MINERALS, _FROM, _THERE)
            )
        ):
            return "the inquiry gives reason to believe that some may"
        if facts.proposed == Conclusion.REASON_TO_BELIEVE and (fault := _denied(clause, facts)):
            return fault
        if facts.responded < facts.surveyed and _in_order(clause, _EACH, _MAKERS, _ANSWERED):
            return f"{facts.responded} of {facts.surveyed} manufacturers answered"
    return ""


def _denied(clause: str, facts: FilingFacts) -> str:
    """What speaks against a clause that leaves the region, or a conflict, out; where there is reason to believe."""
    if _OPEN.search(clause) or _HEDGED.search(clause):
        return ""
    left_out = (
        _THERE.search(clause) and _DENIED.search(clause) and not (_MAKERS.search(clause) and _SAID.search(clause))
    )
    named = _FACILITIES.search(clause) or _MINERALS.search(clause) or _MAKERS.search(clause)
    if left_out or (_ONLY.search(clause) and _CONTINENTS.search(clause) and named):
        # Where facilities stand the annex tells; where minerals come from nobody is sure.
        if _FACILITIES.search(clause) and not _FROM.search(clause):
            told = not facts.in_covered or denials(clause)  # G01 names them
            return "" if told else f"Annex I lists {len(facts.in_covered)} there"
        return "the inquiry gives reason to believe that some may"
    return "nothing on record shows it" if _CLEAN.search(clause) else ""


def miscounted(text: Text, facts: FilingFacts) -> Iterator[tuple[str, str]]:
    """Clauses in which a number is said of facilities that are another number, as printed, and what the facts say."""
    marked = ""
    for run in text:
        name, _, word = run.fact.partition(":")
        count = PLACEHOLDERS[name].count if name in PLACEHOLDERS and word in ("", "Number") else None
        marked += f"⟦{run.text}⟧{count(facts)}⟧" if count else run.text
    for found in _COUNTED.finditer(marked):
        rest = found["rest"]
        statuses = [status for status, words in _STATUSES.items() if words.search(rest)]
        covered = bool(_IN_COVERED.search(rest))
        if _TURNED.search(rest) or not (statuses or covered):
            continue
        rows = facts.in_covered if covered else facts.annex
        count = sum(row.status in statuses for row in rows) if statuses else len(rows)
        if int(found["count"]) != count:
            yield f"{found['said']}{rest}", f"it is so of {count}"


def _status_fault(clause: str, facts: FilingFacts) -> str:
    found = _in_order(clause, _HOW, _FACILITIES, _ARE, _STATUS)
    if not found:
        return ""
    _, facilities, _, status = found
    # The word nearest to the facilities is theirs: “All told, no facility …”.
    how = [each.group(0).lower() for each in _HOW.finditer(clause, 0, facilities.start())][-1]
    said = status.group(0).lower()
    if said != "not listed" and clause[: status.start()].rstrip().lower().endswith(" not"):
        return ""
    groups = {"not listed": (NOT_LISTED,), "active": (ACTIVE,), "conformant or active": (CONFORMANT, ACTIVE)}
    count = sum(facts.by_status[group] for group in groups.get(said, (CONFORMANT,)))
    if how in _MOST:
        true = count * 2 > facts.total
    elif how in _ALL:
        true = count == facts.total > 0 and not facts.unidentified
    else:
        true = count == 0
    return "" if true else f"{count} of {facts.total} facilities are"


def _in_order(clause: str, *patterns: re.Pattern[str]) -> list[re.Match[str]]:
    """The first match of each pattern after the one before; empty when one is missing."""
    found: list[re.Match[str]] = []
    at = 0
    for pattern in patterns:
        match = pattern.search(clause, at)
        if match is None:
            return []
        found.append(match)
        at = match.end()
    return found
