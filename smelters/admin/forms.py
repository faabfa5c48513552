"""What an administrator types: a correction, a facility, another name."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.utils import timezone

from cmr.countries import country_code
from cmr.vocab import SMELTER_ID
from smelters.matching import name_key
from smelters.models import Smelter, SmelterName, Status
from smelters.services.statuses import status_in_use


def past_day(day: date) -> None:
    """A status is a fact: its day is not in the future."""
    if day > timezone.localdate():
        raise ValidationError("The day lies in the future.")


class CorrectionForm(forms.Form):
    """A status, the day it holds from, and why."""

    status = forms.ModelChoiceField(Status.objects.all(), help_text="What the facility's status was from that day.")
    valid_from = forms.DateField(label="Effective date", widget=AdminDateWidget, validators=[past_day])
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        help_text="Why the register was wrong or incomplete. Stays on record and is shown in the facility's history.",
    )
    evidence = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=4000,
        help_text="Where this can be read: an address, a letter, a certificate number.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("status") and given.get("valid_from"):
            status_in_use(given["status"].pk, given["valid_from"])
        return given


class FacilityForm(forms.ModelForm):
    """Who a facility is; its identity (metal and ID) is given once."""

    class Meta:
        model = Smelter
        fields = ["metal", "smelter_id", "name", "country", "city", "state"]

    def clean_smelter_id(self) -> str:
        given = self.cleaned_data["smelter_id"].strip().upper()
        if not (given.isascii() and SMELTER_ID.fullmatch(given)):
            raise ValidationError("An ID is CID and six digits.")
        return given

    def clean_country(self) -> str:
        given: str = self.cleaned_data["country"]
        if not country_code(given):
            raise ValidationError("This is no country we know; write it as the CMRT does.")
        return given


class NameForm(forms.ModelForm):
    """Another name of a facility, which must not be another facility's already."""

    class Meta:
        model = SmelterName
        fields = ["name"]

    def clean_name(self) -> str:
        given: str = self.cleaned_data["name"]
        key = name_key(given)
        if not key:
            raise ValidationError("Nothing legible is left of this name.")
        smelter = self.instance.smelter
        taken = SmelterName.objects.filter(key=key, smelter__metal=smelter.metal).exclude(smelter=smelter)
        other = taken.select_related("smelter").first()
        if other:
            raise ValidationError(f"{other.smelter} goes by this name; for both, it would find neither.")
        return given
