"""Sets of database keys, each as one whole number with a bit for each key: small to keep, quick to count."""

from collections import Counter
from collections.abc import Iterable


def bits_of(keys: Iterable[int]) -> int:
    bits = 0
    for key in keys:
        bits |= 1 << key
    return bits


def keys_in(bits: int) -> list[int]:
    """The keys of a set, in their order."""
    text = f"{bits:b}"[::-1]
    found, at = [], text.find("1")
    while at >= 0:
        found.append(at)
        at = text.find("1", at + 1)
    return found


def packed(bits: int) -> bytes:
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")


def unpacked(data: bytes | memoryview | None) -> int:
    return int.from_bytes(data or b"", "little")


def counted(sets: Iterable[int]) -> Counter[int]:
    """For each key the number of sets that hold it.

    All keys are added at once: three sets of one weight become their sum, of the same weight, and what is carried, of
    twice the weight, until one set of each weight is left.
    """
    counts: Counter[int] = Counter()
    level, weight = list(sets), 1
    while level:
        carried = []
        while len(level) > 1:
            one, other, third = level.pop(), level.pop(), level.pop() if level else 0
            odd = one ^ other
            level.append(odd ^ third)
            if more := one & other | odd & third:
                carried.append(more)
        for key in keys_in(level[0]):
            counts[key] += weight
        level, weight = carried, weight * 2
    return counts
