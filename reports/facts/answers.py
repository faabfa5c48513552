"""What a declaration answers, as the filing counts it; pure.

A metal counts as declared where questions 1 and 2 are both Yes, the condition under which CMRT asks the others (Checker
rows 24-27). The words are English in every language of the template.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cmr.vocab import METALS


@dataclass(frozen=True, slots=True)
class Answers:
    """Metals in scope, metals said to be out of it, question 3 for each in scope, and the metals wholly recycled."""

    declared: frozenset[str]
    denied: frozenset[str]
    question_3: Mapping[str, str]
    recycled: frozenset[str]

    def stated(self, metal: str) -> str:
        """Question 3 for a metal in scope: Yes, No, or Unknown where neither is said; "" for any other metal."""
        said = self.question_3.get(metal)
        return "" if said is None else said if said in ("Yes", "No") else "Unknown"

    @property
    def sourcing(self) -> str:
        """ "yes": any Yes; "no": only No; "unknown": anything else, blanks included; "out": each metal denied."""
        said = [self.question_3.get(metal, "") for metal in self.declared]
        if not said:
            return "out" if len(self.denied) == len(METALS) else "unknown"
        if "Yes" in said:
            return "yes"
        return "no" if set(said) == {"No"} else "unknown"


def answers_of(document: Mapping[str, Any]) -> Answers:
    """The answers of a stored declaration."""
    declared = frozenset(
        str(metal) for metal in METALS if _said(document, "1", metal) == "Yes" == _said(document, "2", metal)
    )
    denied = frozenset(
        str(metal) for metal in METALS if "No" in (_said(document, "1", metal), _said(document, "2", metal))
    )
    return Answers(
        declared,
        denied,
        {metal: _said(document, "3", metal) for metal in sorted(declared)},
        frozenset(metal for metal in declared if _said(document, "5", metal) == "Yes"),
    )


def answers_joined(parts: Sequence[Answers]) -> Answers:
    """Several declarations of one manufacturer as one: in scope where any says so, out of it where all do.

    Question 3 is Yes where any says Yes, No where all that have the metal in scope say No, else unknown. A metal is
    wholly recycled where every declaration with it in scope says so.
    """
    if len(parts) == 1:
        return parts[0]
    declared = frozenset().union(*(part.declared for part in parts))
    question_3, recycled = {}, set()
    for metal in sorted(declared):
        speaking = [part for part in parts if metal in part.declared]
        said = {part.stated(metal) for part in speaking}
        question_3[metal] = "Yes" if "Yes" in said else "No" if said == {"No"} else "Unknown"
        if all(metal in part.recycled for part in speaking):
            recycled.add(metal)
    denied = frozenset.intersection(*(part.denied for part in parts))
    return Answers(declared, denied - declared, question_3, frozenset(recycled))


def _said(document: Mapping[str, Any], question: str, metal: str) -> str:
    answers = document.get("answers") or {}
    answer = (answers.get(question) or {}).get(str(metal)) or {}
    return str(answer.get("answer") or "").strip().capitalize()
