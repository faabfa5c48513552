"""ZIP archives and workbook packages written by hand, so that a test can bend any single field of them."""

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@dataclass
class Member:
    """A member of an archive; `local` and `central` replace fields of its two headers, `packed` its bytes."""

    name: str | bytes
    data: bytes = b""
    method: int = 8
    flags: int = 0
    packed: bytes | None = None
    descriptor: bytes | None = None
    mode: int = 0
    extra: bytes = b""
    local: Mapping[str, object] = field(default_factory=dict)
    central: Mapping[str, object] = field(default_factory=dict)

    def headers(self) -> tuple[bytes, bytes, dict[str, object]]:
        packed = self.packed if self.packed is not None else deflate(self.data) if self.method == 8 else self.data
        name = self.name.encode() if isinstance(self.name, str) else self.name
        true = {
            "name": name, "method": self.method, "flags": self.flags, "crc": zlib.crc32(self.data),
            "packed": len(packed), "size": len(self.data), "extra": self.extra,
        }  # fmt: skip
        here = true | ({"crc": 0, "packed": 0, "size": 0} if self.descriptor is not None else {}) | dict(self.local)
        header = struct.pack(
            "<4s5H3L2H", b"PK\3\4", 20, here["flags"], here["method"], 0, 0, here["crc"], here["packed"], here["size"],
            len(here["name"]), len(here["extra"]),
        )  # fmt: skip
        return header + here["name"] + here["extra"] + packed + (self.descriptor or b""), packed, true

    def entry(self, true: Mapping[str, object], offset: int) -> bytes:
        there = {"offset": offset} | dict(true) | dict(self.central)
        return struct.pack(
            "<4s6H3L5H2L", b"PK\1\2", 0x0314, 20, there["flags"], there["method"], 0, 0, there["crc"], there["packed"],
            there["size"], len(there["name"]), len(there["extra"]), 0, 0, 0, self.mode << 16, there["offset"],
        ) + there["name"] + there["extra"]  # fmt: skip


def deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def archive(members: Sequence[Member], *, comment: bytes = b"", before: bytes = b"", **end: int) -> bytes:
    """The members in order, their directory and the end record; `end` replaces fields of the latter."""
    body, directory = before, b""
    for member in members:
        record, _, true = member.headers()
        directory += member.entry(true, len(body))
        body += record
    fields = {"count": len(members), "here": len(members), "size": len(directory), "offset": len(body)} | end
    return body + directory + struct.pack(
        "<4s4H2LH", b"PK\5\6", 0, 0, fields["here"], fields["count"], fields["size"], fields["offset"], len(comment)
    ) + comment  # fmt: skip


def sheet_xml(rows: str, *, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def relations(*links: tuple[str, str], mode: str = "") -> str:
    items = "".join(
        f'<Relationship Id="r{n}" Type="{LINKS}/{kind}" Target="{target}"{mode}/>'
        for n, (kind, target) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{RELATIONSHIPS}">{items}</Relationships>'


def book_parts(
    rows: str = '<row r="1"><c r="A1"><v>1</v></c></row>', *, strings: str = "", styles: str = "", book: str = ""
) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet called Declaration."""
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="{SPREADSHEET}.{kind}+xml"/>'
        for part, kind in (
            ("xl/workbook.xml", "sheet.main"),
            ("xl/worksheets/sheet1.xml", "worksheet"),
            ("xl/sharedStrings.xml", "sharedStrings"),
            ("xl/styles.xml", "styles"),
        )
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="rels" ContentType="x/rels"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")
        ),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{book}'
        '<sheets><sheet name="Declaration" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
        "xl/worksheets/sheet1.xml": sheet_xml(rows),
    }


def package(parts: Mapping[str, str | bytes], **options: object) -> bytes:
    """An archive of parts, each deflated."""
    members = [Member(name, data.encode() if isinstance(data, str) else data) for name, data in parts.items()]
    return archive(members, **options)  # type: ignore[arg-type]


def members_of(parts: Mapping[str, str | bytes]) -> list[Member]:
    return [Member(name, data.encode() if isinstance(data, str) else data) for name, data in parts.items()]
