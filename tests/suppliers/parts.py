"""Rows for tests that are not about how they come to be."""

import hashlib
from typing import Any

from django.utils import timezone

from suppliers.models import Request, Submission, Upload


def an_upload(request: Request, data: bytes = b"bytes", **fields: Any) -> Upload:
    now = timezone.now()
    defaults = {
        "file_name": "cmrt.xlsx",
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
        "received_at": now,
        "not_before": now,
        "hint_at": now,
    }
    return Upload.objects.create(request=request, **(defaults | fields))


def a_submission(upload: Upload, **fields: Any) -> Submission:
    Upload.objects.filter(pk=upload.pk).update(state=Upload.State.READ)
    defaults = {
        "reader_version": "1",
        "read_at": timezone.now(),
        "template_version": "6.1",
        "company_name": "Alder",
        "document": {},
    }
    return Submission.objects.create(upload=upload, request=upload.request, **(defaults | fields))
