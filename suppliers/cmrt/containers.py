"""What the bytes are, judged by content alone, and the plain workbook inside them."""

from typing import NoReturn

from suppliers.cmrt.gate import bounds
from suppliers.cmrt.gate.refusal import refuse

_ZIP, _EMPTY_ZIP, _OLE = b"PK\3\4", b"PK\5\6", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RESEND = "Please send the CMRT workbook itself, saved as .xlsx."
_EXPORT = "Please open the CMRT in Excel, save it as an Excel workbook (.xlsx) and send that."

# Openings of files that were sent, or could be, in place of a workbook.
_OPENINGS = (
    (b"\xff\xd8\xff", "This is a JPEG picture, not a workbook.", _RESEND),
    (b"\x89PNG", "This is a PNG picture, not a workbook.", _RESEND),
    (b"GIF8", "This is a GIF picture, not a workbook.", _RESEND),
    (b"BM", "This is a bitmap picture, not a workbook.", _RESEND),
    (b"II*\0", "This is a TIFF picture, not a workbook.", _RESEND),
    (b"MM\0*", "This is a TIFF picture, not a workbook.", _RESEND),
    (b"%PDF", "This is a PDF document, not a workbook.", _RESEND),
    (b"{\\rtf", "This is a text document, not a workbook.", _RESEND),
    (b"\x1f\x8b", "This is a compressed archive, not a workbook.", "Please unpack it and send the workbook alone."),
    (b"7z\xbc\xaf", "This is a compressed archive, not a workbook.", "Please unpack it and send the workbook alone."),
    (b"Rar!", "This is a compressed archive, not a workbook.", "Please unpack it and send the workbook alone."),
    (b"\x7fELF", "This is a program, not a workbook.", _RESEND),
    (b"MZ", "This is a program, not a workbook.", _RESEND),
    (b"L\0\0\0\x01\x14\x02\0", "This is only a shortcut to a file.", "Please send the file that it points to."),
)
# Words near the beginning of a text file, in lower case.
_MARKS = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", "This is a workbook saved as XML.", _EXPORT),
    (b"mime-version:", "This is a saved web page or mail, not a workbook.", _EXPORT),
    (b"received:", "This is a saved mail, not a workbook.", "Please send the workbook that is attached to it."),
    (b"<!doctype html", "This is a web page, not a workbook.", _EXPORT),
    (b"<html", "This is a web page, not a workbook.", _EXPORT),
    (b"<table", "This is a web page, not a workbook.", _EXPORT),
    (b"<?xml", "This is an XML file, not a workbook.", _RESEND),
)
_HEAD = 4096
_TEXT_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\x1b")


def unwrap(data: bytes) -> tuple[str, bytes]:
    """The container ("xlsx" or "xls") and the plain bytes of the workbook in it; raises Unreadable.

    A workbook under Excel's built-in password is opened as Excel opens it: without asking.
    """
    if not data:
        refuse("empty_file")
    if len(data) > bounds.FILE_BYTES:
        refuse("too_large")
    if data.startswith(_ZIP):
        return "xlsx", data
    if data.startswith(_OLE):
        # Its libraries cost more than reading a whole workbook, and few files need them.
        from suppliers.cmrt.compound import unwrap_compound

        kind, plain = unwrap_compound(data)
        if kind == "xlsx" and not plain.startswith(_ZIP):
            _refuse_other(plain)
        return kind, plain
    _refuse_other(data)


def _refuse_other(data: bytes) -> NoReturn:
    """One specific sentence for everything that is neither a ZIP nor a compound file."""
    if data.startswith(_EMPTY_ZIP):
        refuse("wrong_type", f"This is an empty ZIP folder. {_RESEND}")
    for opening, what, remedy in _OPENINGS:
        if data.startswith(opening):
            refuse("wrong_type", f"{what} {remedy}")
    head = data[:_HEAD].replace(b"\0", b"").lower()
    for mark, what, remedy in _MARKS:
        if mark in head:
            refuse("wrong_type", f"{what} {remedy}")
    if len(data) > 1 and not _TEXT_CONTROLS.intersection(data[:_HEAD]):
        refuse("wrong_type", f"This is a text or CSV file, not a workbook. {_EXPORT}")
    refuse("wrong_type")
