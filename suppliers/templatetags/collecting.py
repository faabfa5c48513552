"""States of collecting, in the words and with the meaning they have for the person who looks."""

from django import template

from suppliers.models import Request, Submission, Upload

register = template.Library()

# For the manufacturer, what it must do needs it; for the team, what waits for a decision does.
_PORTAL = {
    Request.State.REQUESTED: ("needs", "Waiting for your CMRT", "Upload your CMRT"),
    Request.State.RECEIVED: ("info", "Received", "See how far it is"),
    Request.State.UNREADABLE: ("blocks", "Could not be read", "See why"),
    Request.State.NEEDS_CORRECTION: ("needs", "Needs correction", "See what to correct"),
    Request.State.IN_REVIEW: ("info", "In review", "See what we read"),
    Request.State.ACCEPTED: ("done", "Accepted", "See what we read"),
}
_DESK = {
    Request.State.REQUESTED: "info",
    Request.State.RECEIVED: "info",
    Request.State.UNREADABLE: "blocks",
    Request.State.NEEDS_CORRECTION: "info",
    Request.State.IN_REVIEW: "needs",
    Request.State.ACCEPTED: "done",
}
_UPLOAD = {
    Upload.State.QUEUED: ("info", "Waiting to be read"),
    Upload.State.READING: ("info", "Being read"),
    Upload.State.READ: ("done", "Read"),
    Upload.State.UNREADABLE: ("blocks", "Could not be read"),
    Upload.State.FAILED: ("needs", "Put aside; we look at it"),
}
_SUBMISSION = {
    Submission.State.IN_REVIEW: ("needs", "In review"),
    Submission.State.NEEDS_CORRECTION: ("needs", "Needs correction"),
    Submission.State.ACCEPTED: ("done", "Accepted"),
    Submission.State.SUPERSEDED: ("info", "Superseded"),
}


@register.inclusion_tag("parts/say.html")
def request_state(request: Request, seen_by: str = "desk") -> dict[str, str]:
    if seen_by == "portal":
        meaning, words, _ = _PORTAL[Request.State(request.state)]
        return {"meaning": meaning, "words": words}
    return {"meaning": _DESK[Request.State(request.state)], "words": request.get_state_display()}


@register.inclusion_tag("parts/say.html")
def upload_state(upload: Upload) -> dict[str, str]:
    meaning, words = _UPLOAD[Upload.State(upload.state)]
    return {"meaning": meaning, "words": words}


@register.inclusion_tag("parts/say.html")
def submission_state(submission: Submission) -> dict[str, str]:
    meaning, words = _SUBMISSION[Submission.State(submission.state)]
    return {"meaning": meaning, "words": words}


@register.filter
def next_step(request: Request) -> str:
    """The one button of a request's card."""
    return _PORTAL[Request.State(request.state)][2]


@register.filter
def flag(severity: str) -> str:
    """A finding's severity as one of the four meanings."""
    return {"block": "blocks", "warn": "needs"}.get(severity, "info")
