"""How the fields of the team's forms are dressed."""

from typing import Any

from django import forms


class Styled:
    """Fields in the house's dress, each error tied to its field."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            kind = {forms.CheckboxInput: "form-check-input", forms.Select: "form-select"}
            field.widget.attrs.setdefault("class", kind.get(type(field.widget), "form-control"))
