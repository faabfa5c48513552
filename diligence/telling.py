"""Checking what an entry tells against what its kind asks; pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from diligence.kinds import Field, Kind, Type


def told(kind: Kind, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What is kept of `given`, and a sentence for each field that is wrong; what the kind does not ask is dropped."""
    kept: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for field in kind.fields:
        value = str(given.get(field.name) or "").strip()
        if not value:
            if field.required:
                wrong[field.name] = f"{field.label}: say it; the report rests on it."
            continue
        try:
            kept[field.name] = _value(field, value)
        except ValueError as error:
            wrong[field.name] = f"{field.label}: {error}"
    return kept, wrong


def _value(field: Field, text: str) -> Any:
    match field.type:
        case Type.NUMBER:
            if not (text.isascii() and text.isdigit() and len(text) <= 7):
                raise ValueError("a whole number is needed.")
            return int(text)
        case Type.DATE:
            try:
                return date.fromisoformat(text).isoformat()
            except ValueError:
                raise ValueError("a day is needed, such as 2026-03-31.") from None
        case Type.URL:
            parts = urlsplit(text)
            if parts.scheme not in ("http", "https") or "." not in parts.netloc or any(c.isspace() for c in text):
                raise ValueError("a web address is needed, such as https://www.company.example/policy.")
            return text
        case Type.YES_NO:
            if text not in ("yes", "no"):
                raise ValueError("yes or no is needed.")
            return text == "yes"
        case Type.CHOICE:
            if text not in dict(field.choices):
                raise ValueError("choose one of the list.")
            return text
    return text


def shown(field: Field, value: Any) -> str:
    """A kept value as people read it."""
    if value is None or value == "":
        return ""
    if field.type == Type.YES_NO:
        return "Yes" if value else "No"
    if field.type == Type.CHOICE:
        return dict(field.choices).get(value, str(value))
    if field.type == Type.DATE:
        day = date.fromisoformat(value)
        return f"{day.day} {day:%B %Y}"
    return str(value)
