"""What is taken away from a report that was built: the package for the filing agent, and the support binder."""

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from cmr import storage
from cmr.downloads import attachment
from reports.models import RenderedDocument, Snapshot
from reports.out.binder import binder, binder_pdf
from reports.out.package import package
from reports.render.pdf import RenderFailed

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def filing_package(request: HttpRequest, snapshot_id: int) -> HttpResponse:
    """The ZIP for the filing agent; a draft has none, and neither has a memo."""
    found = _snapshot(snapshot_id)
    if found.draft:
        raise Http404
    documents = {row.kind: storage.read(row.sha256) for row in found.documents.all()}
    if RenderedDocument.Kind.SD not in documents:
        raise Http404
    data = package(found.sha256, json.loads(storage.read(found.sha256)), documents)
    form = "sda" if found.filing.number else "sd"
    return attachment(data, f"{found.filing.period.year}-form-{form}-{found.sha256[:12]}.zip", "application/zip")


@require_safe
def support_binder(request: HttpRequest, snapshot_id: int) -> HttpResponse:
    """The workbook that leads each line of the report back to its evidence."""
    found = _snapshot(snapshot_id)
    return attachment(
        binder(found), f"{found.filing.period.year}-support-not-for-filing-{found.sha256[:12]}.xlsx", XLSX
    )


@require_safe
def support_binder_pdf(request: HttpRequest, snapshot_id: int) -> HttpResponse:
    """The same as a PDF, to be read and printed."""
    found = _snapshot(snapshot_id)
    year = found.filing.period.year
    try:
        data = binder_pdf(found)
    except RenderFailed as failed:
        messages.error(request, f"The binder could not be set as a PDF; the workbook holds the same. {failed}")
        return redirect("reports:filing", year)
    return attachment(data, f"{year}-support-not-for-filing-{found.sha256[:12]}.pdf", "application/pdf")


def _snapshot(snapshot_id: int) -> Snapshot:
    return get_object_or_404(Snapshot.objects.select_related("filing__period", "built_by"), pk=snapshot_id)
