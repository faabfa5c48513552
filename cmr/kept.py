"""What was computed over a whole year, kept in this process while the data is the same.

Whatever changes data records it in the audit log, in the same transaction (`cmr.audit`); so the head of the log's chain
says whether anything has changed. It is read before the data: a change in between makes the next reader compute again.
Inside a transaction, which may have changed data and not recorded it yet, nothing is kept and nothing kept is used.
"""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, TypeVar

from django.db import connection

from cmr.models import AuditHead

T = TypeVar("T")
# Results held at a time, over all functions; the oldest goes first.
MOST = 32

_held: dict[Hashable, tuple[str, Any]] = {}


def kept(compute: Callable[..., T]) -> Callable[..., T]:
    """For a function of models and values whose result nobody changes."""

    @wraps(compute)
    def read(*given: Any, **named: Any) -> T:
        if connection.in_atomic_block:
            return compute(*given, **named)
        head = AuditHead.objects.values_list("hash", flat=True).first() or ""
        key = (compute.__module__, compute.__qualname__, given, tuple(sorted(named.items())))
        stamp, value = _held.get(key, ("", None))
        if not head or stamp != head:
            value = compute(*given, **named)
            while len(_held) >= MOST:
                _held.pop(next(iter(_held)), None)
            _held[key] = head, value
        result: T = value
        return result

    return read


def forget() -> None:
    _held.clear()
