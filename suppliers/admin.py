"""Django admin for collecting: who the manufacturers are, who answers for them, and asking them for a year's CMRT.

What they sent is evidence: it can be looked at, and is decided on the desk.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from cmr.admin import AuditedAdmin, ReadOnlyAdmin
from cmr.models import ReportingPeriod
from suppliers.models import Contact, Request, Submission, Supplier, Upload
from suppliers.services.requests import contact_add, request_due, request_open


class SupplierForm(forms.ModelForm):
    """A manufacturer, and one more person who answers for it."""

    contact_email = forms.EmailField(
        label="Add a contact", required=False, help_text="The person signs in with a code sent to this address."
    )
    contact_name = forms.CharField(label="Their name", required=False, max_length=120)

    class Meta:
        model = Supplier
        fields = ["name", "country_code"]


class ContactInline(admin.TabularInline):
    model = Contact
    extra = 0
    fields = ["user"]
    readonly_fields = ["user"]

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Supplier)
class SupplierAdmin(AuditedAdmin):
    form = SupplierForm
    inlines = [ContactInline]
    list_display = ["name", "country_code", "answer_for_it"]
    search_fields = ["name", "contacts__user__email"]
    actions = ["ask_for_a_cmrt"]

    def get_inlines(self, request: HttpRequest, obj: models.Model | None) -> list[Any]:
        return self.inlines if obj else []

    def get_queryset(self, request: HttpRequest) -> QuerySet[Supplier]:
        return super().get_queryset(request).prefetch_related("contacts__user")

    @admin.display(description="contacts")
    def answer_for_it(self, supplier: Supplier) -> str:
        return ", ".join(contact.user.email for contact in supplier.contacts.all()) or "nobody yet"

    def save_model(self, request: HttpRequest, obj: Supplier, form: forms.ModelForm, change: bool) -> None:
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            if form.cleaned_data["contact_email"]:
                name = form.cleaned_data["contact_name"]
                contact_add(obj, form.cleaned_data["contact_email"], name, actor=request.user)

    @admin.action(description="Ask for the CMRT of the newest reporting period", permissions=["change"])
    def ask_for_a_cmrt(self, request: HttpRequest, queryset: QuerySet[Supplier]) -> None:
        period = ReportingPeriod.objects.first()
        if period is None:
            self.message_user(request, "Add a reporting period first.", messages.ERROR)
            return
        known = set(Request.objects.filter(period=period).values_list("supplier_id", flat=True))
        asked = [supplier for supplier in queryset if supplier.pk not in known]
        for supplier in asked:
            request_open(supplier, period, request_due(period), request.user)
        said = f"Asked {len(asked)} for the CMRT of {period}; {queryset.count() - len(asked)} had been asked before."
        self.message_user(request, said)


@admin.register(Request)
class RequestAdmin(ReadOnlyAdmin):
    list_display = ["supplier", "period", "state", "due_date"]
    list_filter = ["period", "state"]
    list_select_related = ["supplier", "period"]
    search_fields = ["supplier__name"]


@admin.register(Upload)
class UploadAdmin(ReadOnlyAdmin):
    list_display = ["receipt", "request", "file_name", "state", "received_at", "attempts"]
    list_filter = ["state", "request__period"]
    list_select_related = ["request__supplier", "request__period"]
    search_fields = ["file_name", "request__supplier__name", "sha256"]


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "request", "state", "read_at", "decided_by"]
    list_filter = ["state", "request__period"]
    list_select_related = ["request__supplier", "request__period", "decided_by"]
    search_fields = ["company_name", "request__supplier__name"]
    exclude: Any = ["document"]
