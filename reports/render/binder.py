"""The support binder as PDF: the mark on each page, a summary, then each facility with its evidence, then the tables.

`page` is pure and gives HTML; it is set in a child process like the report. As a row of a table, a line of evidence
costs some 4 ms and 90 kB to set: past FULL_LINES manufacturers' cells run on, led by the number of their file in the
list of CMRTs; past MOST_LINES, and MOST_ROWS of any other table, a sentence says how many stand in the workbook alone.
"""

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape
from itertools import groupby, islice
from typing import Any

from cmr.tables import CONTROL, Table
from reports.render.pdf import ROOT, limit, set_in_child, write_pdf

STYLE = ROOT / "reports" / "static" / "reports" / "binder.css"
FULL_LINES, MOST_LINES, MOST_ROWS = 3_000, 60_000, 6_000

Facts = Mapping[str, Any]
# Shares of the width in percent, for tables whose columns are of unlike length.
_WIDTHS = {
    "Documents": (44, 10, 46),
    "Status lists": (34, 20, 12, 34),
    "CMRTs": (5, 25, 24, 28, 6, 4, 8),
    "Names not counted": (8, 24, 16, 10, 16, 26),
    "Names decided": (7, 17, 8, 13, 17, 20, 9, 9),
    "Statuses corrected": (7, 8, 20, 12, 8, 27, 9, 9),
    "Due diligence": (8, 15, 14, 44, 19),
    "Decisions": (9, 8, 9, 10, 7, 7, 24, 18, 8),
    "Approvals": (10, 11, 14, 33, 12, 20),
    "Letters": (11, 18, 23, 36, 12),
}


def render(html: str) -> bytes:
    """The PDF of a page, in a child process; the same page gives the same bytes. Raises RenderFailed."""
    content = html.encode()
    return set_in_child("reports.render.binder", content, hashlib.sha256(content).hexdigest())


def page(mark: str, lead: Sequence[str], facts: Facts, tables: Iterable[Table]) -> str:
    tables = list(tables)
    lines = sum(len(row["sources"]) for row in facts["annex"])
    return "".join(
        (
            '<!DOCTYPE html><html lang="en-US"><head><meta charset="utf-8">',
            "<title>Support binder, not for filing</title>",
            f'</head><body><p class="runner">{_text(facts["filer"]["name"])}, calendar year {facts["year"]}</p>',
            *_summary(lead, facts, lines, tables),
            *_facilities(facts, lines),
            *(chunk for table in tables for chunk in _table(table)),
            "</body></html>",
        )
    )


def _summary(lead: Sequence[str], facts: Facts, lines: int, tables: Sequence[Table]) -> Iterator[str]:
    yield '<section class="summary"><h1>Support binder</h1>'
    for number, sentence in enumerate(lead):
        yield f'<p class="{"mark" if number == 0 else "lead"}">{_text(sentence)}</p>'
    yield (
        "<p>It leads each line of Annex I to the status list behind its status, and to the manufacturers that name the "
        "facility: the file by its sha256, the sheet and the cells. Then it lists what was decided, by whom and why. "
        "The workbook of the same name holds the same rows for sorting.</p>"
    )
    counts = {
        "Facilities in Annex I": len(facts["annex"]),
        "Lines of evidence": lines,
        "Accepted CMRTs": len(facts["files"]),
        "Manufacturers asked": facts["surveyed"],
        "Manufacturers accepted": facts["accepted"],
        "Names not found in the register": len(facts["unresolved"]),
        "Names left out by decision": len(facts["excluded"]),
    }
    yield '<table class="counts"><tbody>'
    yield from (f"<tr><td>{name}</td><td>{count:,}</td></tr>" for name, count in counts.items())
    yield "</tbody></table><h2>What follows</h2><ol>"
    yield '<li><a href="#facilities">Facilities and their evidence</a></li>'
    yield from (f'<li><a href="#{_anchor(table)}">{_text(table.title)}</a></li>' for table in tables)
    yield "</ol></section>"


def _facilities(facts: Facts, lines: int) -> Iterator[str]:
    yield '<section><h1 id="facilities">Facilities and their evidence</h1>'
    if not facts["annex"]:
        yield "<p>No accepted CMRT names a facility.</p>"
    if lines > MOST_LINES:
        yield (
            f'<p class="cut">There are {lines:,} lines of evidence, more than a PDF holds; they stand in the sheet '
            "Trace of the workbook. Here each facility has the number of its manufacturers.</p>"
        )
    elif lines > FULL_LINES:
        yield (
            '<p class="cut">The figure in brackets is the number of the file in the list of CMRTs, which has the '
            "manufacturer, the file's name and its sha256. All cells are of the sheet that is named first.</p>"
        )
    for metal, rows in groupby(facts["annex"], key=lambda row: row["metal"]):
        yield f"<h2>{_text(metal)}</h2>"
        for row in rows:
            yield f'<div class="facility">{"".join(_head(row))}</div>'
            if lines <= FULL_LINES:
                yield from _evidence(row, facts["files"])
            elif lines <= MOST_LINES:
                yield from _running(row)
    yield "</section>"


def _head(row: Facts) -> Iterator[str]:
    yield f"<h3>{_text(row['smelter_id'])} {_text(row['name'])}, {_text(row['country'] or 'country not known')}</h3>"
    basis = f"{row['list_name']}, {_cell(_day(row['list_date']))}" if row["list_date"] else ""
    basis = basis or ("corrected by the team" if row["corrected"] else "no list covers this metal")
    reasons = "; ".join(str(reason["flag"]).replace("_", " ") for reason in row["reasons"])
    count = row["manufacturers"]
    told = [
        f"{row['status_label']} ({basis})",
        f"{count} manufacturer{'' if count == 1 else 's'}",
        f"Grade {row['grade']}{f': {reasons}' if reasons else ''}" if row["grade"] else "",
        "Recycler by decision" if row["recycler"] else "",
        "Closed, its stock was used" if row["closed"] else "",
    ]
    yield f"<p>{_text('. '.join(filter(None, told)))}.</p>"


def _evidence(row: Facts, files: Sequence[Facts]) -> Iterator[str]:
    yield '<table class="evidence"><colgroup><col style="width:25%"><col style="width:25%"><col style="width:30%">'
    yield '<col style="width:20%"></colgroup><tbody>'
    for index, address in row["sources"]:
        file = files[index]
        names = f"<td>{_text(file['supplier'])}</td><td>{_text(file['file_name'])}</td>"
        yield f'<tr>{names}<td class="hash">{file["sha256"]}</td><td>{_text(address.replace("!", ": ", 1))}</td></tr>'
    yield "</tbody></table>"


def _running(row: Facts) -> Iterator[str]:
    """Cells only, each led by its file's number, the sheet named once."""
    sheets = groupby(row["sources"], key=lambda source: source[1].rpartition("!")[0])
    for sheet, sources in sheets:
        told = "; ".join(f"[{index + 1}]\u00a0{address.rpartition('!')[2]}" for index, address in sources)
        yield f'<p class="running">{_text(sheet)}: {_text(told)}</p>'


def _table(table: Table) -> Iterator[str]:
    rows = iter(table.rows)
    shown, more = list(islice(rows, MOST_ROWS)), sum(1 for _ in rows)
    yield f'<section><h1 id="{_anchor(table)}">{_text(table.title)}</h1>'
    if not shown:
        yield "<p>None.</p></section>"
        return
    header = list(table.header)
    if table.title == "CMRTs":
        header, shown = ["No.", *header], [(number, *row) for number, row in enumerate(shown, 1)]
    widths = _WIDTHS.get(table.title, ())
    yield '<table class="listed"><colgroup>' + "".join(f'<col style="width:{width}%">' for width in widths)
    yield "</colgroup><thead><tr>" + "".join(f"<th>{_text(name)}</th>" for name in header) + "</tr></thead><tbody>"
    hashes = {number for number, name in enumerate(header) if "sha256" in name or name == "Snapshot"}
    for row in shown:
        cells = (
            f"<td{' class=hash' if number in hashes else ''}>{_cell(value)}</td>" for number, value in enumerate(row)
        )
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table>"
    if more:
        yield f'<p class="cut">{more:,} more rows stand in the sheet {_text(table.title)} of the workbook.</p>'
    yield "</section>"


def _anchor(table: Table) -> str:
    return table.title.lower().replace(" ", "-")


def _day(value: str) -> date:
    return date.fromisoformat(value)


def _cell(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return "" if value is None else f"{value:,}" if isinstance(value, int) else _text(value)


def _text(value: Any) -> str:
    return escape(CONTROL.sub("", str(value)))


def main() -> None:
    limit()
    html = sys.stdin.buffer.read().decode()
    # Untagged: a binder is looked things up in, and tags would cost half as much again.
    sys.stdout.buffer.write(write_pdf(html, bytes.fromhex(sys.argv[1]), STYLE, variant=None))


if __name__ == "__main__":
    main()
