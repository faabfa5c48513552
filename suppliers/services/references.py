"""The Smelter Look-ups of the official blanks at hand, by template version: what a file's own is held against."""

import logging
from collections.abc import Iterable
from functools import lru_cache

from cmr import storage
from smelters.models import ReferenceLookup
from suppliers.cmrt.gate.refusal import Unreadable
from suppliers.cmrt.lookup import LookupLine, look_up_lines
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.workbook import open_workbook

log = logging.getLogger(__name__)

LookUp = tuple[str, tuple[LookupLine, ...]]


def look_ups(others: Iterable[str] = ()) -> dict[str, tuple[LookupLine, ...]]:
    """Version -> lines, of the blanks that the register took its names from and of `others` (sha256); one query.

    Of several blanks of one version the newest counts. Each is read once in the life of the process.
    """
    taken_over = ReferenceLookup.objects.order_by("as_of", "pk").values_list("sha256", flat=True)
    found = (_look_up(sha256) for sha256 in dict.fromkeys([*others, *taken_over]) if sha256)
    return dict(each for each in found if each)


def lines_of(sha256: str) -> tuple[LookupLine, ...]:
    """The lines of one blank's Look-up; none where it cannot be read."""
    found = _look_up(sha256)
    return found[1] if found else ()


@lru_cache(maxsize=32)
def _look_up(sha256: str) -> LookUp | None:
    """The Look-up of a blank. A workbook that somebody filled in proves nothing of what the RMI published."""
    try:
        document = read_document(open_workbook(storage.read(sha256)))
    except (Unreadable, storage.Damaged, FileNotFoundError):
        log.warning("The blank %s cannot be read; no file is held against its Smelter Look-up.", sha256[:12])
        return None
    if document.smelters or document.company["name"].text or not document.lookup.rows:
        return None
    return document.version, look_up_lines(document.lookup)
