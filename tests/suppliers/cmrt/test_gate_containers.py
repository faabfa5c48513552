"""Containers are told by their bytes: one sentence for each stranger, and Excel's own password opened unasked."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from suppliers.cmrt.gate.refusal import SENTENCES
from suppliers.cmrt.workbook import Unreadable, open_workbook
from tests.suppliers.cmrt.archives import Member, archive, book_parts, members_of, package
from tests.suppliers.cmrt.records import compound, legacy_book

BUILT_IN = "VelvetSweatshop"


def refusal(data: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        open_workbook(data)
    return refused.value


# Large enough for a stream of its own in the compound file, as every real workbook is.
SOUND = archive([*members_of(book_parts()), Member("xl/media/image1.png", bytes(9000), method=0)])


def encrypted(data: bytes, password: str = BUILT_IN, rounds: int = 1000) -> bytes:
    return ECMA376Agile.encrypt(password, io.BytesIO(data), spin_count=rounds)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "PNG"),
        (b"GIF89a" + package(book_parts()), "GIF"),
        (b"%PDF-1.7\n" + package(book_parts()), "PDF"),
        (b"<html><body>" + package(book_parts()), "web page"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "XML"),
        ("<table><tr>".encode("utf-16"), "web page"),
        (b"Received: from a.example\r\n", "mail"),
        (b"Company,Metal\nAcme,Tin\n", "CSV"),
        ("Firma;Größe\n".encode("cp1252"), "CSV"),
        (b"\x1f\x8b\x08\0", "unpack"),
        (b"7z\xbc\xaf\x27\x1c", "unpack"),
        (b"\x7fELF\2", "program"),
        (b"L\0\0\0\x01\x14\x02\0", "shortcut"),
        (b"{\\rtf1", "text document"),
        (b"\0", "not an Excel workbook"),
        (b"A", "not an Excel workbook"),
        (bytes(5000), "not an Excel workbook"),
    ],
)
def test_it_says_what_the_file_is_instead(data, word):
    refused = refusal(data)
    assert refused.code == "wrong_type"
    assert word in refused.message


def test_it_asks_again_for_an_empty_file():
    assert refusal(b"").code == "empty_file"


def test_every_sentence_says_what_to_do():
    for sentence in SENTENCES.values():
        assert "lease" in sentence and sentence.endswith(".") and "\n" not in sentence


def test_it_opens_the_password_that_nobody_set():
    book = open_workbook(encrypted(SOUND))
    assert (book.container, book.sheets["Declaration"].value("A1").value) == ("xlsx", 1.0)


def test_it_asks_for_a_file_without_password():
    assert refusal(encrypted(SOUND, "tin and tungsten")).code == "password_protected"


def test_it_judges_what_was_encrypted():
    bomb = archive([*members_of(book_parts()), Member("xl/media/image1.png", bytes(3_000_000))])
    assert refusal(encrypted(bomb)).code == "zip_bomb"
    assert refusal(encrypted(b"%PDF-1.7" + bytes(9000))).code == "corrupt_archive"


def test_it_does_not_hash_for_ever():
    data = encrypted(SOUND, rounds=100_000)
    assert open_workbook(data).sheets
    assert refusal(data.replace(b'spinCount="100000"', b'spinCount="200001"')).code == "limit_exceeded"
    for rounds in (b"-10000", b"1e9999"):
        altered = data.replace(b'spinCount="100000"', b'spinCount="' + rounds + b'"')
        assert refusal(altered).code == "limit_exceeded"


def test_it_reads_an_old_workbook():
    sheet = open_workbook(compound(legacy_book())).sheets["Declaration"]
    assert sheet.value("D8").value == "Muster & Söhne\t"
    assert sheet.value("B9").value == 12.5
    assert (sheet.value("C9").value, sheet.value("C9").formula) == (7.0, True)
    assert (sheet.value("D9").value, sheet.value("D9").error) == (None, "#N/A")


def test_it_says_that_an_old_workbook_is_damaged():
    data = compound(legacy_book())
    assert refusal(data[:1500]).code == "corrupt_archive"
    assert refusal(compound(legacy_book()[:60])).code in ("corrupt_archive", "legacy_xls")
    assert refusal(compound(b"")).code in ("corrupt_archive", "legacy_xls")
    assert refusal(compound(legacy_book(extent=(1 << 20, 1 << 8)))).code == "limit_exceeded"


def test_it_survives_a_loop_of_sectors():
    data = bytearray(compound(legacy_book(filler=1000)))
    assert open_workbook(bytes(data)).sheets["Declaration"].value("B9").value == 12.5
    table = len(data) - 512
    data[table : table + 4] = bytes(4)
    assert refusal(bytes(data)).code in ("corrupt_archive", "legacy_xls")


def test_it_says_what_else_the_compound_file_is():
    assert "rights" in refusal(compound(b"x" * 5000, "EncryptedPackage")).message
    assert "Word" in refusal(compound(b"x" * 5000, "WordDocument")).message
    assert "mail" in refusal(compound(b"x" * 5000, "__properties_version1.0")).message
    assert refusal(compound(b"x" * 5000, "Contents")).code == "wrong_type"


MUTATE = """
import random
from suppliers.cmrt.workbook import Unreadable, open_workbook
from tests.suppliers.cmrt.records import compound, legacy_book
chance, stream, read = random.Random(7), legacy_book(), 0
for _ in range(1500):
    changed = bytearray(stream)
    for _ in range(chance.choice((1, 1, 3, 10))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    try:
        read += bool(open_workbook(compound(bytes(changed))))
    except Unreadable:
        pass
print("read", read > 100)
"""


def test_no_mutant_of_an_old_workbook_ends_the_process():
    """The reader of old workbooks panics and aborts on what our own scan of the records lets through."""
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", MUTATE], capture_output=True, cwd=root, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "read True\n", "")
