"""Why a file is refused: a stable code for machines, one sentence for the person who sent it."""

from typing import NoReturn

RESAVE = "Please open it in Excel, save it again as an Excel workbook (.xlsx) and send that copy."

# The codes are stored with the upload and never change their meaning. The last four belong to the reader.
SENTENCES = {
    "empty_file": "The file is empty. Please choose your CMRT workbook again and send it.",
    "too_large": "The file is larger than 15 MB, and a CMRT has about 2 MB. "
    "Please remove pictures and added sheets, save it and send it again.",
    "wrong_type": "This file is not an Excel workbook. Please send the CMRT workbook itself, saved as .xlsx.",
    "legacy_xls": "This is an old .xls file that cannot be read as a CMRT. "
    "Please open it in Excel, save it as an Excel workbook (.xlsx) and send that copy.",
    "binary_xlsb": "This is a binary workbook (.xlsb) that cannot be read as a CMRT. "
    "Please open it in Excel, save it as an Excel workbook (.xlsx) and send that copy.",
    "password_protected": "The file is protected by a password. "
    "Please remove the password in Excel (File, Info, Protect Workbook), save it and send it again.",
    "macro_enabled": "The workbook contains macros, which a CMRT does not have. "
    "Please save it as an Excel workbook (.xlsx) without macros and send that copy.",
    "active_content": "The workbook contains embedded files or live links to other programs. "
    "Please remove them, save the workbook and send it again.",
    "corrupt_archive": f"The file is damaged or was cut off on its way. {RESAVE}",
    "ambiguous_archive": f"The file is put together in a way that programs read differently. {RESAVE}",
    "unsafe_path": f"The file contains a part with a forbidden name. {RESAVE}",
    "zip_bomb": f"The file would unpack to far more data than a CMRT holds. {RESAVE}",
    "too_many_members": f"The file contains far more parts than a CMRT has. {RESAVE}",
    "unsupported_compression": f"The file is packed in a way that Excel does not use. {RESAVE}",
    "xml_forbidden": f"The file contains definitions that a workbook must not contain. {RESAVE}",
    "malformed_xml": f"A part of the workbook is damaged and cannot be read. {RESAVE}",
    "malformed_package": f"The workbook is incomplete or contradicts itself. {RESAVE}",
    "limit_exceeded": "The workbook holds far more cells or text than a CMRT. "
    "Please start from the blank template, paste your answers as values and send that workbook.",
    "not_cmrt": "This workbook is not a CMRT. Please send the Conflict Minerals Reporting Template.",
    "wrong_template": "This is another RMI template. Please send the Conflict Minerals Reporting Template.",
    "unsupported_version": "This revision of the CMRT is not supported. Please use a current one.",
    "layout_changed": "Rows or columns of the template were moved. "
    "Please copy your answers into an unchanged template and send that.",
}


class Unreadable(Exception):
    """The bytes are no workbook that we read: a stable reason code, and one sentence that says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


def refuse(code: str, sentence: str = "") -> NoReturn:
    """Raise Unreadable under a known code, with the code's own sentence unless a more specific one is given."""
    raise Unreadable(code, sentence or SENTENCES[code])
