"""Django admin for what belongs to no app: who files, for which year, who may sign in, and the audit log.

Evidence can be looked at and nothing more, by anyone, superusers included.
"""

from typing import Any

import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin
import allauth.usersessions.admin  # noqa: F401 - they register what we take out again
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin  # noqa: F401 - registers groups, which we take out again
from django.contrib.auth.models import Group
from django.db import models, transaction
from django.forms import ModelForm
from django.http import HttpRequest

from cmr import audit
from cmr.devices import sessions_end
from cmr.models import AuditEvent, Registrant, ReportingPeriod, User

admin.site.site_header = admin.site.site_title = "CMR"
admin.site.index_title = "Administration"
admin.site.site_url = "/desk/"
admin.site.enable_nav_sidebar = False
# Rights follow from the role; addresses, second factors and sessions are nobody's to edit (`cmr.people`).
admin.site.unregister([Group, EmailAddress, Authenticator, UserSession, SocialApp, SocialAccount, SocialToken])


class ReadOnlyAdmin(admin.ModelAdmin):
    """Looked at, never added to, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class AuditedAdmin(admin.ModelAdmin):
    """Each save writes its audit row in the same transaction; nothing is deleted here."""

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool) -> None:
        own = {field.name for field in obj._meta.fields}
        fields = [name for name in form.changed_data if name in own]
        before = {name: _said(form.initial.get(name)) for name in fields} if change else {}
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            verb = "changed" if change else "added"
            after = {name: _said(getattr(obj, name)) for name in fields}
            audit.record(f"{obj._meta.model_name}.{verb}", request.user, obj, before=before, after=after)


@admin.register(Registrant)
class RegistrantAdmin(AuditedAdmin):
    list_display = ["name", "state_of_incorporation", "commission_file_number"]


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(AuditedAdmin):
    list_display = ["year", "registrant", "status_as_of"]
    list_select_related = ["registrant"]


@admin.register(User)
class UserAdmin(AuditedAdmin):
    """People sign in with a code sent to their address; only a superuser decides who they are."""

    list_display = ["email", "name", "role", "is_active", "is_superuser"]
    list_filter = ["role", "is_active"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "role", "is_active", "is_superuser"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return request.user.is_superuser

    has_add_permission = has_module_permission
    has_change_permission = has_view_permission

    def save_model(self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            if change and {"email", "role", "is_active"} & set(form.changed_data):
                sessions_end(obj)


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor_name", "event", "object_label", "reason"]
    list_filter = ["event", "at"]
    search_fields = ["object_label", "actor_name", "reason"]
    ordering = ["-id"]
    fields = ["at", "actor_name", "event", "object_label", "before", "after", "reason", "previous_hash", "hash"]
    show_full_result_count = False


def _said(value: Any) -> Any:
    """A value as JSON holds it."""
    return value if value is None or isinstance(value, bool | int) else str(value)
