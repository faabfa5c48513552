"""One declaration as other programs store it: the same facts from each, or one sentence."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from suppliers.cmrt.checker import recompute
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.report import as_json
from suppliers.cmrt.workbook import Unreadable, open_workbook
from tests.builders import build_cmrt

SHARED = Path(__file__).resolve().parents[3] / "../shared"
CASES = [
    path
    for name in ("6.01_not_yet_identified", "6.5_language_zh", "6.5_unknown_cid")
    if (path := SHARED / f"checker-cases/{name}.xlsx").exists()
]
OFFICE = shutil.which("soffice")
Parts = dict[str, str]


def sample() -> bytes:
    rows = [{"smelter_id": "CID900005", "mines": "Mina Azul"}, {"smelter_id": "CID900001", "manner": "values"}]
    return build_cmrt(smelters=rows, scope="B", products=[("P1", "Board & cable", "<new>")])


def repacked(change: Callable[[Parts], Parts], *, stream: bool = False) -> bytes:
    """The sample with its parts changed; `stream` writes sizes behind the data, as programs do that cannot seek."""
    with zipfile.ZipFile(io.BytesIO(sample())) as source:
        parts = change({name: source.read(name).decode() for name in source.namelist()})
    out = Unseekable() if stream else io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in parts.items():
            target.writestr(name, text)
    return out.getvalue()


class Unseekable(io.BytesIO):
    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError

    def seek(self, *_: object) -> int:
        raise OSError


def renamed_parts(parts: Parts) -> Parts:
    """Other names, targets from the package's root, and ids in no order."""

    def away(text: str) -> str:
        return re.sub(r"(/xl/|\bxl/)?worksheets/sheet(\d+)\.xml", r"/xl/data/s\2x.xml", text)

    changed = {}
    for name, text in parts.items():
        if name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
            text = away(text)
        if name == "xl/workbook.xml":
            text = re.sub(r'sheetId="(\d+)"', lambda match: f'sheetId="{97 - int(match[1]) * 7}"', text)
        changed[away(name).lstrip("/") if name.startswith("xl/worksheets/sheet") else name] = text
    return changed


def shared_strings(parts: Parts) -> Parts:
    """Every text once in a table, under the name that another program chose for it."""
    items: list[str] = []

    def share(match: re.Match[str]) -> str:
        items.append(match[2])
        return f'<c{match[1]} t="s"><v>{len(items) - 1}</v></c>'

    for name in list(parts):
        if name.startswith("xl/worksheets/"):
            parts[name] = re.sub(r'<c([^>]*) t="inlineStr"><is>(.*?)</is></c>', share, parts[name], flags=re.DOTALL)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/texts.xml"] = f'<sst xmlns="{main}">' + "".join(f"<si>{item}</si>" for item in items) + "</sst>"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = f'<Override PartName="/xl/texts.xml" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", part)
    target = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = f'<Relationship Id="rTexts" Type="{target}" Target="texts.xml"/></Relationships>'
    links = "xl/_rels/workbook.xml.rels"
    parts[links] = parts[links].replace("</Relationships>", link)
    assert items
    return parts


def no_references(parts: Parts) -> Parts:
    """Cells and rows without their addresses where they simply follow one another; here: rows without spans."""
    return {
        name: re.sub(r' spans="[^"]*"', "", text).replace('<row r="1"', "<row") if "worksheets" in name else text
        for name, text in parts.items()
    }


def later_attributes(parts: Parts) -> Parts:
    """What Excel adds for later versions of itself."""
    more = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" '
        'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
    )
    for name in list(parts):
        if name.startswith("xl/worksheets/sheet"):
            text = parts[name].replace("<worksheet ", f"<worksheet {more} ", 1)
            parts[name] = text.replace("<row ", '<row x14ac:dyDescent="0.25" ')
    return parts


def prefixed(parts: Parts) -> Parts:
    """Every element under a prefix, as some libraries write."""
    for name in list(parts):
        if name.startswith("xl/worksheets/sheet"):
            text = re.sub(r"<(/?)(?=[a-zA-Z])(?!\?)", r"<\1x:", parts[name])
            parts[name] = text.replace("xmlns=", "xmlns:x=", 1)
    return parts


CHANGES = [renamed_parts, shared_strings, no_references, later_attributes, prefixed, dict]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("stream", [False, True])
def test_it_reads_the_same_from_every_way_of_storing_it(change, stream):
    document = read_document(open_workbook(repacked(change, stream=stream)))
    assert as_json(document) == as_json(read_document(open_workbook(sample())))


def test_it_refuses_the_strict_form_with_a_sentence_or_reads_it():
    def strict(parts: Parts) -> Parts:
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        return {
            name: text.replace(main, "http://purl.oclc.org/ooxml/spreadsheetml/main") for name, text in parts.items()
        }

    try:
        document = read_document(open_workbook(repacked(strict)))
    except Unreadable as refused:
        assert refused.message.endswith(".")
    else:
        assert as_json(document) == as_json(read_document(open_workbook(sample())))


# -- a spreadsheet program, where one is installed


@pytest.fixture(scope="module")
def saved_again(tmp_path_factory) -> Callable[[Path, str], Path]:
    """Save a file in another format by the program itself, once for each."""
    folder = tmp_path_factory.mktemp("office")

    def save(path: Path, form: str) -> Path:
        target = folder / form / f"{path.stem}.{form}"
        if not target.exists():
            # Several at a time: starting the program costs more than saving.
            command = [OFFICE, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", form]
            sources = [path] if form == "ods" else [str(case) for case in CASES]
            subprocess.run(
                [*command, "--outdir", target.parent, *sources], check=True, capture_output=True, timeout=300
            )
        return target

    return save


@pytest.mark.skipif(not (OFFICE and CASES), reason="needs LibreOffice and ../shared")
@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("form", ["xlsx", "xls"])
def test_it_reads_the_same_after_a_spreadsheet_program_saved_it(case, form, saved_again):
    before = read_document(open_workbook(case.read_bytes()))
    after = read_document(open_workbook(saved_again(case, form).read_bytes()))
    assert as_json(after) == as_json(before)
    assert recompute(after).remaining == recompute(before).remaining
    assert after.cached_counter == before.cached_counter


@pytest.mark.skipif(not (OFFICE and CASES), reason="needs LibreOffice and ../shared")
def test_it_says_that_an_open_document_is_none_of_excel(saved_again):
    with pytest.raises(Unreadable) as refused:
        open_workbook(saved_again(CASES[0], "ods").read_bytes())
    assert refused.value.code == "wrong_type" and "OpenDocument" in refused.value.message
