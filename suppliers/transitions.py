"""The allowed moves of everything that has a state, and the one way to make one."""

from typing import Any

from django.db import models

from suppliers.models import Letter, Request, Submission, Upload

UPLOAD: dict[str, set[str]] = {
    # Reading to queued: the attempt failed, or an orderly stop gave the claim back. To itself: the lease was over.
    Upload.State.QUEUED: {Upload.State.READING},
    Upload.State.READING: {
        Upload.State.READING,
        Upload.State.QUEUED,
        Upload.State.READ,
        Upload.State.UNREADABLE,
        Upload.State.FAILED,
    },
    # A person looks at what failed: try again, or say that it cannot be read.
    Upload.State.FAILED: {Upload.State.QUEUED, Upload.State.UNREADABLE},
    Upload.State.READ: set(),
    Upload.State.UNREADABLE: set(),
}

_LEAVES = {Submission.State.SUPERSEDED, Submission.State.WITHDRAWN}
SUBMISSION: dict[str, set[str]] = {
    # Sent as the answer, its bytes are read as an upload of their own.
    Submission.State.DRAFT: set(),
    Submission.State.IN_REVIEW: {
        Submission.State.NEEDS_CORRECTION,
        Submission.State.ACCEPTED,
        *_LEAVES,
    },
    # To itself: the checks asked for correction first, and now a person does, with a note. To review: what blocked was
    # a question, and it was answered.
    Submission.State.NEEDS_CORRECTION: {
        Submission.State.NEEDS_CORRECTION,
        Submission.State.IN_REVIEW,
        Submission.State.ACCEPTED,
        *_LEAVES,
    },
    Submission.State.ACCEPTED: {Submission.State.NEEDS_CORRECTION, *_LEAVES},
    Submission.State.SUPERSEDED: set(),
    # Counted again, it is looked at again, whatever was decided before.
    Submission.State.WITHDRAWN: {Submission.State.IN_REVIEW},
}

# A request shows where its newest uploads and submissions stand; any can follow another.
REQUEST: dict[str, set[str]] = {state: set(Request.State) - {state} for state in Request.State}

LETTER: dict[str, set[str]] = {
    Letter.State.WAITING: {Letter.State.SENDING, Letter.State.CANCELLED},
    # Back to waiting: the mail server did not take it, so nothing went out.
    Letter.State.SENDING: {
        Letter.State.WAITING,
        Letter.State.SENT,
        Letter.State.FAILED,
        Letter.State.UNCERTAIN,
    },
    Letter.State.SENT: {Letter.State.BOUNCED},
    # A person decides what becomes of these.
    Letter.State.UNCERTAIN: {Letter.State.WAITING, Letter.State.SENT, Letter.State.BOUNCED, Letter.State.CANCELLED},
    Letter.State.FAILED: {Letter.State.WAITING, Letter.State.CANCELLED},
    Letter.State.BOUNCED: set(),
    Letter.State.CANCELLED: set(),
}

_TABLES: dict[type[models.Model], dict[str, set[str]]] = {
    Upload: UPLOAD,
    Submission: SUBMISSION,
    Request: REQUEST,
    Letter: LETTER,
}


class NotAllowed(Exception):
    """The table knows no such move."""


class Conflict(Exception):
    """Somebody else moved the object first; nothing was changed."""


def move(obj: Any, to: str, *, where: models.Q | None = None, **changes: Any) -> None:
    """Move `obj` from the state it was read in, by compare-and-set, and set the other fields with it.

    `where` narrows the expectation (the attempt number fences a slow worker out). Raises NotAllowed or Conflict.
    Call it in the transaction that writes the audit event.
    """
    model = type(obj)
    if to not in _TABLES[model][obj.state]:
        raise NotAllowed(f"{model.__name__} {obj.pk}: {obj.state} does not become {to}")
    rows = model.objects.filter(where or models.Q(), pk=obj.pk, state=obj.state)
    if not rows.update(state=to, **changes):
        raise Conflict(f"{model.__name__} {obj.pk} is no longer {obj.state}")
    obj.state = to
    for name, value in changes.items():
        if not isinstance(value, models.expressions.Combinable):
            setattr(obj, name, value)
