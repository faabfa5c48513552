"""Letters as the team sees them: their state, and their text with the personal link as a mark."""

from django import template

from suppliers.letters.rendering import LINK_MARK
from suppliers.models import Letter

register = template.Library()

_MEANING = {
    Letter.State.WAITING: "info",
    Letter.State.SENDING: "info",
    Letter.State.SENT: "done",
    Letter.State.BOUNCED: "needs",
    Letter.State.FAILED: "blocks",
    Letter.State.UNCERTAIN: "needs",
    Letter.State.CANCELLED: "info",
}


@register.inclusion_tag("parts/say.html")
def letter_state(state: str) -> dict[str, str]:
    return {"meaning": _MEANING[Letter.State(state)], "words": str(Letter.State(state).label)}


@register.filter
def letter_body(body: str) -> str:
    """The text; whoever reads it here is not the one the link was for."""
    return body.replace(LINK_MARK, "[personal link]")
