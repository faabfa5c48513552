"""The register of facilities: find, name, place, correct, export."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.forms import BaseFormSet, BaseInlineFormSet, ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from cmr.countries import country_label
from cmr.downloads import attachment
from cmr.models import AuditEvent
from cmr.tables import csv_bytes, xlsx_bytes
from cmr.vocab import COVERED_COUNTRIES
from smelters.admin.correction import correction_page
from smelters.admin.filters import CountryFilter, CoveredFilter, LostFilter, StatusFilter, lists_today
from smelters.admin.forms import FacilityForm, NameForm
from smelters.models import Smelter, SmelterName
from smelters.searching import called
from smelters.selectors import Register, history, register_of
from smelters.services import facility_edit, name_add, name_remove

COLUMNS = (
    "Metal", "Smelter ID", "Name", "Country", "Covered Country", "City", "State",
    "Status", "Counts as", "Since", "By list", "List as of", "Reason",
)  # fmt: skip
TYPES = {
    "csv": (lambda rows: csv_bytes(COLUMNS, rows), "text/csv; charset=utf-8"),
    "xlsx": (
        lambda rows: xlsx_bytes("Smelter register", COLUMNS, rows),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


class RegisterList(ChangeList):
    """A page of the register; each row knows its status of today, at two queries a page."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        register = register_of(self.result_list, timezone.localdate(), lists_today(request))
        for smelter in self.result_list:
            smelter.status_today = register.status(smelter.pk)


class NameFormSet(BaseInlineFormSet):
    """The column's head alone does not tell a screen reader what the box beside a name takes away."""

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = f"Take away {form.instance.name}".strip()


class NameInline(admin.TabularInline):
    """The names a facility goes by: one can be added, or taken away when it is not the facility's."""

    model = SmelterName
    form = NameForm
    formset = NameFormSet
    extra = 1
    fields = ["name", "source"]
    readonly_fields = ["source"]
    verbose_name = "name"
    verbose_name_plural = "names this facility goes or went by"

    def has_change_permission(self, request: HttpRequest, obj: Smelter | None = None) -> bool:
        return False


@admin.register(Smelter)
class SmelterAdmin(admin.ModelAdmin):
    form = FacilityForm
    inlines = [NameInline]
    list_display = ["metal", "smelter_id", "name", "country_shown", "covered", "status_today", "status_since"]
    list_display_links = ["smelter_id", "name"]
    list_filter = ["metal", StatusFilter, CoveredFilter, CountryFilter, LostFilter]
    search_fields = ["smelter_id", "name", "names__name"]
    search_help_text = "ID, name, or any other name a facility goes by. Statuses are those of today."
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = ["correct_status"]
    change_list_template = "admin/smelters/smelter/change_list.html"
    change_form_template = "admin/smelters/smelter/change_form.html"

    @admin.display(description="country", ordering="country")
    def country_shown(self, smelter: Smelter) -> str:
        return country_label(smelter.country)

    @admin.display(description="Covered Country", empty_value="")
    def covered(self, smelter: Smelter) -> str:
        return "Covered" if smelter.country_code in COVERED_COUNTRIES else ""

    @admin.display(description="status today")
    def status_today(self, smelter: Smelter) -> str:
        return smelter.status_today.label

    @admin.display(description="as of")
    def status_since(self, smelter: Smelter) -> Any:
        return smelter.status_today.valid_from

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "The smelter register"} | (extra_context or {}))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return RegisterList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Smelter], search_term: str
    ) -> tuple[QuerySet[Smelter], bool]:
        """As the register's own page searches; no row comes twice."""
        return called(queryset, search_term), False

    def get_readonly_fields(self, request: HttpRequest, obj: Smelter | None = None) -> list[str]:
        return ["metal", "smelter_id", "country_code", "origin"] if obj else []

    def get_inlines(self, request: HttpRequest, obj: Smelter | None) -> list[Any]:
        return self.inlines if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Smelter | None = None) -> bool:
        return False

    def has_correct_permission(self, request: HttpRequest) -> bool:
        """Whether statuses may be corrected."""
        return request.user.has_perm("smelters.add_statusrecord")

    @admin.action(description="Correct status of the chosen facilities", permissions=["correct"])
    def correct_status(self, request: HttpRequest, queryset: QuerySet[Smelter]) -> HttpResponse:
        hidden = {
            "action": ["correct_status"],
            "select_across": [request.POST.get("select_across", "0")],
            "_selected_action": request.POST.getlist("_selected_action"),
        }
        return correction_page(self, request, list(queryset), hidden)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("export/<str:kind>/", view(self.export), name="smelters_smelter_export"),
            path("<int:pk>/correct/", view(self.correct_one), name="smelters_smelter_correct"),
            *super().get_urls(),
        ]

    def correct_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        smelter = self.get_object(request, str(pk))
        if smelter is None or not self.has_correct_permission(request):
            raise Http404
        return correction_page(self, request, [smelter], {})

    def export(self, request: HttpRequest, kind: str) -> HttpResponse:
        """What the filters and the search show, all pages of it, as a table no program runs."""
        if kind not in TYPES or not self.has_view_permission(request):
            raise Http404
        shown = {each.pk: each for each in self.get_changelist_instance(request).get_queryset(request)}
        register = register_of(shown.values(), timezone.localdate(), lists_today(request))
        write, content_type = TYPES[kind]
        rows = [_exported(register, pk) for pk in shown]
        return attachment(write(rows), f"smelter-register-{timezone.localdate()}.{kind}", content_type)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        smelter = context.get("original")
        if smelter:
            events = AuditEvent.objects.filter(object_type=smelter._meta.label_lower, object_id=str(smelter.pk))
            context |= {
                "status_today": register_of([smelter], timezone.localdate()).status(smelter.pk),
                "history": history(smelter),
                "events": events.order_by("-id")[:20],
                "covered": smelter.country_code in COVERED_COUNTRIES,
                "may_correct": self.has_correct_permission(request),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The audit log of this facility, which is its history."""
        smelter = self.get_object(request, object_id)
        if smelter is None:
            raise Http404
        query = f"?object_type={Smelter._meta.label_lower}&object_id={smelter.pk}"
        return redirect(reverse("admin:cmr_auditevent_changelist") + query)

    def save_model(self, request: HttpRequest, obj: Smelter, form: ModelForm, change: bool) -> None:
        facility_edit(obj, actor=request.user)

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: BaseFormSet, change: bool) -> None:
        formset.save(commit=False)
        for name in formset.deleted_objects:
            name_remove(name, actor=request.user)
        for name in formset.new_objects:
            name_add(form.instance, name.name, source="Team", actor=request.user)


def _exported(register: Register, pk: int) -> tuple[Any, ...]:
    facility, status = register.facilities[pk], register.status(pk)
    covered = "Yes" if facility.country_code in COVERED_COUNTRIES else "No"
    place = (facility.country, covered, facility.city, facility.state)
    by = (status.list_name, status.list_as_of, status.reason)
    return (
        facility.metal,
        facility.smelter_id,
        facility.name,
        *place,
        status.label,
        status.group,
        status.valid_from,
        *by,
    )
