"""A manufacturer that makes nothing with the metals says so without a workbook; its words are kept like a file."""

from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from cmr import audit, storage
from cmr.models import User
from cmr.vocab import METALS
from suppliers.models import Request, Submission, Upload
from suppliers.services.requests import request_hold, request_settle
from suppliers.services.summaries import summary_keep
from suppliers.transitions import move

# What a statement is "read" by: nothing but this module.
READER_VERSION = "statement-1"


def nothing_declare(request: Request, *, actor: User, name: str, title: str, statement: str) -> Upload:
    """Keep the statement as signed, and answer question 1 with No for each of the four metals.

    The text names who says so and when, so that no two are the same file. It waits for review like a declaration, and
    takes the place of what waited before; an accepted declaration stays until a person accepts the statement.
    """
    now = timezone.now()
    text = (
        f"{statement.strip()}\n\nManufacturer: {request.supplier}\nCalendar year: {request.period.year}\n"
        f"Asked by: {request.period.registrant}\n\nSaid by: {name.strip()}, {title.strip()}\n"
        f"Signed in as: {actor.email}\nTime: {now.isoformat(timespec='microseconds')}\n"
    )
    blob = storage.store([text.encode()])
    with transaction.atomic():
        held = request_hold(request.pk)
        upload = Upload.objects.create(
            request=held,
            kind=Upload.Kind.STATEMENT,
            file_name=f"Statement {now:%Y-%m-%d}.txt",
            sha256=blob.sha256,
            size=blob.size,
            uploaded_by=actor,
            received_at=now,
            state=Upload.State.READ,
            not_before=Now(),
            hint_at=Now(),
        )
        for older in held.submissions.standing().filter(covers="").exclude(state=Submission.State.ACCEPTED):
            move(older, Submission.State.SUPERSEDED)
        read = Submission.objects.create(
            upload=upload,
            request=held,
            reader_version=READER_VERSION,
            read_at=now,
            company_name=request.supplier.name,
            effective_date=now.date(),
            document=_document(request, name.strip(), title.strip(), text),
        )
        summary_keep(read.pk, ())
        request.state = request_settle(held)
        after = {"file": upload.file_name, "sha256": blob.sha256, "size": blob.size, "request": request.state}
        audit.record("upload.received", actor, upload, after=after)
    return upload


def _document(request: Request, name: str, title: str, text: str) -> dict[str, Any]:
    """In the reader's words: a declaration whose only answers are those of question 1."""
    return {
        "version": "",
        "company": {"name": request.supplier.name, "authorizer_name": name, "authorizer_title": title},
        "answers": {"1": {metal.value: {"answer": "No", "cell": ""} for metal in METALS}},
        "statement": text,
    }
