"""Canonical JSON: one value, one text, one hash. Sorted keys, NFC, no floats, no blanks between tokens. Pure."""

import dataclasses
import json
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any


def jsonable(value: Any) -> Any:
    """Dataclasses, dates and tuples as plain JSON values, text in NFC; a float raises, for it has no one spelling."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return unicodedata.normalize("NFC", str(value))
        case date():
            return value.isoformat()
        case Mapping():
            return {jsonable(str(key)): jsonable(item) for key, item in value.items()}
        case tuple() | list():
            return [jsonable(item) for item in value]
        case _ if dataclasses.is_dataclass(value):
            return {field.name: jsonable(getattr(value, field.name)) for field in dataclasses.fields(value)}
    raise TypeError(f"{type(value).__name__} has no canonical JSON form")


def canonical(value: Any) -> bytes:
    """The canonical JSON of a value, in UTF-8."""
    text = json.dumps(jsonable(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()
