"""One pass of expat over one XML part, with the limits that hold for every part.

Expat's events are the judge, never a search in the bytes: a cell may hold the text of a document type, and UTF-16
hides one from a search.
"""

import re
from collections.abc import Callable
from typing import Any, NoReturn
from xml.parsers import expat

from suppliers.cmrt.gate import bounds
from suppliers.cmrt.gate.bounds import Budget
from suppliers.cmrt.gate.refusal import Unreadable, refuse

# depth, name ("namespace local"), attributes
Opened = Callable[[int, str, dict[str, str]], None]
# depth, name, the text since the last tag
Closed = Callable[[int, str, str], None]

_XINCLUDE = "http://www.w3.org/2001/XInclude"
_UTF16_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_DECLARATION = re.compile(r"^\ufeff?<\?xml[^>]*\?>")
_CHUNK = 1 << 16


def as_utf8(data: bytes) -> bytes:
    """The part in UTF-8, the encoding that the walk and the reader after it share."""
    if not data.startswith(_UTF16_STARTS):
        return data
    codec = "utf-16" if data[:2] in _UTF16_STARTS[:2] else "utf-16-le" if data[0] else "utf-16-be"
    try:
        return _DECLARATION.sub("", data.decode(codec)).encode()
    except UnicodeError:
        refuse("malformed_xml")


def new_parser(*, namespaces: bool = True) -> Any:
    """An expat parser that refuses what no workbook needs; names come as "namespace local", or as written."""
    parser = expat.ParserCreate(namespace_separator=" " if namespaces else None)
    parser.buffer_text = True
    parser.buffer_size = _CHUNK
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def forbid(*_: object) -> NoReturn:
        refuse("xml_forbidden")

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
            refuse("malformed_xml")

    def namespace(_prefix: str | None, uri: str | None) -> None:
        if uri == _XINCLUDE:
            refuse("xml_forbidden")

    parser.StartDoctypeDeclHandler = forbid
    parser.EntityDeclHandler = forbid
    parser.ExternalEntityRefHandler = forbid
    parser.XmlDeclHandler = declared
    parser.StartNamespaceDeclHandler = namespace
    return parser


def feed(parser: Any, data: bytes) -> None:
    """Give a part in UTF-8 to the parser piece by piece; raises Unreadable where it is ill-formed."""
    try:
        for at in range(0, len(data), _CHUNK):
            parser.Parse(data[at : at + _CHUNK], False)
            # Expat keeps an unfinished tag or comment whole and reports nothing of it before its end.
            unfinished = at + _CHUNK - parser.CurrentByteIndex
            if unfinished > bounds.TOKEN_BYTES or len(parser.intern) > bounds.DISTINCT_NAMES:
                refuse("limit_exceeded")
        parser.Parse(b"", True)
    except expat.ExpatError:
        refuse("malformed_xml")


def walk(
    data: bytes, budget: Budget, opened: Opened | None = None, closed: Closed | None = None, parser: Any = None
) -> None:
    """Walk a part in UTF-8; raises Unreadable on anything ill-formed, forbidden or out of bounds."""
    parser = parser or new_parser()
    depth = length = 0
    left = budget.nodes
    chunks: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, left, length
        depth += 1
        left -= 1 + len(attributes)
        if left < 0 or depth > bounds.XML_DEPTH or len(attributes) > bounds.ATTRIBUTES:
            refuse("limit_exceeded")
        if chunks:
            chunks.clear()
            length = 0
        if opened:
            opened(depth, name, attributes)

    def end(name: str) -> None:
        nonlocal depth, length
        if closed:
            closed(depth, name, "".join(chunks))
        depth -= 1
        if chunks:
            chunks.clear()
            length = 0

    def text(chunk: str) -> None:
        nonlocal length
        length += len(chunk)
        if length > bounds.TEXT_CHARACTERS:
            refuse("limit_exceeded")
        chunks.append(chunk)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        feed(parser, data)
    finally:
        budget.nodes = left


def check_unread(data: bytes, budget: Budget, opened: Opened) -> None:
    """Walk a part that nobody reads; a small one that cannot exceed a limit goes through without its events."""
    tags, attributes = data.count(b"<"), data.count(b"=")
    if tags > bounds.XML_DEPTH or attributes > bounds.ATTRIBUTES or b"Link" in data or tags + attributes > budget.nodes:
        walk(data, budget, opened)
        return
    budget.nodes -= tags + attributes
    feed(new_parser(), data)


def walk_unread(data: bytes, budget: Budget) -> None:
    """Walk a part that nobody reads: it may be ill-formed (official templates have such parts), but not dangerous."""
    try:
        walk(as_utf8(data), budget)
    except Unreadable as refusal:
        if refusal.code != "malformed_xml":
            raise
