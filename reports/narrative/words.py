"""Numbers, dates and lists as the report writes them; pure."""

from collections.abc import Sequence
from datetime import date

_SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def number(count: int) -> str:
    """Zero to nine as a word, from ten on in figures."""
    return _SMALL[count] if 0 <= count < 10 else f"{count:,}"


def number_read(text: str) -> int | None:
    """The number a text states in either form; None when it states none."""
    plain = text.strip().lower().replace(",", "")
    if plain in _SMALL:
        return _SMALL.index(plain)
    return int(plain) if plain.isascii() and plain.isdigit() else None


def day(value: date) -> str:
    """A day as the report writes it: January 10, 2021."""
    return f"{MONTHS[value.month - 1]} {value.day}, {value.year}"


def listed(items: Sequence[str], empty: str = "none") -> str:
    """Items as a sentence lists them: "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return items[0] if items else empty
    return f"{', '.join(items[:-1])} and {items[-1]}"


def percent(part: int, whole: int) -> str:
    """A share in whole percent, cut off rather than rounded: 99.9 is never printed as 100."""
    return str(part * 100 // whole) if whole else "0"
