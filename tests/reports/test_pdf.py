"""The PDF: the same words, the same bytes, and nothing from outside."""

import hashlib
import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from fontTools.ttLib import woff2

from reports.canonical import canonical
from reports.document import to_json
from reports.narrative.compose import compose_report
from reports.render.edgar import documents
from reports.render.html import page
from reports.render.pdf import FILES, RenderFailed, render_pdf, write_pdf
from reports.render.words import words_of
from tests.reports.examples import ANNEX, facts, row


def snapshot(draft: bool = False, **changes) -> bytes:
    return canonical({"draft": draft, "report": to_json(compose_report(facts(**changes)))})


def rendered(content: bytes) -> bytes:
    return render_pdf(content, hashlib.sha256(content).hexdigest())


def printed(pdf: bytes, tmp_path) -> str:
    path = tmp_path / "form-sd.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


def test_it_says_the_same_words_in_both_renderings():
    report = compose_report(facts())
    filed = [word for data in documents(report, draft=False).values() for word in words_of(data.decode())]
    assert filed == words_of(page(report, draft=False))
    assert "CID003387" in filed


def test_it_gives_the_same_bytes_every_time():
    content = snapshot()
    assert rendered(content) == rendered(content)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")
def test_it_prints_facts_contents_heads_and_page_numbers(tmp_path):
    pdf = rendered(snapshot(annex=(*ANNEX, row("Gold", 7777, "日本製錬 Refinery", "Japan", "JP"))))
    text = printed(pdf, tmp_path)
    assert "Contents" in text
    assert "Form SD and Conflict Minerals Report for 2025" in text
    assert re.search(r"Page 1 of \d+", text)
    assert "Luna Smelter, Ltd." in text and "CID003387" in text and "CID007777" in text
    assert "not for filing" not in text.lower()
    about = subprocess.run(
        ["pdfinfo", str(tmp_path / "form-sd.pdf")], capture_output=True, text=True, check=True
    ).stdout
    assert re.search(r"Tagged: +yes", about)


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="needs poppler-utils")
def test_it_draws_the_boxes_to_tick_itself(tmp_path):
    """On a machine without a font that has such signs the cover shows two boxes, one of them crossed, all the same."""
    crossed, empty = (
        _ink(f'<p class="box"><span class="tick{ticked}"><span>{sign}</span></span></p>', tmp_path)
        for ticked, sign in ((" ticked", "\ue000"), ("", "\ue000"))
    )
    assert 0 < empty < crossed / 1.2
    assert page(compose_report(facts()), draft=False).count('class="tick ticked"') == 1


def _ink(body: str, folder: Path) -> int:
    """How many dark pixels a page with this body has."""
    pdf = folder / "boxes.pdf"
    pdf.write_bytes(
        write_pdf(f'<html lang=en><head><title>x</title></head><body class="sd">{body}</body></html>', b"x" * 16)
    )
    subprocess.run(["pdftoppm", "-r", "150", "-gray", str(pdf), str(folder / "boxes")], check=True)
    data = next(folder.glob("boxes*.pgm")).read_bytes().split(b"\n", 3)[3]
    return sum(dot < 128 for dot in data)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")
def test_it_marks_every_page_of_a_draft(tmp_path):
    text = printed(rendered(snapshot(draft=True)), tmp_path)
    pages = int(re.search(r"Page 1 of (\d+)", text).group(1))
    assert text.lower().count("not for filing") == pages


@pytest.mark.parametrize(
    "html",
    [
        '<p><img src="http://127.0.0.1:1/x.png" alt="x"></p>',
        '<p><img src="file:///etc/passwd" alt="x"></p>',
        '<link rel="stylesheet" href="static:../secret.key"><p>x</p>',
        '<style>@import url("http://127.0.0.1:1/x.css");</style><p>x</p>',
        '<link rel="attachment" href="file:///etc/passwd"><p>x</p>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd" width="9" height="9"/></svg>',
    ],
)
def test_it_fails_rather_than_fetch_from_outside(html):
    with pytest.raises(RenderFailed, match="from outside"):
        write_pdf(f"<html lang=en><head><title>x</title></head><body>{html}</body></html>", b"x" * 16)


def test_it_prints_markup_in_a_name_as_text():
    html = page(compose_report(facts(annex=(row("Gold", 1, "<img src=x> & <b>Sons</b>", "Japan", "JP"),))), draft=False)
    assert "<img" not in html and "&lt;img src=x&gt; &amp; &lt;b&gt;Sons" in html


def test_it_says_why_when_no_pdf_comes_out():
    with pytest.raises(RenderFailed):
        render_pdf(b"{}", "00")


@pytest.mark.parametrize("name", FILES)
def test_it_sets_in_the_faces_that_the_pages_show(name):
    unpacked = BytesIO()
    packed = settings.BASE_DIR / "static" / "fonts" / name.replace(".ttf", ".woff2")
    woff2.decompress(BytesIO(packed.read_bytes()), unpacked)
    assert FILES[name].read_bytes() == unpacked.getvalue()
