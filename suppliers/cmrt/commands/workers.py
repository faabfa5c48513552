"""Processes that check one workbook after the other, so that a folder does not pay a fresh start for each file.

What a file does to its process it does to nobody else: a process that dies or hangs is replaced, and the file has a
verdict all the same.
"""

import contextlib
import datetime
import json
import multiprocessing
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any

from suppliers.cmrt.checks.context import Context
from suppliers.cmrt.child import WALL_SECONDS
from suppliers.cmrt.commands.outcome import REFUSED, bytes_of
from suppliers.cmrt.limits import CPU_SECONDS, apply_limits

Verdict = dict[str, Any]

_SPAWN = multiprocessing.get_context("spawn")
_LONGEST_ANSWER = 32_000_000


class Worker:
    """One process at a time; `check` never raises for what a file does."""

    def __init__(self, today: datetime.date, context: Context | None = None) -> None:
        self._judged_by = today, context
        self._start()

    def check(self, path: str) -> Verdict:
        """The summary of a workbook, or the reason why there is none: {"status": 2, "code", "message"}."""
        try:
            self._pipe.send(path)
            if not self._pipe.poll(WALL_SECONDS):
                return self._replaced(f"not done after {WALL_SECONDS:g} seconds")
            # Text, not objects: the other side has read a stranger's bytes.
            verdict: Verdict = json.loads(self._pipe.recv_bytes(_LONGEST_ANSWER))
        except (EOFError, OSError, ValueError):
            return self._replaced("the process that read it ended")
        if verdict.pop("retired"):
            self._process.join()
            self._start()
        return verdict

    def close(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _start(self) -> None:
        self._pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(theirs, *self._judged_by), daemon=True)
        self._process.start()
        theirs.close()

    def _replaced(self, reason: str) -> Verdict:
        self.close()
        self._start()
        return unread("not_finished", f"Reading it did not come to an end: {reason}.")


def unread(code: str, message: str) -> Verdict:
    return {"status": REFUSED, "code": code, "message": message}


def _serve(pipe: Connection, today: datetime.date, context: Context | None) -> None:
    """Answer until half of the process's time is used up: the limit on it counts all files together."""
    apply_limits()
    retired = False
    while not retired:
        with contextlib.suppress(EOFError):
            path = pipe.recv()
            verdict = _verdict(path, today, context)
            retired = time.process_time() > CPU_SECONDS / 2
            pipe.send_bytes(json.dumps(verdict | {"retired": retired}).encode())
            continue
        return


def _verdict(path: str, today: datetime.date, context: Context | None) -> Verdict:
    from suppliers.cmrt.commands.run import checked
    from suppliers.cmrt.workbook import Unreadable

    try:
        status, result = checked(bytes_of(path), today, context)
    except Unreadable as refused:
        return unread(refused.code, refused.message)
    except OSError as error:
        return unread("not_found", f"It cannot be opened: {error.strerror or error}.")
    except MemoryError:
        return unread("limit_exceeded", "This workbook needs far more memory than a CMRT.")
    except Exception as error:
        return unread("fault", f"{type(error).__name__}: {error}")
    return _summary(status, result)


def _summary(status: int, document: Verdict) -> Verdict:
    severities = [finding["severity"] for finding in document["findings"]]
    return {
        "status": status,
        "company": document["company"]["name"],
        "version": document["version"],
        "effective_date": document["effective_date"],
        "smelters": len(document["smelters"]),
        "remaining": document["checker"]["remaining"],
        "cached": document["checker"]["cached"],
        **{severity: severities.count(severity) for severity in ("block", "warn", "info")},
        "list": _smelter_list(document["smelters"]),
    }


def _smelter_list(rows: Sequence[Verdict]) -> list[list[str]]:
    """Which facilities are named: metal and ID, or the name where there is no ID."""
    keys = {(row["metal"] or "", row["smelter_id"] or (row["name"] or "").casefold()) for row in rows}
    return sorted([*key] for key in keys if key[1])
