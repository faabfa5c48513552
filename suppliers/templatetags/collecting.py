"""States of collecting, in the words and with the meaning they have for the team."""

from django import template

from suppliers.models import Request, Submission, Upload
from suppliers.refusals import refusal_said

register = template.Library()

# What waits for a decision of the team needs it.
_DESK = {
    Request.State.REQUESTED: "info",
    Request.State.RECEIVED: "info",
    Request.State.UNREADABLE: "blocks",
    Request.State.NEEDS_CORRECTION: "info",
    Request.State.IN_REVIEW: "needs",
    Request.State.ACCEPTED: "done",
    Request.State.WITHDRAWN: "info",
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
    Submission.State.WITHDRAWN: ("info", "No longer counted"),
}


@register.filter
def why_unreadable(upload: Upload) -> str:
    """Why an upload could not be read, in the reader's language."""
    return refusal_said(upload.reason_code, upload.reason)


@register.inclusion_tag("parts/say.html")
def request_state(request: Request) -> dict[str, str]:
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
def flag(severity: str) -> str:
    """A finding's severity as one of the four meanings."""
    return {"block": "blocks", "warn": "needs"}.get(severity, "info")
