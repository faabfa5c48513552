"""The report's tree as the HTML that WeasyPrint sets; pure. Every text is escaped, and nothing else comes in."""

import re
from collections.abc import Iterator
from html import escape as escaped

from reports.document import CHECKED, Block, Bullets, Cell, Heading, Paragraph, Part, Report, Table, contents, plain

# Words that must not part at a line's end: a month from its day, a word from the number that names it.
_TOGETHER = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Annex|Item|Items|Exhibit|Rule|Section|Step) (?=[\dI])"
)
_COLUMNS = re.compile(r"</?colgroup>|<col style=[^>]*>")
DRAFT_MARK = "Draft – not for filing"


def escape(text: str) -> str:
    """A text as HTML, with its inseparable words held together."""
    return escaped(_TOGETHER.sub("\\1\u00a0", text))


def page(report: Report, *, draft: bool) -> str:
    """The whole document: both parts, contents before the exhibit's first section, the draft's mark in every head."""
    mark = f'<p class="mark">{DRAFT_MARK}</p>' if draft else ""
    return "".join(
        (
            '<!DOCTYPE html><html lang="en-US"><head><meta charset="utf-8">',
            f"<title>{escape(report.head)} – {escape(report.registrant)}</title>",
            f'<meta name="author" content="{escape(report.registrant)}"></head><body>',
            f'<p class="runner">{escape(report.registrant)}</p><p class="runner head">{escape(report.head)}</p>{mark}',
            *sections(report),
            "</body></html>",
        )
    )


def sections(report: Report, *, styled: bool = True) -> Iterator[str]:
    """Each part as a section; not `styled` without the attributes that a page's own policy would refuse."""
    for part in report.parts:
        for chunk in _part(part):
            yield chunk if styled else _COLUMNS.sub("", chunk)


def _part(part: Part) -> Iterator[str]:
    yield f'<section class="part {part.code}">'
    pending = part.contents
    for block in part.blocks:
        if pending and isinstance(block, Heading):
            yield from _contents(part)
            pending = False
        yield from _block(block)
    yield "</section>"


def _contents(part: Part) -> Iterator[str]:
    yield '<nav class="contents"><p class="contents-title">Contents</p><ol>'
    for heading in contents(part):
        yield f'<li><a href="#{heading.anchor}">{escape(plain(heading.text))}</a></li>'
    yield "</ol></nav>"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            kind = ' class="annex"' if block.anchor.startswith("annex") and block.level == 1 else ""
            yield f'<h{block.level} id="{block.anchor}"{kind}>{escape(plain(block.text))}</h{block.level}>'
        case Paragraph(style="box"):
            box, _, rule = plain(block.text).partition(" ")
            # Our type has no such signs: the style sheet draws the box, and the sign is there to be read out.
            ticked = " ticked" if box == CHECKED else ""
            yield f'<p class="box"><span class="tick{ticked}"><span>{box}</span></span> {escape(rule)}</p>'
        case Paragraph():
            yield f'<p class="{block.style}">{escape(plain(block.text))}</p>'
        case Bullets():
            yield "<ul>"
            for item in block.items:
                yield f"<li>{escape(plain(item))}</li>"
            yield "</ul>"
        case Table():
            yield from _table(block)


def _table(table: Table) -> Iterator[str]:
    yield f'<table class="{table.name}{" sums" if table.total_row else ""}">'
    if table.caption:
        yield f"<caption>{escape(plain(table.caption))}</caption>"
    yield "<colgroup>"
    for column in table.columns:
        yield f'<col style="width:{column.width}%">'
    yield "</colgroup>"
    if any(column.name for column in table.columns):
        yield "<thead><tr>"
        for column in table.columns:
            yield f'<th class="{column.align}" scope="col">{escape(column.name)}</th>'
        yield "</tr></thead>"
    marks = ["" if column.align == "left" else f' class="{column.align}"' for column in table.columns]
    yield "<tbody>"
    for row in table.rows:
        yield "<tr>"
        for mark, cell in zip(marks, row, strict=True):
            yield f"<td{mark}>{_cell(cell)}</td>"
        yield "</tr>"
    yield "</tbody></table>"


def _cell(cell: Cell) -> str:
    return escaped(plain(cell))
