"""The report as a page that stands alone: one file, nothing from elsewhere, no script; pure.

Its own policy allows the one style sheet in it, by its hash, and nothing else. The same snapshot, day and address give
the same bytes.
"""

import base64
import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from reports.deadlines import posted_until
from reports.document import from_json
from reports.narrative.words import day as in_words
from reports.render.html import escape, sections
from reports.render.pdf import ROOT

STYLE = ROOT / "reports" / "static" / "reports" / "posted.css"
PDF = "form-sd.pdf"


def posted_page(snapshot: Mapping[str, Any], sha256: str, *, posted_on: date, url: str) -> bytes:
    """The page of a snapshot that is no draft, as it stands on the website from a day on."""
    report = from_json(snapshot["report"])
    style = f"\n{STYLE.read_text()}"
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return "".join(
        (
            '<!DOCTYPE html>\n<html lang="en-US">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>{escape(report.head)} – {escape(report.registrant)}</title>\n",
            f"<style>{style}</style>\n</head>\n<body>\n",
            f'<header><p class="registrant">{escape(report.registrant)}</p><p>{escape(report.head)}</p>',
            f'<p class="posted">{escape(posted_sentence(posted_on, url))}</p>',
            f'<p><a href="{PDF}">The same as PDF</a></p></header>\n<main>',
            *(f"{chunk}\n" if chunk.startswith("</") else chunk for chunk in sections(report, styled=False)),
            f'</main>\n<footer><p>Snapshot <span class="hash">{sha256}</span></p></footer>\n</body>\n</html>\n',
        )
    ).encode()


def posted_sentence(posted_on: date, url: str) -> str:
    return (
        f"Posted on {in_words(posted_on)} at {url}, where it stays available until {in_words(posted_until(posted_on))} "
        "at least, one calendar year after its posting (Form SD, Item 1.01)."
    )
