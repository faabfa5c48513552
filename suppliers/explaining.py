"""Which findings are questions to the manufacturer, when two findings say the same, and how long an answer holds. Pure.

What is found is known by its code and parameters, never by the row it stands in: a row inserted above moves every cell
below it and changes nothing.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from cmr.findings import Severity

# Findings that a reason settles as well as a correction does: changes against last year, and answers that are odd and
# may be right. Of those that block only such are here whose remedy is to say where the material comes from.
ASKS = frozenset(
    {
        "CMRT-Y1",
        "CMRT-Y2",
        "CMRT-Y3",
        "CMRT-K06a",
        "CMRT-K08b",
        "CMRT-K08c",
        "CMRT-K08d",
        "CMRT-K08e",
        "CMRT-K10",
        "CMRT-K22g",
        "CMRT-Q2",
        "CMRT-Q4",
        "CMRT-Q7",
        "CMRT-Q8",
        "REG-05",
    }
)

# Parameters that say where something stands or when it was looked at, not what was found.
_WHERE = frozenset({"row", "rows", "first", "first_row", "cells", "place", "where", "today"})


def fact(params: Mapping[str, Any]) -> str:
    """What a finding says, without where: the same for the same fault in a row that moved."""
    kept = {key: value for key, value in params.items() if key not in _WHERE and not _is_letter(key)}
    return json.dumps(kept, sort_keys=True, ensure_ascii=False, default=str)


def fingerprint(code: str, hits: Iterable[Mapping[str, Any]]) -> str:
    """Of all that one check found in a file, by the parameters of its hits; another one when anything else is found."""
    lines = [code, *sorted(fact(params) for params in hits)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def fingerprints(found: Iterable[tuple[str, str, Mapping[str, Any]]]) -> dict[tuple[str, str], str]:
    """Of (code, severity, parameters): the fingerprint of what each check found in a file, but for what only tells."""
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for code, severity, params in found:
        if severity != Severity.INFO:
            groups[code, severity].append(params)
    return {(code, severity): fingerprint(code, hits) for (code, severity), hits in groups.items()}


def questions(found: Iterable[tuple[str, str, Mapping[str, Any]]]) -> dict[tuple[str, str], str]:
    """The fingerprints of what is a question to the manufacturer."""
    return fingerprints(each for each in found if each[0] in ASKS)


def paired(old: Iterable[tuple[str, str, str]], new: Iterable[tuple[str, str, str]]) -> tuple[set[int], set[int]]:
    """Of (code, fact, place): the positions in `old` that are solved, and those in `new` that stood there before.

    What says the same stands, wherever it moved; of the rest, what stands under the same code in the same place.
    """
    before, after = list(old), list(new)
    solved, left = set(range(len(before))), set(range(len(after)))
    for key in (lambda one: one[:2], lambda one: (one[0], one[2])):
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for position in sorted(solved, reverse=True):
            waiting[key(before[position])].append(position)
        for position in sorted(left):
            if places := waiting[key(after[position])]:
                solved.discard(places.pop())
                left.discard(position)
    return solved, set(range(len(after))) - left


def _is_letter(key: str) -> bool:
    """The letter of a column, which a message may name."""
    return len(key) == 1 and key.isupper()
