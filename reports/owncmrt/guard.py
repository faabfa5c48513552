"""What never leaves with the company's own CMRT: who makes its products, who answers for them, what they sent; pure.

Facilities of the RMI's list are public whoever owns them. Any other text that came from a manufacturer is held against
the names of manufacturers, their people and their files, word by word.
"""

import re
import unicodedata
from collections.abc import Iterable

# Shorter names are words of every language.
SHORTEST = 4
_WORDS = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"\.[a-z0-9]{2,4}$", re.IGNORECASE)
# What follows a company's name and tells nobody apart.
_FORMS = frozenset(
    ("ab", "ag", "as", "bv", "co", "company", "corp", "corporation", "gmbh", "inc", "kg", "kk", "limited", "llc",
     "ltd", "nv", "oy", "plc", "pte", "pty", "sa", "srl")
)  # fmt: skip


class Guard:
    """Names to be kept in, as words: `betrays` says whether a text contains one of them whole."""

    def __init__(self, names: Iterable[str]) -> None:
        self._kept: dict[str, set[tuple[str, ...]]] = {}
        for name in names:
            words = tuple(_words(_ENDING.sub("", name.strip())))
            while words and words[-1] in _FORMS:
                words = words[:-1]
            if sum(map(len, words)) >= SHORTEST:
                self._kept.setdefault(words[0], set()).add(words)

    @classmethod
    def of_houses(cls, names: Iterable[str], companies: Iterable[str], ordinary: Iterable[str]) -> "Guard":
        """The same, and a company is told by its first word alone, unless facilities that anybody knows use it too."""
        common = {word for name in ordinary for word in _words(name)}
        companies = list(companies)
        first = (words[0] for name in companies if (words := _words(name)))
        return cls((*names, *companies, *(word for word in first if word not in common)))

    def betrays(self, text: str) -> bool:
        words = _words(text)
        return any(
            words[at : at + len(name)] == list(name)
            for at, word in enumerate(words)
            for name in self._kept.get(word, ())
        )


def _words(text: str) -> list[str]:
    return _WORDS.findall(unicodedata.normalize("NFKC", text).casefold())
