"""Text as MATCH and COUNTIF search it: letter case ignored, `*` and `?` stand for any text and any character."""

import fnmatch
import re
from functools import lru_cache

_SIGNS = re.compile(r"[?*~]")
_ESCAPED = re.compile(r"~(.?)|(\[)", re.DOTALL)
_LONGEST = 255  # MATCH takes no longer text


def has_wildcards(text: str) -> bool:
    return _SIGNS.search(text) is not None


def literal_start(text: str) -> str:
    """What every text that matches begins with, in small letters."""
    found = _SIGNS.search(text)
    return text[: found.start() if found else None].lower()


@lru_cache(maxsize=64)
def wildcard_pattern(text: str) -> re.Pattern[str]:
    """To be used with match() on text in small letters; a text that is too long matches nothing."""
    if len(text) > _LONGEST:
        return re.compile(r"(?!)")
    return re.compile(fnmatch.translate(_ESCAPED.sub(_literal, text.lower())))


def _literal(sign: re.Match[str]) -> str:
    """What stands behind a `~` means itself, and a bracket means nothing to MATCH; fnmatch says so in brackets."""
    character = sign[1] or sign[2] or ""
    return f"[{character}]" if character in ("?", "*", "[") else character
