"""From a cell's stored value to text: what a person reads in the cell, without the blanks nobody sees."""

import re
from functools import lru_cache

from suppliers.cmrt.workbook import Value as Raw

# Zero-width characters survive str.strip(): they come along when text is pasted from web pages.
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_PUNCTUATION = re.compile(r"[\W_]+")


def stored_text(raw: Raw) -> str:
    """The value as a formula's `&` would join it: untrimmed, whole numbers without a decimal point."""
    if isinstance(raw, str):
        return raw
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() else repr(raw)
    return raw.isoformat()


def clean(raw: Raw) -> str | None:
    """Text on one line without outer or doubled blanks, tabs and line breaks; None when nothing is left."""
    return None if raw is None else _one_line(raw if isinstance(raw, str) else stored_text(raw))


def clean_result(raw: Raw) -> str | None:
    """As `clean` for what a formula of the template may have left: the number 0 is nothing."""
    if raw is None:
        return None
    return _one_line(raw) if isinstance(raw, str) else clean(zero_as_empty(raw))


# A list of smelters says each name, country and ID many times over.
@lru_cache(4096)
def _one_line(text: str) -> str | None:
    return " ".join((text if text.isascii() else _INVISIBLE.sub("", text)).split()) or None


def clean_lines(raw: Raw) -> str | None:
    """As `clean`, keeping line breaks: for comments and addresses."""
    if raw is None:
        return None
    lines = [clean(line) or "" for line in stored_text(raw).splitlines()]
    return "\n".join(lines).strip() or None


def zero_as_empty(raw: Raw) -> Raw:
    """The template's look-ups leave the number 0 where they found nothing, and people paste it as a value."""
    return None if isinstance(raw, float) and raw == 0 else raw


@lru_cache(4096)
def likeness(text: str) -> str:
    """What two spellings of one name share: letters and digits, no case, blanks or punctuation."""
    return _PUNCTUATION.sub("", text).casefold()
