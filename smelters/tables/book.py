"""The dated tables in force on a day, frozen: what they say of a country or a facility. Pure."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from smelters.matching import key_stem, name_key
from smelters.tables.parse import Line

Key = TypeVar("Key", bound=Hashable)
CAHRA, TRANSIT, PRODUCERS, SANCTIONS, ORIGINS = KINDS = ("cahra", "transit", "producers", "sanctions", "origins")


@dataclass(frozen=True)
class Sheet:
    """One table as imported: whose it is, its day, and its lines."""

    kind: str
    name: str
    source: str
    as_of: date
    sha256: str
    publishable: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Saying:
    """A line that speaks of what was asked about, and the table it stands in."""

    sheet: Sheet
    line: Line


@dataclass(frozen=True)
class Book:
    """Every table in force on a day. Asking costs a look-up."""

    day: date
    sheets: tuple[Sheet, ...] = ()

    def of(self, kind: str) -> tuple[Sheet, ...]:
        return tuple(sheet for sheet in self.sheets if sheet.kind == kind)

    def country(self, kind: str, code: str, metal: str) -> tuple[Saying, ...]:
        """The lines of a kind of table that name a country, in whole or in part, for a metal."""
        return tuple(each for each in self._countries[kind, code] if _speaks(each.line, metal)) if code else ()

    def strangers(self, code: str, metal: str) -> tuple[Sheet, ...]:
        """The tables of producers that speak of a metal, where none of them names the country as one."""
        speaking = tuple(each for each in self.of(PRODUCERS) if any(_speaks(line, metal) for line in each.lines))
        return () if self.country(PRODUCERS, code, metal) else speaking

    def sanctions(
        self, metal: str, smelter_id: str, keys: frozenset[str], country_code: str
    ) -> tuple[tuple[str, Saying], ...]:
        """The lines that a facility cannot be told apart from, each with what they agree in: "ID", "name", "country".

        By ID; by any of its names (`keys`), whatever the legal form, unless both countries are known and differ; by its
        country where the line names neither an ID nor a name, that is, a whole country.
        """
        found = [("ID", each) for each in self._ids[SANCTIONS, smelter_id]]
        for key in sorted({key_stem(key)[0] for key in keys}):
            found += [
                ("name", each)
                for each in self._names[key]
                if not country_code or each.line.country_code in ("", country_code)
            ]
        found += [
            ("country", each)
            for each in (self._countries[SANCTIONS, country_code] if country_code else ())
            if not (each.line.smelter_id or each.line.name)
        ]
        first: dict[int, tuple[str, Saying]] = {}
        for by, each in found:
            if _speaks(each.line, metal):
                first.setdefault(id(each), (by, each))  # a saying is one object, whichever way it is found
        return tuple(first.values())

    def origins(self, metal: str, smelter_id: str) -> tuple[Saying, ...]:
        """The lines that state a country of origin of what a facility processes."""
        return tuple(each for each in self._ids[ORIGINS, smelter_id] if _speaks(each.line, metal))

    @cached_property
    def _countries(self) -> defaultdict[tuple[str, str], list[Saying]]:
        return self._indexed(lambda each: [(each.sheet.kind, each.line.country_code)])

    @cached_property
    def _ids(self) -> defaultdict[tuple[str, str], list[Saying]]:
        return self._indexed(lambda each: [(each.sheet.kind, each.line.smelter_id)] if each.line.smelter_id else [])

    @cached_property
    def _names(self) -> defaultdict[str, list[Saying]]:
        return self._indexed(
            lambda each: filter(None, [key_stem(name_key(each.line.name))[0]] if each.sheet.kind == SANCTIONS else [])
        )

    def _indexed(self, keys: Callable[[Saying], Iterable[Key]]) -> defaultdict[Key, list[Saying]]:
        index: defaultdict[Key, list[Saying]] = defaultdict(list)
        for saying in self._all:
            for key in keys(saying):
                index[key].append(saying)
        return index

    @cached_property
    def _all(self) -> tuple[Saying, ...]:
        return tuple(Saying(sheet, line) for sheet in self.sheets for line in sheet.lines)


def _speaks(line: Line, metal: str) -> bool:
    return not line.metals or metal in line.metals
