"""What a person records of a contact with a manufacturer, on its page."""

from typing import Any

from django import forms
from django.utils import timezone

from suppliers.models import ContactRecord, Letter, Request
from suppliers.styled import Styled


class RecordForm(Styled, forms.Form):
    """A call, a reply or a letter that came back."""

    kind = forms.ChoiceField(label="What", choices=ContactRecord.Kind.choices)
    day = forms.DateField(
        label="When",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Say when.", "invalid": "This is not a day."},
    )
    letter = forms.ModelChoiceField(
        Letter.objects.none(), label="About the letter", required=False, empty_label="None of them"
    )
    text = forms.CharField(
        label="What was said", required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = forms.FileField(label="The mail itself (.eml)", required=False)

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letter"].queryset = request.letters.exclude(state=Letter.State.CANCELLED)  # type: ignore[attr-defined]
        self.fields["letter"].label_from_instance = _letter_said  # type: ignore[attr-defined]
        self.fields["day"].initial = timezone.localdate

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError("This day is still to come.")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not (data.get("text") or "").strip() and not data.get("file") and "file" not in self.errors:
            self.add_error("text", "Say what was said, or add the mail.")
        return data


def _letter_said(letter: Letter) -> str:
    return f"{letter.get_kind_display()}, {letter.written_at:%-d %B %Y}, to {letter.to_address}"
