"""How django-import-export reads a status list: our parser, our plan, our one transaction.

The library gives the pages and the two steps. A list is no bag of rows, so its row-by-row import is replaced whole.
"""

from datetime import date
from typing import Any

from import_export.formats.base_formats import Format
from import_export.resources import ModelResource
from import_export.results import Result
from import_export.tmp_storages import BaseStorage

from cmr import storage
from smelters.models import StatusList
from smelters.services import ListError, ListOutcome, ListPlan, list_apply, list_plan, parse_list


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
    """What the list would do (`plan`), did (`outcome`), or what is wrong with it (`problems`)."""

    plan: ListPlan | None = None
    outcome: ListOutcome | None = None
    problems: tuple[str, ...] = ()

    def has_errors(self) -> bool:
        return bool(self.problems)


class StatusListResource(ModelResource):
    """A status list, taken over whole or not at all."""

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
        **kwargs: Any,
    ) -> ListResult:
        """Plan (dry run) or apply the list; what is wrong with it is in the result, never raised."""
        result = ListResult()
        try:
            rows = parse_list(dataset, file_name)
            if dry_run:
                result.plan = list_plan(rows, as_of=as_of, status=status)
            else:
                about = {"name": name, "source": source, "as_of": as_of, "status": status}
                result.outcome = list_apply(rows, original=dataset, actor=user, **about)
        except ListError as error:
            result.problems = error.problems
        return result
