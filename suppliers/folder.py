"""A reporting year as a team keeps it in a folder: registrant.json, suppliers.csv, status lists, workbooks.

Reads files and nothing else; what cannot be used raises BadFolder with a sentence that says what to do.
"""

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from suppliers.scope_table import language_named, products_named, yes_or_no

WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".xlsb"}
LISTS = {".csv", ".xlsx"}

# What teams call the columns of their supplier list.
HEADINGS = {
    "name": {"name", "supplier", "supplier name", "manufacturer", "manufacturer name", "company", "company name"},
    "contact_name": {"contact name", "contact", "contact person"},
    "contact_email": {"contact email", "contact e mail", "email", "e mail", "mail", "email address", "e mail address"},
    "country": {"country", "country code"},
    "file": {"file", "file name", "filename", "cmrt", "cmrt file", "workbook"},
    "language": {"language", "contact language"},
    "products": {"products"},
    "in_scope": {"in scope"},
    "reason": {"reason"},
}

REGISTRANT = {
    "name": ("name",),
    "state_of_incorporation": ("state_of_incorporation",),
    "commission_file_number": ("commission_file_number",),
    "ein": ("irs_employer_identification_number",),
    "contact_name": ("contact", "name"),
    "contact_title": ("contact", "title"),
    "contact_phone": ("contact", "phone"),
    "signatory_name": ("signatory", "name"),
    "signatory_title": ("signatory", "title"),
    "disclosure_url": ("disclosure_url",),
    "policy_url": ("policy_url",),
    "overview": ("overview",),
}


class BadFolder(Exception):
    """The folder cannot be taken over; the text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person who answers; language empty: not said."""

    email: str
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A manufacturer of suppliers.csv. `left_out` is the reason why it is not asked; empty for one that is."""

    name: str
    country: str
    file: Path | None
    contacts: tuple[Contact, ...] = ()
    products: tuple[str, ...] = ()
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class ListFile:
    """A status list, with the day its file name gives, if any."""

    path: Path
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Folder:
    """What lies in the folder. `strays` are workbooks that no row names; `problems` are sentences about single rows."""

    path: Path
    registrant: Mapping[str, Any] | None
    covered_products: str
    asked: tuple[Asked, ...]
    lists: tuple[ListFile, ...]
    strays: tuple[Path, ...]
    problems: tuple[str, ...]


def read_folder(path: Path) -> Folder:
    """Everything in the folder but the workbooks' contents. Raises BadFolder."""
    if not (path / "suppliers.csv").is_file():
        raise BadFolder(f"{path} has no suppliers.csv; it lists who was asked, one manufacturer a line.")
    asked, problems = _asked(path)
    registrant = _registrant(path / "registrant.json")
    named = {row.file for row in asked}
    strays = sorted(file for file in (path / "cmrt").glob("*") if _is_workbook(file) and file not in named)
    lists = sorted(file for file in path.glob("status_list*") if file.suffix.lower() in LISTS)
    return Folder(
        path=path,
        registrant=registrant
        and {key: _text(registrant, keys) for key, keys in REGISTRANT.items()}
        | {"address": _address(registrant)}
        | _office(registrant),
        covered_products=_text(registrant or {}, ("covered_products",)),
        asked=asked,
        lists=tuple(ListFile(file, _day(file.stem)) for file in lists),
        strays=tuple(strays),
        problems=problems,
    )


def _asked(path: Path) -> tuple[tuple[Asked, ...], tuple[str, ...]]:
    rows: dict[str, Asked] = {}
    problems = []
    for line, row in _table(path / "suppliers.csv"):
        if not any(row.values()):
            continue
        if not row["name"]:
            problems.append(f"Line {line} of suppliers.csv names no manufacturer.")
            continue
        file = _file(path, row["file"])
        if row["file"] and file is None:
            problems.append(f'{row["name"]}: suppliers.csv names "{row["file"]}", and there is no such file.')
        known = rows.get(row["name"])
        if known and known.file and file and known.file != file:
            problems.append(f"{row['name']} stands in suppliers.csv twice with two files; the first is taken.")
            continue
        language, left_out = (
            language_named(row["language"]),
            row["reason"] if yes_or_no(row["in_scope"]) is False else "",
        )
        if language is None:
            problems.append(f'{row["name"]}: "{row["language"]}" is neither English nor simplified Chinese.')
        if yes_or_no(row["in_scope"]) is False and not left_out:
            problems.append(f"{row['name']} is not in scope, and no reason is given; it is asked.")
        contacts = known.contacts if known else ()
        if row["contact_email"]:
            contacts += (Contact(row["contact_email"], row["contact_name"], language or ""),)
        products = products_named(row["products"])
        rows[row["name"]] = Asked(
            name=row["name"],
            country=row["country"] or (known.country if known else ""),
            file=file or (known and known.file),
            contacts=contacts,
            products=tuple(dict.fromkeys((known.products if known else ()) + products)),
            left_out=left_out or (known.left_out if known else ""),
        )
    return tuple(rows.values()), tuple(problems)


def _table(path: Path) -> list[tuple[int, dict[str, str]]]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")  # what Excel saves as plain "CSV"
    head = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    columns = [_heading(cell) for cell in next(rows, [])]
    if "name" not in columns:
        raise BadFolder('suppliers.csv has no column "name" with the manufacturers\' names.')
    empty = dict.fromkeys(HEADINGS, "")
    return [
        (rows.line_num, empty | {key: cell.strip() for key, cell in zip(columns, row, strict=False) if key})
        for row in rows
    ]


def _heading(cell: str) -> str:
    words = " ".join(re.split(r"[\s_\-]+", cell.strip().lower()))
    return next((key for key, spellings in HEADINGS.items() if words in spellings), "")


def _file(path: Path, name: str) -> Path | None:
    """The file a row names, from the folder or from its cmrt/; None when it names none that is there."""
    places = [path / name, path / "cmrt" / name] if name else []
    return next((place for place in places if place.is_file()), None)


def _is_workbook(file: Path) -> bool:
    return file.suffix.lower() in WORKBOOKS and not file.name.startswith(("~$", "."))


def _registrant(path: Path) -> dict[str, Any] | None:
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_text("utf-8-sig"))
    except ValueError as error:
        raise BadFolder(f"registrant.json is not JSON: {error}") from None
    if not isinstance(found, dict) or not _text(found, ("name",)):
        raise BadFolder('registrant.json has no "name", the company that files.')
    return found


def _text(found: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    value: Any = found
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return str(value).strip() if value is not None else ""


def _address(found: Mapping[str, Any]) -> str:
    lines = found.get("address") or []
    return "\n".join(str(line).strip() for line in ([lines] if isinstance(lines, str) else lines))


def _office(found: Mapping[str, Any]) -> dict[str, date]:
    """Since when the signatory is an executive officer, where the file says so; else what is entered stays."""
    since = _day(_text(found, ("signatory", "since")))
    return {"signatory_since": since} if since else {}


def _day(text: str) -> date | None:
    """The day in a file name: status_list_2021-04-30."""
    found = re.search(r"(\d{4})[-_]?(\d{2})[-_]?(\d{2})", text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
