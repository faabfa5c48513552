"""How the answers of many declarations become one: questions 1 to 8 of the CMRT, for one metal; pure.

The instructions of the template say what each question asks (Declaration D26-D71). The rule throughout: a Yes that
somebody gives stands, a No needs everybody, and what is missing is unknown. No answer may be contradicted by the list
that goes out with it (checks K02, K05, K07, K08, K09 of `suppliers.cmrt.checks`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cmr.vocab import COVERED_COUNTRIES
from reports.owncmrt.evidence import Evidence, Facility, Part

YES, NO, UNKNOWN = "Yes", "No", "Unknown"
# The answers to question 6 with the share of manufacturers above which each holds.
SHARES = (("Greater than 90%", 0.9), ("Greater than 75%", 0.75), ("Greater than 50%", 0.5), ("50% or less", 0.0))


@dataclass(frozen=True, slots=True)
class Ground:
    """Something an answer rests on: what was said or found, in which declarations, at which cell."""

    told: str
    submissions: tuple[int, ...] = ()
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Ruled:
    """An answer, None where the question is not asked; the rule that gave it, in a sentence; what it rests on."""

    answer: str | None
    why: str
    rests_on: tuple[Ground, ...] = ()


Answers = Mapping[int, Ruled]


def metal_ruled(evidence: Evidence, metal: str) -> dict[int, Ruled]:
    """The eight answers for a metal, in their order: later ones look at earlier ones."""
    ruled: dict[int, Ruled] = {}
    for question, rule in _RULES.items():
        gate = 1 if ruled and ruled[1].answer == NO else 2 if 2 in ruled and ruled[2].answer == NO else 0
        if gate:
            ruled[question] = Ruled(None, f"Not asked, since question {gate} is answered with No.")
        else:
            ruled[question] = rule(evidence, metal, ruled)
    return ruled


def used(evidence: Evidence, metal: str, ruled: Answers) -> Ruled:
    """1: Yes where any declaration says Yes; No where all that are accepted say No."""
    return _used(evidence, metal, 1, evidence.parts)


def remains(evidence: Evidence, metal: str, ruled: Answers) -> Ruled:
    """2: the same, of the declarations that use the metal."""
    return _used(evidence, metal, 2, [part for part in evidence.parts if part.said(1, metal).answer == YES])


def covered(evidence: Evidence, metal: str, ruled: Answers) -> Ruled:
    """3: covered countries."""
    places = frozenset(COVERED_COUNTRIES)
    return _sourced(evidence, metal, 3, places, "a Covered Country")


def areas(evidence: Evidence, metal: str, ruled: Answers) -> Ruled:
    """4: conflict-affected and high-risk areas, which take in the covered countries of question 3."""
    places = frozenset(code for of, code in evidence.areas if of == metal)
    found = _sourced(evidence, metal, 4, places, "an area of conflict or high risk")
    third = ruled[3]
    if third.answer == YES != found.answer:
        return Ruled(YES, "Question 3 is answered with Yes, and whoever says so there says so here.", third.rests_on)
    if third.answer == UNKNOWN and found.answer == NO:
        return Ruled(UNKNOWN, "Question 3 is not known, so neither is this.", third.rests_on + found.rests_on)
    return found


def recycled(evidence: Evidence, metal: str, ruled: Answers) -> Ruled:
    """5: Yes where all say Yes and no row speaks of mined material; No where anyone says No, or a row does."""
    parts = evidence.speaking(metal)
    grounds = tuple(_said(parts, 5, metal))
    mined = tuple(_facility(each, "is said to use material that is not recycled") for each in _mined(evidence, metal))
    said = {part.said(5, metal).answer for part in parts}
    if mined:
        return Ruled(
            NO, "A Smelter List names mined material, or a facility that recycles not all of it.", mined + grounds
        )
    if NO in said:
        return Ruled(NO, _says(parts, 5, metal, NO), grounds)
    if said == {YES} and not evidence.silent:
        return Ruled(YES, "Every declaration says Yes, and no Smelter List says otherwise.", grounds)
    return Ruled(UNKNOWN, "Not every manufacturer says Yes, and none says No.", grounds + _silent(evidence))


def share(evidence: Evidence, metal: str, ruled: Answers) -> Ruled:
    """6: the share of the manufacturers asked whose declaration is accepted, in the steps of the list."""
    told = f"{evidence.accepted} of {evidence.asked} manufacturers have an accepted declaration."
    grounds = tuple(Ground("accepted", (part.submission,)) for part in evidence.parts)
    if evidence.asked and evidence.accepted == evidence.asked:
        return Ruled("100%", told, grounds)
    part = evidence.accepted / evidence.asked if evidence.asked else 0.0
    answer = next((answer for answer, above in SHARES if part > above), "None")
    return Ruled(answer, told, grounds + _silent(evidence))


def identified(evidence: Evidence, metal: str, ruled: Answers) -> Ruled:
    """7: Yes where every manufacturer answered, all say Yes, and no row leaves a smelter open."""
    parts = evidence.speaking(metal)
    open_rows = tuple(
        Ground(f"“{name.name}” is not found in the register", name.named_by) for name in evidence.names_of(metal)
    )
    if unnamed := evidence.unnamed.get(metal, ()):
        open_rows += (Ground("a row says “Smelter not yet identified”, or names nothing", unnamed),)
    grounds = tuple(_said(parts, 7, metal))
    if open_rows:
        return Ruled(NO, "Rows of Smelter Lists name no facility that is known.", open_rows + grounds)
    if evidence.silent:
        return Ruled(NO, "Not every manufacturer has an accepted declaration.", _silent(evidence) + grounds)
    if {part.said(7, metal).answer for part in parts} == {YES}:
        return Ruled(YES, "Every declaration says Yes, and every row names a facility that is known.", grounds)
    return Ruled(NO, "Not every declaration says Yes.", grounds)


def reported(evidence: Evidence, metal: str, ruled: Answers) -> Ruled:
    """8: Yes where everything received is in this list; `rolled` turns it to No for each row that it leaves out."""
    if waiting := evidence.waiting.get(metal, ()):
        told = Ground("lists smelters and is not accepted yet", waiting)
        return Ruled(NO, "A declaration was received whose smelters are not in this list yet.", (told,))
    listing = {key for each in evidence.facilities_of(metal) for key in each.named_by}
    grounds = tuple(Ground("lists smelters", (key,)) for key in sorted(listing))
    return Ruled(YES, "Every smelter that was received for this metal is in this list.", grounds)


_RULES: dict[int, Callable[[Evidence, str, Answers], Ruled]] = {
    1: used,
    2: remains,
    3: covered,
    4: areas,
    5: recycled,
    6: share,
    7: identified,
    8: reported,
}


def _used(evidence: Evidence, metal: str, question: int, parts: Iterable[Part]) -> Ruled:
    parts = tuple(parts)
    grounds = tuple(_said(parts, question, metal))
    said = {part.said(question, metal).answer for part in parts}
    if YES in said:
        return Ruled(YES, _says(parts, question, metal, YES), grounds)
    if said == {NO}:
        more = f" {evidence.silent} manufacturers have not answered." if evidence.silent else ""
        return Ruled(NO, f"Every accepted declaration says No.{more}", grounds + _silent(evidence))
    return Ruled(None, "No accepted declaration answers it.", grounds + _silent(evidence))


def _sourced(evidence: Evidence, metal: str, question: int, places: frozenset[str], where: str) -> Ruled:
    """Yes where anyone says so or an origin is stated; No where all say No and nothing stands there; else Unknown."""
    parts = evidence.speaking(metal)
    grounds = tuple(_said(parts, question, metal))
    facilities = evidence.facilities_of(metal)
    stated = tuple(
        _facility(each, f"is stated to use material from {where}")
        for each in facilities
        if (each.origins | each.known) & places
    )
    said = {part.said(question, metal).answer for part in parts}
    if YES in said:
        return Ruled(YES, _says(parts, question, metal, YES), grounds + stated)
    if stated:
        return Ruled(YES, f"{where[0].upper()}{where[1:]} is stated as an origin.", stated + grounds)
    doubts = tuple(_facility(each, f"stands in {where}") for each in facilities if each.country_code in places)
    doubts += tuple(_facility(each, "has no known place") for each in facilities if not each.country_code)
    doubts += tuple(_facility(each, "has an origin on a list that is not public") for each in facilities
                    if each.hidden & places)  # fmt: skip
    doubts += tuple(
        Ground(f"“{name.name}” stands in {where}", name.named_by)
        for name in evidence.names_of(metal)
        if name.country_code in places
    )
    if said == {NO} and not doubts and not evidence.silent:
        return Ruled(NO, f"Every declaration says No, and no facility stands in {where}.", grounds)
    why = "Not every manufacturer says No." if said != {NO} or evidence.silent else "A No could not stand."
    return Ruled(UNKNOWN, why, doubts + grounds + _silent(evidence))


def _mined(evidence: Evidence, metal: str) -> list[Facility]:
    return [each for each in evidence.facilities_of(metal) if "no" in each.recycled or each.origins]


def _said(parts: Iterable[Part], question: int, metal: str) -> Iterator[Ground]:
    for part in parts:
        said = part.said(question, metal)
        yield Ground(said.answer or "no answer", (part.submission,), said.cell)


def _says(parts: Sequence[Part], question: int, metal: str, answer: str) -> str:
    count = sum(part.said(question, metal).answer == answer for part in parts)
    return (
        f"{count} of {len(parts)} declaration{'' if len(parts) == 1 else 's'} say{'s' if count == 1 else ''} {answer}."
    )


def _facility(each: Facility, what: str) -> Ground:
    return Ground(f"{each.name} ({each.smelter_id}) {what}", each.named_by)


def _silent(evidence: Evidence) -> tuple[Ground, ...]:
    count = evidence.silent
    return (
        (Ground(f"{count} manufacturer{'' if count == 1 else 's'} without an accepted declaration"),) if count else ()
    )
