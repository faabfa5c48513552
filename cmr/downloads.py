"""Handing out files: always to be saved, never to be shown, whatever their bytes claim to be."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from cmr import storage

BYTES = "application/octet-stream"


def attachment(data: bytes, name: str, content_type: str = BYTES) -> HttpResponse:
    """Bytes as attachment under `name` (RFC 6266), not to be sniffed, cached or run."""
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(data, content_type=content_type, headers=headers)


def stored_file(sha256: str, name: str, content_type: str = BYTES) -> HttpResponse:
    """A file of the store, hashed again on its way out; 404 when it is gone, storage.Damaged when it changed."""
    try:
        return attachment(storage.read(sha256), name, content_type)
    except FileNotFoundError:
        raise Http404 from None
