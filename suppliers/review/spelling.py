"""Two spellings side by side: which letters differ. Pure."""

from typing import NamedTuple

from rapidfuzz.distance import Indel


class Piece(NamedTuple):
    """A run of letters, and whether the other spelling has them not."""

    text: str
    differs: bool


def pieces(ours: str, theirs: str) -> tuple[Piece, ...]:
    """`theirs` cut into what it shares with `ours` and what it does not; case aside."""
    found: list[Piece] = []
    for edit in Indel.opcodes(_plain(ours), _plain(theirs)):
        text, differs = theirs[edit.dest_start : edit.dest_end], edit.tag != "equal"
        if not text:
            continue
        if found and found[-1].differs == differs:
            found[-1] = Piece(found[-1].text + text, differs)
        else:
            found.append(Piece(text, differs))
    return tuple(found)


def _plain(text: str) -> str:
    """Small letters, one for one, so that places in it are places in the text."""
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
