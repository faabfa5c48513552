"""A declaration typed into an official template and worked out by LibreOffice.

`python -m tests.suppliers.cmrt.recalculated --each 100` compares the Checker recomputed with it on random declarations
of every version and prints each difference; 1 file takes about 3 s.
"""

import argparse
import functools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from python_calamine import CalamineWorkbook

from suppliers.cmrt.checker import recompute
from suppliers.cmrt.lookup import Lookup, read_lookup
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.workbook import open_workbook
from tests.suppliers.cmrt.declarations import VERSIONS, Declaration, draw

TEMPLATES = Path(__file__).resolve().parents[3] / "../shared/rmi-templates"
# On a machine that is busy with other things a file takes a minute.
SECONDS_A_FILE = 120
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the recalculated workbook shows: its counter, the rule rows with F, G and H, rows with B, C, E and V."""

    counter: Any
    rules: dict[int, tuple[Any, Any, Any]]
    smelters: dict[int, tuple[str, ...]]


def template(version: str) -> Path:
    return TEMPLATES / f"RMI_CMRT_{version}.xlsx"


@functools.cache
def lookup(version: str) -> Lookup:
    return read_lookup(open_workbook(template(version).read_bytes()))


def fill(declarations: Iterable[tuple[Path, Declaration]]) -> None:
    """Save each declaration of one version to its path, as openpyxl saves: formulas without results."""
    book, version = None, None
    for path, declaration in declarations:
        if version != declaration.version:
            version = declaration.version
            book = openpyxl.load_workbook(template(version))
            for sheet in book:
                sheet._images = []
        before = []
        for sheet, cells in declaration.cells.items():
            for ref, value in cells.items():
                before.append((sheet, ref, book[sheet][ref].value))
                book[sheet][ref] = value
        if declaration.first_product_deleted:
            before += [("Product List", f"{column}6", None) for column in "BC"]
            for column in "BC":
                book["Product List"][f"{column}6"] = None
            if version in ("6.01", "6.1"):
                # A direct reference dies with its row; the later versions name the cell in a text.
                before.append(("Checker", "G64", book["Checker"]["G64"].value))
                book["Checker"]["G64"] = "=IF('Product List'!#REF!=\"\",1,0)"
        book.save(path)
        for sheet, ref, value in reversed(before):
            book[sheet][ref] = value


def recalculate(paths: Iterable[Path], folder: Path) -> None:
    """Let LibreOffice load and save the files into `folder`, under the same names."""
    with tempfile.TemporaryDirectory() as profile:
        command = [str(SOFFICE), f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to"]
        command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), *map(str, paths)]
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS_A_FILE * len(command))


def shown(path: Path) -> Shown:
    """Read by a program that has nothing to do with ours; it gives an error as no text at all."""
    book = CalamineWorkbook.from_path(str(path))
    checker, smelters = (
        book.get_sheet_by_name(n).to_python(skip_empty_area=False) for n in ("Checker", "Smelter List")
    )
    rules = {row: tuple(line[5:8]) for row, line in enumerate(checker, 1) if 4 <= row < 70 and line[5] != ""}
    rows = {row: tuple(_text(line[i]) for i in (1, 2, 4)) for row, line in enumerate(smelters[4:], 5)}
    return Shown(checker[1][3], rules, {row: values for row, values in rows.items() if any(values)})


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def differences(declaration: Declaration, data: bytes, want: Shown) -> Iterator[str]:
    """What our reading of the file says otherwise than the recalculated workbook; `data` is either of the two files."""
    document = read_document(open_workbook(data))
    verdict = recompute(document)
    counter = "#" if verdict.remaining is None else verdict.remaining
    wanted = "#" if want.counter == "" else int(want.counter)
    if counter != wanted:
        yield f"counter {counter}, workbook {want.counter}"
    required = {row for row, (f, _, _) in want.rules.items() if f == 1}
    if required != set(verdict.required_rows):
        yield f"required rows differ in {sorted(required ^ set(verdict.required_rows))}"
    missing = {row for row, (_, _, h) in want.rules.items() if h == 1}
    got = {item.row for item in verdict.items}
    if missing != got:
        yield f"open rows: ours {sorted(got - missing)}, workbook's {sorted(missing - got)}"
    rows = {row.row: (row.metal, row.lookup, row.country) for row in document.shown_rows}
    document_errors = {row.row for row in document.shown_rows if row.error}
    for number, values in want.smelters.items():
        ours = rows.get(number, ("", "", ""))
        for column, value, own in zip("BCE", values, ours, strict=True):
            if value != own and (value or number not in document_errors):
                yield f"{column}{number}: {own!r}, workbook {value!r}"


def compare(each: int, first: int, versions: Iterable[str], folder: Path) -> Iterator[tuple[str, str]]:
    """(what, difference) of `each` declarations per version; "" where there is none."""
    for version in versions:
        drawn = {seed: draw(version, lookup(version), seed) for seed in range(first, first + each)}
        paths = {seed: folder / f"{version}_{seed}.xlsx" for seed in drawn}
        fill((paths[seed], declaration) for seed, declaration in drawn.items())
        recalculate(paths.values(), folder / "out")
        for seed, declaration in drawn.items():
            saved = folder / "out" / paths[seed].name
            want = shown(saved)
            for kind, path in (("no results", paths[seed]), ("results kept", saved)):
                broken = declaration.first_product_deleted and version in ("6.01", "6.1")
                if broken and kind == "no results":
                    continue
                name = f"{version} seed {seed} ({kind})"
                found = list(differences(declaration, path.read_bytes(), want))
                yield from ((name, difference) for difference in found or [""])
            paths[seed].unlink()
            saved.unlink()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--versions", nargs="*", default=VERSIONS)
    given = parser.parse_args()
    os.nice(5)
    began, compared, differing = time.monotonic(), set[str](), set[str]()
    last = given.first + given.each
    with tempfile.TemporaryDirectory() as folder:
        for first in range(given.first, last, 20):
            for version in given.versions:
                for name, difference in compare(min(20, last - first), first, [version], Path(folder)):
                    compared.add(name)
                    if difference:
                        differing.add(name)
                        print(f"{name}: {difference}", flush=True)
                said = f"{len(compared)} readings compared, {len(differing)} differ, {time.monotonic() - began:.0f} s"
                print(f"{version} to seed {min(last, first + 20) - 1}: {said}", flush=True)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
