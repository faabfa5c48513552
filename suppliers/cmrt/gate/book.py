"""The workbook part and the cell formats: counted, and reduced to what cells need."""

from collections.abc import Sequence
from dataclasses import dataclass

from suppliers.cmrt.gate import bounds
from suppliers.cmrt.gate.bounds import Budget
from suppliers.cmrt.gate.markup import walk
from suppliers.cmrt.gate.names import LINKS, MAIN, local_name
from suppliers.cmrt.gate.refusal import refuse

_TRUE = ("1", "true")
_GENERAL = "0"


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it; `link` is the id of its relationship."""

    name: str
    hidden: bool
    link: str


@dataclass(frozen=True, slots=True)
class Book:
    sheets: Sequence[SheetEntry]
    epoch_1904: bool


def read_book(data: bytes, budget: Budget) -> Book:
    """The sheets in order and the date system; sheet names are unique without regard to case."""
    sheets: list[SheetEntry] = []
    names = 0
    epoch = False

    def opened(depth: int, name: str, attributes: dict[str, str]) -> None:
        nonlocal names, epoch
        local = local_name(name, MAIN)
        if depth == 1 and local != "workbook":
            refuse("malformed_package")
        if local == "sheet":
            link = next((attributes[key] for uri in LINKS if (key := f"{uri} id") in attributes), "")
            hidden = attributes.get("state", "visible") != "visible"
            sheets.append(SheetEntry(attributes.get("name", ""), hidden, link))
        elif local == "definedName":
            names += 1
        elif local == "workbookPr":
            epoch = attributes.get("date1904") in _TRUE
        if len(sheets) > bounds.SHEETS or names > bounds.NAMES:
            refuse("limit_exceeded")

    walk(data, budget, opened)
    if not sheets or len({sheet.name.casefold() for sheet in sheets}) < len(sheets):
        refuse("malformed_package")
    return Book(sheets, epoch)
