"""Everything a manufacturer reads goes through the translation, so that a catalogue can say it in another language."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
PAGES = sorted([*(TEMPLATES / "portal").glob("*.html"), *(TEMPLATES / "account").glob("*.html")])
SHARED = [TEMPLATES / "parts" / name for name in ("things.html", "hits.html", "answers.html")]
SHARED += sorted(TEMPLATES.glob("[45]*.html"))
# The name of the template and ours are the same in every language.
NAMES = re.compile(r"\b(CMRT|CMR)\b")


def untranslated(source: str) -> list[str]:
    bare = re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", source, flags=re.DOTALL)
    bare = re.sub(r"{%\s*comment.*?endcomment\s*%}", "", bare, flags=re.DOTALL)
    bare = re.sub(r"{% block width %}.*?{% endblock %}", "", bare)  # a class of the page, not a word
    bare = re.sub(r"{%.*?%}|{{.*?}}", "", bare)
    said = re.findall(r'(?:aria-label|placeholder|data-label|title)="([^"]*)"', bare)
    said += re.sub(r"<[^>]*>", "\n", bare).split("\n")
    return [words.strip() for words in said if re.search(r"[A-Za-z]{2}", NAMES.sub("", words))]


@pytest.mark.parametrize("page", [*PAGES, *SHARED], ids=lambda page: f"{page.parent.name}/{page.name}")
def test_it_writes_every_word_for_translation(page):
    assert untranslated(page.read_text()) == []


def test_it_would_notice_a_word_that_is_not():
    assert untranslated('<p title="Look">{% translate "Read" %} Accepted</p>') == ["Look", "Accepted"]
