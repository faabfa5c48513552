"""A package changed in a few members: every other one is copied as the compressed bytes that stand in the original.

Only for bytes that the gate has let in: their archive has one reading, without gaps, overlaps or ZIP64.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from html import unescape

_LOCAL = struct.Struct("<4s5H3L2H")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_DEFLATED, _UTF8 = 8, 0x800
_LEVEL = 6
# 1 January 1980: the same declaration gives the same bytes on every day.
_DATE = 0x21


class PackageFile:
    """The members of an .xlsx file, and where its workbook keeps its sheets."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self.members = {info.filename: info for info in self._archive.infolist()}
        self.book = self._target("_rels/.rels", "", "officeDocument") or "xl/workbook.xml"
        folder = self.book.rpartition("/")[0]
        self.links = f"{folder}/_rels/{self.book.rpartition('/')[2]}.rels".lstrip("/")
        self._folder = folder

    def text(self, name: str) -> str:
        return self._archive.read(name).decode("utf-8-sig")

    def part(self, kind: str) -> str | None:
        """The member that the workbook links to as "sharedStrings", "calcChain" …"""
        return self._target(self.links, self._folder, kind)

    def sheet_parts(self) -> dict[str, str]:
        """Member by sheet name, in the workbook's order."""
        targets = {key: target for key, _, target in self._links(self.links, self._folder)}
        found = {}
        for tag in re.findall(r"<sheet\b[^>]*>", self.text(self.book)):
            given = attributes(tag)
            key = next((value for name, value in given.items() if name.endswith(":id")), "")
            if key in targets:
                found[given.get("name", "")] = targets[key]
        return found

    def _target(self, links: str, folder: str, kind: str) -> str | None:
        return next((target for _, known, target in self._links(links, folder) if known == kind), None)

    def _links(self, part: str, folder: str) -> list[tuple[str, str, str]]:
        """(id, kind, member) of every relationship in a part that stays inside the package."""
        found = []
        for tag in re.findall(r"<Relationship\b[^>]*>", self.text(part) if part in self.members else ""):
            given = attributes(tag)
            target = given.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
            if path in self.members:
                found.append((given.get("Id", ""), given.get("Type", "").rpartition("/")[2], path))
        return found

    def rewritten(self, changed: Mapping[str, bytes | None]) -> bytes:
        """The archive with some members replaced, or left out where the new content is None."""
        body, directory, count = io.BytesIO(), io.BytesIO(), 0
        ends = self._ends()
        for name, info in self.members.items():
            content = changed.get(name, b"") if name in changed else b""
            if content is None:
                continue
            start, count = body.tell(), count + 1
            raw = name.encode()
            if name in changed:
                packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)
                packed = packer.compress(content) + packer.flush()
                sizes = (zlib.crc32(content), len(packed), len(content))
                flags, method, time, date = _UTF8, _DEFLATED, 0, _DATE
                body.write(_LOCAL.pack(b"PK\3\4", 20, flags, method, time, date, *sizes, len(raw), 0) + raw + packed)
            else:
                body.write(self.data[info.header_offset : ends[info.header_offset]])
                sizes = (info.CRC, info.compress_size, info.file_size)
                flags, method = info.flag_bits, info.compress_type
                time, date = struct.unpack_from("<2H", self.data, info.header_offset + 10)
                raw = info.orig_filename.encode("utf-8" if flags & _UTF8 else "cp437")
            fields = (20, 20, flags, method, time, date, *sizes, len(raw), 0, 0, 0, 0, info.external_attr, start)
            directory.write(_ENTRY.pack(b"PK\1\2", *fields) + raw)
        index = directory.getvalue()
        return body.getvalue() + index + _END.pack(b"PK\5\6", 0, 0, count, count, len(index), body.tell(), 0)

    def _ends(self) -> dict[int, int]:
        """Where each member's bytes end: where the next one's begin, as the gate has made sure."""
        starts = sorted(info.header_offset for info in self.members.values())
        return dict(zip(starts, [*starts[1:], self._archive.start_dir], strict=True))


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a start tag, by their name as it is written."""
    return {name: unescape(double or single) for name, double, single in _ATTRIBUTE.findall(tag)}


_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
