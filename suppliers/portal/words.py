"""States in the words and with the meaning they have for a manufacturer."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from suppliers.models import Request, Submission, Upload


class State(NamedTuple):
    """One of the four meanings (done, needs, blocks, info) and its word."""

    meaning: str
    words: str | Promise


# A request's state, and what its one button says.
REQUEST = {
    Request.State.REQUESTED: (State("needs", _("Waiting for your CMRT")), _("Upload your CMRT")),
    Request.State.RECEIVED: (State("info", _("Received")), _("See how far it is")),
    Request.State.UNREADABLE: (State("blocks", _("Could not be read")), _("See why")),
    Request.State.NEEDS_CORRECTION: (State("needs", _("Needs correction")), _("See what to correct")),
    Request.State.IN_REVIEW: (State("info", _("In review")), _("See what we read")),
    Request.State.ACCEPTED: (State("done", _("Accepted")), _("See what we read")),
    Request.State.WITHDRAWN: (State("info", _("No longer asked")), _("See what you sent")),
}
WAITING = State("needs", _("Waiting for your CMRT"))
_CHECKED = State("info", _("Checked, not sent"))
_TAKEN_OUT = State("info", _("No longer asked"))
_UPLOAD = {
    Upload.State.QUEUED: State("info", _("Received")),
    Upload.State.READING: State("info", _("Being read")),
    Upload.State.READ: State("info", _("Received")),
    Upload.State.UNREADABLE: State("blocks", _("Could not be read")),
    Upload.State.FAILED: State("info", _("Put aside; we look at it")),
}
_SUBMISSION = {
    Submission.State.DRAFT: _CHECKED,
    Submission.State.IN_REVIEW: State("info", _("In review")),
    Submission.State.NEEDS_CORRECTION: State("needs", _("Needs correction")),
    Submission.State.ACCEPTED: State("done", _("Accepted")),
    Submission.State.SUPERSEDED: State("info", _("Replaced by a newer file")),
    Submission.State.WITHDRAWN: _TAKEN_OUT,
}


def file_state(upload: Upload, reading: Submission | None) -> State:
    """Where a file stands; `reading` is its newest reading."""
    if upload.withdrawn_at:
        return _TAKEN_OUT
    if reading is not None and upload.state == Upload.State.READ:
        return _SUBMISSION[Submission.State(reading.state)]
    return _UPLOAD[Upload.State(upload.state)]
