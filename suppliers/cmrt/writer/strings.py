"""The shared strings of a workbook, decoded one by one when asked for: most are translations that nobody reads."""

import re

from suppliers.cmrt.writer.sheet import plain_text

_ITEM = re.compile(r"<si>(.*?)</si>|<si/>", re.DOTALL)


class Strings:
    """Called with an index, it gives the text."""

    def __init__(self, xml: str) -> None:
        self._items = _ITEM.findall(xml)
        self._known: dict[int, str] = {}

    def __call__(self, index: int) -> str:
        if index not in self._known:
            self._known[index] = plain_text(self._items[index]) if 0 <= index < len(self._items) else ""
        return self._known[index]
