"""The words of a rendered page, for comparing one rendering with the other; pure."""

from html.parser import HTMLParser

# What only one rendering has: the head, the contents with their page numbers, running heads and marks.
_APART = frozenset({"contents", "runner", "mark"})
_VOID = frozenset({"br", "hr", "meta", "col", "img", "link"})


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.apart = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        kinds = (dict(attrs).get("class") or "").split()
        if self.apart or tag == "head" or _APART.intersection(kinds):
            self.apart += 1

    def handle_endtag(self, tag: str) -> None:
        if self.apart:
            self.apart -= 1

    def handle_data(self, data: str) -> None:
        if not self.apart:
            self.words += data.split()


def words_of(html: str) -> list[str]:
    """Every word of a page in order, without its head, its contents and its running heads."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return reader.words
