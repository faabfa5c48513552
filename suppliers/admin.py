"""Django admin for collecting: who the manufacturers are, who answers for them, and asking them for a year's CMRT.

What they sent is evidence: it can be looked at, and is decided on the desk.
"""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.db import models, transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from cmr.admin import AuditedAdmin, ReadOnlyAdmin
from cmr.models import ReportingPeriod, Role, User
from suppliers.models import Contact, Request, Submission, Supplier, Upload
from suppliers.services.contacts import contact_add


class SupplierForm(forms.ModelForm):
    """A manufacturer, and one more person who answers for it."""

    contact_email = forms.EmailField(
        label="Add a contact", required=False, help_text="The person signs in with a code sent to this address."
    )
    contact_name = forms.CharField(label="Their name", required=False, max_length=120)

    class Meta:
        model = Supplier
        fields = ["name", "country_code"]

    def clean_contact_email(self) -> str:
        email: str = self.cleaned_data["contact_email"]
        if email and User.objects.filter(email=email.lower()).exclude(role=Role.MANUFACTURER).exists():
            raise forms.ValidationError("This address belongs to the team; a contact needs an address of its own.")
        return email


class ContactInline(admin.TabularInline):
    model = Contact
    extra = 0
    fields = ["user", "ended_at"]
    readonly_fields = ["user", "ended_at"]

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
        live = Prefetch("contacts", Contact.objects.filter(ended_at=None).select_related("user"))
        return super().get_queryset(request).prefetch_related(live)

    @admin.display(description="contacts")
    def answer_for_it(self, supplier: Supplier) -> str:
        return ", ".join(contact.user.email for contact in supplier.contacts.all()) or "nobody yet"

    def save_model(self, request: HttpRequest, obj: Supplier, form: forms.ModelForm, change: bool) -> None:
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            if form.cleaned_data["contact_email"]:
                name = form.cleaned_data["contact_name"]
                contact_add(obj, form.cleaned_data["contact_email"], name, actor=request.user)

    @admin.action(description="Ask for the CMRT of the newest reporting period …", permissions=["change"])
    def ask_for_a_cmrt(self, request: HttpRequest, queryset: QuerySet[Supplier]) -> HttpResponseRedirect | None:
        """Asking is done in Collecting, where every letter is seen before it is sent."""
        period = ReportingPeriod.objects.first()
        if period is None:
            self.message_user(request, "Add a reporting period first.", messages.ERROR)
            return None
        chosen = urlencode([("supplier", pk) for pk in queryset.values_list("pk", flat=True)])
        return HttpResponseRedirect(f"{reverse('campaign:ask', args=[period.year])}?{chosen}")


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
