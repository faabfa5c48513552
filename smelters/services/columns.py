"""How columns are to be read, remembered by the head of the list."""

from cmr.models import User
from smelters.columns import Columns
from smelters.lists import ParsedList, list_opened, list_parsed
from smelters.models import ColumnMapping


def list_read(data: bytes, filename: str, columns: Columns | None = None, *, metal: str = "") -> ParsedList:
    """The rows of a list, by the columns given, else as a list with this head was read before, else by its captions.

    Raises ListError.
    """
    table, head = list_opened(data, filename)
    if columns is None:
        columns = columns_remembered(head.fingerprint)
    return list_parsed(table, head, columns, metal=metal)


def columns_remembered(fingerprint: str) -> dict[str, int] | None:
    """What a person chose for lists with this head, if anybody did."""
    return ColumnMapping.objects.filter(fingerprint=fingerprint).values_list("columns", flat=True).first()


def columns_remember(parsed: ParsedList, actor: User | None) -> None:
    """Read lists with this head like this one from now on; the list that was applied says in the log how."""
    ColumnMapping.objects.update_or_create(
        fingerprint=parsed.head.fingerprint, defaults={"columns": dict(parsed.columns), "set_by": actor}
    )
