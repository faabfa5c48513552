"""The commands. Each sets its own limits before it touches a stranger's bytes, and imports what it needs only then."""

import datetime
import json
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suppliers.cmrt.commands.outcome import BLOCKED, READ, REFUSED, bytes_of, put, say
from suppliers.cmrt.limits import apply_limits

if TYPE_CHECKING:
    from suppliers.cmrt.checks import Context


def read(given: Namespace) -> int:
    apply_limits()
    result = _read(bytes_of(given.file))

    def text() -> str:
        from suppliers.cmrt.commands.text import document_text

        return document_text(result)

    put(given, result, text)
    return READ


def check(given: Namespace) -> int:
    if given.file != "-" and Path(given.file).is_dir():
        from suppliers.cmrt.commands.folder import check_folder

        return check_folder(given)
    apply_limits()
    try:
        context = context_in(given.context)
    except ValueError as error:
        return say(REFUSED, "usage", str(error))
    status, result = checked(bytes_of(given.file), given.today, context)
    if given.findings:
        from suppliers.cmrt.findings_book import findings_book

        Path(given.findings).write_bytes(findings_book(result["findings"], result))

    def text() -> str:
        from suppliers.cmrt.commands.text import checked_text

        return checked_text(result)

    put(given, result, text)
    return status


def fill(given: Namespace) -> int:
    apply_limits()
    from suppliers.cmrt.writer import NotFillable, from_json
    from suppliers.cmrt.writer import fill as filled

    try:
        declaration = json.loads(bytes_of(given.declaration))
    except (ValueError, RecursionError) as error:
        return say(REFUSED, NotFillable.code, f"{given.declaration} is not JSON: {error}.")
    try:
        Path(given.output).write_bytes(filled(bytes_of(given.blank), from_json(declaration)))
    except NotFillable as refused:
        return say(REFUSED, refused.code, refused.message)
    return READ


def diff(given: Namespace) -> int:
    apply_limits()
    from suppliers.cmrt.diff import diff as changes_between

    changes = changes_between(_read(bytes_of(given.old)), _read(bytes_of(given.new)))

    def text() -> str:
        from suppliers.cmrt.commands.text import diff_text

        return diff_text(changes)

    put(given, changes, text)
    return READ


def _read(data: bytes) -> dict[str, Any]:
    """What `read` prints; raises Unreadable."""
    from suppliers.cmrt.reader import read_document
    from suppliers.cmrt.report import as_json
    from suppliers.cmrt.workbook import open_workbook

    return as_json(read_document(open_workbook(data)))


def context_in(name: str | None) -> "Context | None":
    """What a file of JSON says is known beside the workbook; raises ValueError with a sentence."""
    if name is None:
        return None
    from suppliers.cmrt.checks import context_from_json

    try:
        given = json.loads(Path(name).read_bytes())
        if not isinstance(given, Mapping):
            raise ValueError("not a JSON object")
        return context_from_json(given)
    except OSError as error:
        raise ValueError(f"{name} cannot be opened: {error.strerror or error}.") from None
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{name} is no context: {error}.") from None


def checked(data: bytes, today: datetime.date, context: "Context | None" = None) -> tuple[int, dict[str, Any]]:
    """Exit status and what `check` prints; raises Unreadable."""
    from cmr.findings import Severity
    from suppliers.cmrt.checks import ALL_CHECKS, list_fingerprint, subject
    from suppliers.cmrt.reader import read_document
    from suppliers.cmrt.report import as_json, checker_json, findings_json
    from suppliers.cmrt.workbook import open_workbook

    document = read_document(open_workbook(data), context.look_ups.by_version if context else None)
    judged = subject(document, today, context)
    findings = ALL_CHECKS.run(judged)
    blocked = any(finding.severity is Severity.BLOCK for finding in findings)
    verdict = {
        "checker": checker_json(judged.checked),
        "list_fingerprint": list_fingerprint(judged.facilities()),
        "findings": findings_json(ALL_CHECKS, findings),
    }
    return BLOCKED if blocked else READ, as_json(document) | verdict
