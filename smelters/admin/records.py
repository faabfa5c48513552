"""The status vocabulary, which a superuser keeps as data, and every status record, to be looked at."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from cmr.admin import AuditedAdmin, ReadOnlyAdmin
from smelters.models import Status, StatusRecord
from smelters.vocabulary import NOT_LISTED, word_key


class WordsField(forms.CharField):
    """Spellings, one a line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        lines = value if isinstance(value, list) else str(value or "").splitlines()
        return list(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip()))

    def validate(self, value: list[str]) -> None:
        """A status without other spellings is found by its label."""

    def run_validators(self, value: list[str]) -> None:
        """Spellings are checked against those of the other statuses."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial) != self.to_python(data))


class StatusForm(forms.ModelForm):
    """A word of the vocabulary. Its code stays; what it counts as stays once a record uses it."""

    words = WordsField(
        label="As lists write it",
        required=False,
        help_text="One spelling a line; a list that writes one is understood.",
    )

    class Meta:
        model = Status
        fields = ["code", "label", "definition", "group", "valid_from", "valid_to", "words", "position"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("valid_from"), given.get("valid_to")
        if first and last and last < first:
            raise ValidationError({"valid_to": "A word cannot go out of use before it came into use."})
        spelled = {word_key(word): word for word in (given.get("label", ""), *given.get("words", []))}
        for other in Status.objects.exclude(pk=self.instance.pk or given.get("code")):
            for word in (other.label, *other.words):
                if word_key(word) in spelled:
                    raise ValidationError({"words": f"“{spelled[word_key(word)]}” already stands for “{other}”."})
        return given


@admin.register(Status)
class StatusAdmin(AuditedAdmin):
    """A rename is a new label, a new word a new row; nothing is deleted, for the past was told in these words."""

    form = StatusForm
    list_display = ["label", "group", "definition", "valid_from", "valid_to"]
    list_filter = ["group"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Status | None = None) -> bool:
        return bool(request.user.is_superuser)

    def get_readonly_fields(self, request: HttpRequest, obj: Status | None = None) -> list[str]:
        if obj is None:
            return []
        return ["code", "group"] if obj.pk == NOT_LISTED or obj.statusrecord_set.exists() else ["code"]


@admin.register(StatusRecord)
class StatusRecordAdmin(ReadOnlyAdmin):
    list_display = ["valid_from", "smelter", "status", "raw", "status_list", "reason", "recorded_at", "recorded_by"]
    list_display_links = ["valid_from", "smelter"]
    list_filter = ["valid_from", "status", "smelter__metal", ("status_list", admin.EmptyFieldListFilter), "status_list"]
    list_select_related = ["smelter", "status", "status_list", "recorded_by"]
    search_fields = ["smelter__smelter_id", "smelter__name", "reason"]
    list_per_page = 50
    show_full_result_count = False
