"""Canonical JSON: one value, one text, one hash. Sorted keys, NFC, no floats, no blanks between tokens. Pure."""

import dataclasses
import io
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from cmr.collector import uncollected


def jsonable(value: Any) -> Any:
    """Dataclasses, dates and tuples as plain JSON values, text in NFC; a float raises, for it has no one spelling."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return value if type(value) is str and value.isascii() else unicodedata.normalize("NFC", str(value))
        case tuple() | list():
            return [jsonable(item) for item in value]
        case date():
            return value.isoformat()
        case Mapping():
            return {jsonable(str(key)): jsonable(item) for key, item in value.items()}
        case Sequence() if hasattr(value, "jsonable"):
            return value.jsonable()  # one that knows a shorter way to the same
        case Sequence():
            return [jsonable(item) for item in value]
        case _ if dataclasses.is_dataclass(value):
            return {field.name: jsonable(getattr(value, field.name)) for field in dataclasses.fields(value)}
    raise TypeError(f"{type(value).__name__} has no canonical JSON form")


# Down to here a value is written piece by piece: a snapshot, its facts, their lists.
DEEP = 3


@uncollected()
def canonical(value: Any) -> bytes:
    """The canonical JSON of a value, in UTF-8; a large one is never held twice."""
    out = io.BytesIO()
    for piece in _pieces(value, DEEP):
        out.write(piece.encode())
    return out.getvalue()


def _pieces(value: Any, deep: int) -> Iterator[str]:
    if dataclasses.is_dataclass(value) and deep:
        value = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    match value:
        case Mapping() if deep:
            members = {jsonable(str(key)): item for key, item in value.items()}
            for number, key in enumerate(sorted(members)):
                yield ("," if number else "{") + _text(key) + ":"
                yield from _pieces(members[key], deep - 1)
            yield "}" if members else "{}"
        case tuple() | list() if deep:
            for number, item in enumerate(value):
                yield "," if number else "["
                yield from _pieces(item, deep - 1)
            yield "]" if value else "[]"
        case _:
            yield _text(value)


def _text(value: Any) -> str:
    return json.dumps(jsonable(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
