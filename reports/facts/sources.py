"""Where the rows of a facility lie: pairs of file and cells, of which a large year has millions; pure."""

import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any


class Sources(Sequence[tuple[int, str]]):
    """(index of a file, its cells), one for each row; nobody changes it once it is read."""

    __slots__ = ("_cells", "_files")

    def __init__(self, pairs: Iterable[tuple[int, str]] = ()) -> None:
        self._files = array("I")
        self._cells: list[str] = []
        for file, cells in pairs:
            self.add(file, cells)

    def add(self, file: int, cells: str) -> None:
        self._files.append(file)
        self._cells.append(cells)

    def __len__(self) -> int:
        return len(self._files)

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return zip(self._files, self._cells, strict=True)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return Sources(zip(self._files[at], self._cells[at], strict=True))
        return self._files[at], self._cells[at]

    def jsonable(self) -> list[list[int | str]]:
        """As plain JSON values (`reports.canonical`), equal cells spelled once."""
        plain = {cells: cells if cells.isascii() else unicodedata.normalize("NFC", cells) for cells in set(self._cells)}
        return [[file, plain[cells]] for file, cells in self]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash((tuple(self._files), tuple(self._cells)))
