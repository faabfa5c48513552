"""A table of manufacturers as somebody keeps it -> who is wanted in scope; no database.

A row is a manufacturer, or one more contact of it. Columns are found by what they are called, in any order. Whatever is
wrong is said in one go, each problem with its row and column.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cmr.countries import country_code
from cmr.sheets import Unreadable, read_rows
from smelters.columns import head_of

# What teams call the columns, without case and punctuation.
HEADERS: dict[str, frozenset[str]] = {
    "name": frozenset({
        "name", "supplier", "supplier name", "manufacturer", "manufacturer name", "company", "company name",
        "contract manufacturer", "factory",
    }),
    "country": frozenset({"country", "country code", "location", "country region", "country or region"}),
    "contact_name": frozenset({"contact name", "contact", "contact person", "person"}),
    "contact_email": frozenset({
        "contact email", "contact e mail", "email", "e mail", "mail", "email address", "e mail address",
        "contact email address", "contact e mail address",
    }),
    "language": frozenset({"language", "contact language", "lang", "letters in"}),
    "products": frozenset({"product", "products", "makes", "products made", "covered products", "products we buy"}),
    "in_scope": frozenset({"in scope", "scope", "included", "ask", "to be asked", "in scope yes no", "in scope y n"}),
    "reason": frozenset({
        "reason", "why", "exclusion reason", "reason for exclusion", "reason left out", "reason if not in scope",
    }),
}  # fmt: skip
LABELS = {
    "name": "Manufacturer", "country": "Country", "contact_name": "Contact name", "contact_email": "Contact e-mail",
    "language": "Language", "products": "Products", "in_scope": "In scope", "reason": "Reason",
}  # fmt: skip
LIMITS = {"name": 200, "contact_name": 120, "contact_email": 254}
PRODUCT_LIMIT = 200
_LANGUAGES = {
    "en": {"en", "eng", "english", "en us", "en gb", "英文", "英语"},
    "zh-hans": {
        "zh", "zh cn", "zh hans", "cn", "chinese", "simplified chinese", "chinese simplified", "mandarin", "中文",
        "简体中文", "简体", "汉语",
    },
}  # fmt: skip
_YES = {"yes", "y", "true", "1", "in", "x", "in scope", "是"}
_NO = {"no", "n", "false", "0", "out", "out of scope", "not in scope", "excluded", "left out", "否"}


class Person(NamedTuple):
    """A contact; name and language empty: not said."""

    row: int
    email: str
    name: str
    language: str


@dataclass(slots=True)
class Wanted:
    """What the table says of one manufacturer; empty, None: nothing. `row` is where it stands first."""

    row: int
    name: str
    country: str = ""
    people: dict[str, Person] = field(default_factory=dict)
    products: tuple[str, ...] = ()
    in_scope: bool | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ScopeTable:
    """The manufacturers of a table, its captions that mean nothing to us, and what must be mended, in sentences."""

    wanted: tuple[Wanted, ...] = ()
    unknown: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def scope_table(data: bytes, file_name: str) -> ScopeTable:
    """Read a table in CSV (UTF-8, UTF-16 or Windows-1252; comma, semicolon or tab) or .xlsx. Never raises."""
    try:
        table = read_rows(data, file_name)
    except Unreadable as error:
        return ScopeTable(problems=(str(error),))
    head = head_of(table, HEADERS)
    if head.ambiguous:
        return ScopeTable(problems=(head.ambiguous,))
    if "name" not in head.columns:
        return ScopeTable(problems=('No column is called "Manufacturer"; each row needs a manufacturer\'s name.',))
    known = set(head.columns.values())
    unknown = tuple(caption for at, caption in enumerate(head.captions) if caption and at not in known)
    found: dict[str, Wanted] = {}
    problems: list[str] = []
    for number, cells in enumerate(table[head.row + 1 :], head.row + 2):
        if not any(cells):
            continue
        row = dict.fromkeys(HEADERS, "") | {
            key: cells[at] if at < len(cells) else "" for key, at in head.columns.items()
        }
        wrong = list(_wrong(number, row))
        problems += wrong
        if not wrong:
            problems += _joined(number, row, found)
    problems += _two_ways(found.values())
    if not found and not problems:
        problems.append("The table has a head but no row that names a manufacturer.")
    return ScopeTable(tuple(found.values()), unknown, tuple(problems))


def same_name(name: str) -> str:
    """Equal for two spellings of a manufacturer's name that differ in letter case, width or blanks alone."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def language_named(text: str) -> str | None:
    """The code of a language of the letters; "" where none is named, None for one we do not write."""
    words = _words(text)
    return next((code for code, names in _LANGUAGES.items() if words in names), None) if words else ""


def yes_or_no(text: str) -> bool | None:
    """Whether a cell says yes; None where it says neither."""
    words = _words(text)
    return True if words in _YES else False if words in _NO else None


def products_named(text: str) -> tuple[str, ...]:
    """The products of a cell, parted by semicolons."""
    return tuple(dict.fromkeys(name for part in text.split(";") if (name := " ".join(part.split()))))


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))


def _wrong(number: int, row: dict[str, str]) -> Iterator[str]:
    def at(key: str) -> str:
        return f'Row {number}, column "{LABELS[key]}": '

    if not row["name"]:
        yield at("name") + "the manufacturer's name is missing."
    for key, limit in LIMITS.items():
        if len(row[key]) > limit:
            yield at(key) + f"the text is longer than {limit} characters."
    if row["country"] and not country_code(row["country"]):
        yield at("country") + f'"{row["country"]}" is no country we know; write its English name or ISO code.'
    if row["contact_email"] and not _is_address(row["contact_email"]):
        yield at("contact_email") + f'"{row["contact_email"]}" is not an e-mail address.'
    elif row["contact_name"] and not row["contact_email"]:
        yield at("contact_email") + f"the address of {row['contact_name']} is missing."
    if language_named(row["language"]) is None:
        yield at("language") + f'"{row["language"]}" is neither English nor simplified Chinese (en, zh-hans).'
    if row["in_scope"] and yes_or_no(row["in_scope"]) is None:
        yield at("in_scope") + f'"{row["in_scope"]}" is neither yes nor no.'
    if any(len(name) > PRODUCT_LIMIT for name in products_named(row["products"])):
        yield at("products") + f"a product's name is longer than {PRODUCT_LIMIT} characters; part them by semicolons."


def _joined(number: int, row: dict[str, str], found: dict[str, Wanted]) -> Iterable[str]:
    """Add a row to its manufacturer; what contradicts an earlier row is a problem."""
    one = found.setdefault(same_name(row["name"]), Wanted(number, row["name"]))
    given: dict[str, object] = {
        "country": country_code(row["country"]) or "",
        "in_scope": yes_or_no(row["in_scope"]),
        "reason": row["reason"],
    }
    problems = [
        f'Row {number}, column "{LABELS[key]}": {one.name} has another answer in row {one.row}.'
        for key, value in given.items()
        if value not in ("", None) and getattr(one, key) not in ("", None, value)
    ]
    for key, value in given.items():
        if value not in ("", None):
            setattr(one, key, value)
    one.products = tuple(dict.fromkeys((*one.products, *products_named(row["products"]))))
    if row["contact_email"]:
        person = Person(
            number, row["contact_email"].lower(), row["contact_name"], language_named(row["language"]) or ""
        )
        problems += _two_ways([one, Wanted(number, one.name, people={person.email: person})])
        known = one.people.get(person.email, person)
        one.people[person.email] = known._replace(
            name=known.name or person.name, language=known.language or person.language
        )
    return problems


def _two_ways(found: Iterable[Wanted]) -> Iterator[str]:
    """A person is one person, for however many manufacturers."""
    said: dict[tuple[str, str], tuple[str, int]] = {}
    for one in found:
        for email, person in one.people.items():
            for key in ("name", "language"):
                value = getattr(person, key)
                before, row = said.setdefault((email, key), (value, person.row)) if value else ("", 0)
                if value and value != before:
                    label = LABELS["contact_name" if key == "name" else key]
                    yield f'Row {person.row}, column "{label}": row {row} says something else of {email}.'


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def example_rows() -> Sequence[Sequence[str]]:
    """Rows that show how the template is filled."""
    made = "Product A; Product B"
    return [
        ["Example Assembly Ltd.", "TW", "Lin Example", "lin@assembly.example", "zh-hans", made, "yes", ""],
        ["Example Boards Inc.", "US", "Kim Example", "kim@boards.example", "en", "", "no", "Distributor only"],
    ]
