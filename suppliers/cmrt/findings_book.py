"""The findings as a workbook for the manufacturer: what is wrong, where, what it says now, what to do."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cmr.tables import Table, workbook_bytes

WEIGHTS = {"block": "Must be corrected", "warn": "Please check", "info": "For information"}
_HEADER = ("No.", "What is wrong", "Sheet", "Cell", "It says now", "What to do", "Weight")
_OPEN_HEADER = ("No.", "Sheet", "Cell", "What to do")
_OPEN_WIDTHS = (6, 14, 8, 80)
_WIDTHS = (6, 46, 14, 8, 26, 46, 17)


def findings_book(findings: Sequence[Mapping[str, Any]], document: Mapping[str, Any]) -> bytes:
    """An .xlsx file with the heaviest findings first; both arguments as `check` prints them.

    A second sheet lists the fields that the workbook's own Checker still asks for, where there are any.
    """
    order = list(WEIGHTS)
    ranked = sorted(findings, key=lambda finding: order.index(finding["severity"]))
    values = values_by_cell(document)
    rows = [
        (
            number,
            finding["message"],
            finding["sheet"],
            finding["cell"],
            values.get(f"{finding['sheet']}!{finding['cell']}"),
            finding["remedy"],
            WEIGHTS[finding["severity"]],
        )
        for number, finding in enumerate(ranked, 1)
    ]
    tables = [Table("Findings", _HEADER, rows, widths=_WIDTHS, lead=tuple(_lead(ranked, document)))]
    if items := document.get("checker", {}).get("items"):
        open_fields = [(n, *item["cell"].split("!"), item["message"]) for n, item in enumerate(items, 1)]
        tables.append(
            Table("Open fields", _OPEN_HEADER, open_fields, widths=_OPEN_WIDTHS, lead=("Required fields still open",))
        )
    return workbook_bytes(*tables)


def _lead(findings: Sequence[Mapping[str, Any]], document: Mapping[str, Any]) -> Iterator[str]:
    company = document["company"].get("name") or "a company that gives no name"
    yield f"What was found in the CMRT of {company}, version {document['version']}"
    counts = [f"{sum(f['severity'] == key for f in findings)} {WEIGHTS[key].lower()}" for key in WEIGHTS]
    yield ", ".join(counts) + "." if findings else "Nothing was found: there is nothing to correct."
    if findings:
        yield "Please correct the cells in your own workbook and send it again; this list is not to be sent back."


def values_by_cell(document: Mapping[str, Any]) -> dict[str, str | None]:
    """What stands in the cells that a finding may point at, by address such as "Declaration!D8"."""
    cells = document["company_cells"]
    values = {cells[name]: value for name, value in document["company"].items()}
    values["Declaration!D3"] = document["language"]
    values["Declaration!D9"] = document["scope_raw"]
    values["Declaration!D22"] = document["effective_date_raw"]
    answers = [answer for by_metal in document["answers"].values() for answer in by_metal.values()]
    for answer in (*answers, *document["company_answers"].values()):
        values[answer["cell"]] = None if answer["raw"] is None else str(answer["raw"])
        values[answer["cell"].replace("!D", "!G")] = answer["comment"]
    for smelter in document["smelters"]:
        said = {"smelter_id": smelter["typed_id"]}
        for name, cell in smelter["cells"].items():
            values[cell] = values.get(cell) or said.get(name, smelter.get(name))
    for product in document["products"]:
        for column, name in (("B", "number"), ("C", "name"), ("D", "comments")):
            values[f"Product List!{column}{product['row']}"] = product[name]
    return values
