"""Names of facilities: the form that two spellings of one name share, and how alike two names are. Pure, no Django.

A key is tolerant of what people vary without meaning another facility: case, accents, punctuation, blanks, full-width
letters, how a legal form is spelled. It is not tolerant of what could be another facility: a different legal form, or
letters of another script that merely look alike (UTS 39); those are suggestions for a person, never a match.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

# Words that say how a company is constituted, and the spelling they share. "Co., Ltd." and "Ltd." stay apart: the
# reference look-up has two tantalum facilities that differ in nothing else.
_FORMS = {
    "co": "co", "company": "co", "coltd": "co ltd", "ltd": "ltd", "limited": "ltd", "inc": "inc", "incorporated": "inc",
    "corp": "corp", "corporation": "corp", "llc": "llc", "plc": "plc", "lp": "lp", "llp": "llp", "gmbh": "gmbh",
    "mbh": "gmbh", "kg": "kg", "ag": "ag", "sa": "sa", "sas": "sas", "sarl": "sarl", "sprl": "sprl", "spa": "spa",
    "srl": "srl", "bv": "bv", "nv": "nv", "bvba": "bvba", "oy": "oy", "oyj": "oyj", "ab": "ab", "aps": "aps",
    "pte": "ltd", "pty": "ltd", "pvt": "ltd", "private": "ltd", "proprietary": "ltd", "sdn": "bhd", "bhd": "bhd",
    "berhad": "bhd", "ltda": "ltda", "limitada": "ltda", "eireli": "eireli", "tbk": "tbk", "jsc": "jsc", "ojsc": "jsc",
    "pjsc": "jsc", "cjsc": "jsc", "oao": "jsc", "zao": "jsc", "ooo": "ooo", "kk": "kk", "株式会社": "kk",
    "有限公司": "co ltd", "有限责任公司": "co ltd", "股份有限公司": "co ltd",
}  # fmt: skip
# Forms that stand before the name.
_LEADING = {"pt", "cv", "jsc", "ojsc", "pjsc", "cjsc", "oao", "zao", "ooo", "株式会社"}
_CHINESE_FORM = re.compile(r"(股份有限公司|有限责任公司|有限公司|株式会社)$|^(株式会社)")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
# What name, country and city count for when a name is compared; 100 in all.
_NAME, _COUNTRY, _CITY = 0.85, 12, 3
# Cyrillic and Greek small letters that look like Latin ones (from the confusables of UTS 39).
_LOOK_ALIKES = str.maketrans(
    "\u0430\u0432\u0435\u0455\u0456\u0458\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0501\u0261"
    "\u03b1\u03b2\u03b5\u03b7\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7",
    "abesijkmhopctyxdgabenikvoptux",
)


class Name(NamedTuple):
    """A name taken apart: its own words, and the legal form ("" when none is named)."""

    words: tuple[str, ...]
    form: str


class Known(NamedTuple):
    """A facility of the register as candidates are chosen from: all its names, country code and city."""

    pk: int
    names: tuple[str, ...]
    country_code: str
    city: str = ""


class Candidate(NamedTuple):
    """A facility a name may mean, 0-100, with the reasons in words; only a person may accept it."""

    pk: int
    score: int
    name: str
    reasons: tuple[str, ...]


@lru_cache(maxsize=65536)
def taken_apart(text: str) -> Name:
    """The words of a name in the form that spellings share, its legal form set apart."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = "".join(ch for ch in plain if unicodedata.category(ch) != "Cf")
    plain = _without_accents(plain).translate(_LETTERS).replace("&", " and ")
    plain = re.sub(r"(?<=\b\w)\.", "", plain)  # "s.p.a." is one word
    plain = re.sub(r"['\u2019`\u00b4]", "", plain)
    words = [word for word in re.split(r"[\W_]+", plain) if word]
    words = [part for word in words for part in _CHINESE_FORM.split(word) if part]
    rest, forms = words[:], list[str]()
    while rest and (rest[-1] in _FORMS or (forms and rest[-1] == "and")):
        forms.append(rest.pop())
    while rest and rest[0] in _LEADING:
        forms.append(rest.pop(0))
    if not rest:
        return Name(tuple(words), "")
    named = {part for form in forms if form != "and" for part in _FORMS.get(form, form).split()}
    return Name(tuple(rest), "" if named == {"co"} else " ".join(sorted(named)))


@lru_cache(maxsize=65536)
def name_key(text: str) -> str:
    """The form two spellings of one name share, at most 250 characters; "" when nothing legible is left.

    "Gannan Tin Co., Ltd." and "GANNAN TIN COMPANY LIMITED" share one; "... GmbH" has another.
    """
    name = taken_apart(text)
    return "|".join(filter(None, ("".join(name.words), name.form)))[:250]


def key_stem(key: str) -> tuple[str, str]:
    """A key taken apart again: the name's own words, and its legal form."""
    stem, _, form = key.partition("|")
    return stem, form


@lru_cache(maxsize=65536)
def skeleton(text: str) -> str:
    """The words of a name with look-alike letters folded to Latin: for suggestions and warnings, never for a match."""
    return " ".join(taken_apart(text).words).translate(_LOOK_ALIKES)


class Pool:
    """The facilities of one metal, made ready to be held against many names."""

    def __init__(self, facilities: Iterable[Known]) -> None:
        self._spelled = [(facility, name) for facility in facilities for name in facility.names]
        self._plain = [skeleton(name) for _, name in self._spelled]
        self._ordered = [_ordered(plain) for plain in self._plain]

    def candidates(
        self, name: str, country_code: str, *, city: str = "", limit: int = 5, least: int = 60
    ) -> list[Candidate]:
        """The facilities that a name may mean, best first.

        The name counts for 85 points, by its words as they stand or in any order; country for 12 and city for 3, half
        where unknown.
        """
        wanted, town = skeleton(name), skeleton(city)
        if not wanted:
            return []
        found = []
        for facility, (alike, spelled) in self._alike(wanted, (least - _COUNTRY - _CITY) / _NAME).items():
            reasons = [f"name {round(alike)} % alike"]
            points = _NAME * alike
            points += _agreement(country_code, facility.country_code, _COUNTRY, "country", reasons)
            points += _agreement(town, skeleton(facility.city), _CITY, "city", reasons)
            if points >= least:
                found.append(Candidate(facility.pk, round(points), spelled, tuple(reasons)))
        return sorted(found, key=lambda each: (-each.score, each.name))[:limit]

    def _alike(self, wanted: str, least: float) -> dict[Known, tuple[float, str]]:
        """The likest name of each facility that has one at least so much alike.

        Words are compared in both orders: a letter too many at the head of one changes where sorting puts it.
        """
        best: dict[Known, tuple[float, str]] = {}
        for text, names in ((wanted, self._plain), (_ordered(wanted), self._ordered)):
            for _, alike, place in process.extract(text, names, scorer=fuzz.ratio, score_cutoff=least, limit=None):
                facility, spelled = self._spelled[place]
                best[facility] = max(best.get(facility, (0.0, "")), (alike, spelled))
        return best


def candidates(
    name: str, country_code: str, facilities: Iterable[Known], *, city: str = "", limit: int = 5, least: int = 60
) -> list[Candidate]:
    """What one name may mean among these facilities (of one metal), as `Pool.candidates` tells it."""
    return Pool(facilities).candidates(name, country_code, city=city, limit=limit, least=least)


@lru_cache(maxsize=65536)
def _ordered(plain: str) -> str:
    return " ".join(sorted(plain.split()))


def _agreement(ours: str, theirs: str, weight: int, what: str, reasons: list[str]) -> float:
    if not ours or not theirs:
        return weight / 2
    reasons.append(f"same {what}" if ours == theirs else f"other {what}")
    return float(weight) if ours == theirs else 0.0


def _without_accents(text: str) -> str:
    """Latin letters lose their marks; kana and other scripts keep theirs, where a mark is another letter."""
    out: list[str] = []
    for ch in unicodedata.normalize("NFKD", text):
        if unicodedata.combining(ch) and out and out[-1].isascii():
            continue
        out.append(ch)
    return unicodedata.normalize("NFC", "".join(out))
