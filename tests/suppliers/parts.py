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


def a_row(row: int = 5, **fields: Any) -> dict[str, Any]:
    """A Smelter List row in the reader's terms: a listed gold facility with an ID that the workbook knows."""
    columns = {"smelter_id": "A", "metal": "B", "name": "C", "country": "E"}
    return {
        "row": row,
        "metal": "Gold",
        "smelter_id": "CID900001",
        "lookup": "Aurora Refining",
        "name": "Aurora Refining",
        "standard_name": "Aurora Refining AG",
        "country": "SWITZERLAND",
        "city": "Chiasso",
        "state": "Ticino",
        "listed": "listed",
        "known": True,
        "lookup_metals": ["Gold"],
        "cells": {key: f"Smelter List!{column}{row}" for key, column in columns.items()},
    } | fields


def a_document(*smelters: dict[str, Any], findings: tuple[dict[str, Any], ...] = (), **fields: Any) -> dict[str, Any]:
    """What the reader returns."""
    return {
        "kind": "CMRT",
        "version": "6.1",
        "language": "English",
        "company": {"name": "Alder Precision Manufacturing"},
        "effective_date": "2025-11-30",
        "scope": "A",
        "answers": {"3": {"Gold": {"answer": "No", "comment": None, "cell": "Declaration!D40"}}},
        "company_answers": {},
        "smelters": list(smelters or (a_row(),)),
        "products": [],
        "problems": [],
        "checker": {"remaining": 0, "cached": 2, "items": []},
        "findings": list(findings),
    } | fields


def a_finding(severity: str = "block", **fields: Any) -> dict[str, Any]:
    return {
        "code": "CMRT-K01",
        "severity": severity,
        "sheet": "Declaration",
        "cell": "D26",
        "message": "Rendered late, never stored.",
        "params": {"metal": "gold"},
    } | fields
