"""Questions 1 to 8 for each metal, held against each other."""

from collections.abc import Iterator

from cmr.findings import Hit, Severity, check
from cmr.vocab import DECLARATION_ORDER
from suppliers.cmrt.checks.subject import Subject, at_answer, at_cell, listing, metals, rows_named, shortened
from suppliers.cmrt.document import Answer, Listed
from suppliers.cmrt.layouts.addresses import ALLOWED_ANSWERS, ALLOWED_COMPANY_ANSWERS
from suppliers.cmrt.texts import clean, stored_text, zero_as_empty

_FEW = ("50% or less", "None")


@check(
    "CMRT-K03a",
    Severity.WARN,
    title="Answer that is not asked",
    message="Question {question} for {metal} is answered, although question {gate} says No.",
    remedy="Clear this answer, or correct question {gate}.",
    reason="The workbook passes over it; one of the two answers is wrong.",
    source="CMRT Declaration D26:D71; Checker columns B and F",
)
def answers_stop_at_the_gate(s: Subject) -> Iterator[Hit]:
    for metal, _ in metals(s):
        if s.out_of_scope(metal):
            gate = 1 if s.answer(1, metal) == "No" else 2
            beyond = [q for q in range(gate + 1, 9) if _filled(s.document.answers[q][metal])]
            if beyond:
                yield at_answer(s, beyond[0], metal, gate=gate)


@check(
    "CMRT-K03b",
    Severity.INFO,
    title="No metal, but more is filled in",
    message="All four metals are declared out, yet {what} filled in.",
    remedy="Clear them, or correct questions 1 and 2.",
    reason="Nothing more is asked of a company without any of the metals.",
    source="CMRT Declaration D75:D89, Product List; Checker row 54",
)
def nothing_more_without_metals(s: Subject) -> Iterator[Hit]:
    if not all(s.out_of_scope(metal) for metal, _ in metals(s)):
        return
    answered = [answer for answer in s.document.company_answers.values() if _filled(answer)]
    if answered:
        yield at_cell(answered[0].cell, what="the questions about the company are")
    elif s.document.products:
        yield at_cell(f"Product List!B{s.document.products[0].row}", what="the Product List is")


@check(
    "CMRT-K04b",
    Severity.BLOCK,
    title="Answer is not on the list",
    message='Question {question}{of_metal}: "{text}" is none of the answers of the list ({allowed}).',
    remedy="Choose an answer from the list of this cell.",
    reason="The workbook compares answers letter by letter; it takes anything else for no clear answer.",
    source="CMRT Declaration, answer lists of questions 1 to 8 and A to H",
)
def answers_are_on_the_list(s: Subject) -> Iterator[Hit]:
    for question, metal, answer, allowed in _answers(s):
        if answer.answer not in allowed and (text := clean(zero_as_empty(answer.raw))):
            of_metal = f" for {metal}" if metal else ""
            said = "; ".join(allowed)
            yield at_cell(answer.cell, question=question, of_metal=of_metal, text=text, allowed=said)


@check(
    "CMRT-K04c",
    Severity.WARN,
    title="Answer is not written as in the list",
    message='"{text}" in {cells} is not written as in the list; it was read as "{answer}".',
    remedy='Choose "{answer}" from the list of the cell.',
    reason="The workbook compares answers letter by letter; its Checker may pass over one that a person understands.",
    source="CMRT Declaration, answer lists of questions 1 to 8 and A to H",
)
def answers_are_spelt_as_in_the_list(s: Subject) -> Iterator[Hit]:
    spelt: dict[tuple[str, str], list[str]] = {}
    for _, _, answer, allowed in _answers(s):
        stored = stored_text(answer.raw)
        # The number 1 is how the cell itself stores 100 %.
        number = answer.answer == "100%" and isinstance(answer.raw, float)
        if answer.answer in allowed and stored not in allowed and not number:
            spelt.setdefault((stored, answer.answer or ""), []).append(answer.cell)
    for (stored, meant), cells in spelt.items():
        harmless = stored.casefold() == meant.casefold() or meant == "100%" or "IPC" in meant
        yield at_cell(
            cells[0],
            severity=Severity.INFO if harmless else None,
            text=stored,
            answer=meant,
            cells=listing(shortened([cell.rpartition("!")[2] for cell in cells])),
        )


@check(
    "CMRT-K06a",
    Severity.WARN,
    title="All recycled, yet from an area of conflict",
    message="Question 5 says that all {metal} is recycled, question {other} that it comes from {area}.",
    remedy="Correct question 5 or question {other}.",
    reason="Recycled and scrap material has no country of mining to ask about.",
    source="CMRT Declaration D38:D41, D44:D47, D50:D53",
)
def recycled_has_no_origin(s: Subject) -> Iterator[Hit]:
    for metal, _ in metals(s):
        if s.answer(5, metal) == "Yes":
            for other, area in ((3, "a Covered Country"), (4, "another area of conflict or high risk")):
                if s.answer(other, metal) == "Yes":
                    yield at_answer(s, 5, metal, other=other, area=area)
                    break


@check(
    "CMRT-K07",
    Severity.WARN,
    title="Covered Country, but no area of conflict",
    message="Question 3 for {metal} is Yes, so question 4 must be Yes too: a Covered Country is such an area.",
    remedy="Answer question 4 with Yes, or correct question 3.",
    reason="The Covered Countries are among the areas that question 4 asks about.",
    source="CMRT Declaration D44:D47; required by the instructions from version 6.22",
)
def question_4_follows_question_3(s: Subject) -> Iterator[Hit]:
    for metal, _ in metals(s):
        answer = s.answer(4, metal)
        if s.in_scope(metal) and s.answer(3, metal) == "Yes" and answer not in ("Yes", None):
            denied = s.document.layout.question_4_follows_3 and answer == "No"
            yield at_answer(s, 4, metal, severity=Severity.BLOCK if denied else None)


@check(
    "CMRT-K09",
    Severity.WARN,
    title="All smelters identified?",
    message="Question 7 says that all smelters of {metal} are identified, but {against}.",
    remedy="Correct question 7, or complete the Smelter List.",
    reason="The claim and the list contradict each other.",
    source="CMRT Declaration D56:D59, D62:D65, Smelter List",
)
def identified_means_listed(s: Subject) -> Iterator[Hit]:
    for metal, _ in metals(s):
        # A metal without any row is told of by its own check.
        if s.in_scope(metal) and s.answer(7, metal) == "Yes" and (rows := s.rows(metal)):
            if any(row.listed is Listed.NOT_IDENTIFIED for row in rows):
                yield at_answer(s, 7, metal, against="the list says that one is not yet identified")
            elif s.answer(6, metal) in _FEW:
                yield at_answer(s, 7, metal, against="by question 6 half of the suppliers or fewer answered")


@check(
    "CMRT-K10",
    Severity.WARN,
    title="Smelters without an answer",
    message="Question 6 says that no supplier of {metal} answered, but smelters of it are listed in {rows}.",
    remedy="Correct question 6, or say in the comment beside question 8 where the smelters come from.",
    reason="Smelters are known from suppliers' answers; without one the list is a guess.",
    source="CMRT Declaration D56:D59, Smelter List",
)
def listed_means_answered(s: Subject) -> Iterator[Hit]:
    for metal, _ in metals(s):
        named = [row.row for row in s.rows(metal) if row.smelter_id]
        if s.in_scope(metal) and s.answer(6, metal) == "None" and named:
            yield at_answer(s, 6, metal, rows=rows_named(named))


@check(
    "CMRT-Q5",
    Severity.INFO,
    title="Not all smelters are known",
    message="By question 7 or 8, smelters of {metals} are still missing from the list.",
    remedy="Nothing is wrong in the file; send it again once you know more of them.",
    reason="The report must say how complete the answers are.",
    source="CMRT Declaration D62:D65, D68:D71",
)
def all_smelters_are_known(s: Subject) -> Iterator[Hit]:
    open_cells = {
        name: next((s.document.answers[q][metal].cell for q in (7, 8) if s.answer(q, metal) == "No"), None)
        for metal, name in metals(s)
        if s.in_scope(metal)
    }
    named = {name: cell for name, cell in open_cells.items() if cell}
    if named:
        yield at_cell(next(iter(named.values())), metals=listing(named))


@check(
    "CMRT-Q6",
    Severity.INFO,
    title="Not all suppliers answered",
    message="By question 6, not all of your suppliers answered: {shares}.",
    remedy="Nothing is wrong in the file; send it again once more of them have answered.",
    reason="The report must say how complete the answers are; half or fewer is too little to rely on.",
    source="CMRT Declaration D56:D59",
)
def all_suppliers_answered(s: Subject) -> Iterator[Hit]:
    shares: dict[str, list[str]] = {}
    cells = []
    for metal, name in metals(s):
        share = s.answer(6, metal)
        if s.in_scope(metal) and share not in (None, "100%"):
            shares.setdefault(share, []).append(name)
            cells.append(s.document.answers[6][metal].cell)
    if cells:
        severity = Severity.WARN if set(shares) & set(_FEW) else None
        said = "; ".join(f"{share[:1].lower()}{share[1:]} for {listing(of)}" for share, of in shares.items())
        yield at_cell(cells[0], severity=severity, shares=said)


@check(
    "CMRT-Q9",
    Severity.INFO,
    title="No metal at all",
    message="All four metals are declared not to be in the products.",
    remedy="Check once more: solder holds tin, contacts and bond wires gold, many capacitors tantalum.",
    reason="Few products with electronics or metal parts are free of all four.",
    source="CMRT Declaration D26:D35",
)
def something_is_declared(s: Subject) -> Iterator[Hit]:
    if all(s.out_of_scope(metal) for metal, _ in metals(s)):
        yield at_cell(s.document.answers[1][DECLARATION_ORDER[0]].cell)


def _filled(answer: Answer) -> bool:
    return clean(zero_as_empty(answer.raw)) is not None


def _answers(s: Subject) -> Iterator[tuple[str, str, Answer, tuple[str, ...]]]:
    """Every answer: its question, its metal if it has one, and the list it is chosen from."""
    for question, by_metal in s.document.answers.items():
        for metal, answer in by_metal.items():
            yield str(question), metal.lower(), answer, ALLOWED_ANSWERS[question]
    for letter, answer in s.document.company_answers.items():
        yield letter, "", answer, ALLOWED_COMPANY_ANSWERS[letter]


CHECKS = (
    answers_stop_at_the_gate,
    nothing_more_without_metals,
    answers_are_on_the_list,
    answers_are_spelt_as_in_the_list,
    recycled_has_no_origin,
    question_4_follows_question_3,
    identified_means_listed,
    listed_means_answered,
    all_smelters_are_known,
    all_suppliers_answered,
    something_is_declared,
)
