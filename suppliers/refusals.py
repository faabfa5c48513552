"""Why a file could not be read, in the reader's language."""

from django.utils.translation import get_language, gettext

from suppliers.cmrt.gate.refusal import SENTENCES


def refusal_said(code: str, sentence: str) -> str:
    """The reason kept with an upload: in the reader's language as far as the code says it, then what it says besides.

    The specific sentence is kept in English; whoever reads another language gets the code's own sentence before it.
    """
    own = SENTENCES.get(code, "")
    if sentence == own or not own or (get_language() or "en").startswith("en"):
        return gettext(sentence) if sentence else ""
    return f"{gettext(own)} ({sentence})"
