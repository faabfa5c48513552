"""Check every workbook of a folder: each in a process of its own, as many at once as the machine has cores."""

import datetime
import os
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from suppliers.cmrt.child import Died, Read, Refused, read_in_child
from suppliers.cmrt.commands.outcome import BLOCKED, READ, REFUSED, bytes_of, put, say
from suppliers.cmrt.commands.text import printable, table

_WORKBOOKS = {".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".xlt"}
_BAR = 30

Entry = dict[str, Any]


def check_folder(given: Namespace) -> int:
    """Print a line for each workbook; the exit code is the worst of theirs."""
    folder = Path(given.file)
    if given.findings:
        return say(REFUSED, "usage", "--findings writes the findings of one workbook, not of a folder.")
    names = sorted(path.relative_to(folder) for path in folder.rglob("*") if _is_workbook(path, folder))
    if not names:
        return say(REFUSED, "not_found", f"There is no workbook in the folder {folder}.")
    entries = _checked(folder, names, given.today)
    put(given, entries, lambda: summary(entries))
    worst: int = max(entry["status"] for entry in entries)
    return worst


def _is_workbook(path: Path, folder: Path) -> bool:
    """Hidden files, and the locks that Excel leaves beside an open workbook, are none."""
    hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    return path.suffix.lower() in _WORKBOOKS and not hidden and path.is_file()


def _checked(folder: Path, names: Sequence[Path], today: datetime.date) -> list[Entry]:
    bar = Progress(len(names))
    entries: dict[Path, Entry] = {}
    lists: dict[Path, tuple[str, frozenset[tuple[str, str]]]] = {}
    # The threads only wait for the processes that they start.
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        waiting: dict[Future[Entry | Read], Path] = {
            pool.submit(_one, folder / name, str(name), today): name for name in names
        }
        for done in as_completed(waiting):
            name, outcome = waiting.pop(done), done.result()
            if isinstance(outcome, Read):
                lists[name] = _smelter_list(outcome.document)
                outcome = _entry(str(name), outcome.document)
            entries[name] = outcome
            bar.step()
    bar.end()
    for name, others in _same_lists(lists).items():
        entries[name]["same_smelters_as"] = [str(other) for other in others]
    return [entries[name] for name in names]


def _one(path: Path, name: str, today: datetime.date) -> Entry | Read:
    """A workbook's verdict; whatever goes wrong with one file is its own line."""
    try:
        outcome = read_in_child(bytes_of(str(path)), today)
    except OSError as error:
        return _unread(name, "not_found", f"It cannot be opened: {error.strerror or error}.")
    if isinstance(outcome, Refused):
        return _unread(name, outcome.code, outcome.message)
    if isinstance(outcome, Died):
        return _unread(name, "not_finished", f"Reading it did not come to an end: {outcome.reason}.")
    return outcome


def _unread(name: str, code: str, message: str) -> Entry:
    return {"file": name, "status": REFUSED, "code": code, "message": message}


def _entry(name: str, document: Mapping[str, Any]) -> Entry:
    counts = Counter(finding["severity"] for finding in document["findings"])
    return {
        "file": name,
        "status": BLOCKED if counts["block"] else READ,
        "company": document["company"]["name"],
        "version": document["version"],
        "effective_date": document["effective_date"],
        "smelters": len(document["smelters"]),
        "remaining": document["checker"]["remaining"],
        "cached": document["checker"]["cached"],
        "block": counts["block"],
        "warn": counts["warn"],
        "info": counts["info"],
    }


def _smelter_list(document: Mapping[str, Any]) -> tuple[str, frozenset[tuple[str, str]]]:
    """Who declares, and which facilities: metal and ID, or name where there is no ID."""
    rows = document["smelters"]
    named = {(row["metal"] or "", row["smelter_id"] or (row["name"] or "").casefold()) for row in rows}
    return (document["company"]["name"] or "").casefold(), frozenset(key for key in named if key[1])


def _same_lists(lists: Mapping[Path, tuple[str, frozenset[tuple[str, str]]]]) -> dict[Path, list[Path]]:
    """Files whose smelter list another manufacturer sent as well: somebody copied, or both copied a third."""
    by_list: dict[frozenset[tuple[str, str]], list[Path]] = {}
    for name in sorted(lists):
        if lists[name][1]:
            by_list.setdefault(lists[name][1], []).append(name)
    found = {}
    for group in by_list.values():
        for name in group:
            if others := [other for other in group if lists[other][0] != lists[name][0]]:
                found[name] = others
    return found


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

    def step(self) -> None:
        self._done += 1
        if self._shown:
            filled = _BAR * self._done // self._total
            sys.stderr.write(f"\r[{'#' * filled}{'.' * (_BAR - filled)}] {self._done}/{self._total}")
            sys.stderr.flush()

    def end(self) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
