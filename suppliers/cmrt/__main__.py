"""`python -m suppliers.cmrt read|check FILE`: a CMRT as JSON on standard output; FILE `-` reads standard input.

Exit 0: read. 1: read, and a finding of `check` blocks. 2: not a readable CMRT, or wrongly called: then nothing on
standard output and on standard error one line, `code: sentence`. 70: a fault of ours, which says nothing of the file.
"""

import argparse
import datetime
import json
import os
import sys
from pathlib import Path
from typing import Any

from cmr.findings import Severity
from suppliers.cmrt.limits import apply_limits

READ, BLOCKED, REFUSED, FAULT = 0, 1, 2, 70
# Larger than any file the gate lets in, so that a stream without end is not read into memory.
_ENOUGH = 32_000_000


def main(arguments: list[str] | None = None) -> int:
    """Limits first, then the bytes; what goes wrong on the way is an answer, never a traceback."""
    given = _arguments(arguments)
    apply_limits()
    from suppliers.cmrt.workbook import Unreadable

    try:
        data = _bytes(given.file)
        status, result = check(data, given.today) if given.command == "check" else (READ, read(data))
    except Unreadable as refused:
        return _say(REFUSED, refused.code, refused.message)
    except OSError as error:
        return _say(REFUSED, "not_found", f"{given.file} cannot be opened: {error.strerror or error}.")
    except MemoryError:
        return _say(REFUSED, "limit_exceeded", "This workbook needs far more memory than a CMRT.")
    except Exception as error:
        return _say(FAULT, "fault", f"{type(error).__name__}: {error}")
    _print(result)
    return status


def read(data: bytes) -> dict[str, Any]:
    """What `read` prints; raises Unreadable."""
    from suppliers.cmrt.reader import read_document
    from suppliers.cmrt.report import as_json
    from suppliers.cmrt.workbook import open_workbook

    return as_json(read_document(open_workbook(data)))


def check(data: bytes, today: datetime.date) -> tuple[int, dict[str, Any]]:
    """Exit status and what `check` prints; raises Unreadable."""
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


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m suppliers.cmrt", description="Read or check a CMRT workbook.")
    parser.add_argument("command", choices=("read", "check"))
    parser.add_argument("file", metavar="FILE", help="a workbook, or - for standard input")
    parser.add_argument(
        "--today",
        type=datetime.date.fromisoformat,
        default=datetime.date.today(),
        metavar="YYYY-MM-DD",
        help="the day the file was received (default: today)",
    )
    return parser.parse_args(arguments)


def _bytes(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(_ENOUGH)
    with Path(name).open("rb") as file:
        return file.read(_ENOUGH)


def _print(result: dict[str, Any]) -> None:
    """UTF-8 whatever the locale; a reader that hangs up early (`| head`) is no error."""
    try:
        sys.stdout.buffer.write(json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(status: int, code: str, sentence: str) -> int:
    sys.stderr.write(f"{code}: {' '.join(sentence.split())}\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
