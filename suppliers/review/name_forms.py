"""A decision on an unknown name, and its undo."""

from typing import Any

from django import forms

from smelters.models import Smelter
from suppliers.models import Disposition, UnknownName

Kind = Disposition.Kind

# What each decision does to the rows that give the name.
EFFECTS = {
    Kind.MATCHED: "Its rows count as the facility you choose.",
    Kind.ALIAS: "As above, and the register keeps the name: files find the facility by it from now on.",
    Kind.RECYCLER: "It refines recycled material; its rows count as the facility you choose.",
    Kind.NOT_A_SMELTER: "Left out, with your reason.",
    Kind.UPSTREAM_DOWNSTREAM: "Left out; ask the manufacturer for the real smelter.",
    Kind.CLOSED: "Left out; it did not operate in the year. Choose the facility if you know it.",
    Kind.DUPLICATE: "Left out; another row names the facility. Choose it, and the manufacturer can be told.",
    Kind.WITHDRAWN: "Left out; ask the manufacturer for a new CMRT.",
    Kind.REPORTED: "Stays unresolved, with the day and the reference of the report.",
    Kind.UNRESOLVED: "Stays unresolved, and is listed for counsel.",
}
GROUPS = (
    ("It is a facility", Disposition.COUNTED),
    ("It is left out", Disposition.EXCLUDED),
    ("It stays open", Disposition.WAITING),
)


class NameForm(forms.Form):
    """What the name is, and why; for some decisions which facility, whether stock was used, when the RMI was told."""

    kind = forms.ChoiceField(choices=Kind.choices, error_messages={"required": "Choose what it is."})
    smelter = forms.IntegerField(required=False)
    stock_used = forms.BooleanField(required=False)
    reason = forms.CharField(max_length=2000, strip=True, error_messages={"required": "Say why."})
    reference = forms.CharField(required=False, max_length=120, strip=True)
    reference_date = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    seen = forms.IntegerField(min_value=0)

    def __init__(self, *args: Any, name: UnknownName, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        kind = data.get("kind") or ""
        data["smelter"] = self._facility(kind, data.get("smelter"))
        data["stock_used"] = bool(data.get("stock_used")) and kind == Kind.CLOSED
        if kind in Disposition.COUNTED and data["smelter"] is None:
            self.add_error("smelter", "Choose the facility above: one that is likely, or one that you find.")
        elif data["stock_used"] and data["smelter"] is None:
            self.add_error("smelter", "Choose the closed facility whose stock was used; it is listed with a note.")
        if kind == Kind.ALIAS and not self.name.name:
            self.add_error("kind", "The rows give no name that the register could keep.")
        if kind == Kind.REPORTED and not data.get("reference_date") and "reference_date" not in self.errors:
            self.add_error("reference_date", "Give the day on which you told the RMI.")
        if kind != Kind.REPORTED:
            data |= {"reference": "", "reference_date": None}
        return data

    def _facility(self, kind: str, pk: int | None) -> Smelter | None:
        """The facility chosen, where the decision names one; only a duplicate's may be of another metal."""
        if not pk or kind not in (*Disposition.COUNTED, *Disposition.NAMING):
            return None
        found = Smelter.objects.filter(pk=pk)
        return (found if kind == Kind.DUPLICATE else found.filter(metal=self.name.metal)).first()

    @property
    def decision(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def groups(self) -> list[tuple[str, list[tuple[str, str, str]]]]:
        """The decisions by what they do: value, label, effect. Without a metal no facility can be chosen."""
        shown = GROUPS if self.name.metal else GROUPS[1:]
        return [(head, [(kind, Kind(kind).label, EFFECTS[Kind(kind)]) for kind in kinds]) for head, kinds in shown]


class UndoForm(forms.Form):
    reason = forms.CharField(max_length=2000, strip=True)
    seen = forms.IntegerField(min_value=0)
