"""The decision tree of Rule 13p-1 and Form SD, Items 1.01 and 1.02, as data; pure.

A person answers each question, for a product family and a metal; the answers lead to a leaf, which says what is filed.
The filing as a whole takes the most demanding leaf.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Leaf(StrEnum):
    """Where the answers lead, the least demanding first."""

    X0 = "X0"
    L1 = "L1"
    L2 = "L2"
    L3 = "L3"
    L4 = "L4"
    L5 = "L5"
    L8 = "L8"
    L7 = "L7"
    L6 = "L6"

    @property
    def files(self) -> str:
        return FILES[self]

    @property
    def says(self) -> str:
        return SAYS[self]

    @property
    def exhibit(self) -> bool:
        """Whether a Conflict Minerals Report goes out as Exhibit 1.01."""
        return self in (Leaf.L6, Leaf.L7)


NOTHING, FORM, REPORT = "Nothing", "Form SD", "Form SD with Exhibit 1.01"
FILES = dict.fromkeys(Leaf, FORM) | {Leaf.X0: NOTHING, Leaf.L6: REPORT, Leaf.L7: REPORT}
SAYS = {
    Leaf.X0: "No Form SD is owed; a dated memo on the scope is kept.",
    Leaf.L1: "The minerals did not originate in a Covered Country; the inquiry and its result are described.",
    Leaf.L2: "The minerals came, or are reasonably believed to have come, from recycled or scrap sources.",
    Leaf.L3: "There is no reason to believe that the minerals originated in a Covered Country.",
    Leaf.L4: "Due diligence showed that the minerals did not originate in a Covered Country.",
    Leaf.L5: "Due diligence showed that the minerals came from recycled or scrap sources.",
    Leaf.L6: "The products are described as DRC conflict free, with an independent private sector audit.",
    Leaf.L7: "A Conflict Minerals Report describes due diligence, facilities and origins; no label is used.",
    Leaf.L8: "The inquiry and its actual result, relying on the staff's statement of 7 April 2017; no report.",
}


@dataclass(frozen=True, slots=True)
class Option:
    """An answer, and where it leads: another question, a leaf, or nowhere (`refused` says why)."""

    code: str
    words: str
    to: str = ""
    leaf: Leaf | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """`shared`: the answer is the same for all families and metals."""

    code: str
    asks: str
    options: tuple[Option, ...]
    source: str
    help: str = ""
    shared: bool = False

    def option(self, code: str) -> Option:
        """Raises KeyError for an answer that the question does not know."""
        return {option.code: option for option in self.options}[code]


QUESTIONS = (
    Question(
        "N0",
        "Does the company file reports under Section 13(a) or 15(d) of the Exchange Act?",
        (
            Option("yes", "Yes", to="N1"),
            Option("no", "No, or it is a registered investment company (Rule 30d-1)", leaf=Leaf.X0),
        ),
        "17 CFR 240.13p-1; Form SD, General Instructions A and C",
        shared=True,
    ),
    Question(
        "N1",
        "Did it manufacture, or contract to manufacture, a product whose manufacture was completed in the year?",
        (Option("yes", "Yes", to="N2"), Option("no", "No", leaf=Leaf.X0)),
        "Form SD, Item 1.01(a); staff FAQ",
        "A logo or a serial number on a generic item is not contracting to manufacture; influence over its materials, "
        "parts or ingredients is.",
    ),
    Question(
        "N2",
        "Is the metal contained in the product and necessary to its functionality or production?",
        (Option("yes", "Yes", to="N3"), Option("no", "No", leaf=Leaf.X0)),
        "Form SD, Item 1.01(a)",
        "Packaging does not count, nor does metal that is only in tools.",
    ),
    Question(
        "N3",
        "Was all of it outside the supply chain before 31 January 2013?",
        (Option("no", "No", to="N4"), Option("yes", "Yes", leaf=Leaf.X0)),
        "Form SD, Item 1.01(d)(7)",
    ),
    Question(
        "N4",
        "Does the product come from a business acquired so recently that it may still be left out?",
        (Option("no", "No", to="N5"), Option("yes", "Yes: it is left out, and the report says so", leaf=Leaf.X0)),
        "Form SD, General Instructions; staff FAQ (eight months)",
    ),
    Question(
        "N5",
        "What does the reasonable country of origin inquiry show, on all the evidence?",
        (
            Option("not_covered", "The minerals are known not to come from a Covered Country", leaf=Leaf.L1),
            Option("recycled", "They are known, or reasonably believed, to be recycled or scrap", leaf=Leaf.L2),
            Option("no_reason", "There is no reason to believe that they come from a Covered Country", leaf=Leaf.L3),
            Option("reason", "There is knowledge, or reason to believe, that they may come from there", to="N6"),
        ),
        "Form SD, Item 1.01(b) and (c)",
    ),
    Question(
        "N6",
        "What does due diligence show?",
        (
            Option("not_covered", "The minerals did not come from a Covered Country", leaf=Leaf.L4),
            Option("recycled", "They came from recycled or scrap sources", leaf=Leaf.L5),
            Option("otherwise", "Neither", to="N7"),
        ),
        "Form SD, Item 1.01(c)",
    ),
    Question(
        "N7",
        "How are the products described?",
        (
            Option("no_label", "Without a label", leaf=Leaf.L7),
            Option("label", "As DRC conflict free, with an independent private sector audit", leaf=Leaf.L6),
            Option("form_only", "Not at all: Form SD alone, relying on the statement of 7 April 2017", leaf=Leaf.L8),
        ),
        "Form SD, Item 1.01(c); statements of 29 April 2014 and 7 April 2017",
    ),
)
BY_CODE = {question.code: question for question in QUESTIONS}


@dataclass(frozen=True, slots=True)
class Way:
    """The questions answered so far, in order; then the one that is open, or the leaf."""

    answered: tuple[tuple[Question, Option], ...]
    open: Question | None
    leaf: Leaf | None


def walk(answers: Mapping[str, str]) -> Way:
    """Follow the answers (question -> option) from the first question; answers off the way count for nothing."""
    answered: list[tuple[Question, Option]] = []
    question = QUESTIONS[0]
    while True:
        given = answers.get(question.code)
        if given is None:
            return Way(tuple(answered), question, None)
        option = question.option(given)
        answered.append((question, option))
        if option.leaf:
            return Way(tuple(answered), None, option.leaf)
        question = BY_CODE[option.to]


def leaf_of_all(leaves: Iterable[Leaf | None]) -> Leaf | None:
    """The most demanding leaf; None while any way is open, or when there is none."""
    held = list(leaves)
    if not held or None in held:
        return None
    order = list(Leaf)
    return max((leaf for leaf in held if leaf), key=order.index)
