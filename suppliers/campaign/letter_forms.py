"""What the team says in its letters, of its ladder, and of mails that came in."""

from typing import Any

from django import forms

from cmr.models import ReportingPeriod
from suppliers.models import LadderStep, Request
from suppliers.services.letters import text_problems
from suppliers.styled import Styled


class TextForm(Styled, forms.Form):
    """The wording of a kind of letter; what is wrong with a placeholder is said at its field, with its line."""

    subject = forms.CharField(max_length=200, error_messages={"required": "A letter has a subject."})
    body = forms.CharField(
        label="Text",
        max_length=20_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "class": "form-control letter-edit"}),
        error_messages={"required": "A letter has a text."},
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"].replace("\r\n", "\n").strip()
        if not body:
            raise forms.ValidationError("A letter has a text.")
        return body + "\n"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        wrong = text_problems(self.kind, data.get("subject", ""), data.get("body", ""))
        if wrong:
            for name in ("subject", "body"):
                for problem in getattr(wrong, name):
                    self.add_error(name, str(problem))
        return data


class RungForm(Styled, forms.ModelForm):
    """A rung: so many days from the due date, and the letter."""

    class Meta:
        model = LadderStep
        fields = ["days", "kind"]
        labels = {"days": "Days", "kind": "Letter"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].widget.attrs |= {"min": -180, "max": 365}

    def clean_days(self) -> int:
        days: int = self.cleaned_data["days"]
        if not -180 <= days <= 365:
            raise forms.ValidationError("Between 180 days before the due date and 365 after it.")
        return days

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") == "reminder" and data.get("days", -1) > 0:
            self.add_error("kind", "A reminder before the due date needs a day before it, or 0.")
        return data


class Ladder(forms.BaseModelFormSet):
    """All rungs; one letter of a kind a day."""

    def clean(self) -> None:
        super().clean()
        kept = [
            (form.cleaned_data["days"], form.cleaned_data["kind"])
            for form in self.forms
            if form.is_valid() and form.has_changed() | bool(form.instance.pk) and not self._should_delete_form(form)
        ]
        if len(kept) != len(set(kept)):
            raise forms.ValidationError("Two rungs have the same day and the same letter; take one out.")


LadderForms = forms.modelformset_factory(
    LadderStep, form=RungForm, formset=Ladder, extra=1, max_num=20, can_delete=True
)


class MailForm(forms.Form):
    """A mail that came in elsewhere."""

    file = forms.FileField(error_messages={"required": "Choose a file.", "empty": "The file is empty."})


class StrayForm(Styled, forms.Form):
    """Under whom a stray mail is filed, by the manufacturer's name."""

    manufacturer = forms.CharField(max_length=200, error_messages={"required": "Say whose mail this is."})

    def __init__(self, *args: Any, period: ReportingPeriod, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.period = period

    def clean_manufacturer(self) -> Request:
        name: str = self.cleaned_data["manufacturer"]
        found = self.period.requests.select_related("supplier", "period").filter(supplier__name__iexact=name).first()
        if found is None:
            raise forms.ValidationError(f"“{name}” was not asked for {self.period.year}.")
        return found
