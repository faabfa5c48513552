"""Workbooks damaged at random: bytes flipped, cut and spliced; parts of the archive and their XML changed.

Each seed is one mutant, always the same. `python -m tests.suppliers.cmrt.mutants --count 5000 FILE…` reads so many and
prints each that is neither read nor refused in a clean way.
"""

import argparse
import datetime
import io
import json
import os
import random
import re
import sys
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from suppliers.cmrt.commands.run import checked
from suppliers.cmrt.gate.refusal import Unreadable
from tests.builders import build_cmrt

Chance = random.Random
SECONDS = 2.0
_NUMBERS = ("1e999", "NaN", "-0", "", "9" * 40, "0x10", "١", "-1", "1e-320", "2958466", " 7 ", "1,5", "TRUE", "3" * 400)
_REFS = ("XFD1048576", "A0", "", "a1", "$A$1", "A1048577", "XFE1", "A1:B2", "AAAA1", "A01", "\u0661A", "D8 ", "1A")
_TYPES = ("s", "str", "b", "e", "d", "inlineStr", "n", "zzz", "")
_BITS = (
    "&#0;", "&#xD800;", "&#x1F600;", "&undefined;", "&amp;lt;", "<![CDATA[]]>", "<!-- - -->", "<?pi?>", "\x0b", "]]>",
    "<v>", "</row>", "</sheetData>", "<row r='9'>", "<f>1</f>", "_x0000_", "_xD800_", "\u202e", "\ufffe", "\r", "&lt",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>", "<mc:AlternateContent>", "<a>" * 200,
)  # fmt: skip
_ATTRIBUTE = re.compile(r'([\w:.]+)="([^"]*)"')
_ELEMENT = re.compile(r"<[^<>]+>[^<>]*")


# -- the bytes


def flipped(data: bytes, chance: Chance) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 40))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(data: bytes, chance: Chance) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.choice((1, 7, 300, 30_000, len(data))) :]


def spliced(data: bytes, chance: Chance) -> bytes:
    """A stretch of the file once more, or zeros, or noise, in another place: over what stood there or between it."""
    start, to = chance.randrange(len(data)), chance.randrange(len(data))
    size = chance.choice((1, 4, 50, 5000))
    stretch = chance.choice((data[start : start + size], bytes(size), chance.randbytes(size), b"PK\3\4", b"PK\5\6"))
    return data[:to] + stretch + data[to + len(stretch) * chance.randrange(2) :]


# -- the members of the archive


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Sequence[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        # A name stored twice is one of the mutants.
        warnings.simplefilter("ignore")
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def reorganised(data: bytes, chance: Chance) -> bytes:
    """A member left out, renamed, swapped with another, stored twice, emptied or damaged."""
    parts = list(members(data).items())
    one, two = chance.randrange(len(parts)), chance.randrange(len(parts))
    (name, content), (other, beside) = parts[one], parts[two]
    match chance.randrange(7):
        case 0:
            del parts[one]
        case 1:
            parts[one] = (
                chance.choice((name.upper(), f"../{name}", f"/{name}", name + "x", "", "a\0b", name * 9)),
                content,
            )
        case 2:
            parts[one], parts[two] = (name, beside), (other, content)
        case 3:
            parts.append((chance.choice((name, name.upper(), name.replace("/", "\\"))), beside))
        case 4:
            parts[one] = (name, chance.choice((b"", b"<a/>", b"\0" * 999, b"\xff\xfe" + content[:99])))
        case 5:
            parts[one] = (name, chance.choice((flipped, cut, spliced))(content or b"x", chance))
        case 6:
            parts[one] = (name, content.decode(errors="replace").encode(chance.choice(("utf-16", "latin-1", "utf-32")),
                                                                        "replace"))  # fmt: skip
    return packed(parts)


# -- the XML


def rewritten(data: bytes, chance: Chance) -> bytes:
    """A few changes to the XML of one part, most often of one that holds what is read."""
    parts = members(data)
    names = [name for name in parts if name.endswith((".xml", ".rels"))]
    telling = [name for name in names if re.search(r"sheet\d|sharedStrings|workbook\.xml|Types", name)]
    name = chance.choice(telling if chance.random() < 0.8 and telling else names)
    text = parts[name].decode(errors="replace")
    for _ in range(chance.choice((1, 1, 2, 5))):
        text = chance.choice((_attribute, _attribute, _element, _insert, _number, _prefix))(text, chance)
    return packed(list((parts | {name: text.encode(errors="replace")}).items()))


def _found(pattern: "re.Pattern[str]", text: str, chance: Chance) -> "re.Match[str] | None":
    """A match behind a place chosen at random: listing all of a large sheet costs more than reading it."""
    start = chance.randrange(len(text) + 1)
    return pattern.search(text, start) or pattern.search(text)


def _attribute(text: str, chance: Chance) -> str:
    found = _found(_ATTRIBUTE, text, chance)
    if not found:
        return text
    pools = {"r": _REFS, "ref": _REFS, "t": _TYPES, "s": _NUMBERS}
    value = chance.choice(pools.get(found[1], (*_NUMBERS, *_REFS, *_TYPES, "../../x", "http://x.example/")))
    new = chance.choice(
        (f'{found[1]}="{value}"', "", f"{found[0]} {found[0]}", f"x:{found[0]}", f"{found[1]}='{value}'")
    )
    return text[: found.start()] + new + text[found.end() :]


def _element(text: str, chance: Chance) -> str:
    found = _found(_ELEMENT, text, chance)
    if not found:
        return text
    new = chance.choice(
        ("", found[0] * 2, found[0] * 300, found[0].upper(), f"<x>{found[0]}</x>", found[0].rstrip(">"))
    )
    return text[: found.start()] + new + text[found.end() :]


def _insert(text: str, chance: Chance) -> str:
    place = chance.randrange(len(text) + 1)
    return text[:place] + chance.choice(_BITS) + text[place:]


def _number(text: str, chance: Chance) -> str:
    found = _found(re.compile(r"<v>([^<]*)</v>"), text, chance)
    return text[: found.start(1)] + chance.choice(_NUMBERS) + text[found.end(1) :] if found else text


def _prefix(text: str, chance: Chance) -> str:
    return text.replace("<c ", chance.choice(("<x:c ", "<C ", "<c  ", "<cc ", "<c\n")), chance.choice((1, 50)))


WAYS: tuple[Callable[[bytes, Chance], bytes], ...] = (
    flipped,
    cut,
    spliced,
    reorganised,
    rewritten,
    rewritten,
    rewritten,
)


def mutant(data: bytes, seed: int) -> bytes:
    chance = Chance(seed)
    return chance.choice(WAYS)(data, chance)


def outcome(data: bytes) -> str:
    """ "read" or the code of the refusal; raises whatever else happens, AssertionError for what is no clean refusal."""
    try:
        _, result = checked(data, datetime.date(2026, 1, 1))
    except Unreadable as refused:
        assert re.fullmatch(r"[a-z_]+", refused.code), refused.code
        assert refused.message.endswith(".") and refused.message.isprintable(), refused.message
        return refused.code
    json.dumps(result, allow_nan=False)
    return "read"


def samples() -> list[bytes]:
    """Small files of the project's own: what they hold is read fast, so that there can be many mutants."""
    rows = [{"smelter_id": "CID900005", "mines": "Mina Azul"}, {"smelter_id": "CID900001", "manner": "values"}]
    return [
        build_cmrt(),
        build_cmrt(version="6.5", smelters=rows, scope="B", products=[("P1", "Board & cable", "<new>")]),
    ]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("files", nargs="*", type=Path)
    given = parser.parse_args()
    os.nice(5)
    sources = [path.read_bytes() for path in given.files] or samples()
    seen, wrong = Counter[str](), 0
    for seed in range(given.first, given.first + given.count):
        data = mutant(sources[seed % len(sources)], seed)
        began = time.process_time()
        try:
            seen[outcome(data)] += 1
        except Exception:
            wrong += 1
            print(f"seed {seed}: {traceback.format_exc()}", flush=True)
        if (spent := time.process_time() - began) > SECONDS:
            print(f"seed {seed}: {spent:.1f} s", flush=True)
    print(f"{sum(seen.values())} clean, {wrong} not; {dict(seen.most_common())}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
