"""The cell formats: the only thing needed of all the styles is which of them show a date."""

import re

from suppliers.cmrt.gate import bounds
from suppliers.cmrt.gate.bounds import Budget
from suppliers.cmrt.gate.grammar import ATTRIBUTES, Deviates
from suppliers.cmrt.gate.markup import feed, new_parser, walk
from suppliers.cmrt.gate.names import MAIN, local_name
from suppliers.cmrt.gate.refusal import refuse
from suppliers.cmrt.gate.values import shows_date

_GENERAL = "0"
_LONG_LISTS = (b"cellStyleXfs", b"cellXfs", b"cellStyles")
_FORMATS = b"cellXfs"
_ITEM = re.compile(
    rb"<(?:xf|cellStyle)(%b)(?:/>|>(?:<alignment%b/>|)(?:<protection%b/>|)</(?:xf|cellStyle)>)"
    % (ATTRIBUTES, ATTRIBUTES, ATTRIBUTES)
)
_NUMBER_FORMAT = re.compile(rb' numFmtId="([^"]*)"')
# An item with its two children has at most so many elements and attributes.
_ITEM_NODES, _ITEM_BYTES = 30, 1000
_LARGE = 1_000_000


def read_formats(data: bytes, budget: Budget) -> list[bool]:
    """Of each cell format, whether it shows a date; raises Unreadable."""
    try:
        rest, plain = _without_lists(data, budget)
    except Deviates:
        rest, plain = data, None
    walked, codes, found = _walk(rest, budget)
    if plain is not None and not found:
        plain, (walked, codes, _) = None, _walk(data, budget)
    formats = walked if plain is None else plain
    if len(formats) > bounds.CELL_FORMATS:
        refuse("limit_exceeded")
    known = {key: shows_date(key, codes.get(key)) for key in set(formats)}
    return [known[key] for key in formats]


def _without_lists(data: bytes, budget: Budget) -> tuple[bytes, list[str]]:
    """The part with its long lists emptied, and the number format of each cell format in them.

    Raises Unreadable where the part is ill-formed, Deviates where the lists are not of the plain form.
    """
    if len(data) > _LARGE or b"<!" in data:
        raise Deviates
    feed(new_parser(), data)
    formats: list[str] = []
    items = 0
    for name in _LONG_LISTS:
        opened = re.search(rb"<%b(?: count=\"[0-9]+\")?>" % name, data)
        if opened is None or data.count(b"<%b" % name) > 1:
            raise Deviates
        end = data.find(b"</%b>" % name, opened.end())
        tails = _ITEM.split(data[opened.end() : end])
        if any(tails[::2]) or max(map(len, tails)) > _ITEM_BYTES:
            raise Deviates
        items += len(tails[1::2])
        if name == _FORMATS:
            numbers = [_NUMBER_FORMAT.search(tail) for tail in tails[1::2]]
            formats = [number[1].decode() if number else _GENERAL for number in numbers]
        data = data[: opened.end()] + data[end:]
    budget.nodes -= items * _ITEM_NODES
    return data, formats


def _walk(data: bytes, budget: Budget) -> tuple[list[str], dict[str, str], bool]:
    """The number formats of the cell formats, the codes of the workbook's own, and whether there is a list at all."""
    cells: list[str] = []
    codes: dict[str, str] = {}
    within = ""
    found = False

    def opened(depth: int, name: str, attributes: dict[str, str]) -> None:
        nonlocal within, found
        local = local_name(name, MAIN)
        if depth == 1 and local != "styleSheet":
            refuse("malformed_package")
        if depth == 2:
            within = local
            found = found or local == _FORMATS.decode()
        elif depth == 3 and (within, local) == ("cellXfs", "xf"):
            cells.append(attributes.get("numFmtId", _GENERAL))
            if len(cells) > bounds.CELL_FORMATS:
                refuse("limit_exceeded")
        elif depth == 3 and (within, local) == ("numFmts", "numFmt"):
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")

    walk(data, budget, opened)
    return cells, codes, found
