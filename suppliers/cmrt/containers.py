"""What kind of file the bytes are, and how each kind is read."""

import datetime
import io
import re
import zipfile
from xml.parsers import expat

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from suppliers.cmrt.workbook import Sheet, Unreadable, Value, Workbook, split_reference


def _plain(value: object) -> Value:
    if value == "" and isinstance(value, str):
        return None
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    return None


def _flags(xml: bytes) -> tuple[frozenset[tuple[int, int]], dict[tuple[int, int], str]]:
    formulas, errors = set(), {}
    at, kind, text = (0, 0), "", []

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal at, kind
        name = name.rpartition(":")[2]
        if name == "c":
            at, kind = split_reference(attributes["r"]), attributes.get("t", "")
        elif name == "f":
            formulas.add(at)
        text.clear()

    def end(name: str) -> None:
        if kind == "e" and name.rpartition(":")[2] == "v":
            errors[at] = "".join(text)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text.append
    parser.Parse(xml, True)
    return frozenset(formulas), errors


def read(data: bytes) -> Workbook:
    """Bytes to a workbook."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        package = zipfile.ZipFile(io.BytesIO(data))
        rels = package.read("xl/_rels/workbook.xml.rels").decode()
        targets = {}
        for tag in re.findall(r"<Relationship [^>]*>", rels):
            found = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            targets[found["Id"]] = found["Target"]
        ids = dict(re.findall(r'<sheet name="([^"]*)"[^>]* r:id="([^"]*)"', package.read("xl/workbook.xml").decode()))
        sheets = {}
        for meta in book.sheets_metadata:
            values = [
                [_plain(v) for v in row] for row in book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
            ]
            target = targets[ids[meta.name]]
            formulas, errors = _flags(package.read(target.lstrip("/") if target[0] == "/" else "xl/" + target))
            sheets[meta.name] = Sheet(meta.name, meta.visible != SheetVisibleEnum.Visible, values, formulas, errors)
        return Workbook(sheets)
    except Exception as error:
        raise Unreadable("corrupt_archive", "This file cannot be opened as a workbook.") from error
