"""Old .xls workbooks under a password: the record stream decrypted (RC4 with 40 bits, RC4 of the CryptoAPI).

Every record keeps its place, and its kind and length stay readable; only the contents are encrypted, in blocks of
1024 bytes with a key each.
"""

import hashlib
import struct
from collections.abc import Callable

from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
from cryptography.hazmat.primitives.ciphers import Cipher

from suppliers.cmrt.gate.refusal import refuse

FILE_PASS = 0x2F
_RC4, _CRYPTO_API = (1, 1), ((2, 2), (3, 2), (4, 2))
# Records that are never encrypted, and the one whose first field (the place of a sheet) is not.
_PLAIN = {0x0809, FILE_PASS, 0x0194, 0x0195, 0x00E1, 0x0196, 0x0138}
_BOUND_SHEET, _PLACE_BYTES = 0x0085, 4
_BLOCK = 1024
_SHORT_KEY = 40

Key = Callable[[int], bytes]
Digest = Callable[[bytes], bytes]


def decrypted(stream: bytes, password: str) -> bytes:
    """The plain record stream; raises Unreadable (password_protected) when this is not the password."""
    body = _file_pass(stream)
    if body is None:
        return stream
    if struct.unpack_from("<H", body)[0] != 1:
        refuse("password_protected")
    key, verifier, proof, digest = _scheme(body[2:], password)
    clear = _rc4(key(0), verifier + proof)
    if digest(clear[: len(verifier)]) != clear[len(verifier) :]:
        refuse("password_protected")
    return crypted(stream, key)


def crypted(stream: bytes, key: Key) -> bytes:
    """The stream with the contents of its records encrypted, or decrypted: RC4 is its own inverse."""
    blocks = range(0, len(stream), _BLOCK)
    turned = b"".join(_rc4(key(number), stream[at : at + _BLOCK]) for number, at in enumerate(blocks))
    pieces, at = [], 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        plain = 4 + (size if kind in _PLAIN else _PLACE_BYTES if kind == _BOUND_SHEET else 0)
        if kind == FILE_PASS:
            # Without its name the record says nothing to whoever reads the plain stream.
            pieces.append(struct.pack("<HH", 0, size) + bytes(size))
        else:
            pieces += [stream[at : at + plain], turned[at + plain : at + 4 + size]]
        at += 4 + size
    return b"".join([*pieces, stream[at:]])


def short_key(password: str, salt: bytes) -> Key:
    """The keys of the 40-bit scheme by block (MS-OFFCRYPTO 2.3.6.2)."""
    first = _md5(password.encode("utf-16-le"))[:5]
    second = _md5((first + salt) * 16)[:5]
    return lambda block: _md5(second + struct.pack("<L", block))


def api_key(password: str, salt: bytes, bits: int) -> Key:
    """The keys of the CryptoAPI scheme by block (MS-OFFCRYPTO 2.3.5.2)."""
    first = _sha1(salt + password.encode("utf-16-le"))
    filling = bytes(11) if bits == _SHORT_KEY else b""
    return lambda block: _sha1(first + struct.pack("<L", block))[: bits // 8] + filling


def _file_pass(stream: bytes) -> bytes | None:
    """The record that says how the stream is encrypted; it stands among the first."""
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == FILE_PASS:
            return stream[at + 4 : at + 4 + size]
        if kind in (_BOUND_SHEET, 0x000A):
            return None
        at += 4 + size
    return None


def _scheme(info: bytes, password: str) -> tuple[Key, bytes, bytes, Digest]:
    """The keys, the encrypted proof of the password in two parts, and how the second follows from the first."""
    version = struct.unpack_from("<HH", info)
    if version == _RC4:
        salt, verifier, proof = info[4:20], info[20:36], info[36:52]
        return short_key(password, salt), verifier, proof, _md5
    if version not in _CRYPTO_API:
        refuse("password_protected")
    (length,) = struct.unpack_from("<L", info, 8)
    (bits,) = struct.unpack_from("<L", info, 12 + 16)
    salt, verifier = info[16 + length : 32 + length], info[32 + length : 48 + length]
    proof = info[52 + length : 72 + length]
    bits = bits or _SHORT_KEY
    if not _SHORT_KEY <= bits <= 128:
        refuse("password_protected")
    return api_key(password, salt, bits), verifier, proof, _sha1


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _sha1(data: bytes) -> bytes:
    return hashlib.sha1(data, usedforsecurity=False).digest()


def _rc4(key: bytes, data: bytes) -> bytes:
    return Cipher(ARC4(key), mode=None).encryptor().update(data)
