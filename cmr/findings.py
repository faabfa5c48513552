"""One registry type for every check in the house; pure, no Django.

A check is a pure function over one frozen input that yields hits. The check's metadata (code, severity,
message, reason, source) stands beside the function; a stored finding holds only code, severity, place and
parameters, and its text is rendered late from the check that owns the code.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """What a finding does to the work: stop it, ask for a look, or tell."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding points: a sheet and cell of a workbook, or a section of the report."""

    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or self.cell


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check function yields; the set turns it into a Finding under the check's code."""

    place: Place
    params: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity | None = None


def at(sheet: str, cell: str = "", *, severity: Severity | None = None, **params: Any) -> Hit:
    """The one way to write a hit: `yield at("Declaration", "D8", metal="Tin")`."""
    return Hit(Place(sheet, cell), params, severity)


@dataclass(frozen=True, slots=True)
class Finding:
    """A check's result as it is stored: no text, only what the text is rendered from."""

    code: str
    severity: Severity
    place: Place
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Check:
    """A rule with its reason and source.

    `message` and `remedy` are format strings over the hit's parameters: our own text, never a user's. `waivable`: a
    named person may let pass even what blocks; what only warns may always be let pass.
    """

    code: str
    severity: Severity
    title: str
    message: str
    reason: str
    source: str
    run: Callable[[Any], Iterable[Hit]]
    remedy: str = ""
    waivable: bool = False


def check(
    code: str,
    severity: Severity,
    *,
    title: str,
    message: str,
    reason: str,
    source: str,
    remedy: str = "",
    waivable: bool = False,
) -> Callable[[Callable[[Any], Iterable[Hit]]], Check]:
    """Decorate a function over the frozen input; the name then holds the Check."""

    def wrap(run: Callable[[Any], Iterable[Hit]]) -> Check:
        return Check(code, severity, title, message, reason, source, run, remedy, waivable)

    return wrap


class CheckSet:
    """A literal tuple of checks under one name; a code used twice raises at import.

    `words` are what the texts say where a hit does not say otherwise.
    """

    def __init__(self, name: str, checks: tuple[Check, ...], words: Mapping[str, Any] | None = None) -> None:
        self.name = name
        self.checks = checks
        self.words = dict(words or {})
        self._by_code: dict[str, Check] = {}
        for item in checks:
            if item.code in self._by_code:
                raise ValueError(f"{name}: the code {item.code} is registered twice")
            self._by_code[item.code] = item

    def __iter__(self) -> Iterator[Check]:
        return iter(self.checks)

    def get(self, code: str) -> Check | None:
        return self._by_code.get(code)

    def run(self, subject: Any) -> list[Finding]:
        """All findings of all checks over one input, in the order of the tuple."""
        return [
            Finding(item.code, hit.severity or item.severity, hit.place, hit.params)
            for item in self.checks
            for hit in item.run(subject)
        ]

    def message(self, code: str, params: Mapping[str, Any]) -> str:
        """The sentence for a stored finding; a code no longer known degrades to itself."""
        return self._render("message", code, params) or code

    def remedy(self, code: str, params: Mapping[str, Any]) -> str:
        """What the person should do about a stored finding, or nothing."""
        return self._render("remedy", code, params)

    def _render(self, which: str, code: str, params: Mapping[str, Any]) -> str:
        item = self._by_code.get(code)
        if item is None:
            return ""
        template: str = getattr(item, which)
        try:
            return template.format(**{**self.words, **params})
        except (KeyError, IndexError):
            # A row written by an older release may lack a parameter; a bare template beats a broken page.
            return template
