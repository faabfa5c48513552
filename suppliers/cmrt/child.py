"""Reading in a process of its own: what a file does to it, it does to nobody else.

The outcome is a type. A refusal is a verdict about the file; the death of the process is none, and the caller tries
again or asks a person.
"""

import contextlib
import datetime
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cmr.faults import point

WALL_SECONDS = 30.0
_PROJECT = Path(__file__).resolve().parents[2]
_REFUSED = 2
# A wrong call is our own fault.
_NO_VERDICT = "usage"
_VERDICT = re.compile(r"([a-z_]+): (.+)")
# Nothing of ours is in the child's environment; an interpreter built with shared libraries has to find them.
_PASSED_ON = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME")


@dataclass(frozen=True, slots=True)
class Read:
    """The file was read and checked; `document` is the command line's JSON."""

    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Refused:
    """The file is not a CMRT that we read: a stable code, and a sentence for the person who sent it."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Died:
    """The process ended without a verdict; the reason is for our own log."""

    reason: str


@dataclass(frozen=True, slots=True)
class Filled:
    """The blank with the declaration in it."""

    workbook: bytes


ChildResult = Read | Refused | Died
FillResult = Filled | Refused | Died


def read_in_child(
    data: bytes,
    today: datetime.date | str | None = None,
    context: Mapping[str, Any] | None = None,
    *,
    wall_seconds: float = WALL_SECONDS,
) -> ChildResult:
    """Read and check a CMRT under limits of memory and time; never raises for what the bytes do.

    `today` is the day (ISO) against which dates are checked, `context` what checks.context_from_json() takes.
    """
    arguments = ["check", "-"]
    if today is not None:
        arguments += ["--today", str(today)]
    with tempfile.TemporaryFile() as known:
        if context:
            # A file without a name: arguments are short, and everybody on the machine can read them.
            known.write(json.dumps(context).encode())
            known.seek(0)
            arguments += ["--context", f"/dev/fd/{known.fileno()}"]
        ended = _run(arguments, data, wall_seconds, pass_fds=[known.fileno()] if context else [])
    return ended if isinstance(ended, Died) else _result(*ended)


def fill_in_child(blank: bytes, declaration: Mapping[str, Any], *, wall_seconds: float = WALL_SECONDS) -> FillResult:
    """Fill an official blank under the same limits; `declaration` is what `read` prints, or a part of it."""
    with tempfile.TemporaryDirectory() as folder:
        source, output = Path(folder, "blank.xlsx"), Path(folder, "filled.xlsx")
        source.write_bytes(blank)
        arguments = ["fill", str(source), "-", "-o", str(output)]
        ended = _run(arguments, json.dumps(declaration).encode(), wall_seconds)
        if isinstance(ended, Died):
            return ended
        status, _, errors = ended
        if status == 0 and output.exists():
            return Filled(output.read_bytes())
        return _verdict(status, errors)


def _run(
    arguments: Sequence[str], data: bytes, wall_seconds: float, pass_fds: Sequence[int] = ()
) -> tuple[int, bytes, bytes] | Died:
    """Exit status, output and errors of the command line with `data` on its standard input."""
    # Files, not pipes, take the output: the limit on file size then bounds what we hold of it.
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            [sys.executable, "-m", "suppliers.cmrt", *arguments],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=errors,
            cwd=_PROJECT,
            env=_environment(),
            pass_fds=pass_fds,
            start_new_session=True,
        )
        point("process.child_started")
        try:
            child.communicate(data, timeout=wall_seconds)
        except subprocess.TimeoutExpired:
            return Died(f"not done after {wall_seconds:g} seconds")
        finally:
            _end_group(child)
        output.seek(0)
        errors.seek(0)
        return child.returncode, output.read(), errors.read()


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return kept | {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def _end_group(child: "subprocess.Popen[bytes]") -> None:
    """End the child and whatever it may have started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _result(status: int, output: bytes, errors: bytes) -> ChildResult:
    if status in (0, 1):
        try:
            document = json.loads(output)
        except (ValueError, RecursionError):
            return Died(f"status {status}, and no JSON")
        return Read(document) if isinstance(document, dict) else Died(f"status {status}, and no JSON object")
    return _verdict(status, b"" if output else errors)


def _verdict(status: int, errors: bytes) -> Refused | Died:
    """What the last line of a command that did not succeed says."""
    lines = errors.decode(errors="replace").strip().splitlines()
    if status == _REFUSED and lines:
        verdict = _VERDICT.fullmatch(lines[-1])
        if verdict is not None and verdict[1] != _NO_VERDICT:
            return Refused(verdict[1], verdict[2])
    if status < 0:
        return Died(f"ended by signal {-status}")
    return Died(f"status {status}: {lines[-1][:200] if lines else 'no message'}")
