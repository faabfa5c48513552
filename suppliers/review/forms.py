"""A decision on a declaration."""

from typing import Any

from django import forms

from suppliers.models import Submission


class DecisionForm(forms.Form):
    """Accept, or ask for correction. `seen` is the state decided on; accepting what blocks needs a reason."""

    ACCEPT, RETURN = "accept", "return"

    decision = forms.ChoiceField(choices=[(ACCEPT, "Accept"), (RETURN, "Ask for a correction")])
    seen = forms.CharField(max_length=80)
    reason = forms.CharField(required=False, max_length=4000, strip=True)
    note = forms.CharField(required=False, max_length=8000, strip=True)

    def __init__(self, *args: Any, submission: Submission, blocking: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.submission, self.blocking = submission, blocking

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("decision") == self.ACCEPT and self.blocking and not data.get("reason"):
            self.add_error("reason", "Say why you accept it although it has something to correct.")
        if data.get("decision") == self.RETURN and not data.get("note"):
            self.add_error("note", "Say what the manufacturer should correct.")
        return data

    @property
    def looked_at_newest(self) -> bool:
        return self.cleaned_data.get("seen") == seen_as(self.submission)


class RefuseForm(forms.Form):
    """What a manufacturer is told of a file that nobody could read."""

    PROPOSAL = "We could not read this file. Please open it in Excel, save it again as .xlsx, and upload that file."

    reason = forms.CharField(
        max_length=1000, strip=True, error_messages={"required": "Say what the manufacturer should do."}
    )


def seen_as(submission: Submission) -> str:
    """What a person saw when deciding; changes with every decision."""
    return f"{submission.state}/{submission.decided_at.isoformat() if submission.decided_at else ''}"
