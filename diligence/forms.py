"""What is asked of a person who records an entry, or who opens, changes or closes a corrective action."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from cmr.access import ADMIN, REVIEWERS
from cmr.held import held, hold
from cmr.models import ReportingPeriod, User
from diligence import kinds
from diligence.kinds import Kind
from diligence.models import CorrectiveAction, Entry
from diligence.parties import NotFound, facility_named, facility_words, manufacturer_named
from diligence.services import Evidence, entry_checked
from suppliers.services.uploads import clean_name
from suppliers.styled import Styled

_TOLD = "told_"
_LONG = forms.Textarea(attrs={"rows": 3})


def _day_field(label: str, required: bool = True, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Say the day.", "invalid": "This is not a day."},
    )


class EvidenceForm(Styled, forms.Form):
    """A file that shows it. One that was chosen beside an error elsewhere is held until the next try."""

    file = forms.FileField(label="Evidence, file", required=False, error_messages={"empty": "The file is empty."})
    held = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, before: Evidence | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.kept = user, before or Evidence()
        limit = f"At most {settings.UPLOAD_LIMIT // 1024**2} MB; kept as it is, and only ever handed out to be saved."
        self.fields["file"].help_text = limit

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > settings.UPLOAD_LIMIT:
            raise ValidationError(f"The file is larger than {settings.UPLOAD_LIMIT // 1024**2} MB.")
        return file

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        note = given.get("held", "")
        if file := given.get("file"):
            note = hold(file.read(), clean_name(file.name), self.user)
        if note:
            try:
                self.kept = Evidence(*held(note, self.user))
            except ValidationError as why:
                self.add_error("file", why)
                note = ""
            self.data = self.data.copy()
            self.data[self.add_prefix("held")] = note
        return given


class PartyForm(forms.Form):
    """Whom it is about: a manufacturer of the year or a facility, by the words that were chosen."""

    manufacturer = forms.CharField(required=False, max_length=200)
    facility = forms.CharField(required=False, max_length=300, help_text="By its ID, or by its name.")

    period: ReportingPeriod

    def clean_manufacturer(self) -> Any:
        return self._found("manufacturer", lambda words: manufacturer_named(self.period, words))

    def clean_facility(self) -> Any:
        return self._found("facility", facility_named)

    def _found(self, name: str, find: Any) -> Any:
        words = self.cleaned_data[name].strip()
        try:
            return find(words) if words else None
        except NotFound as why:
            raise ValidationError(str(why)) from None


class EntryForm(EvidenceForm, PartyForm):
    """An entry of one kind; what is told is held to the same rule as by the service that records it."""

    day = _day_field("Day")
    evidence_url = forms.CharField(
        label="Evidence, address",
        required=False,
        max_length=500,
        widget=forms.URLInput,
        help_text="A page that shows it, such as https://www.company.example/minutes.",
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=4000,
        widget=_LONG,
        help_text="For the team; the report does not use it.",
    )

    def __init__(self, *args: Any, kind: Kind, period: ReportingPeriod, **kwargs: Any) -> None:
        self.kind, self.period = kind, period
        super().__init__(*args, **kwargs)
        for field in kind.fields:
            made = _asked(field)
            made.widget.attrs["class"] = "form-select" if isinstance(made.widget, forms.Select) else "form-control"
            self.fields[_TOLD + field.name] = made
        self.fields["day"].help_text = "Since when it holds." if kind.lasting else "When it happened."
        if not kind.evidence:
            self.fields["file"].label = "Evidence, file (optional)"
        if not kind.about:
            del self.fields["manufacturer"], self.fields["facility"]

    def clean_evidence_url(self) -> str:
        given: str = self.cleaned_data["evidence_url"].strip()
        if given and (not given.lower().startswith(("https://", "http://")) or any(sign.isspace() for sign in given)):
            raise ValidationError("An address begins with https:// and has no spaces.")
        return given

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        _, wrong = entry_checked(self.kind, day=given.get("day"), told=self.told(), evidence=self.evidence())
        for name, sentence in wrong.items():
            place = _TOLD + name if _TOLD + name in self.fields else {"evidence": "file"}.get(name, name)
            if place not in self.errors and not (name == "evidence" and "evidence_url" in self.errors):
                self.add_error(place, sentence)
        return given

    def telling(self) -> Iterator[forms.BoundField]:
        """The fields of the kind, in its order."""
        return (self[_TOLD + field.name] for field in self.kind.fields)

    def told(self) -> dict[str, Any]:
        return {field.name: self.cleaned_data.get(_TOLD + field.name, "") for field in self.kind.fields}

    def evidence(self) -> Evidence:
        return Evidence(self.kept.sha256, self.kept.name, self.cleaned_data.get("evidence_url", ""))


def entry_initial(entry: Entry) -> dict[str, Any]:
    """An entry as the form shows it, to be corrected."""
    words = {True: "yes", False: "no"}
    told = {_TOLD + name: words[value] if isinstance(value, bool) else value for name, value in entry.told.items()}
    return {
        **told,
        "day": entry.day,
        "note": entry.note,
        "evidence_url": entry.evidence_url,
        "manufacturer": entry.request.supplier.name if entry.request else "",
        "facility": facility_words(entry.smelter) if entry.smelter else "",
    }


def _asked(field: kinds.Field) -> forms.CharField:
    """A field of a kind as a form asks for it."""
    label = field.label if field.required else f"{field.label} (optional)"
    widget: forms.Widget
    match field.type:
        case kinds.Type.LONG:
            widget = forms.Textarea(attrs={"rows": 3})
        case kinds.Type.NUMBER:
            widget = forms.TextInput(attrs={"inputmode": "numeric"})
        case kinds.Type.DATE:
            widget = forms.TextInput(attrs={"type": "date"})
        case kinds.Type.URL:
            widget = forms.URLInput()
        case kinds.Type.YES_NO:
            widget = forms.Select(choices=[("", "Choose"), ("yes", "Yes"), ("no", "No")])
        case kinds.Type.CHOICE:
            widget = forms.Select(choices=[("", "Choose"), *field.choices])
        case _:
            widget = forms.TextInput()
    return forms.CharField(label=label, required=False, max_length=4000, widget=widget, help_text=field.help)


class WithdrawForm(Styled, forms.Form):
    """Why an entry is taken back."""

    note = forms.CharField(label="Reason", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))


class _Owner(forms.ModelChoiceField):
    """Somebody of the team."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            User.objects.none(), label="Owner", error_messages={"required": "Say who sees to it."}, **kwargs
        )


def _team() -> Any:
    return User.objects.filter(is_active=True, role__in=REVIEWERS | ADMIN).order_by("name", "email")


class ActionForm(Styled, PartyForm):
    """What a manufacturer or a facility has to put right."""

    what = forms.CharField(label="What must be put right", required=False, max_length=4000, widget=_LONG)
    owner = _Owner()
    due_date = _day_field("Due on")

    def __init__(self, *args: Any, period: ReportingPeriod, **kwargs: Any) -> None:
        self.period = period
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = _team()  # type: ignore[attr-defined]

    def clean_due_date(self) -> date:
        day: date = self.cleaned_data["due_date"]
        if day < timezone.localdate():
            raise ValidationError("This day has passed.")
        return day

    def refused(self, wrong: dict[str, str]) -> None:
        for name, sentence in wrong.items():
            self.add_error({"party": "manufacturer"}.get(name, name), sentence)


class ChangeForm(Styled, forms.Form):
    """Another owner or day for an open action; `version` is what the page showed."""

    owner = _Owner()
    due_date = _day_field("Due on")
    reason = forms.CharField(label="Why (optional)", required=False, max_length=2000)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = _team()  # type: ignore[attr-defined]


class CloseForm(EvidenceForm):
    """What came of an action."""

    state = forms.ChoiceField(
        label="It is",
        choices=[(CorrectiveAction.State.DONE.value, "Done"), (CorrectiveAction.State.DROPPED.value, "Dropped")],
    )
    outcome = forms.CharField(label="What came of it", required=False, max_length=4000, widget=_LONG)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
