"""The package inside the archive: content types, relationships, and the parts that the reader will be given."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import unquote

from suppliers.cmrt.gate.archive import Archive
from suppliers.cmrt.gate.bounds import Budget
from suppliers.cmrt.gate.markup import as_utf8, check_unread, walk, walk_unread
from suppliers.cmrt.gate.names import CONTENT_TYPES, LINKS, MAIN, RELATIONSHIPS, local_name
from suppliers.cmrt.gate.refusal import RESAVE, refuse

TYPES_PART = "[Content_Types].xml"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
WORKSHEET_TYPE = f"{_SPREADSHEET}worksheet+xml"
# The one type of every binary workbook, with or without macros.
BINARY_BOOK = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
_BOOK_TYPES = (f"{_SPREADSHEET}sheet.main+xml", f"{_SPREADSHEET}template.main+xml", BINARY_BOOK)

# What a content type tells of a part that a CMRT does not have.
_MACROS = re.compile(r"vbaProject|macroEnabled|macrosheet|xlmacro", re.IGNORECASE)
_ACTIVE = re.compile(r"oleObject|activeX", re.IGNORECASE)
_OLE_MAGIC, _ZIP_MAGIC = b"\xd0\xcf\x11\xe0", b"PK\3\4"
_VBA_STREAM = "VBA".encode("utf-16-le")

# The other kinds of file that come as a ZIP archive, by the part that betrays them.
_STRANGERS = (
    ("word/", "This is a Word document."),
    ("ppt/", "This is a PowerPoint presentation."),
    ("META-INF/MANIFEST.MF", "This is a program, not a workbook."),
    ("META-INF/manifest.xml", "This is an OpenDocument file."),
    ("Index/", "This is a Numbers or Pages file."),
)


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link from one part to another; `target` is the part's name, or None where it points outside the package."""

    kind: str
    target: str | None


class Package:
    """An archive read as an Open Packaging package."""

    def __init__(self, archive: Archive, budget: Budget) -> None:
        self.archive = archive
        self.budget = budget
        self._parts = {name.casefold(): name for name in archive}
        self._unread = set(archive)
        if TYPES_PART not in archive:
            _refuse_stranger(archive)
        self._defaults, self._overrides = self._content_types()

    def type_of(self, name: str) -> str:
        """The content type of a part, or nothing."""
        extension = name.rpartition(".")[2].casefold() if "." in name else ""
        return self._overrides.get(name.casefold()) or self._defaults.get(extension, "")

    def xml(self, name: str) -> bytes:
        """An XML part in UTF-8."""
        self._unread.discard(name)
        return as_utf8(self.archive.read(name))

    def raw(self, name: str) -> bytes:
        """A part that is no XML."""
        self._unread.discard(name)
        return self.archive.read(name)

    def book_part(self) -> str:
        """The workbook's own part; refuses what is another kind of Office file."""
        targets = [link.target for link in self.links("").values() if link.kind == "officeDocument"]
        if len(targets) != 1 or targets[0] is None:
            _refuse_stranger(self.archive)
        kind = self.type_of(targets[0])
        if kind != BINARY_BOOK and _MACROS.search(kind):
            refuse("macro_enabled")
        if kind not in _BOOK_TYPES:
            _refuse_stranger(self.archive)
        return targets[0]

    def links(self, source: str) -> Mapping[str, Relationship]:
        """The relationships of a part by id ("" stands for the package itself); none if it has none."""
        folder, name = posixpath.split(source)
        part = self._parts.get(posixpath.join(folder, "_rels", f"{name}.rels").casefold())
        return self.read_links(self.xml(part), folder) if part else {}

    def read_links(self, data: bytes, folder: str) -> Mapping[str, Relationship]:
        """The relationships in a part; an id that stands twice is refused."""
        links: dict[str, Relationship] = {}

        def opened(depth: int, name: str, attributes: dict[str, str]) -> None:
            if depth == 1 and name != f"{RELATIONSHIPS} Relationships":
                refuse("malformed_package")
            if name != f"{RELATIONSHIPS} Relationship":
                return
            key = attributes.get("Id", "")
            if not key or key in links:
                refuse("malformed_package")
            namespace, _, kind = attributes.get("Type", "").rpartition("/")
            outside = attributes.get("TargetMode") == "External"
            target = None if outside else self._resolve(folder, attributes.get("Target", ""))
            links[key] = Relationship(kind if namespace in LINKS else "", target)

        walk(data, self.budget, opened)
        return links

    def _resolve(self, folder: str, target: str) -> str | None:
        """The existing part a target names, relative to a folder or from the package's root; None if there is none."""
        path = unquote(target.partition("#")[0])
        path = posixpath.normpath(path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path))
        return self._parts.get(path.casefold())

    def _content_types(self) -> tuple[dict[str, str], dict[str, str]]:
        defaults: dict[str, str] = {}
        overrides: dict[str, str] = {}

        def opened(depth: int, name: str, attributes: dict[str, str]) -> None:
            if depth == 1 and name != f"{CONTENT_TYPES} Types":
                refuse("malformed_package")
            if name == f"{CONTENT_TYPES} Default":
                table, key = defaults, attributes.get("Extension", "")
            elif name == f"{CONTENT_TYPES} Override":
                table, key = overrides, attributes.get("PartName", "").removeprefix("/")
            else:
                return
            key = key.casefold()
            if key in table:
                refuse("malformed_package")
            table[key] = attributes.get("ContentType", "")

        walk(self.xml(TYPES_PART), self.budget, opened)
        return defaults, overrides

    def check_unread(self) -> None:
        """Inflate and walk every part that the reader will not see."""
        for name in self.archive:
            if name not in self._unread:
                continue
            data = self.archive.read(name)
            _refuse_embedded_file(data)
            lowered = name.casefold()
            if lowered.startswith("customxml/") or lowered.endswith(".vml"):
                # Excel itself writes ill-formed ones, and nobody reads them.
                walk_unread(data, self.budget)
            elif lowered.endswith(".rels"):
                self.read_links(as_utf8(data), posixpath.dirname(posixpath.dirname(name)))
            elif lowered.endswith(".xml") or self.type_of(name).endswith("+xml"):
                check_unread(as_utf8(data), self.budget, _refuse_live_link)

    def refuse_active_content(self) -> None:
        """Refuse macros, ActiveX and OLE objects by the types of the parts that exist, and by their names."""
        for name in self.archive:
            kind = self.type_of(name)
            if (kind != BINARY_BOOK and _MACROS.search(kind)) or "vbaproject" in name.casefold():
                refuse("macro_enabled")
            if _ACTIVE.search(kind):
                refuse("active_content")


def _refuse_embedded_file(data: bytes) -> None:
    """Refuse a part that is a container of its own, whatever it is called; it is never opened."""
    if data.startswith(_OLE_MAGIC):
        refuse("macro_enabled" if _VBA_STREAM in data else "active_content")
    if data.startswith(_ZIP_MAGIC):
        refuse("active_content")


def _refuse_live_link(_depth: int, name: str, _attributes: dict[str, str]) -> None:
    if local_name(name, MAIN) in ("ddeLink", "oleLink"):
        refuse("active_content")


def _refuse_stranger(archive: Archive) -> NoReturn:
    names = list(archive)
    for start, sentence in _STRANGERS:
        if any(name.startswith(start) for name in names):
            refuse("wrong_type", f"{sentence} Please send the CMRT workbook itself, saved as .xlsx.")
    if any(name.casefold().endswith((".xlsx", ".xls", ".xlsm")) for name in names):
        refuse("wrong_type", "This is a ZIP folder with files in it. Please unpack it and send the workbook alone.")
    if TYPES_PART in archive or any(name.startswith("xl/") for name in names):
        refuse("malformed_package", f"The workbook is incomplete. {RESAVE}")
    refuse("wrong_type", "This is a ZIP folder, not a workbook. Please send the CMRT workbook itself, saved as .xlsx.")
