"""The ZIP container, read by its own layout rules: every byte belongs to exactly one record.

Readers disagree about overlapping members, doubled names, gaps and sizes that lie; a file that leaves room for
disagreement is refused before any of them sees it. Nothing is ever written to disk.
"""

import re
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from suppliers.cmrt.gate import bounds
from suppliers.cmrt.gate.refusal import refuse

try:
    # The same bytes in a third of the time; without it everything works, more slowly.
    from isal import isal_zlib as zlib
except ImportError:
    import zlib  # type: ignore[no-redef]

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_END_SIGN, _ENTRY_SIGN, _LOCAL_SIGN, _DESCRIPTOR_SIGN = b"PK\5\6", b"PK\1\2", b"PK\3\4", b"PK\7\x08"

_ENCRYPTED, _DESCRIPTOR, _UTF8 = 1 << 0, 1 << 3, 1 << 11
_KNOWN_FLAGS = _ENCRYPTED | _DESCRIPTOR | _UTF8 | 1 << 1 | 1 << 2
_STORED, _DEFLATED = 0, 8
# ZIP64 sizes, and the Info-ZIP field that gives a member a second name.
_FORBIDDEN_EXTRAS = {0x0001, 0x7075}
_LINK_MODE, _MODE_MASK = 0o120000, 0o170000
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\]|^[A-Za-z]:|^/")


@dataclass(frozen=True, slots=True)
class Member:
    """One record of the directory, already compared with its local header."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    data_at: int


class Archive:
    """A ZIP file whose layout is sound; its members are inflated under count when they are read."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)
        entries_at, end_at, count = _end_record(data)
        self._members: dict[str, Member] = {}
        folded: set[str] = set()
        expected = 0
        for record in sorted(_directory(data, entries_at, end_at, count), key=lambda record: record.offset):
            if record.offset != expected:
                refuse("ambiguous_archive")
            member, expected = record.member(data, entries_at)
            key = unicodedata.normalize("NFKC", member.name).casefold().rstrip("/")
            if key in folded:
                refuse("ambiguous_archive")
            folded.add(key)
            self._members[member.name] = member
        if expected != entries_at:
            refuse("ambiguous_archive")
        if sum(member.size for member in self._members.values()) > bounds.UNPACKED_BYTES:
            refuse("zip_bomb")

    def __iter__(self) -> Iterator[str]:
        """The names of the members that are files, in the order of their bytes."""
        return (name for name in self._members if not name.endswith("/"))

    def __contains__(self, name: object) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """The member's bytes, true to its declared size and checksum."""
        member = self._members[name]
        packed = self._data[member.data_at : member.data_at + member.packed]
        if member.method == _STORED:
            plain = bytes(packed)
        else:
            inflater = zlib.decompressobj(-15)
            try:
                # One byte more than declared is enough to catch a lie; zlib grows its buffer as the bytes come.
                plain = inflater.decompress(packed, member.size + 1)
            except zlib.error:  # type: ignore[misc]  # the library types it as a mere value
                refuse("corrupt_archive")
            if len(plain) > member.size:
                refuse("zip_bomb")
            if not inflater.eof or inflater.unused_data:
                refuse("corrupt_archive")
        if len(plain) != member.size or zlib.crc32(plain) != member.crc:
            refuse("corrupt_archive")
        return plain


def _end_record(data: bytes) -> tuple[int, int, int]:
    """Where the directory begins, where it ends, and how many entries it has."""
    if data.count(_END_SIGN, max(0, len(data) - _END.size - 0xFFFF)) > 1:
        refuse("ambiguous_archive")
    end_at = data.rfind(_END_SIGN, max(0, len(data) - _END.size - 0xFFFF))
    if end_at < 0:
        # Bytes behind the end record hide it from the search; a file that has none at all was cut off.
        refuse("ambiguous_archive" if _END_SIGN in data else "corrupt_archive")
    if end_at + _END.size > len(data):
        refuse("corrupt_archive")
    _, disk, first_disk, here, count, size, offset, comment = _END.unpack_from(data, end_at)
    if end_at + _END.size + comment != len(data):
        refuse("ambiguous_archive" if end_at + _END.size + comment < len(data) else "corrupt_archive")
    if disk or first_disk or here != count or count == 0xFFFF or 0xFFFFFFFF in (size, offset):
        refuse("ambiguous_archive")
    if count > bounds.MEMBERS:
        refuse("too_many_members")
    if offset + size != end_at:
        refuse("ambiguous_archive" if offset + size < end_at else "corrupt_archive")
    return offset, end_at, count


@dataclass(frozen=True, slots=True)
class _Record:
    """One entry of the directory as it stands there."""

    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    mode: int
    offset: int

    def member(self, data: bytes, limit: int) -> tuple[Member, int]:
        """The member, once its local header agrees, and the offset of the byte behind its last."""
        if self.offset + _LOCAL.size > limit or not data.startswith(_LOCAL_SIGN, self.offset):
            refuse("corrupt_archive")
        _, _, flags, method, _, _, crc, packed, size, name_size, extra_size = _LOCAL.unpack_from(data, self.offset)
        name_at = self.offset + _LOCAL.size
        extra_at = name_at + name_size
        data_at = extra_at + extra_size
        end = data_at + self.packed
        if end > limit:
            refuse("corrupt_archive")
        mine = (self.raw_name, self.method, self.flags & (_ENCRYPTED | _DESCRIPTOR | _UTF8))
        if (data[name_at:extra_at], method, flags & (_ENCRYPTED | _DESCRIPTOR | _UTF8)) != mine:
            refuse("ambiguous_archive")
        _check_extra(data[extra_at:data_at])
        true = (self.crc, self.packed, self.size)
        if flags & _DESCRIPTOR:
            if any(local not in (0, known) for local, known in zip((crc, packed, size), true, strict=True)):
                refuse("ambiguous_archive")
            end = _descriptor_end(data, end, true)
        elif (crc, packed, size) != true:
            refuse("ambiguous_archive")
        return Member(self.name(), self.method, self.crc, self.packed, self.size, data_at), end

    def name(self) -> str:
        """The name as text, if it is one that no system could mistake for a place outside the archive."""
        if not 0 < len(self.raw_name) <= bounds.NAME_BYTES:
            refuse("unsafe_path")
        try:
            name = self.raw_name.decode("utf-8" if self.flags & _UTF8 else "cp437")
        except UnicodeDecodeError:
            refuse("unsafe_path")
        steps = name.removesuffix("/").split("/")
        if _UNSAFE.search(name) or any(step in ("", ".", "..") for step in steps):
            refuse("unsafe_path")
        if self.mode & _MODE_MASK == _LINK_MODE:
            refuse("unsafe_path")
        return name


def _directory(data: bytes, at: int, end: int, count: int) -> Iterator[_Record]:
    for _ in range(count):
        if at + _ENTRY.size > end or not data.startswith(_ENTRY_SIGN, at):
            refuse("corrupt_archive")
        fields = _ENTRY.unpack_from(data, at)
        flags, method, _, _, crc, packed, size, name_size, extra_size, comment_size, disk, _, mode, offset = fields[3:]
        name_at = at + _ENTRY.size
        extra_at = name_at + name_size
        at = extra_at + extra_size + comment_size
        if at > end:
            refuse("corrupt_archive")
        if flags & _ENCRYPTED:
            refuse("password_protected")
        if method not in (_STORED, _DEFLATED) or flags & ~_KNOWN_FLAGS:
            refuse("unsupported_compression")
        if disk or 0xFFFFFFFF in (packed, size, offset):
            refuse("ambiguous_archive")
        _check_extra(data[extra_at : extra_at + extra_size])
        if size > bounds.MEMBER_BYTES or (size > bounds.RATIO_FROM_BYTES and size > bounds.RATIO * packed):
            refuse("zip_bomb")
        yield _Record(data[name_at:extra_at], flags, method, crc, packed, size, mode >> 16, offset)
    if at != end:
        refuse("ambiguous_archive")


def _check_extra(extra: bytes) -> None:
    """Refuse the fields that change a member's size or name; others, and padding, are nobody's business."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind in _FORBIDDEN_EXTRAS:
            refuse("ambiguous_archive")
        at += 4 + size


def _descriptor_end(data: bytes, at: int, true: tuple[int, int, int]) -> int:
    """The end of the data descriptor that follows a streamed member, with or without its optional sign."""
    fields = struct.pack("<3L", *true)
    for descriptor in (_DESCRIPTOR_SIGN + fields, fields):
        if data.startswith(descriptor, at):
            return at + len(descriptor)
    refuse("ambiguous_archive")
