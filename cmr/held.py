"""A file between two steps of a page: its bytes lie in the store, and the page carries a signed note of which.

The note holds for one person and half an hour. Bytes are hashed again when they are read.
"""

from typing import NamedTuple

from django.core import signing
from django.core.exceptions import ValidationError

from cmr import storage
from cmr.models import User

SECONDS = 1800
_SALT = "cmr.held"


class Held(NamedTuple):
    sha256: str
    name: str


def hold(data: bytes, name: str, user: User) -> str:
    """Keep the bytes; the note to come back with."""
    return signing.dumps([storage.store([data]).sha256, name[-120:], user.pk], salt=_SALT)


def held(note: str, user: User) -> Held:
    """What a note stands for; raises ValidationError when it is not this person's, or too old."""
    try:
        sha256, name, pk = signing.loads(note, salt=_SALT, max_age=SECONDS)
    except signing.BadSignature:
        pk = None
    if pk is None or pk != user.pk:
        raise ValidationError("The file was chosen too long ago. Choose it again.")
    return Held(sha256, name)


def held_bytes(kept: Held) -> bytes:
    """The bytes; raises ValidationError when they are gone or damaged."""
    try:
        return storage.read(kept.sha256)
    except (storage.Damaged, FileNotFoundError):
        raise ValidationError("The file is damaged or gone. Choose it again.") from None
