"""A decision on a declaration."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from cmr.findings import Severity
from suppliers.models import FindingRow, Submission


class DecisionForm(forms.Form):
    """Accept, or ask for correction. `seen` is the state decided on; accepting what blocks needs a reason."""

    ACCEPT, RETURN = "accept", "return"

    decision = forms.ChoiceField(choices=[(ACCEPT, "Accept"), (RETURN, "Ask for a correction")])
    seen = forms.CharField(max_length=80)
    reason = forms.CharField(required=False, max_length=4000, strip=True)
    note = forms.CharField(required=False, max_length=8000, strip=True)
    things = forms.TypedMultipleChoiceField(required=False, coerce=str)
    due_date = forms.DateField(required=False)

    def __init__(self, *args: Any, submission: Submission, standing: Iterable[FindingRow], **kwargs: Any) -> None:
        """`standing`: the findings that nobody let pass."""
        super().__init__(*args, **kwargs)
        self.submission = submission
        found = [(row.code, row.severity) for row in standing]
        self.blocking = any(severity == Severity.BLOCK for _, severity in found)
        self.fields["things"].choices = [(code, code) for code, _ in dict(found).items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("decision") == self.ACCEPT and self.blocking and not data.get("reason"):
            self.add_error("reason", "Say why you accept it although it has something to correct.")
        if data.get("decision") == self.RETURN:
            if not data.get("note") and not data.get("things"):
                self.add_error("note", "Choose what the manufacturer should correct, or say it in your own words.")
            if data.get("due_date") and data["due_date"] < timezone.localdate():
                self.add_error("due_date", "This day has passed. Choose a later one.")
        return data

    @property
    def chosen(self) -> set[str]:
        """The codes of the findings ticked, as the person left them."""
        return set(self.data.getlist("things"))

    @property
    def looked_at_newest(self) -> bool:
        return self.cleaned_data.get("seen") == seen_as(self.submission)


class WaiverForm(forms.Form):
    """Why a finding may pass; `fingerprint` is of what the person saw."""

    code = forms.CharField(max_length=20)
    fingerprint = forms.CharField(max_length=64)
    reason = forms.CharField(
        max_length=4000, strip=True, error_messages={"required": "Say why this may pass; the reason is kept."}
    )


class RefuseForm(forms.Form):
    """What a manufacturer is told of a file that nobody could read."""

    PROPOSAL = "We could not read this file. Please open it in Excel, save it again as .xlsx, and upload that file."

    reason = forms.CharField(
        max_length=1000, strip=True, error_messages={"required": "Say what the manufacturer should do."}
    )


def seen_as(submission: Submission) -> str:
    """What a person saw when deciding; changes with every decision."""
    return f"{submission.state}/{submission.decided_at.isoformat() if submission.decided_at else ''}"
