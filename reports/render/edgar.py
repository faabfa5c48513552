"""The report's tree as EDGAR HTML: ASCII, a few plain elements, every style in its place; pure.

What comes out is held against `edgar_rules` before anyone sees it.
"""

from collections.abc import Iterator

from reports.document import Block, Bullets, Cell, Heading, Paragraph, Part, Report, Table, contents, plain
from reports.render.edgar_rules import RAW
from reports.render.html import DRAFT_MARK

# Part code -> file name in the submission.
FILES = {"sd": "sd.htm", "ex101": "ex101.htm"}

_FONT = "font-family:'Times New Roman',Times,serif;font-size:10pt"
_CAPTION = "margin:12pt 0 4pt 0;font-weight:bold;font-size:11pt"
_RULE = "border-bottom:1px solid #000000"
_HAIR = "border-bottom:1px solid #cccccc"
_PARAGRAPHS = {
    "body": ("left", "margin:0 0 8pt 0"),
    "note": ("left", "margin:0 0 8pt 0;font-size:8pt"),
    "title": ("center", "margin:0 0 3pt 0;font-size:14pt;font-weight:bold"),
    "subtitle": ("center", "margin:0 0 14pt 0;font-weight:bold"),
    "centre": ("center", "margin:0 0 12pt 0;font-weight:bold"),
    "right": ("right", "margin:0 0 18pt 0;font-weight:bold"),
    "field": ("center", "margin:10pt 0 0 0;font-weight:bold;font-size:12pt"),
    "label": ("center", "margin:0 0 8pt 0;font-size:8pt"),
    "box": ("left", "margin:0 0 8pt 24pt;text-indent:-16pt"),
    "signature": ("left", "margin:0 0 8pt 50%"),
}
_HEADINGS = {
    1: "margin:20pt 0 8pt 0;font-size:13pt",
    2: "margin:14pt 0 6pt 0;font-size:11pt",
    3: "margin:10pt 0 6pt 0;font-size:10pt",
    4: "margin:0 0 6pt 0;font-size:10pt;font-style:italic;font-weight:normal",
}


def documents(report: Report, *, draft: bool) -> dict[str, bytes]:
    """File name -> bytes of each document of the submission; none for a memo, which is not submitted."""
    parts = (part for part in report.parts if part.code in FILES)
    return {FILES[part.code]: "".join(_page(part, report, draft)).encode("ascii") for part in parts}


def ascii_text(text: str) -> str:
    """Text for an EDGAR document: markup and every character EDGAR does not take as decimal references."""
    return "".join(ch if ord(ch) in RAW and ch not in '&<>"' else f"&#{ord(ch)};" for ch in text)


def _page(part: Part, report: Report, draft: bool) -> Iterator[str]:
    title = ascii_text(f"{part.title} - {report.registrant}")
    yield '<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 3.2//EN">\n<html>\n'
    yield f'<head>\n<title>{title}</title>\n</head>\n<body bgcolor="#ffffff">\n'
    yield f'<div style="{_FONT}">\n'
    if draft:
        yield f'<p align="center" style="font-weight:bold;color:#a3261b">{ascii_text(DRAFT_MARK.upper())}</p>\n'
    centred = part.code == "sd"
    pending = part.contents
    for block in part.blocks:
        if pending and isinstance(block, Heading):
            yield from _contents(part)
            pending = False
        yield from _block(block, centred)
    yield "</div>\n</body>\n</html>\n"


def _contents(part: Part) -> Iterator[str]:
    yield '<div class="contents">\n<p align="left" style="margin:0 0 6pt 0;font-weight:bold">Contents</p>\n'
    for heading in contents(part):
        yield f'<p align="left" style="margin:0 0 3pt 0"><a href="#{heading.anchor}">{_text(heading.text)}</a></p>\n'
    yield '<hr size="1" noshade width="100%">\n</div>\n'


def _block(block: Block, centred: bool) -> Iterator[str]:
    match block:
        case Heading():
            align = "center" if centred and block.level <= 2 else "left"
            style = _HEADINGS[block.level]
            if block.level == 1 and block.anchor.startswith("annex"):
                style += ";page-break-before:always"
            tag, text = f"h{block.level}", _text(block.text)
            yield f'<{tag} align="{align}" style="{style}"><a name="{block.anchor}">{text}</a></{tag}>\n'
        case Paragraph():
            align, style = _PARAGRAPHS[block.style]
            yield f'<p align="{align}" style="{style}">{_text(block.text)}</p>\n'
        case Bullets():
            yield '<ul type="disc" style="margin:0 0 8pt 0">\n'
            for item in block.items:
                yield f'<li style="margin:0 0 4pt 0">{_text(item)}</li>\n'
            yield "</ul>\n"
        case Table():
            yield from _table(block)


def _table(table: Table) -> Iterator[str]:
    if table.caption:
        yield f'<p align="left" style="{_CAPTION}">{_text(table.caption)}</p>\n'
    yield '<table width="100%" border="0" cellspacing="0" cellpadding="3" style="font-size:9pt;margin:0 0 10pt 0">\n'
    if any(column.name for column in table.columns):
        heads = []
        for column in table.columns:
            attributes = f'align="{column.align}" valign="bottom" width="{column.width}%" style="{_RULE}"'
            heads.append(f"<th {attributes}>{_text(column.name)}</th>")
        yield f"<tr>{''.join(heads)}</tr>\n"
    last = len(table.rows) - 1
    ruled = table.name != "cover"
    for number, row in enumerate(table.rows):
        style = f' style="{_RULE if number == last else _HAIR}"' if ruled else ""
        strong = (table.total_row and number == last) or (not ruled and number == 0)
        opening, closing = ("<b>", "</b>") if strong else ("", "")
        cells = []
        for column, cell in zip(table.columns, row, strict=True):
            width = "" if ruled else f' width="{column.width}%"'
            attributes = f'align="{column.align}" valign="top"{width}{style}'
            cells.append(f"<td {attributes}>{opening}{_text(cell)}{closing}</td>")
        yield f"<tr>{''.join(cells)}</tr>\n"
    yield "</table>\n"


def _text(text: Cell) -> str:
    return ascii_text(plain(text))
