"""Dated tables: imported whole in two steps, kept with their bytes, never edited.

Between the preview and the confirmation the server remembers what was previewed, for this session, five minutes and one
use; the confirming form says no more than yes.
"""

import time
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from cmr import storage
from cmr.admin import ReadOnlyAdmin
from cmr.downloads import attachment
from cmr.sheets import SIZE_LIMIT
from smelters.admin.forms import past_day
from smelters.lists import ListError
from smelters.models import DatedRow, DatedTable
from smelters.services.tables import TablePlan, table_apply, table_plan
from smelters.tables.parse import parse_table

HELD = "dated_table_previewed"
HELD_SECONDS = 300
LIST_URL = "admin:smelters_datedtable_changelist"


class TableForm(forms.Form):
    """The file and what it does not say itself: what it is, its day, its name, where it comes from."""

    kind = forms.ChoiceField(label="What it is", choices=DatedTable.Kind.choices)
    file = forms.FileField(label="The table (CSV or .xlsx)")
    as_of = forms.DateField(
        label="As of", widget=AdminDateWidget, validators=[past_day], help_text="The day the table speaks of."
    )
    name = forms.CharField(
        max_length=120,
        widget=AdminTextInputWidget,
        help_text="What the report calls it. A newer table of the same name takes the place of the older one.",
    )
    source = forms.CharField(
        max_length=200,
        widget=AdminTextInputWidget,
        help_text="Where the table was taken from: an address, a person, a letter.",
    )
    publishable = forms.BooleanField(
        label="The origins may be published",
        required=False,
        help_text="Countries of origin only: without the right to publish they count as evidence, unprinted.",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > SIZE_LIMIT:
            raise ValidationError(f"The file is larger than {SIZE_LIMIT // 1024**2} MB; such a table is far smaller.")
        return file


@admin.register(DatedRow)
class DatedRowAdmin(ReadOnlyAdmin):
    """The rows as they were read."""

    list_display = [
        "row", "metals_said", "smelter_id", "name", "country", "region", "list_name", "listed_on", "source", "table",
    ]  # fmt: skip
    list_filter = ["table__kind", "table"]
    list_select_related = ["table"]
    search_fields = ["smelter_id", "name", "country"]

    @admin.display(description="metals")
    def metals_said(self, row: DatedRow) -> str:
        return ", ".join(row.metals) or "all"


@admin.register(DatedTable)
class DatedTableAdmin(ReadOnlyAdmin):
    list_display = ["as_of", "kind", "name", "source", "right", "row_count", "imported_by", "original"]
    list_display_links = ["as_of", "name"]
    list_filter = ["kind", "name"]
    list_select_related = ["imported_by"]
    fields = [
        "kind", "name", "source", "as_of", "right", "rows_read", "imported_at", "imported_by", "sha256",
        "original",
    ]  # fmt: skip
    readonly_fields = ["original", "right", "rows_read"]
    change_list_template = "admin/smelters/datedtable/change_list.html"

    @admin.display(description="the table as it came")
    def original(self, table: DatedTable) -> str:
        return format_html('<a href="{}">Download</a>', reverse("admin:smelters_datedtable_original", args=[table.pk]))

    @admin.display(description="right to publish", empty_value="")
    def right(self, table: DatedTable) -> str:
        if table.kind != DatedTable.Kind.ORIGINS:
            return ""
        return "may be printed" if table.publishable else "not to be printed"

    @admin.display(description="rows")
    def rows_read(self, table: DatedTable) -> str:
        url = reverse("admin:smelters_datedrow_changelist")
        return format_html('<a href="{}?table__id__exact={}">{}</a>', url, table.pk, table.row_count)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("import/", view(self.take_over), name="smelters_datedtable_import"),
            path("<int:pk>/original/", view(self.download), name="smelters_datedtable_original"),
            *super().get_urls(),
        ]

    def download(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The bytes as they came, hashed again on the way out."""
        table = self.get_object(request, str(pk))
        if table is None or not self.has_view_permission(request):
            raise Http404
        data = storage.read(table.sha256)
        return attachment(data, f"{table.kind}-{table.as_of}-{table.pk}.{'xlsx' if data[:2] == b'PK' else 'csv'}")

    def take_over(self, request: HttpRequest) -> HttpResponse:
        """The form, then the page that says what the table does, then the import."""
        if not request.user.has_perm("smelters.add_datedtable"):
            raise Http404
        if "confirm" in request.POST:
            return _confirmed(request)
        form = TableForm(request.POST or None, request.FILES or None)
        problems: tuple[str, ...] = ()
        plan: TablePlan | None = None
        if request.method == "POST" and form.is_valid():
            try:
                plan = _previewed(request, form.cleaned_data)
            except ListError as error:
                problems = error.problems
        context = self.admin_site.each_context(request) | {
            "title": "Import a dated table",
            "opts": DatedTable._meta,
            "form": form,
            "media": self.media + form.media,
            "problems": problems,
            "plan": plan,
        }
        return TemplateResponse(request, "admin/smelters/datedtable/import.html", context)


def _previewed(request: HttpRequest, given: dict[str, Any]) -> TablePlan:
    """What the table does; the server holds its bytes and what was said of it. Raises ListError."""
    file = given["file"]
    data = file.read()
    lines = parse_table(data, file.name, given["kind"])
    about = {field: given[field] for field in ("kind", "name", "publishable")}
    request.session[HELD] = about | {
        "sha256": storage.store([data]).sha256,
        "file_name": file.name,
        "source": given["source"],
        "as_of": given["as_of"].isoformat(),
        "until": time.time() + HELD_SECONDS,
    }
    return table_plan(lines, as_of=given["as_of"], **about)


def _confirmed(request: HttpRequest) -> HttpResponse:
    """Import what this session previewed, once."""
    held = request.session.pop(HELD, None)
    if not held or held["sha256"] != request.POST["confirm"] or held["until"] < time.time():
        messages.error(request, "This preview is no longer valid. Choose the file again.")
        return redirect("admin:smelters_datedtable_import")
    data = storage.read(held["sha256"])
    about = {field: held[field] for field in ("kind", "name", "source", "publishable")}
    outcome = table_apply(
        parse_table(data, held["file_name"], held["kind"]),
        as_of=forms.DateField().clean(held["as_of"]),
        original=data,
        actor=request.user,
        **about,
    )
    if outcome.created:
        messages.success(request, f"{outcome.table}: taken over, rows: {outcome.table.row_count}.")
    else:
        messages.info(request, f"{outcome.table} was already loaded; nothing changed.")
    return redirect(LIST_URL)
