"""Whether the store still holds what the rows promise: every file is read and hashed again.

HOLDERS names every field that holds the hash of a stored file. What stands in the audit log alone, such as a table that
was taken over or a blank that was replaced, is kept and read as well; what nothing names belongs to nobody.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from cmr import storage
from cmr.models import AuditEvent
from reports.models import RenderedDocument, Snapshot

# Seconds after which a file that nobody names may be removed; an upload on its way in is named within one of them.
KEPT = 7 * 24 * 3600
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Holder:
    """A field with the hash of a stored file; or a JSON list whose entries have one each (`listed`)."""

    model: str
    field: str
    listed: bool = False

    def named(self) -> Iterator[tuple[str, int]]:
        """Each hash, with the key of the row that holds it."""
        rows = self._rows().values_list(self.field, "pk")
        for value, key in rows.iterator(chunk_size=2000):
            for sha256 in [entry["sha256"] for entry in value] if self.listed else [value]:
                if sha256:
                    yield sha256, key

    def told(self, key: int) -> str:
        row = self._rows().get(pk=key)
        return f"{row._meta.verbose_name} {row}"

    def _rows(self) -> models.QuerySet:
        return apps.get_model(self.model)._default_manager.order_by()


HOLDERS = (
    Holder("suppliers.Upload", "sha256"),
    Holder("suppliers.Campaign", "blank_sha256"),
    Holder("suppliers.Prefilled", "sha256"),
    Holder("suppliers.Letter", "attachments", listed=True),
    Holder("suppliers.ContactRecord", "original_sha256"),
    Holder("suppliers.StrayMail", "sha256"),
    Holder("smelters.StatusList", "sha256"),
    Holder("smelters.ListProposal", "sha256"),
    Holder("smelters.ReferenceLookup", "sha256"),
    Holder("smelters.StatusRecord", "evidence_sha256"),
    Holder("smelters.DatedTable", "sha256"),
    Holder("diligence.Entry", "evidence_sha256"),
    Holder("diligence.CorrectiveAction", "evidence_sha256"),
    Holder("reports.Snapshot", "sha256"),
    Holder("reports.RenderedDocument", "sha256"),
    Holder("reports.OwnCMRT", "sha256"),
    Holder("reports.OwnCMRT", "content_sha256"),
    Holder("reports.OwnCMRT", "blank_sha256"),
    Holder("reports.OwnSending", "sha256"),
    Holder("reports.WebCopy", "sha256"),
)


_LOG = Holder("cmr.AuditEvent", "after")


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that is missing or changed: what it belongs to, and the filings that rest on it."""

    sha256: str
    kind: str
    belongs_to: tuple[str, ...]
    filings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    files: int
    problems: tuple[Problem, ...]
    orphans: tuple[str, ...]


def archive_check(progress: Callable[[int, int], None] = lambda done, total: None) -> Checked:
    """Read every file that a row or an audit event names; orphans are the files of the store that nothing names."""
    # The files first: what is stored from here on has its row in time, or is not seen.
    stored = set(storage.names())
    holding = _holding(stored)
    wrong = {}
    for done, sha256 in enumerate(sorted(holding), 1):
        if kind := storage.unsound(sha256):
            wrong[sha256] = kind
        progress(done, len(holding))
    return Checked(len(holding), tuple(_problems(wrong, holding)), tuple(sorted(stored - set(holding))))


def archive_collect(orphans: Iterable[str]) -> list[str]:
    """Remove what no row and no audit event names and what was not stored in the last seven days; returns which."""
    orphans = list(orphans)
    named = _holding(set(orphans))
    return [sha256 for sha256 in orphans if sha256 not in named and storage.remove(sha256, KEPT)]


def _holding(stored: Collection[str]) -> dict[str, list[tuple[Holder, int]]]:
    """What holds each file. An event names other hashes too: of those in no row, the `stored` ones are files."""
    found: dict[str, list[tuple[Holder, int]]] = defaultdict(list)
    for holder in HOLDERS:
        for sha256, key in holder.named():
            found[sha256].append((holder, key))
    for sha256, key in _logged():
        if sha256 in stored and sha256 not in found:
            found[sha256].append((_LOG, key))
    return found


def _problems(wrong: dict[str, str], holding: dict[str, list[tuple[Holder, int]]]) -> Iterator[Problem]:
    filings = _filings(set(wrong)) if wrong else {}
    for sha256, kind in wrong.items():
        told = tuple(holder.told(key) for holder, key in holding[sha256])
        yield Problem(sha256, kind, told, tuple(sorted(filings.get(sha256, ()))))


def _filings(wrong: set[str]) -> dict[str, set[str]]:
    """Which filings rest on which of the files: a snapshot names all that went into it."""
    found: dict[str, set[str]] = defaultdict(set)
    for snapshot in Snapshot.objects.select_related("filing__period"):
        documents = RenderedDocument.objects.filter(snapshot=snapshot).values_list("sha256", flat=True)
        named = {snapshot.sha256, *documents}
        if snapshot.sha256 not in wrong:
            named |= set(_HASH.findall(storage.read(snapshot.sha256).decode()))
        for sha256 in named & wrong:
            found[sha256].add(str(snapshot.filing))
    return found


def _logged() -> Iterator[tuple[str, int]]:
    """Every hash in the audit log, with the event's key."""
    for key, *told in AuditEvent.objects.values_list("pk", "before", "after").iterator(chunk_size=2000):
        for sha256 in _HASH.findall(json.dumps(told)):
            yield sha256, key
