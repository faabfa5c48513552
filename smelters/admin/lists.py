"""Status lists: imported whole in two steps, kept with their bytes, never edited.

Between the preview and the confirmation the server remembers what was previewed (file by sha256, day, source), for this
session, five minutes and one use; the confirming form says no more than yes.
"""

import time
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from import_export.admin import ImportMixin
from import_export.forms import ConfirmImportForm

from cmr import storage
from cmr.admin import ReadOnlyAdmin
from cmr.downloads import attachment
from smelters.admin.list_form import ListImportForm
from smelters.columns import LABELS, REQUIRED
from smelters.models import StatusList
from smelters.resources import HeldFile, ListFile, ListResult, StatusListResource

HELD = "status_list_previewed"
HELD_SECONDS = 300


class ListConfirmForm(ConfirmImportForm):
    """Yes to what was previewed. What that was is taken from the session, once, and not from this form."""

    def __init__(self, *args: Any, held: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = held

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        held = self.held
        if not held or held["sha256"] != given.get("import_file_name") or held["until"] < time.time():
            raise ValidationError("This preview is no longer valid. Choose the file again.")
        try:
            storage.read(held["sha256"])
        except (storage.Damaged, FileNotFoundError):
            raise ValidationError("This preview is no longer valid: its file is damaged. Choose it again.") from None
        return {
            "import_file_name": held["sha256"],
            "original_file_name": held["file_name"],
            "format": "0",
            "resource": "0",
        }


@admin.register(StatusList)
class StatusListAdmin(ImportMixin, ReadOnlyAdmin):
    list_display = ["as_of", "name", "source", "row_count", "imported_at", "imported_by", "original"]
    list_display_links = ["as_of", "name"]
    list_filter = ["as_of"]
    fields = [
        "name", "source", "as_of", "metals", "groups", "columns", "row_count", "imported_at", "imported_by",
        "sha256", "original",
    ]  # fmt: skip
    readonly_fields = ["original"]
    list_select_related = ["imported_by"]
    resource_classes = [StatusListResource]
    import_formats = [ListFile]
    tmp_storage_class = HeldFile
    import_form_class = ListImportForm
    confirm_form_class = ListConfirmForm
    import_template_name = "admin/smelters/statuslist/import.html"

    @admin.display(description="the list as it came")
    def original(self, status_list: StatusList) -> str:
        return format_html(
            '<a href="{}">Download</a>', reverse("admin:smelters_statuslist_original", args=[status_list.pk])
        )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Status lists"} | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        original = path(
            "<int:pk>/original/", self.admin_site.admin_view(self.download), name="smelters_statuslist_original"
        )
        return [original, *super().get_urls()]

    def download(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The bytes as they came, hashed again on the way out."""
        status_list = self.get_object(request, str(pk))
        if status_list is None or not self.has_view_permission(request):
            raise Http404
        data = storage.read(status_list.sha256)
        kind = "xlsx" if data[:2] == b"PK" else "csv"
        return attachment(data, f"status-list-{status_list.as_of}-{status_list.pk}.{kind}")

    def get_import_form_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_import_form_kwargs(request) | {"user": request.user}

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The library's step, and beside its outcome which columns were read as what, to be chosen otherwise."""
        response = super().import_action(request, **kwargs)
        context = getattr(response, "context_data", None) or {}
        result = context.get("result")
        if result is not None and result.head is not None and result.head.captions:
            context["columns"] = [
                (field, label, field in REQUIRED, result.columns.get(field)) for field, label in LABELS.items()
            ]
            context["note"] = context["form"].note
        return response

    def get_confirm_form_kwargs(self, request: HttpRequest, import_form: Any = None) -> dict[str, Any]:
        kwargs = super().get_confirm_form_kwargs(request, import_form)
        if import_form is None:
            kwargs["held"] = request.session.pop(HELD, None)
        return kwargs

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Any) -> dict[str, Any]:
        initial = super().get_confirm_form_initial(request, import_form)
        if import_form is not None:
            given = import_form.cleaned_data
            request.session[HELD] = {
                "sha256": initial["import_file_name"],
                "file_name": initial["original_file_name"],
                "until": time.time() + HELD_SECONDS,
                "about": _about(given) | {"as_of": given["as_of"].isoformat()},
            }
        return initial

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form")
        kwargs.pop("request", None)
        if isinstance(form, ListConfirmForm):
            about = form.held["about"]
            return kwargs | about | {"as_of": forms.DateField().clean(about["as_of"])}
        return kwargs | _about(form.cleaned_data)

    def process_result(self, result: ListResult, request: HttpRequest) -> HttpResponse:
        if result.problems or result.outcome is None:
            messages.error(request, " ".join(result.problems) or "Nothing was imported.")
            return redirect("admin:smelters_statuslist_import")
        if isinstance(result.outcome, StatusList):
            messages.info(request, f"{result.outcome} was already loaded; nothing changed.")
            return redirect("admin:smelters_statuslist_changelist")
        told = f"{result.outcome}: handed over. Another administrator sees the same preview and applies it."
        messages.success(request, told)
        return redirect("admin:smelters_listproposal_changelist")


def _about(given: dict[str, Any]) -> dict[str, Any]:
    status = given["status"]
    return {
        "name": given["name"],
        "source": given["source"],
        "as_of": given["as_of"],
        "status": status.pk if status else "",
        "metal": given["metal"],
        "columns": given["columns"],
    }
