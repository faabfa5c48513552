"""The allowed moves of everything that has a state, and the one way to make one."""

from typing import Any

from django.db import models

from suppliers.models import Request, Submission, Upload

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

SUBMISSION: dict[str, set[str]] = {
    Submission.State.IN_REVIEW: {
        Submission.State.NEEDS_CORRECTION,
        Submission.State.ACCEPTED,
        Submission.State.SUPERSEDED,
    },
    # To itself: the checks asked for correction first, and now a person does, with a note.
    Submission.State.NEEDS_CORRECTION: {
        Submission.State.NEEDS_CORRECTION,
        Submission.State.ACCEPTED,
        Submission.State.SUPERSEDED,
    },
    Submission.State.ACCEPTED: {Submission.State.NEEDS_CORRECTION, Submission.State.SUPERSEDED},
    Submission.State.SUPERSEDED: set(),
}

# A request shows where its newest upload and submission stand; any of them can follow the other but the first.
REQUEST: dict[str, set[str]] = {state: set(Request.State) - {Request.State.REQUESTED, state} for state in Request.State}

_TABLES: dict[type[models.Model], dict[str, set[str]]] = {Upload: UPLOAD, Submission: SUBMISSION, Request: REQUEST}


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
