"""Look-ups of blank CMRTs: seen in words first, then taken over; the workbook is kept. They say no status."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from cmr import storage
from cmr.admin import ReadOnlyAdmin
from cmr.downloads import attachment
from cmr.held import Held, held, held_bytes, hold
from cmr.models import User
from cmr.sheets import SIZE_LIMIT
from smelters.admin.forms import past_day
from smelters.lists import ListError
from smelters.models import ReferenceLookup
from smelters.services import LookupOutcome, lookup_load, lookup_plan


class LookupForm(forms.Form):
    """A workbook, where it comes from and the day it speaks of."""

    file = forms.FileField(
        label="The workbook (.xlsx)",
        required=False,
        help_text="A blank CMRT as its publisher gives it out, or any CMRT; its sheet “Smelter Look-up” is read.",
    )
    as_of = forms.DateField(
        label="As of",
        widget=AdminDateWidget,
        validators=[past_day],
        help_text="The day of the release (sheet Revision). Names that a later source gave stay.",
    )
    source = forms.CharField(
        max_length=200, widget=AdminTextInputWidget, help_text="What it is and where it was taken from."
    )
    held = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.kept: Held | None = None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        file = given.get("file")
        if file and file.size > SIZE_LIMIT:
            raise ValidationError({"file": f"The file is larger than {SIZE_LIMIT // 1024**2} MB."})
        if file:
            given["held"] = hold(file.read(), file.name, self.user)
        if not given.get("held"):
            if "file" not in self.errors:
                self.add_error("file", "Choose the workbook.")
            return given
        self.kept = held(given["held"], self.user)
        given["data"] = held_bytes(self.kept)
        return given


@admin.register(ReferenceLookup)
class ReferenceLookupAdmin(ReadOnlyAdmin):
    list_display = ["as_of", "source", "facilities", "loaded_at", "loaded_by", "original"]
    list_display_links = ["as_of", "source"]
    fields = ["source", "as_of", "facilities", "loaded_at", "loaded_by", "sha256", "original"]
    readonly_fields = ["original"]
    list_select_related = ["loaded_by"]
    change_list_template = "admin/smelters/lookup/change_list.html"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("smelters.view_statuslist")

    def has_load_permission(self, request: HttpRequest) -> bool:
        """Whoever may import a list may load a look-up."""
        return request.user.has_perm("smelters.change_statuslist")

    @admin.display(description="the workbook as it came")
    def original(self, lookup: ReferenceLookup) -> str:
        url = reverse("admin:smelters_referencelookup_original", args=[lookup.pk])
        return format_html('<a href="{}">Download</a>', url)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("load/", view(self.load), name="smelters_referencelookup_load"),
            path("<int:pk>/original/", view(self.download), name="smelters_referencelookup_original"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        told = {"title": "Look-ups", "may_load": self.has_load_permission(request)}
        return super().changelist_view(request, told | (extra_context or {}))

    def download(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The bytes as they came, hashed again on the way out."""
        lookup = self.get_object(request, str(pk))
        if lookup is None or not self.has_view_permission(request):
            raise Http404
        return attachment(storage.read(lookup.sha256), f"look-up-{lookup.as_of}-{lookup.pk}.xlsx")

    def load(self, request: HttpRequest) -> HttpResponse:
        """The form, then what the look-up would change, then the change."""
        if not self.has_load_permission(request):
            raise PermissionDenied
        given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = LookupForm(*given, user=request.user)
        plan: LookupOutcome | None = None
        problems: tuple[str, ...] = ()
        if form.is_valid():
            about = form.cleaned_data
            try:
                if request.POST.get("step") == "confirm":
                    outcome = lookup_load(
                        about["data"], source=about["source"], as_of=about["as_of"], actor=request.user
                    )
                    _tell(request, outcome)
                    return redirect("admin:smelters_referencelookup_changelist")
                plan = lookup_plan(about["data"], as_of=about["as_of"])
            except ListError as error:
                problems = error.problems
        context = self.admin_site.each_context(request) | {
            "title": "Load a look-up",
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "plan": plan,
            "problems": problems,
        }
        return TemplateResponse(request, "admin/smelters/lookup/load.html", context)


def _tell(request: HttpRequest, outcome: LookupOutcome) -> None:
    if outcome.created:
        told = f"{outcome.lookup}: {outcome.facilities} facilities, {outcome.new} new, {outcome.renamed} renamed."
        messages.success(request, told)
    else:
        messages.info(request, f"{outcome.lookup} was already loaded; nothing changed.")
