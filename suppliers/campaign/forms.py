"""What the team says of a year's collecting, of a manufacturer, and of its contacts."""

from typing import Any

from django import forms

from cmr.countries import NAMES, country_code, country_label
from cmr.models import LANGUAGES
from cmr.sheets import SIZE_LIMIT
from suppliers.cmrt.layouts import LAYOUTS
from suppliers.models import Campaign, CoveredProduct, Supplier
from suppliers.scope_table import LIMITS, products_named
from suppliers.styled import Styled

_LANGUAGES = [("en", "English"), ("zh-hans", "Simplified Chinese (简体中文)")]
_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class CampaignForm(Styled, forms.ModelForm):
    """How the year is collected."""

    minimum_version = forms.ChoiceField(label="Oldest CMRT revision taken", required=False)

    class Meta:
        model = Campaign
        fields = [
            "due_date", "level", "minimum_version", "sender_name", "sender_title", "reply_to", "executive_name",
            "executive_title", "executive_email", "follow_up",
        ]  # fmt: skip
        labels = {
            "due_date": "Answers are due on",
            "level": "What we ask for",
            "sender_name": "Letters are signed by",
            "sender_title": "Their title",
            "reply_to": "Replies go to",
            "executive_name": "Escalations go to",
            "executive_title": "Their title",
            "executive_email": "Their e-mail address",
            "follow_up": "Send reminders by the ladder",
        }
        help_texts = {"due_date": "For whoever is asked from now on."}
        widgets = {"due_date": _DAY}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = [layout.version for layout in reversed(LAYOUTS)]
        own = self.instance.minimum_version
        if own and own not in versions:
            versions.insert(0, own)
        self.fields["minimum_version"].choices = [("", "Every 6.x"), *((each, f"CMRT {each}") for each in versions)]  # type: ignore[attr-defined]


class ProductForm(Styled, forms.Form):
    """A product that contains or may contain the metals."""

    name = forms.CharField(max_length=200, error_messages={"required": "Give the product's name."})
    family = forms.CharField(label="Product family", max_length=120, required=False)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if len(products_named(name)) != 1:
            raise forms.ValidationError("Enter one product at a time, without a semicolon.")
        return name


class FileForm(forms.Form):
    """A file of the team's."""

    file = forms.FileField(
        error_messages={"required": "Choose a file.", "empty": "The file is empty.", "missing": "Choose a file."}
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > SIZE_LIMIT:
            raise forms.ValidationError(
                f"The file is larger than {SIZE_LIMIT // 1024**2} MB; this is not one we expect."
            )
        return file


class ContactForm(Styled, forms.Form):
    """A person who answers for a manufacturer."""

    email = forms.EmailField(
        label="E-mail address", max_length=LIMITS["contact_email"],
        error_messages={"required": "Give the person's e-mail address.", "invalid": "This is not an e-mail address."},
    )  # fmt: skip
    name = forms.CharField(label="Name", max_length=LIMITS["contact_name"], required=False)
    language = forms.ChoiceField(label="Letters in", choices=_LANGUAGES)


class PersonForm(Styled, forms.Form):
    """How a contact is called, and in which language we write."""

    name = forms.CharField(label="Name", max_length=LIMITS["contact_name"], required=False)
    language = forms.ChoiceField(label="Letters in", choices=_LANGUAGES)


class ManufacturerForm(Styled, forms.Form):
    """A manufacturer entered by hand, with its first contact."""

    name = forms.CharField(
        label="Manufacturer", max_length=LIMITS["name"], error_messages={"required": "Give the manufacturer's name."}
    )
    country = forms.CharField(label="Country", max_length=80, required=False)
    email = forms.EmailField(
        label="Contact's e-mail address", required=False, max_length=LIMITS["contact_email"],
        error_messages={"invalid": "This is not an e-mail address."},
    )  # fmt: skip
    contact_name = forms.CharField(label="Contact's name", max_length=LIMITS["contact_name"], required=False)
    language = forms.ChoiceField(label="Letters in", choices=_LANGUAGES)

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if Supplier.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError(f"{name} is entered already.")
        return name

    def clean_country(self) -> str:
        said = self.cleaned_data["country"]
        if said and not country_code(said):
            raise forms.ValidationError(f"“{said}” is no country we know; write its English name or ISO code.")
        return country_code(said) if said else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("contact_name") and not data.get("email") and "email" not in self.errors:
            self.add_error("email", "Give the person's e-mail address.")
        return data


class ReasonForm(Styled, forms.Form):
    """Why something is decided."""

    reason = forms.CharField(
        max_length=2000, strip=True, widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": "Say why."}
    )


class MakesForm(forms.Form):
    """Which of the year's products a manufacturer makes."""

    products = forms.ModelMultipleChoiceField(CoveredProduct.objects.none(), required=False)

    def __init__(self, *args: Any, period: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["products"].queryset = CoveredProduct.objects.filter(period=period)  # type: ignore[attr-defined]


def country_names() -> list[str]:
    """Every country by its English name, for a field that proposes them."""
    return sorted(country_label(code) for code in NAMES)


assert {code for code, _ in _LANGUAGES} == {code for code, _ in LANGUAGES}
