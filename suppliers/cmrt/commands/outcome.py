"""Exit codes and the two streams: the result on standard output, one sentence on standard error."""

import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

READ, BLOCKED, REFUSED, FAULT = 0, 1, 2, 70
# Larger than any file the gate lets in, so that a stream without end is not read into memory.
_ENOUGH = 32_000_000


def bytes_of(name: str) -> bytes:
    """A file's bytes, or those of standard input for "-"."""
    if name == "-":
        return sys.stdin.buffer.read(_ENOUGH)
    with Path(name).open("rb") as file:
        return file.read(_ENOUGH)


def as_text(given: Namespace) -> bool:
    """Text for people on a terminal, JSON for programs, unless one is asked for."""
    wanted: str | None = given.format
    return sys.stdout.isatty() if wanted is None else wanted == "text"


def put(given: Namespace, result: Any, text: Callable[[], str]) -> None:
    """Print the result in the form that is asked for; `text` is called only where it is needed."""
    if as_text(given):
        _write(text().encode())
    else:
        _write(json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


def _write(data: bytes) -> None:
    """UTF-8 whatever the locale; a reader that hangs up early (`| head`) is no error."""
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(status: int, code: str, sentence: str) -> int:
    sys.stderr.write(f"{code}: {' '.join(sentence.split())}\n")
    return status
