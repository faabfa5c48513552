"""Handing out files: always to be saved, never to be shown, whatever their bytes claim to be."""

from pathlib import Path

from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header


def attachment(
    source: Path | bytes, name: str, content_type: str = "application/octet-stream"
) -> HttpResponse | FileResponse:
    """A file as attachment under `name` (RFC 6266), not to be sniffed, cached or run; 404 when its bytes are gone."""
    try:
        response = HttpResponse(source) if isinstance(source, bytes) else FileResponse(source.open("rb"))
    except FileNotFoundError:
        raise Http404 from None
    response.headers["Content-Type"] = content_type
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
