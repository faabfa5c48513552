"""Answers and metals as people type them past the drop-downs, mapped to the template's English.

The drop-downs store English in every language of the template; a translated answer was typed or pasted.
"""

import re
from functools import cache

from cmr.vocab import Metal, metal_named
from suppliers.cmrt.spellings.tables import METALS, WORDS
from suppliers.cmrt.texts import likeness

_SHARE = re.compile(r"(?P<more>greater than|more than|over|above|>|≥)?\s*(?P<number>100|90|75|50)\s*(?:%|percent)")


@cache
def english_answer(text: str, allowed: tuple[str, ...]) -> str | None:
    """The entry of `allowed` (or another of the template's answer words) that a cleaned text stands for, or None.

    Exact up to case, punctuation and translation: a sentence that merely contains an answer is not one.
    """
    key = likeness(text)
    for answer in allowed:
        if likeness(answer) == key and key:
            return answer
    word = _BY_WORD.get(key)
    if word and (word in allowed or word in ("Yes", "No", "Unknown")):
        return word
    return _share(text) if "100%" in allowed else _phrase(text, allowed)


def _phrase(text: str, allowed: tuple[str, ...]) -> str | None:
    """Questions E and H: a yes in any language, and what goes with it by the names that no language translates."""
    yes = next((word for word in _YES if text.casefold().startswith(word)), None)
    if yes is None or len(text) > _PHRASE or _NOT.search(text):
        return None
    rest = text[len(yes) :]
    named = ("IPC" in rest, "SEC" in rest, bool(_UNION.search(rest)))
    return next((answer for answer in allowed if _NAMED.get(answer) == named), None)


def _share(text: str) -> str | None:
    """Question 6: 1 and 1.0 and "100 %" are all suppliers, "> 90 %" is the list's "Greater than 90%"."""
    low = text.casefold().strip()
    if low in ("1", "1.0"):
        return "100%"
    match = _SHARE.fullmatch(low)
    if match is None:
        return None
    if match["number"] == "100":
        return None if match["more"] else "100%"
    return f"Greater than {match['number']}%" if match["more"] else None


@cache
def english_metal(text: str) -> Metal | None:
    """The metal a cell names: its first word in any case ("Gold (Au)", "TIN"), its symbol, or a translation."""
    named = metal_named(text)
    if named is not None:
        return named
    words = re.split(r"[\s(（/,;]+", text.strip())
    return _BY_METAL.get(words[0].casefold()) if words else None


# Longest first; a shorter one that goes on within the same word is another word ("Sin", "Jahr").
_YES = sorted((word.casefold() + end for word in ("Yes", *WORDS["Yes"][1:]) for end in (",", "，", "、", " ")), key=len)
_NOT = re.compile(r"\b(?:not?|non?|nicht|kein\w*|pas|ne|não|sin|değil)\b|n['’]t|不|未|非|없|않|ない", re.IGNORECASE)
_UNION = re.compile(r"(?<![A-Za-z])(?:EU|UE|AB)(?![A-Za-z])|欧盟")
_PHRASE = 80
_NAMED = {
    "Yes, in conformance with IPC1755 (e.g., CMRT)": (True, False, False),
    "Yes, with the SEC": (False, True, False),
    "Yes, with the EU": (False, False, True),
    "Yes, with the SEC and the EU": (False, True, True),
}
_BY_WORD = {likeness(word): english for english, words in WORDS.items() for word in (english, *words)}
_BY_METAL = {word.casefold(): Metal(metal) for metal, words in METALS.items() for word in words}
