"""How django-import-export reads a status list: our parser, our plan, and a second person.

The library gives the pages and the two steps. A list is no bag of rows, so its row-by-row import is replaced whole.
"""

from datetime import date
from typing import Any

from import_export.formats.base_formats import Format
from import_export.resources import ModelResource
from import_export.results import Result
from import_export.tmp_storages import BaseStorage

from cmr import storage
from smelters.columns import Columns, Head
from smelters.lists import ListError, list_opened, list_parsed
from smelters.models import ListProposal, StatusList
from smelters.services import ListPlan, columns_remembered, list_plan, list_propose


class ListFile(Format):
    """The file as it is; CSV or .xlsx is told by its bytes."""

    def __init__(self, encoding: str | None = None) -> None:
        """The library names an encoding; the parser finds it by itself."""

    def get_title(self) -> str:
        return "CSV or .xlsx"

    def can_import(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes) -> bytes:
        return in_stream


class HeldFile(BaseStorage):
    """Between the steps the bytes lie in the private store under their sha256, which is checked when they are read."""

    def save(self, data: bytes) -> None:
        self.name = storage.store([data]).sha256

    def read(self) -> bytes:
        return storage.read(self.name)

    def remove(self) -> None:
        """An applied list keeps its bytes; a dropped one is collected with the other files no row names."""


class ListResult(Result):
    """What the list would do (`plan`), how it was handed over (`outcome`), or what is wrong with it (`problems`).

    `head` is the list's, as far as it could be opened, and `columns` which of them were read as what.
    """

    head: Head | None = None
    columns: Columns = {}
    plan: ListPlan | None = None
    outcome: ListProposal | StatusList | None = None
    problems: tuple[str, ...] = ()

    def has_errors(self) -> bool:
        return bool(self.problems)


class StatusListResource(ModelResource):
    """A status list, prepared whole or not at all."""

    class Meta:
        model = StatusList
        fields = ()

    def import_data(
        self,
        dataset: bytes,
        dry_run: bool = False,
        *,
        file_name: str,
        name: str,
        source: str,
        as_of: date,
        status: str,
        user: Any,
        metal: str = "",
        columns: dict[str, int] | None = None,
        **kwargs: Any,
    ) -> ListResult:
        """Plan the list (dry run) or hand it over; what is wrong with it is in the result, never raised.

        `columns` are a person's choice, remembered once the list is applied.
        """
        result = ListResult()
        try:
            table, result.head = list_opened(dataset, file_name)
            told = columns if columns is not None else columns_remembered(result.head.fingerprint)
            result.columns = result.head.columns if told is None else told
            about = {"as_of": as_of, "status": status}
            if dry_run:
                result.plan = list_plan(list_parsed(table, result.head, told, metal=metal).rows, **about)
                return result
            about |= {"name": name, "source": source, "metal": metal, "columns": columns}
            result.outcome = list_propose(dataset, file_name=file_name, actor=user, **about)
        except ListError as error:
            result.problems = error.problems
        return result
