"""Reading everything again after the reader changed: old results stay, and what people decided on is left alone."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction

from cmr import audit, storage
from suppliers.cmrt.child import Died, Read, Refused, read_in_child
from suppliers.models import Submission, Upload
from suppliers.services import ingest
from suppliers.services.context import context_for
from suppliers.services.requests import request_hold, request_settle

_ROW = ("metal", "name", "country", "listed")


class Became(StrEnum):
    SAME = "the same"
    REPLACED = "replaced"
    KEPT = "decided on, left as it is"
    UNREAD = "not read"


@dataclass(frozen=True, slots=True)
class Reread:
    """What a second reading says otherwise, as lines, and what became of the submission."""

    submission: Submission
    became: Became
    differences: tuple[str, ...] = ()


def submissions_to_reread(dry_run: bool) -> Iterator[Submission]:
    """What stands and came from a workbook; a dry run takes what the reader in force has read as well."""
    found = Submission.objects.standing().filter(upload__kind=Upload.Kind.WORKBOOK)
    if not dry_run:
        found = found.exclude(reader_version=ingest.READER_VERSION)
    # Keys first: a person's decision may come in between.
    for key in list(found.order_by("id").values_list("pk", flat=True)):
        yield Submission.objects.select_related(
            "upload__request__supplier", "upload__request__period", "upload__uploaded_by"
        ).get(pk=key)


def submission_reread(submission: Submission, *, dry_run: bool) -> Reread:
    """Read the file once more. Where it says something else and nobody has decided, the new reading takes the place."""
    upload = submission.upload
    try:
        outcome = read_in_child(storage.read(upload.sha256), upload.received_at.date(), context_for(upload))
    except (storage.Damaged, FileNotFoundError):
        return Reread(submission, Became.UNREAD, ("its stored bytes are damaged or gone: see check_archive",))
    match outcome:
        case Refused(_, sentence):
            return Reread(submission, Became.UNREAD, (sentence,))
        case Died(reason):
            return Reread(submission, Became.UNREAD, (f"the reader died: {reason}",))
        case Read(document):
            return _compare(submission, ingest.result_match(upload, document), dry_run)


def _compare(submission: Submission, result: ingest.Result, dry_run: bool) -> Reread:
    differences = tuple(_differences(_stored(submission), _read(result)))
    if not differences:
        return Reread(submission, Became.SAME)
    if _decided(submission):
        return Reread(submission, Became.KEPT, differences)
    if not dry_run:
        with transaction.atomic():
            request = request_hold(submission.request_id)
            submission.refresh_from_db()
            if _decided(submission) or submission.state == Submission.State.SUPERSEDED:
                return Reread(submission, Became.KEPT, differences)
            new, rows = ingest.result_enter(submission.upload, result, request)
            before = {"submission": submission.pk, "reader": submission.reader_version}
            after = {"submission": new.pk, "reader": new.reader_version, "rows": rows, "blocking": result.blocking}
            after["request"] = request_settle(request)
            audit.record("upload.read_again", None, submission.upload, before=before, after=after)
    return Reread(submission, Became.REPLACED, differences)


def _decided(submission: Submission) -> bool:
    return submission.state == Submission.State.ACCEPTED or submission.decided_at is not None


def _differences(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for what in sorted({*old, *new}):
        if old.get(what) != new.get(what):
            yield f"{what}: {old.get(what, 'nothing')} -> {new.get(what, 'nothing')}"


def _stored(submission: Submission) -> dict[str, str]:
    said = dict(_flat("", submission.document))
    for row in submission.mentions.order_by("row"):
        said[f"row {row.row}"] = _line(row.reported_id, *(getattr(row, name) for name in _ROW))
    for finding in submission.findings.all():
        said[f"finding {finding.code} {finding.sheet}!{finding.cell}"] = finding.severity
    return said


def _read(result: ingest.Result) -> dict[str, str]:
    said = dict(_flat("", {key: value for key, value in result.document.items() if key not in ingest.BESIDE}))
    for row in result.document["smelters"]:
        said[f"row {row['row']}"] = _line(row["smelter_id"], *(row[name] for name in _ROW))
    for finding in result.findings:
        said[f"finding {finding.code} {finding.sheet}!{finding.cell}"] = str(finding.severity)
    return said


def _line(*values: str | None) -> str:
    return ", ".join(value for value in values if value)


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Each value of a nested JSON with the way to it; null and nothing are the same."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _flat(f"{path}.{key}" if path else str(key), each)
    elif value not in (None, "", [], {}):
        yield path, value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
