"""What an administrator types: a correction, a facility, another name."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils import timezone

from cmr.countries import country_code
from cmr.held import Held, held, held_bytes, hold
from cmr.models import User
from cmr.sheets import SIZE_LIMIT
from cmr.vocab import SMELTER_ID
from smelters.matching import name_key
from smelters.models import Smelter, SmelterName, Status
from smelters.services.statuses import status_in_use


def past_day(day: date) -> None:
    """A status is a fact: its day is not in the future."""
    if day > timezone.localdate():
        raise ValidationError("The day lies in the future.")


class CorrectionForm(forms.Form):
    """A status, the day it holds from, why, and where that can be read: in words, at an address, in a file.

    A file chosen once is held between the steps; `kept` is it, from this step or the one before.
    """

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
        help_text="Where this can be read: a letter, a certificate number.",
    )
    evidence_url = forms.URLField(
        label="Evidence, address",
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=AdminTextInputWidget,
        help_text="A page that shows it.",
    )
    evidence_file = forms.FileField(
        label="Evidence, file",
        required=False,
        help_text="A certificate, a letter, a picture; kept as it is, only ever handed out to be saved.",
    )
    evidence_held = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.kept: Held | None = None

    def clean_evidence_url(self) -> str:
        given: str = self.cleaned_data["evidence_url"]
        if given and not given.lower().startswith(("https://", "http://")):
            raise ValidationError("An address begins with https://.")
        return given

    def clean_evidence_file(self) -> Any:
        file = self.cleaned_data["evidence_file"]
        if file and file.size > SIZE_LIMIT:
            raise ValidationError(f"The file is larger than {SIZE_LIMIT // 1024**2} MB.")
        return file

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("status") and given.get("valid_from"):
            status_in_use(given["status"].pk, given["valid_from"])
        if given.get("evidence_file"):
            file = given["evidence_file"]
            given["evidence_held"] = hold(file.read(), file.name, self.user)
        if given.get("evidence_held"):
            self.kept = held(given["evidence_held"], self.user)
            held_bytes(self.kept)
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
        widgets = {"name": AdminTextInputWidget(attrs={"aria-label": "Another name"})}

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
