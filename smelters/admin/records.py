"""The status vocabulary and every status record, to be looked at: nothing here can be edited."""

from django.contrib import admin

from cmr.admin import ReadOnlyAdmin
from smelters.models import Status, StatusRecord


@admin.register(Status)
class StatusAdmin(ReadOnlyAdmin):
    list_display = ["label", "group", "definition", "valid_from", "valid_to"]
    list_filter = ["group"]


@admin.register(StatusRecord)
class StatusRecordAdmin(ReadOnlyAdmin):
    list_display = ["valid_from", "smelter", "status", "raw", "status_list", "reason", "recorded_at", "recorded_by"]
    list_display_links = ["valid_from", "smelter"]
    list_filter = ["valid_from", "status", "smelter__metal", ("status_list", admin.EmptyFieldListFilter), "status_list"]
    list_select_related = ["smelter", "status", "status_list", "recorded_by"]
    search_fields = ["smelter__smelter_id", "smelter__name", "reason"]
    list_per_page = 50
    show_full_result_count = False
