"""The one form of the portal: a file."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

NONE = "Choose the workbook first, then upload it."
SEVERAL = "Please send one workbook at a time."
EMPTY = "This file is empty. Save the workbook in Excel and choose it again."
FAILED = "The file could not be sent. Nothing was kept. Check your connection and try again."


def too_large(size: int | str) -> str:
    """`size` in megabytes, or the place for it in the sentence that the page's script fills."""
    limit = settings.UPLOAD_LIMIT // 1024**2
    return (
        f"The file is {size} MB large; the limit is {limit} MB. A CMRT is usually smaller than 2 MB: "
        "take out pictures and extra sheets, or save it anew as .xlsx."
    )


def too_often(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return (
        f"You sent {settings.UPLOADS_AN_HOUR} files within an hour; nothing was kept of this one. "
        f"Please wait {minutes} minute{'s' if minutes > 1 else ''}, then send it."
    )


class UploadForm(forms.Form):
    """Takes any name and any type: what the bytes are is judged by reading them, never by the name."""

    workbook = forms.FileField(
        max_length=None, error_messages={"required": NONE, "missing": NONE, "invalid": NONE, "empty": EMPTY}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.several = len(self.files.getlist("workbook")) > 1 if hasattr(self.files, "getlist") else False

    def clean_workbook(self) -> UploadedFile:
        if self.several:
            raise forms.ValidationError(SEVERAL)
        file: UploadedFile = self.cleaned_data["workbook"]
        if file.size is not None and file.size > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(too_large(round(file.size / 1024**2)))
        return file
