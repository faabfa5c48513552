"""Old .xls workbooks under Excel's built-in password, in both RC4 schemes, held against msoffcrypto."""

import hashlib
import io
import struct

import msoffcrypto
import pytest
from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
from cryptography.hazmat.primitives.ciphers import Cipher

from suppliers.cmrt.legacy_password import FILE_PASS, Key, api_key, crypted, short_key
from suppliers.cmrt.workbook import Unreadable, open_workbook
from tests.suppliers.cmrt.records import compound, legacy_book

BUILT_IN = "VelvetSweatshop"
SALT, PROOF = bytes(range(16)), b"sixteen bytes of"


def forty_bits(password: str) -> tuple[bytes, Key]:
    key = short_key(password, SALT)
    return struct.pack("<3H", 1, 1, 1) + SALT + seal(key, "md5"), key


def crypto_api(password: str, bits: int = 128) -> tuple[bytes, Key]:
    key = api_key(password, SALT, bits)
    header = struct.pack("<8L", 4, 0, 0x6801, 0x8004, bits, 1, 0, 0) + "Provider\0".encode("utf-16-le")
    sealed = seal(key, "sha1")
    verifier = struct.pack("<L", 16) + SALT + sealed[:16] + struct.pack("<L", 20) + sealed[16:]
    return struct.pack("<3HLL", 1, 2, 2, 4, len(header)) + header + verifier, key


def seal(key: Key, digest: str) -> bytes:
    return Cipher(ARC4(key(0)), mode=None).encryptor().update(PROOF + hashlib.new(digest, PROOF).digest())


def protected(scheme: tuple[bytes, Key]) -> bytes:
    """The sample workbook with its placeholder record turned into the one that announces the encryption."""
    info, key = scheme
    plain = legacy_book(filler=len(info))
    # The other reader wants whole records to the very end of the stream.
    plain += struct.pack("<HH", 0, -len(plain) % 4) + bytes(-len(plain) % 4)
    stream = bytearray(crypted(plain, key))
    at = plain.index(struct.pack("<HH", 0x5C, len(info)))
    stream[at : at + 4 + len(info)] = struct.pack("<HH", FILE_PASS, len(info)) + info
    return compound(bytes(stream))


SCHEMES = [forty_bits, crypto_api, lambda password: crypto_api(password, 40)]


@pytest.mark.parametrize("scheme", SCHEMES, ids=["40 bits", "CryptoAPI", "CryptoAPI of 40 bits"])
def test_it_opens_an_old_workbook_under_the_password_that_nobody_set(scheme):
    data = protected(scheme(BUILT_IN))
    sheet = open_workbook(data).sheets["Declaration"]
    assert sheet.value("D8").value == "Muster & Söhne\t"
    assert sheet.value("B9").value == 12.5
    office = msoffcrypto.OfficeFile(io.BytesIO(data))
    office.load_key(password=BUILT_IN)
    office.decrypt(plain := io.BytesIO())
    assert open_workbook(plain.getvalue()).sheets["Declaration"].lines == sheet.lines


@pytest.mark.parametrize("scheme", SCHEMES, ids=["40 bits", "CryptoAPI", "CryptoAPI of 40 bits"])
def test_it_says_that_an_old_workbook_has_a_password(scheme):
    with pytest.raises(Unreadable) as refused:
        open_workbook(protected(scheme("tin and tungsten")))
    assert refused.value.code == "password_protected"


@pytest.mark.parametrize(
    "info", [b"\0\0" + bytes(4), struct.pack("<3H", 1, 9, 9) + bytes(60), struct.pack("<3HLL", 1, 2, 2, 4, 2**31)]
)
def test_it_never_stumbles_over_another_scheme(info):
    with pytest.raises(Unreadable) as refused:
        open_workbook(protected((info, short_key("", SALT))))
    assert refused.value.code in ("password_protected", "corrupt_archive")
