"""Mines and countries of origin that manufacturers write into the Smelter List (columns N and O); pure.

What they write is free text. A name counts only where it names a country whole; nothing is guessed, and the country a
facility stands in is never taken for the origin of what it processes. Words that name no country are not lost: they
are counted, since they may name a Covered Country in a way that was not understood.
"""

import re
from functools import lru_cache
from typing import Any

from cmr.countries import country_code

# A text made of these words alone states neither a mine nor an origin.
_WORDS = """
    a and applicable available confidential disclosed from information is material materials n na nil no none not
    known of or other recycle recycled recycling scrap scraps secondary source sourced sources tbd the unavailable
    undisclosed unknown various yes 不明 再生 无 未知 無 なし
"""
_SILENT = frozenset(_WORDS.split())


def says_something(text: Any) -> bool:
    """Whether a cell states anything: more than "unknown", "N/A", "recycled" and their like."""
    return isinstance(text, str) and bool(set(re.findall(r"[^\W\d_]+", text.casefold())) - _SILENT)


@lru_cache(maxsize=4096)
def origin_read(text: str | None) -> tuple[frozenset[str], bool]:
    """ISO codes of the countries that a free text names, and whether it states anything else besides."""
    if not text or not isinstance(text, str):
        return frozenset(), False
    found, unread = set(), False
    for part in re.split(r"[;/|\n]", text):
        # A comma may stand inside a country's name, so a part is tried whole first.
        for name in [part] if _code(part) else re.split(r",|\band\b|&", part):
            code = _code(name)
            found.add(code)
            unread |= not code and says_something(name)
    return frozenset(found - {""}), unread


def _code(name: str) -> str:
    """Two letters are no name here: "NO" and "NA" are answers, not Norway and Namibia."""
    name = name.strip(" .")
    return country_code(name) if len(name) > 2 else ""
