"""The Declaration: company fields, scope, date, questions 1-8 per metal and A-H for the company."""

from collections.abc import Mapping

from cmr.vocab import DECLARATION_ORDER, Metal
from suppliers.cmrt.dates import read_date
from suppliers.cmrt.document import Answer, EffectiveDate, Field, Problem
from suppliers.cmrt.layouts.addresses import (
    ALLOWED_ANSWERS,
    ALLOWED_COMPANY_ANSWERS,
    COMPANY_FIELDS,
    COMPANY_QUESTIONS,
    EFFECTIVE_DATE,
    QUESTIONS,
    SCOPES,
    question_row,
)
from suppliers.cmrt.layouts.moved import address_in
from suppliers.cmrt.spellings.translated import Translations
from suppliers.cmrt.texts import clean, clean_lines, likeness, zero_as_empty
from suppliers.cmrt.workbook import Sheet

_MANY_LINES = {"address", "scope_description"}


def read_field(sheet: Sheet, ref: str, *, lines: bool = False) -> Field:
    """One cell as stored and as text; the number 0 stands for nothing."""
    cell = sheet.value(ref)
    value = zero_as_empty(cell.value)
    return Field(_place(sheet, ref), cell.value, clean_lines(value) if lines else clean(value), cell.error)


def _place(sheet: Sheet, ref: str) -> str:
    return f"{sheet.name}!{address_in(sheet, ref)}"


def read_company(sheet: Sheet) -> dict[str, Field]:
    return {name: read_field(sheet, ref, lines=name in _MANY_LINES) for name, ref in COMPANY_FIELDS.items()}


def scope_letter(field: Field) -> str | None:
    """A, B or C by the entry of the list, by its letter, or by its words without the letter; else None."""
    if field.text is None:
        return None
    key = likeness(field.text)
    for letter, entry in SCOPES.items():
        if key in (likeness(entry), likeness(entry[2:]), letter.casefold()):
            return letter
    # Anything else that begins with "A." keeps its letter; that it is off the list is a finding.
    first = field.text[:2].upper()
    return first[0] if first in ("A.", "B.", "C.") else None


def read_effective_date(sheet: Sheet, *, epoch_1904: bool) -> tuple[EffectiveDate, list[Problem]]:
    cell = sheet.value(EFFECTIVE_DATE)
    place = _place(sheet, EFFECTIVE_DATE)
    date = read_date(cell.value, epoch_1904=epoch_1904)
    problems = []
    if date is None and clean(zero_as_empty(cell.value)):
        problems.append(Problem(place, "The effective date cannot be read as one certain day."))
    elif isinstance(cell.value, str):
        problems.append(Problem(place, "The effective date is text, not a date of Excel; it was read as written."))
    return EffectiveDate(place, cell.value, date, cell.error), problems


def read_answers(sheet: Sheet, words: Translations) -> dict[int, Mapping[Metal, Answer]]:
    return {
        question: {
            metal: _answer(sheet, question_row(question, metal), ALLOWED_ANSWERS[question], words)
            for metal in DECLARATION_ORDER
        }
        for question in QUESTIONS
    }


def read_company_answers(sheet: Sheet, words: Translations) -> dict[str, Answer]:
    return {
        letter: _answer(sheet, row, ALLOWED_COMPANY_ANSWERS[letter], words) for letter, row in COMPANY_QUESTIONS.items()
    }


def _answer(sheet: Sheet, row: int, allowed: tuple[str, ...], words: Translations) -> Answer:
    cell, comment = sheet.value(f"D{row}"), sheet.value(f"G{row}")
    text = clean(zero_as_empty(cell.value))
    return Answer(
        cell=_place(sheet, f"D{row}"),
        raw=cell.value,
        answer=words.english(text, allowed) if text else None,
        comment_cell=_place(sheet, f"G{row}"),
        comment_raw=comment.value,
        comment=clean_lines(zero_as_empty(comment.value)),
        error=cell.error,
    )
