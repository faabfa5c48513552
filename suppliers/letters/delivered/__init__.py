"""The wording we deliver: kind and language -> subject and body. A team's own wording takes its place."""

from suppliers.letters.delivered import chinese, english

DELIVERED: dict[tuple[str, str], tuple[str, str]] = {
    **{(kind, "en"): text for kind, text in english.TEXTS.items()},
    **{(kind, "zh-hans"): text for kind, text in chinese.TEXTS.items()},
}
