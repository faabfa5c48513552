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


def test_it_removes_a_file_that_nobody_names_once_it_is_old():
    blob = storage.store([b"abc"])
    long_ago = time.time() - 8 * 24 * 3600
    assert not storage.remove(blob.sha256, 7 * 24 * 3600)
    os.utime(storage.path_of(blob.sha256), (long_ago, long_ago))
    assert storage.remove(blob.sha256, 7 * 24 * 3600)
    assert list(storage.names()) == [] and leftovers() == []


def test_it_keeps_an_old_file_whose_bytes_came_again_just_now(monkeypatch):
    blob = storage.store([b"abc"])
    path, rename = storage.path_of(blob.sha256), type(storage.path_of("0" * 64)).rename
    os.utime(path, (1, 1))

    def rename_late(self, target):
        storage.store([b"abc"])  # between the look and the removal
        return rename(self, target)

    monkeypatch.setattr(type(path), "rename", rename_late)
    assert not storage.remove(blob.sha256, 7 * 24 * 3600)
    assert storage.read(blob.sha256) == b"abc"
    assert leftovers() == []


def test_it_says_what_is_wrong_with_a_file():
    sound, changed, gone = (storage.store([data]).sha256 for data in (b"a", b"b", b"c"))
    storage.path_of(changed).chmod(0o644)
    storage.path_of(changed).write_bytes(b"x")
    storage.path_of(gone).unlink()
    assert [storage.unsound(sha256) for sha256 in (sound, changed, gone)] == ["", "changed", "missing"]
