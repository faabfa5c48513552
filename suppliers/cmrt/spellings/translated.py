"""The template's own translations of its answers: sheet L, rows of Declaration!B96 to B111, columns D to M."""

from dataclasses import dataclass
from functools import cached_property

from suppliers.cmrt.cells import Sheet
from suppliers.cmrt.layouts.addresses import ALLOWED_ANSWERS, ALLOWED_COMPANY_ANSWERS, DECLARATION
from suppliers.cmrt.spellings import english_answer
from suppliers.cmrt.texts import likeness, stored_text

_LISTS = (*ALLOWED_ANSWERS[3], *ALLOWED_ANSWERS[6], *ALLOWED_COMPANY_ANSWERS["E"], *ALLOWED_COMPANY_ANSWERS["H"])
_ENGLISH = {f"B{row}": answer for row, answer in enumerate(_LISTS, 96)}
_LANGUAGE_COLUMNS = range(4, 14)


@dataclass(frozen=True)
class Translations:
    """What a file's sheet L tells of an answer that is none of ours; the sheet is read only when one is asked for."""

    labels: Sheet

    def english(self, text: str, allowed: tuple[str, ...]) -> str | None:
        """The entry of `allowed` that a cleaned text stands for, or None."""
        known = english_answer(text, allowed)
        return known or next((answer for answer in self._words.get(likeness(text), ()) if answer in allowed), None)

    @cached_property
    def _words(self) -> dict[str, list[str]]:
        words: dict[str, list[str]] = {}
        for row in self.labels.lines:
            english = _ENGLISH.get(stored_text(self.labels.cell(row, 3).value))
            if english and self.labels.cell(row, 2).value == DECLARATION:
                for column in _LANGUAGE_COLUMNS:
                    if key := likeness(stored_text(self.labels.cell(row, column).value)):
                        words.setdefault(key, []).append(english)
        return words
