"""The report as a tree of blocks: what both renderings, the checks and the preview read. Pure.

A text is a row of runs. A run that prints a fact carries the fact's name, so that a number in the text leads back
to what it was computed from, and a number without a name was typed by hand.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; `fact` names the placeholder it was filled from, "" for words of the text itself."""

    text: str
    fact: str = ""


Text = tuple[Run, ...]
Cell = str | Text


def plain(text: Cell) -> str:
    """The words of a text or a table cell."""
    return text if isinstance(text, str) else "".join(run.text for run in text)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 opens a numbered section or an annex and enters the contents."""

    level: int
    text: Text
    anchor: str = ""
    kind: ClassVar[str] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `style` is one of STYLES."""

    text: Text
    style: str = "body"
    kind: ClassVar[str] = "paragraph"


# How a paragraph that is a box to tick begins.
CHECKED, UNCHECKED = "☒", "☐"
# How a paragraph is set: body text, a title page's lines, a cover field and its label, a box to tick, a signature line.
STYLES = ("body", "title", "subtitle", "centre", "field", "label", "box", "signature", "note", "right")


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[Text, ...]
    kind: ClassVar[str] = "bullets"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head ("" in a table without a head row), its share of the width in percent, its alignment."""

    name: str
    width: int
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `name` says what it holds ("annex", "status" …), `metal` which metal an annex table lists."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: Text = ()
    metal: str = ""
    total_row: bool = False
    kind: ClassVar[str] = "table"


Block = Heading | Paragraph | Bullets | Table


@dataclass(frozen=True, slots=True)
class Part:
    """One document of the submission: the Form SD, or Exhibit 1.01."""

    code: str
    title: str
    blocks: tuple[Block, ...]
    contents: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Both parts, with what the running head says."""

    registrant: str
    head: str
    parts: tuple[Part, ...] = field(default_factory=tuple)

    def part(self, code: str) -> Part:
        return next(part for part in self.parts if part.code == code)


def texts(blocks: tuple[Block, ...]) -> Iterator[tuple[str, Text]]:
    """Every text of the blocks with the heading it stands under; annex cells, which are plain rows, are left out."""
    place = ""
    for block in blocks:
        match block:
            case Heading():
                place = plain(block.text)
                yield place, block.text
            case Paragraph():
                yield place, block.text
            case Bullets():
                for item in block.items:
                    yield place, item
            case Table():
                if block.caption:
                    yield place, block.caption
                for row in block.rows:
                    for cell in row:
                        if not isinstance(cell, str):
                            yield place, cell


def tables(blocks: tuple[Block, ...], name: str) -> Iterator[Table]:
    return (block for block in blocks if isinstance(block, Table) and block.name == name)


def contents(part: Part) -> list[Heading]:
    return [block for block in part.blocks if isinstance(block, Heading) and block.level == 1]


def to_json(report: Report) -> dict[str, Any]:
    """The report as the snapshot keeps it."""
    return {
        "registrant": report.registrant,
        "head": report.head,
        "parts": [
            {
                "code": part.code,
                "title": part.title,
                "contents": part.contents,
                "blocks": [_block_out(block) for block in part.blocks],
            }
            for part in report.parts
        ],
    }


def from_json(data: dict[str, Any]) -> Report:
    """The report out of a snapshot; the inverse of `to_json`."""
    parts = tuple(
        Part(item["code"], item["title"], tuple(_block_in(block) for block in item["blocks"]), item["contents"])
        for item in data["parts"]
    )
    return Report(data["registrant"], data["head"], parts)


def _text_out(text: Cell) -> Any:
    return text if isinstance(text, str) else [[run.text, run.fact] if run.fact else [run.text] for run in text]


def _text_in(data: Any) -> Any:
    return data if isinstance(data, str) else tuple(Run(*item) for item in data)


def _block_out(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": _text_out(block.text), "anchor": block.anchor}
        case Paragraph():
            return {"kind": "paragraph", "text": _text_out(block.text), "style": block.style}
        case Bullets():
            return {"kind": "bullets", "items": [_text_out(item) for item in block.items]}
        case Table():
            return {
                "kind": "table",
                "name": block.name,
                "columns": [[column.name, column.width, column.align] for column in block.columns],
                "rows": [[_text_out(cell) for cell in row] for row in block.rows],
                "caption": _text_out(block.caption),
                "metal": block.metal,
                "total_row": block.total_row,
            }


def _block_in(data: dict[str, Any]) -> Block:
    match data["kind"]:
        case "heading":
            return Heading(data["level"], _text_in(data["text"]), data["anchor"])
        case "paragraph":
            return Paragraph(_text_in(data["text"]), data["style"])
        case "bullets":
            return Bullets(tuple(_text_in(item) for item in data["items"]))
        case _:
            return Table(
                data["name"],
                tuple(Column(*column) for column in data["columns"]),
                tuple(tuple(_text_in(cell) for cell in row) for row in data["rows"]),
                _text_in(data["caption"]),
                data["metal"],
                data["total_row"],
            )
