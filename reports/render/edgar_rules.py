"""What an EDGAR HTML document may hold, and a validator of our own; pure (EDGAR Filer Manual, volume II, chapter 5).

`violations(data)` reads the bytes as EDGAR would and returns sentences, empty for a document that can be submitted.
"""

import re
from collections.abc import Collection
from html.parser import HTMLParser

FILE_NAME = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)?\.(htm|pdf|jpg|gif)")

# The raw characters EDGAR takes; the caret is not among them, nor is anything past ASCII.
RAW = frozenset(
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789\t\r\n\f ~!@#$%&*().-+{}[]|\\:;\"'<>,_?/=`"
)
# The subset of EDGAR's elements that our writer emits.
VOID = frozenset({"br", "hr", "meta"})
STRUCTURE = frozenset({"html", "head", "title", "meta", "body"})
INLINE = frozenset({"a", "b", "i", "u", "font", "sup", "sub", "br"})
BLOCK = frozenset({"div", "p", "h1", "h2", "h3", "h4", "hr", "ul", "ol", "li", "table", "caption", "tr", "th", "td"})
ELEMENTS = STRUCTURE | INLINE | BLOCK
INLINE_ONLY = frozenset({"p", "h1", "h2", "h3", "h4", "title", "caption", *INLINE})
PARENTS = {"tr": {"table"}, "caption": {"table"}, "th": {"tr"}, "td": {"tr"}, "li": {"ul", "ol"}}
CHILDREN = {"table": {"caption", "tr"}, "tr": {"th", "td"}, "ul": {"li"}, "ol": {"li"}}

GLOBAL = frozenset({"id", "class", "style", "title", "lang", "dir"})
_ALIGNED = frozenset({"align"})
ATTRIBUTES: dict[str, frozenset[str]] = {
    "html": frozenset({"lang", "dir"}),
    "head": frozenset({"lang", "dir", "profile"}),
    "title": frozenset({"lang", "dir"}),
    "meta": frozenset({"name", "content"}),
    "body": GLOBAL | {"bgcolor", "text", "link", "vlink", "alink"},
    **dict.fromkeys(("div", "p", "h1", "h2", "h3", "h4"), GLOBAL | _ALIGNED),
    "hr": GLOBAL | {"align", "noshade", "size", "width"},
    "ul": GLOBAL | {"type", "compact"},
    "ol": GLOBAL | {"type", "compact", "start"},
    "li": GLOBAL | {"type", "value"},
    "table": GLOBAL | {"summary", "width", "border", "cellspacing", "cellpadding", "align", "bgcolor"},
    "caption": GLOBAL | _ALIGNED,
    "tr": GLOBAL | {"align", "valign", "bgcolor"},
    **{
        tag: GLOBAL | {"rowspan", "colspan", "align", "valign", "nowrap", "bgcolor", "width", "height"}
        for tag in ("th", "td")
    },
    "a": GLOBAL | {"name", "href", "rel", "rev"},
    "font": GLOBAL | {"size", "color"},
    "br": frozenset({"id", "class", "style", "title", "clear"}),
    **dict.fromkeys(("b", "i", "u", "sup", "sub"), GLOBAL),
}
_ARCHIVES = re.compile(r"https?://www\.sec\.gov/(ix\?doc=/)?Archives/edgar/data/")
_ACTIVE_STYLE = re.compile(r"url\s*\(|@import|expression\s*\(|javascript:|position\s*:\s*fixed", re.I)
_REFERENCE = re.compile(r"&(?!#[0-9]+;)[^\s;&<]{0,10};?")


def name_violations(names: Collection[str]) -> list[str]:
    """What is wrong with the file names of a submission."""
    wrong = [f"The file name {name!r} is not one that EDGAR takes." for name in names if not _name_fits(name)]
    if len({name.lower() for name in names}) < len(names):
        wrong.append("Two files of the submission have the same name.")
    return wrong


def _name_fits(name: str) -> bool:
    return len(name) <= 32 and bool(FILE_NAME.fullmatch(name))


def violations(data: bytes, files: Collection[str] = ()) -> list[str]:
    """What EDGAR would refuse in a document; `files` are the names of the submission, which links may lead to."""
    found = [f"Byte {byte} is outside the characters that EDGAR takes." for byte in sorted(set(data) - RAW)]
    text = data.decode("ascii", "replace")
    if re.search(r"<\?xml|\bxmlns\b", text, re.I):
        found.append("The document declares XML.")
    for reference in sorted(set(_REFERENCE.findall(text)))[:5]:
        found.append(f"The reference {reference!r} is not a decimal one.")
    reader = _Reader(files)
    reader.feed(text)
    reader.close()
    return found + reader.end()


class _Reader(HTMLParser):
    """Walks the tags and holds each to the tables above."""

    def __init__(self, files: Collection[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.files = set(files)
        self.found: list[str] = []
        self.open: list[str] = []
        self.anchors: set[str] = set()
        self.targets: set[str] = set()
        self.count = {"html": 0, "body": 0}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.found.append(f"<{tag}> is not an element that EDGAR takes from us.")
        else:
            self._place(tag)
            for name, value in attrs:
                self._attribute(tag, name, value or "")
        if tag in self.count:
            self.count[tag] += 1
            if self.count[tag] > 1:
                self.found.append(f"<{tag}> stands more than once.")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.found.append(f"</{tag}> closes nothing, or not what is open.")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and "body" not in self.open and "title" not in self.open:
            self.found.append("Text stands outside the body.")
        elif data.strip() and self.open[-1] in CHILDREN:
            self.found.append(f"Text stands loose in <{self.open[-1]}>.")

    def _place(self, tag: str) -> None:
        parent = self.open[-1] if self.open else ""
        if tag in (BLOCK | INLINE) and "body" not in self.open:
            self.found.append(f"<{tag}> stands outside the body.")
        if parent in INLINE_ONLY and tag not in INLINE:
            self.found.append(f"<{tag}> stands inside <{parent}>, which holds running text alone.")
        if tag in PARENTS and parent not in PARENTS[tag]:
            self.found.append(f"<{tag}> stands in <{parent}>.")
        if parent in CHILDREN and tag not in CHILDREN[parent]:
            self.found.append(f"<{tag}> stands directly in <{parent}>.")
        if tag in ("table", "a") and tag in self.open:
            self.found.append(f"<{tag}> is nested in another.")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name not in ATTRIBUTES[tag]:
            self.found.append(f'The attribute "{name}" is not allowed on <{tag}>.')
        if name == "style" and _ACTIVE_STYLE.search(value):
            self.found.append("A style loads or runs something.")
        if name in ("id", "name") and tag != "meta":
            if value in self.anchors:
                self.found.append(f'The anchor "{value}" stands twice.')
            self.anchors.add(value)
        if name == "href":
            if value.startswith("#"):
                self.targets.add(value[1:])
            elif value.partition("#")[0] not in self.files and not _ARCHIVES.match(value):
                self.found.append(f"The link to {value[:80]!r} leads out of the submission.")

    def end(self) -> list[str]:
        if self.open:
            self.found.append(f"<{self.open[-1]}> is never closed.")
        if self.count["body"] != 1:
            self.found.append("The document has no body.")
        lost = sorted(self.targets - self.anchors)
        return self.found + [f'The link to "#{name}" leads nowhere.' for name in lost]
