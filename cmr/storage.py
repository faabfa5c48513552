"""Private content-addressed storage: bytes are safe, under their sha256, before anyone says "received".

Files lie in DATA_DIR/store/blobs/ab/abcd…, mode 0444, and their bytes never change. Nothing serves the folder; views
do. An orphan blob is harmless; a row without bytes would be loss. Hence the order: bytes, row, message.
"""

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from cmr.faults import point

# Seconds after which a file on its way in belongs to nobody: its process was killed.
LEFT_BEHIND = 6 * 3600


class TooLarge(Exception):
    """The stream went past the limit; nothing was kept."""


class Damaged(Exception):
    """The bytes on disk no longer have the hash they were stored under."""


@dataclass(frozen=True, slots=True)
class Blob:
    sha256: str
    size: int


def store(chunks: Iterable[bytes], limit: int | None = None) -> Blob:
    """Write a stream durably (file and folder synced) and return its name and size.

    The same bytes stored twice are one file. The later takes the place of the earlier: that mends a damaged one, tells
    `remove` that it is wanted, and takes as long as new bytes do, so that nobody learns what others have sent.
    Raises TooLarge past `limit` bytes, OSError when the disk refuses; neither leaves anything behind.
    """
    root = _root()
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=root / "tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if limit is not None and size > limit:
                    raise TooLarge
                digest.update(chunk)
                file.write(chunk)
                point("store.first_bytes")
            file.flush()
            point("store.before_sync")
            os.fsync(file.fileno())
        Path(name).chmod(0o444)
        target = path_of(digest.hexdigest())
        target.parent.mkdir(exist_ok=True)
        point("store.before_name")
        Path(name).replace(target)
        _sync(target.parent)
        _sync(target.parent.parent)
    finally:
        Path(name).unlink(missing_ok=True)
    return Blob(digest.hexdigest(), size)


def read(sha256: str) -> bytes:
    """The stored bytes, hashed again on the way out; raises Damaged or FileNotFoundError."""
    data = path_of(sha256).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Damaged(sha256)
    return data


def path_of(sha256: str) -> Path:
    return _root() / "blobs" / sha256[:2] / sha256


def names() -> Iterator[str]:
    """The sha256 of every stored file."""
    return (path.name for path in sorted((_root() / "blobs").glob("??/*")))


def tidy() -> int:
    """Remove what killed processes left on its way in; returns how many files. Nothing there was promised to anyone."""
    before, removed = time.time() - LEFT_BEHIND, 0
    for path in (_root() / "tmp").iterdir():
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < before:
                path.unlink()
                removed += 1
    return removed


def unsound(sha256: str) -> str:
    """What is wrong with a stored file, "missing" or "changed", or nothing."""
    try:
        read(sha256)
    except FileNotFoundError:
        return "missing"
    except (Damaged, OSError):
        return "changed"
    return ""


def remove(sha256: str, older_than: float) -> bool:
    """Remove a file that no row names, unless it was stored within so many seconds; says whether it is gone.

    It is taken out of its place first: whoever stores the same bytes from then on puts them there anew, and what was
    stored just before goes back.
    """
    path, aside = path_of(sha256), _root() / "tmp" / f"{sha256}.aside"
    before = time.time() - older_than
    if path.stat().st_mtime > before:
        return False
    path.rename(aside)
    if aside.stat().st_mtime > before:
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(aside)
        aside.unlink()
        return False
    aside.unlink()
    return True


def _root() -> Path:
    root: Path = settings.DATA_DIR / "store"
    for part in ("tmp", "blobs"):
        (root / part).mkdir(parents=True, exist_ok=True, mode=0o700)
    return root


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
