"""What an administrator tells about a list beside its file, and which of its columns say what."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from import_export.forms import ImportForm

from cmr.held import held, held_bytes, hold
from cmr.models import User
from cmr.sheets import COLUMN_LIMIT, SIZE_LIMIT
from cmr.vocab import METALS
from smelters.admin.forms import past_day
from smelters.columns import LABELS
from smelters.models import Status


class ListImportForm(ImportForm):
    """The file and what it does not say itself: its day, its name, where it comes from."""

    name = forms.CharField(
        max_length=120,
        widget=AdminTextInputWidget,
        initial="RMI conformant and active facilities",
        help_text="What the register and the report call it.",
    )
    source = forms.CharField(
        max_length=200,
        widget=AdminTextInputWidget,
        help_text="Where the list was taken from: an address, a person, a letter.",
    )
    as_of = forms.DateField(
        label="As of", widget=AdminDateWidget, validators=[past_day], help_text="The day the list speaks of."
    )
    status = forms.ModelChoiceField(
        Status.objects.all(),
        required=False,
        empty_label="as its status column says",
        label="Status of the rows",
        help_text="Choose one only for a list without a status column, such as the conformant list alone.",
    )
    metal = forms.ChoiceField(
        choices=[("", "as its metal column says"), *((each.value, each.value) for each in METALS)],
        required=False,
        label="Metal of the rows",
        help_text="Choose one only for a list of one metal without such a column.",
    )
    held = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ["import_file", "as_of", "name", "source", "status", "metal"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for field, label in LABELS.items():
            self.fields[f"column_{field}"] = forms.IntegerField(
                label=label, required=False, min_value=0, max_value=COLUMN_LIMIT, widget=forms.HiddenInput
            )
        self.fields["import_file"].label = "The list (CSV or .xlsx)"
        self.fields["import_file"].required = False
        self.fields["format"].widget = forms.HiddenInput()
        self.initial["format"] = "0"

    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        if file and file.size > SIZE_LIMIT:
            raise ValidationError(f"The file is larger than {SIZE_LIMIT // 1024**2} MB; a list is far smaller.")
        return file

    def clean(self) -> dict[str, Any]:
        """A file chosen at an earlier step comes back by its note; a new one takes its place, and is read afresh."""
        given = super().clean() or {}
        if given.get("import_file"):
            given["columns"] = None
        elif given.get("held") and "import_file" not in self.errors:
            kept = held(given["held"], self.user)
            given["import_file"] = SimpleUploadedFile(kept.name, held_bytes(kept))
            columns = {field: given.get(f"column_{field}") for field in LABELS}
            chosen = {field: at for field, at in columns.items() if at is not None}
            given["columns"] = chosen or None
        elif "import_file" not in self.errors:
            self.add_error("import_file", "Choose the file of the list.")
        return given

    @property
    def note(self) -> str:
        """The file of this step, to come back with."""
        file = self.cleaned_data["import_file"]
        file.seek(0)
        return hold(file.read(), file.name, self.user)
