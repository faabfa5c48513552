"""Countries of origin that manufacturers write into the Smelter List (column O); pure.

What they write is free text. A name counts only where it names a country whole; nothing is guessed, and the country a
facility stands in is never taken for the origin of what it processes.
"""

import re
from functools import lru_cache

from cmr.countries import country_code


@lru_cache(maxsize=4096)
def origin_codes(text: str | None) -> frozenset[str]:
    """ISO codes of the countries that a free text names: the whole of it, or its parts between separators."""
    if not text or not isinstance(text, str):
        return frozenset()
    found = set()
    for part in re.split(r"[;/|\n]", text):
        # A comma may stand inside a country's name, so a part is tried whole first.
        for name in [part] if _code(part) else re.split(r",|\band\b|&", part):
            found.add(_code(name))
    return frozenset(found - {""})


def _code(name: str) -> str:
    """Two letters are no name here: "NO" and "NA" are answers, not Norway and Namibia."""
    name = name.strip(" .")
    return country_code(name) if len(name) > 2 else ""
