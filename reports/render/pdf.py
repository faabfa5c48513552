"""A snapshot's report as PDF, set by WeasyPrint in a child process that reads nothing but its input and our fonts.

The child has limits and can be killed; what it fetches comes from a closed table of files, and anything else it is
asked to fetch fails the rendering. Nothing depends on the clock: one snapshot gives the same bytes every time.
"""

import contextlib
import gc
import json
import re
import resource
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
STYLE = ROOT / "reports" / "static" / "reports" / "report.css"
# Unpacked from static/fonts, whose form for browsers takes a second to unpack.
FONTS = ROOT / "reports" / "fonts"
# What the style sheet may ask for, by the name it uses.
FILES = {
    name: FONTS / name
    for name in (
        "SourceSerif4-Regular.ttf",
        "SourceSerif4-It.ttf",
        "SourceSerif4-Semibold.ttf",
        "SourceSans3-Regular.ttf",
        "SourceSans3-Semibold.ttf",
    )
}
SECONDS, MEMORY = 120, 2 * 1024**3
# Homebrew keeps Pango outside the loader's path.
LIBRARIES = {"DYLD_FALLBACK_LIBRARY_PATH": "/opt/homebrew/lib:/usr/local/lib"} if sys.platform == "darwin" else {}


class RenderFailed(Exception):
    """No PDF came out; the message says why."""


def render_pdf(snapshot: bytes, sha256: str) -> bytes:
    """The PDF of a snapshot (canonical JSON), in a child process. Raises RenderFailed."""
    return set_in_child("reports.render.pdf", snapshot, sha256)


def set_in_child(module: str, content: bytes, identifier: str) -> bytes:
    """The PDF that `python -m module identifier` makes of its input, under the limits. Raises RenderFailed."""
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"} | LIBRARIES
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, identifier],
            input=content,
            capture_output=True,
            cwd=ROOT,
            env=environment,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise RenderFailed(f"The PDF was not ready after {SECONDS} seconds.") from late
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise RenderFailed(lines[-1] if lines else f"The renderer stopped with code {done.returncode}.")
    return done.stdout


def write_pdf(html: str, identifier: bytes, style: Path = STYLE, variant: str | None = "pdf/ua-1") -> bytes:
    """HTML to PDF in this process, fetching only from FILES. Raises RenderFailed when it asks for more."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    refused: list[str] = []

    class Closed(weasyprint.URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> weasyprint.urls.URLFetcherResponse:
            path = FILES.get(url.removeprefix("static:")) if url.startswith("static:") else None
            if path is None:
                # Inside an inline image a refusal would be swallowed, so it is noted and answered for at the end.
                refused.append(url[:200])
                raise ValueError("not in the closed table of files")
            return weasyprint.urls.URLFetcherResponse(url, path.read_bytes())

    class Plain(weasyprint.HTML):
        def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:
            return [weasyprint.CSS(string=_without_notes())]

    fetcher, fonts = Closed(), FontConfiguration()
    sheet = weasyprint.CSS(string=style.read_text(), url_fetcher=fetcher, base_url="static:", font_config=fonts)
    document = Plain(string=html, url_fetcher=fetcher, base_url="static:")
    data: bytes = document.write_pdf(
        stylesheets=[sheet], font_config=fonts, pdf_identifier=identifier, pdf_variant=variant
    )
    if refused:
        raise RenderFailed(f"The report asked for a file from outside: {refused[0]}")
    return data


def _without_notes() -> str:
    """WeasyPrint's own style sheet without the rules on notes, of which we have none; markers are for points alone.

    They match each element of the page, which then gets six styles more: in a long annex, a third of the memory.
    """
    rules = files("weasyprint.css").joinpath("html5_ua.css").read_text(encoding="utf-8")
    return re.sub(r"^::(?:foot)?note-.*\n", "", rules, flags=re.M).replace("\n::marker", "\nli::marker")


def _list_pages_once() -> None:
    """Each tag asks for its page, and pydyf lists all pages to answer: the square of the rows. One list serves them."""
    import pydyf

    listed = pydyf.PDF.page_references.fget

    def references(pdf: Any) -> Any:
        kept = vars(pdf).get("references_kept", ())
        if len(kept) != pdf.pages["Count"]:
            kept = vars(pdf)["references_kept"] = listed(pdf)
        return kept

    pydyf.PDF.page_references = property(references)


def limit() -> None:
    """What the child allows itself."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # Garbage is not worth collecting in a process that ends with its page; on long annexes this saves a fifth.
    gc.disable()
    _list_pages_once()


def main() -> None:
    from reports.document import from_json
    from reports.render.html import page

    limit()
    snapshot = json.load(sys.stdin.buffer)
    html = page(from_json(snapshot["report"]), draft=snapshot["draft"])
    sys.stdout.buffer.write(write_pdf(html, bytes.fromhex(sys.argv[1])))


if __name__ == "__main__":
    main()
