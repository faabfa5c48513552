"""What is to be filled in: frozen values, taken from the JSON that `read` prints or built by hand."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cmr.vocab import Metal, metal_named
from suppliers.cmrt.document import Listed
from suppliers.cmrt.layouts.addresses import COMPANY_FIELDS, COMPANY_QUESTIONS, QUESTIONS
from suppliers.cmrt.writer.errors import NotFillable


@dataclass(frozen=True, slots=True)
class Given:
    """An answer in the words of the list, and a comment; either may be missing."""

    answer: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class SmelterEntry:
    """One smelter. `listed` None lets the template's Smelter Look-up decide how the row is filled."""

    metal: Metal | None = None
    smelter_id: str | None = None
    name: str | None = None
    lookup: str | None = None
    standard_name: str | None = None
    country: str | None = None
    listed: Listed | None = None
    source: str | None = None
    street: str | None = None
    city: str | None = None
    state: str | None = None
    contact_name: str | None = None
    contact_email: str | None = None
    next_steps: str | None = None
    mines: str | None = None
    mine_countries: str | None = None
    recycled: str | None = None
    comments: str | None = None


@dataclass(frozen=True, slots=True)
class ProductEntry:
    """One product; a declaration by products needs the number of the first."""

    number: str | None = None
    name: str | None = None
    comments: str | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """A whole declaration; what is None or left out stays an empty cell.

    `company` is keyed by the field names of `read`, `answers` by question and metal, `company_answers` by letter.
    """

    language: str | None = "English"
    company: Mapping[str, str] = field(default_factory=dict)
    scope: str | None = None
    effective_date: datetime.date | None = None
    answers: Mapping[int, Mapping[Metal, Given]] = field(default_factory=dict)
    company_answers: Mapping[str, Given] = field(default_factory=dict)
    smelters: tuple[SmelterEntry, ...] = ()
    products: tuple[ProductEntry, ...] = ()

    def answer(self, question: int, metal: Metal) -> Given:
        return self.answers.get(question, {}).get(metal, Given())


def from_json(given: Any) -> Declaration:
    """A declaration from the JSON of `read` or `check`; raises NotFillable. Keys it does not know are passed over."""
    given = _mapping(given, "The declaration")
    answers = {
        _question(question): {
            _metal(metal, f"Question {question}"): _given(answer, f"Question {question} for {metal}")
            for metal, answer in _mapping(by_metal, f"Question {question}").items()
        }
        for question, by_metal in _mapping(given.get("answers"), "answers").items()
    }
    company = {
        name: text
        for name, value in _mapping(given.get("company"), "company").items()
        if (text := _text(value, f"The company field {name}")) is not None
    }
    if unknown := sorted(set(company) - set(COMPANY_FIELDS)):
        raise NotFillable(f"A CMRT has no company field {unknown[0]!r}; it has {', '.join(COMPANY_FIELDS)}.")
    return Declaration(
        language=_text(given.get("language", "English"), "The language"),
        company=company,
        scope=_text(given.get("scope"), "The scope"),
        effective_date=_date(given.get("effective_date")),
        answers=answers,
        company_answers={
            _letter(letter): _given(answer, f"Question {letter}")
            for letter, answer in _mapping(given.get("company_answers"), "company_answers").items()
        },
        smelters=tuple(_smelter(item, n) for n, item in enumerate(_items(given.get("smelters"), "smelters"), 1)),
        products=tuple(_product(item, n) for n, item in enumerate(_items(given.get("products"), "products"), 1)),
    )


def _mapping(value: Any, name: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise NotFillable(f"{name} must be a JSON object with names and values.")
    return value


def _items(value: Any, name: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise NotFillable(f"{name} must be a JSON list.")
    return value


def _text(value: Any, name: str) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise NotFillable(f"{name} must be a text.")
    text = str(value)
    if len(text) > _LONGEST:
        raise NotFillable(f"{name} has {len(text)} characters; a cell holds {_LONGEST}.")
    return text if text.strip() else None


_LONGEST = 32_767


def _date(value: Any) -> datetime.date | None:
    if value is None or isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise NotFillable(f"The effective date {value!r} is no day of the calendar; write it as 2025-12-31.") from None


def _question(text: str) -> int:
    if text not in {str(question) for question in QUESTIONS}:
        raise NotFillable(f"A CMRT has no question {text!r}; it has 1 to 8 for each metal.")
    return int(text)


def _letter(text: str) -> str:
    if text not in COMPANY_QUESTIONS:
        raise NotFillable(f"A CMRT has no question {text!r} about the company; it has A to H.")
    return text


def _metal(value: Any, where: str) -> Metal:
    metal = metal_named(value) if isinstance(value, str) else None
    if metal is None:
        raise NotFillable(f"{where} names {value!r}, and a CMRT is about tantalum, tin, gold and tungsten.")
    return metal


def _given(value: Any, name: str) -> Given:
    """An answer as `read` prints it, or the bare word."""
    if not isinstance(value, dict):
        return Given(_text(value, name))
    return Given(_text(value.get("answer"), name), _text(value.get("comment"), f"The comment on {name}"))


def _smelter(value: Any, position: int) -> SmelterEntry:
    where = f"Smelter {position}"
    given = _mapping(value, where)
    texts = {name: _text(given.get(name), f"{where}: {name}") for name in _SMELTER_TEXTS}
    listed = given.get("listed")
    if listed is not None and listed not in set(Listed):
        raise NotFillable(f"{where} is {listed!r}; a smelter is {', '.join(Listed)}.")
    metal = given.get("metal")
    return SmelterEntry(
        metal=None if metal is None else _metal(metal, where), listed=Listed(listed) if listed else None, **texts
    )


def _product(value: Any, position: int) -> ProductEntry:
    where = f"Product {position}"
    given = _mapping(value, where)
    number, name, comments = (_text(given.get(key), f"{where}: {key}") for key in ("number", "name", "comments"))
    return ProductEntry(number, name, comments)


_SMELTER_TEXTS = (
    "smelter_id", "name", "lookup", "standard_name", "country", "source", "street", "city", "state", "contact_name",
    "contact_email", "next_steps", "mines", "mine_countries", "recycled", "comments",
)  # fmt: skip
