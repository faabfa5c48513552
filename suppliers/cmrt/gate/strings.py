"""The shared strings: by grammar as far as they are plain, and decoded only when a cell names them."""

import re
from collections.abc import Sequence
from html import escape

from suppliers.cmrt.gate import bounds
from suppliers.cmrt.gate.bounds import Budget
from suppliers.cmrt.gate.grammar import ATTRIBUTES, PREAMBLE, Deviates, text_of, with_plain_line_ends
from suppliers.cmrt.gate.markup import walk
from suppliers.cmrt.gate.names import MAIN, local_name
from suppliers.cmrt.gate.refusal import Unreadable, refuse

_PART = re.compile(rb"(<sst%b>)(.*)</sst>[ \t\r\n]*" % ATTRIBUTES, re.DOTALL)
_START, _END, _CLOSE = b"<si><t>", b"</t></si>", b"</si>"
# A byte is found in a quarter of the time that a text of one byte takes.
_TAG = ord("<")


def read_strings(data: bytes, budget: Budget) -> Sequence[bytes]:
    """The shared strings of a part in UTF-8 as they stand there, their entities not yet resolved; raises Unreadable."""
    try:
        return _stored(data, budget)
    except (Deviates, UnicodeDecodeError, Unreadable):
        return [_as_stored(text) for text in walk_strings(data, budget)]


def _as_stored(text: str) -> bytes:
    return escape(text, quote=False).encode()


def _stored(data: bytes, budget: Budget) -> list[bytes]:
    start = data.find(b"<sst")
    part = _PART.fullmatch(data, start) if start >= 0 else None
    if part is None or not PREAMBLE.fullmatch(data, 0, start) or data.rfind(b"]]>") >= 0:
        raise Deviates
    # Decoded to be judged and counted: a string becomes text when a cell names it, and few are named.
    characters = len(text_of(part[2]))
    strings, others = _divided(with_plain_line_ends(part[2]).replace(b'<t xml:space="preserve">', b"<t>"))
    # Longer than any of its characters in bytes, and by the tags: the walk counts exactly.
    if len(strings) > bounds.SHARED_STRINGS or max(map(len, strings), default=0) > bounds.TEXT_CHARACTERS:
        raise Deviates
    # A little more than there are: the tags are counted in.
    nodes = 3 * len(strings)
    if characters > budget.characters or nodes > budget.nodes:
        raise Deviates
    # What is not plain is walked, and so is the root round it.
    rest = b"".join(strings[n] for n in others)
    walked = walk_strings(b"".join((data[:start], part[1], rest, b"</sst>")), budget)
    if len(walked) != len(others):
        raise Deviates
    for n, string in zip(others, walked, strict=True):
        strings[n] = _as_stored(string)
    budget.nodes -= nodes
    budget.spend_characters(characters)
    return strings


def _divided(text: bytes) -> tuple[list[bytes], list[int]]:
    """The stored text of each plain string, or the whole element of one that is not, and the places of the latter."""
    # Between two plain strings stand these two and nothing else, so that a tag within a run shows other strings.
    runs = (_END + text + _START).split(_END + _START)
    strings: list[bytes] = []
    others: list[int] = []
    done = 0
    for n in [n for n, run in enumerate(runs) if _TAG in run]:
        before, end, rest = runs[n].partition(_END)
        between, start, after = rest.rpartition(_START)
        items = [item + _CLOSE for item in between.split(_CLOSE)]
        if not (end and start) or _TAG in before or _TAG in after or items.pop() != _CLOSE:
            raise Deviates
        if not all(item.startswith(b"<si>") and item.count(b"<si") == 1 and b"<!" not in item for item in items):
            raise Deviates
        strings += [*runs[done:n], before]
        others += range(len(strings) - 1, len(strings) - 1 + len(items))
        strings += items
        runs[n] = after
        done = n
    # The first and the last run are what was put before and behind the text.
    strings += runs[done:]
    if strings[0] or strings[-1]:
        raise Deviates
    return strings[1:-1], others


def walk_strings(data: bytes, budget: Budget) -> list[str]:
    """The shared strings of a part, walked; reading aids for Japanese names are not part of them."""
    strings: list[str] = []
    pieces: list[str] = []
    total = aside = 0

    def opened(depth: int, name: str, _attributes: dict[str, str]) -> None:
        nonlocal total, aside
        local = local_name(name, MAIN)
        if depth == 1 and local != "sst":
            refuse("malformed_package")
        if depth == 2:
            total = 0
            pieces.clear()
        elif local == "rPh" and not aside:
            aside = depth

    def closed(depth: int, name: str, text: str) -> None:
        nonlocal total, aside
        local = local_name(name, MAIN)
        if depth > 2:
            total += len(text)
            if local == "t" and not aside:
                pieces.append(text)
            if depth == aside:
                aside = 0
        elif depth == 2 and local == "si":
            strings.append("".join(pieces))
            budget.spend_characters(total)
            if len(strings) > bounds.SHARED_STRINGS or total > bounds.TEXT_CHARACTERS:
                refuse("limit_exceeded")

    walk(data, budget, opened, closed)
    return strings
