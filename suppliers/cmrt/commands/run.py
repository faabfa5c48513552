"""The commands. Each sets its own limits before it touches a stranger's bytes, and imports what it needs only then."""

import datetime
import json
from argparse import Namespace
from pathlib import Path
from typing import Any

from suppliers.cmrt.commands.outcome import BLOCKED, READ, REFUSED, bytes_of, put, say
from suppliers.cmrt.limits import apply_limits


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
    status, result = checked(bytes_of(given.file), given.today)
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


def checked(data: bytes, today: datetime.date) -> tuple[int, dict[str, Any]]:
    """Exit status and what `check` prints; raises Unreadable."""
    from cmr.findings import Severity
    from suppliers.cmrt.checks import ALL_CHECKS, subject
    from suppliers.cmrt.reader import read_document
    from suppliers.cmrt.report import as_json, checker_json, findings_json
    from suppliers.cmrt.workbook import open_workbook

    document = read_document(open_workbook(data))
    judged = subject(document, today)
    findings = ALL_CHECKS.run(judged)
    blocked = any(finding.severity is Severity.BLOCK for finding in findings)
    verdict = {"checker": checker_json(judged.checked), "findings": findings_json(ALL_CHECKS, findings)}
    return BLOCKED if blocked else READ, as_json(document) | verdict
