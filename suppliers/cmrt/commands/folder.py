"""Check every workbook of a folder: in as many processes as the machine has cores."""

import datetime
import os
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from threading import Lock
from typing import Any

from suppliers.cmrt.checks.context import Context
from suppliers.cmrt.commands.outcome import BLOCKED, REFUSED, put, say
from suppliers.cmrt.commands.run import context_in
from suppliers.cmrt.commands.text import printable, table
from suppliers.cmrt.commands.workers import Worker

_WORKBOOKS = {".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".xlt"}
_BAR = 30

Entry = dict[str, Any]


def check_folder(given: Namespace) -> int:
    """Print a line for each workbook; the exit code is the worst of theirs."""
    folder = Path(given.file)
    if given.findings:
        return say(REFUSED, "usage", "--findings writes the findings of one workbook, not of a folder.")
    try:
        context = context_in(given.context)
    except ValueError as error:
        return say(REFUSED, "usage", str(error))
    if context and (context.company or context.previous):
        return say(REFUSED, "usage", "company and previous speak of one manufacturer; a folder holds many.")
    names = sorted(path.relative_to(folder) for path in folder.rglob("*") if _is_workbook(path, folder))
    if not names:
        return say(REFUSED, "not_found", f"There is no workbook in the folder {folder}.")
    entries = _checked(folder, names, given.today, context)
    put(given, entries, lambda: summary(entries))
    worst: int = max(entry["status"] for entry in entries)
    return worst


def _is_workbook(path: Path, folder: Path) -> bool:
    """Hidden files, and the locks that Excel leaves beside an open workbook, are none."""
    hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    return path.suffix.lower() in _WORKBOOKS and not hidden and path.is_file()


def _checked(folder: Path, names: Sequence[Path], today: datetime.date, context: Context | None) -> list[Entry]:
    bar = Progress(len(names))
    workers = [Worker(today, context) for _ in range(min(os.cpu_count() or 1, len(names)))]
    idle: Queue[Worker] = Queue()
    for worker in workers:
        idle.put(worker)

    def entry(name: Path) -> Entry:
        worker = idle.get()
        try:
            return {"file": str(name)} | worker.check(str(folder / name))
        finally:
            idle.put(worker)
            bar.step()

    try:
        # The threads only wait for the processes.
        with ThreadPoolExecutor(len(workers)) as pool:
            entries = list(pool.map(entry, names))
    finally:
        for worker in workers:
            worker.close()
        bar.end()
    _compare_lists(entries)
    return entries


def _compare_lists(entries: Sequence[Entry]) -> None:
    """Name the files whose smelter list another manufacturer sent as well: copied from it, or from a third."""
    by_list: dict[str, list[Entry]] = {}
    for entry in entries:
        if smelters := entry.pop("list", None):
            by_list.setdefault(str(smelters), []).append(entry)
    for group in by_list.values():
        for entry in group:
            if others := [other["file"] for other in group if _company(other) != _company(entry)]:
                entry["same_smelters_as"] = others


def _company(entry: Entry) -> str:
    return (entry["company"] or "").casefold()


def summary(entries: Sequence[Entry]) -> str:
    return "\n".join(_lines(entries)) + "\n"


def _lines(entries: Sequence[Entry]) -> Iterator[str]:
    header = ("File", "Company", "Version", "Open", "Block", "Warn", "Info")
    yield from table(header, [_cells(entry) for entry in entries if entry["status"] != REFUSED])
    if unread := [entry for entry in entries if entry["status"] == REFUSED]:
        yield ""
        yield f"Cannot be read ({len(unread)})"
        for entry in unread:
            yield f"  {printable(entry['file'])}: {entry['code']}: {printable(entry['message'])}"
    told: set[frozenset[str]] = set()
    for entry in entries:
        group = frozenset({entry["file"], *entry.get("same_smelters_as", ())})
        if len(group) > 1 and not any(group <= known for known in told):
            told.add(group)
            yield ""
            yield f"The same smelter list from different manufacturers: {', '.join(map(printable, sorted(group)))}"
    blocked = sum(entry["status"] == BLOCKED for entry in entries)
    yield ""
    yield f"{len(entries)} files: {len(entries) - blocked - len(unread)} fine, {blocked} blocked, {len(unread)} unread."


def _cells(entry: Entry) -> list[str]:
    remaining = "error" if entry["remaining"] is None else str(entry["remaining"])
    counts = [str(entry[severity]) for severity in ("block", "warn", "info")]
    return [printable(entry["file"]), printable(entry["company"]), entry["version"], remaining, *counts]


class Progress:
    """A bar on standard error, drawn only on a terminal."""

    def __init__(self, total: int) -> None:
        self._total, self._done, self._shown = total, 0, sys.stderr.isatty()
        self._lock = Lock()

    def step(self) -> None:
        with self._lock:
            self._done += 1
            if self._shown:
                filled = _BAR * self._done // self._total
                sys.stderr.write(f"\r[{'#' * filled}{'.' * (_BAR - filled)}] {self._done}/{self._total}")
                sys.stderr.flush()

    def end(self) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
