"""OLE compound files: an encrypted .xlsx, an old .xls, or something else that Office once saved."""

import io
import struct

import msoffcrypto
import olefile
from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

from suppliers.cmrt.gate import bounds
from suppliers.cmrt.gate.bounds import Budget
from suppliers.cmrt.gate.markup import as_utf8, walk
from suppliers.cmrt.gate.refusal import Unreadable, refuse
from suppliers.cmrt.legacy import write_compound
from suppliers.cmrt.legacy_password import decrypted

# Excel encrypts with it when only the structure is protected, and opens such a file without asking: the
# official templates 2.02 to 2.03a are encrypted this way, unknown to everybody who fills them.
_BUILT_IN_PASSWORD = "VelvetSweatshop"  # noqa: S105
_AGILE, _STANDARD = (4, 4), ((2, 2), (3, 2), (4, 2))
_RIGHTS = (
    "The file is protected by rights management, so that nobody else can open it. "
    "Please save a copy without protection and send that."
)
_INFO_BYTES = 100_000
_STRANGERS = (
    ("WordDocument", "This is a Word document."),
    ("PowerPoint Document", "This is a PowerPoint presentation."),
    ("__properties_version1.0", "This is a saved mail. Please send the workbook that is attached to it."),
)


def unwrap_compound(data: bytes) -> tuple[str, bytes]:
    """("xlsx", the decrypted package) or ("xls", a compound file without encryption); raises Unreadable."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as compound:
            kind = _kind(compound)
            if kind == "xls":
                return kind, _plain_book(compound, len(data))
        return kind, _decrypted(data)
    except Unreadable:
        raise
    except Exception:
        # The libraries raise whatever a damaged structure leads them to.
        refuse("corrupt_archive")


def _kind(compound: olefile.OleFileIO) -> str:
    if compound.exists("EncryptedPackage"):
        if not compound.exists("EncryptionInfo"):
            refuse("password_protected", _RIGHTS)
        _cap_rounds(compound.openstream("EncryptionInfo").read(_INFO_BYTES))
        return "xlsx"
    for stream, sentence in _STRANGERS:
        if compound.exists(stream):
            refuse("wrong_type", f"{sentence} Please send the CMRT workbook itself, saved as .xlsx.")
    if not (compound.exists("Workbook") or compound.exists("Book")):
        refuse("wrong_type")
    if compound.exists("_VBA_PROJECT_CUR"):
        refuse("macro_enabled")
    return "xls"


def _cap_rounds(info: bytes) -> None:
    """Refuse an encryption that would keep us hashing; only the agile scheme chooses its number of rounds."""
    scheme = struct.unpack_from("<HH", info)
    if scheme not in (_AGILE, *_STANDARD):
        refuse("password_protected", _RIGHTS)
    if scheme != _AGILE:
        return

    def opened(_depth: int, _name: str, attributes: dict[str, str]) -> None:
        rounds = attributes.get("spinCount", "0")
        if not (len(rounds) < 8 and rounds.isdecimal() and int(rounds) <= bounds.HASH_ROUNDS):
            refuse("limit_exceeded", "The file is encrypted in an unusual way. Please save it without a password.")

    walk(as_utf8(info[8:]), Budget(), opened)


def _plain_book(compound: olefile.OleFileIO, size: int) -> bytes:
    """A compound file with the plain record stream and nothing else."""
    name = "Workbook" if compound.exists("Workbook") else "Book"
    if compound.get_size(name) > size:
        refuse("corrupt_archive")
    return write_compound(name, decrypted(compound.openstream(name).read(), _BUILT_IN_PASSWORD))


def _decrypted(data: bytes) -> bytes:
    office = msoffcrypto.OfficeFile(io.BytesIO(data))
    try:
        office.load_key(password=_BUILT_IN_PASSWORD, verify_password=True)
    except (InvalidKeyError, DecryptionError):
        refuse("password_protected")
    plain = io.BytesIO()
    office.decrypt(plain)
    return plain.getvalue()
