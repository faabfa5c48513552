"""What happened to the facilities of one year since another: one rule for the desk and for the report; pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

Key = TypeVar("Key")

# A status is gained or lost by this order.
RANK = {"not_listed": 0, "active": 1, "conformant": 2}


class Move(StrEnum):
    NEW = "new"
    GONE = "gone"
    GAINED = "gained"
    LOST = "lost"


def moves(now: Mapping[Key, str], before: Mapping[Key, str]) -> dict[Move, list[Key]]:
    """Facilities by what happened to them, from their status groups then and now; in the order they are given."""
    both = [(key, RANK[group] - RANK[before[key]]) for key, group in now.items() if key in before]
    return {
        Move.NEW: [key for key in now if key not in before],
        Move.GONE: [key for key in before if key not in now],
        Move.GAINED: [key for key, step in both if step > 0],
        Move.LOST: [key for key, step in both if step < 0],
    }
