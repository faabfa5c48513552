import hashlib
import os
import stat
import time

import pytest

from cmr import storage


def test_it_keeps_bytes_under_their_hash_readable_and_unwritable():
    blob = storage.store([b"ab", b"c"])
    assert blob == storage.Blob(hashlib.sha256(b"abc").hexdigest(), 3)
    assert storage.read(blob.sha256) == b"abc"
    assert stat.S_IMODE(storage.path_of(blob.sha256).stat().st_mode) == 0o444


def test_the_same_bytes_twice_are_one_file():
    assert storage.store([b"abc"]) == storage.store([b"abc"])
    assert len(list(storage.names())) == 1


def leftovers():
    return list((storage.path_of("0" * 64).parents[2] / "tmp").iterdir())


def test_a_stream_past_the_limit_leaves_nothing_behind():
    with pytest.raises(storage.TooLarge):
        storage.store([b"x" * 10, b"x" * 10], limit=15)
    assert list(storage.names()) == [] and leftovers() == []


def test_a_stream_that_breaks_leaves_nothing_behind():
    def broken():
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        storage.store(broken())
    assert list(storage.names()) == [] and leftovers() == []


def test_a_full_disk_leaves_nothing_behind(monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        storage.store([b"abc"])
    assert list(storage.names()) == [] and leftovers() == []


def test_it_does_not_hand_out_changed_bytes():
    blob = storage.store([b"abc"])
    path = storage.path_of(blob.sha256)
    path.chmod(0o644)
    path.write_bytes(b"abd")
    with pytest.raises(storage.Damaged):
        storage.read(blob.sha256)


def test_sound_bytes_replace_a_damaged_file():
    blob = storage.store([b"abc"])
    path = storage.path_of(blob.sha256)
    path.chmod(0o644)
    path.write_bytes(b"abd")
    assert storage.store([b"abc"]) == blob
    assert storage.read(blob.sha256) == b"abc"
    assert leftovers() == []


def test_it_clears_away_what_killed_processes_left_and_nothing_newer():
    storage.store([b"abc"])
    folder = storage.path_of("0" * 64).parents[2] / "tmp"
    for name in ("old", "new"):
        (folder / name).write_bytes(b"half a file")
    long_ago = time.time() - storage.LEFT_BEHIND - 1
    os.utime(folder / "old", (long_ago, long_ago))
    assert storage.tidy() == 1
    assert [path.name for path in leftovers()] == ["new"]
    assert len(list(storage.names())) == 1
