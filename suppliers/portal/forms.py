"""The forms of the portal: a file and what it covers, a reason, a statement; and the sentences that refuse them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from suppliers.models import Campaign, Request
from suppliers.services.requests import PART_LENGTH

NONE = gettext_lazy("Choose the workbook first, then upload it.")
SEVERAL = gettext_lazy("Please send one workbook at a time.")
EMPTY = gettext_lazy("This file is empty. Save the workbook in Excel and choose it again.")
FAILED = gettext_lazy("The file could not be sent. Nothing was kept. Check your connection and try again.")
ONE_FOR_ALL = gettext_lazy(
    "You chose several files, but a declaration for the whole company is one workbook. Send that one; or, if each file "
    'covers some of your products, choose "certain products only" above and choose the files again.'
)
ONE_FOR_PART = gettext_lazy("You chose several files, but one workbook takes the place of this one. Choose that one.")
TOO_MANY = gettext_lazy("You chose more than {limit} files. Please send them in several goes; nothing was sent yet.")
TWICE = gettext_lazy("Two of the files cover “{name}”. Give each its own name, or leave one of them out.")
UNNAMED = gettext_lazy("Say for each file which products it covers.")
NO_NAME = gettext_lazy("Say which products the file covers, by the name that you have for them.")
NO_PRODUCT = gettext_lazy("Choose the product that the file covers.")
NO_LONGER_ASKED = gettext_lazy(
    "You are no longer asked for this declaration, so nothing can be sent. Nothing was kept."
)
NOT_KEPT = gettext_lazy("We could not keep the file just now; nothing was received. Please try again in a few minutes.")
# As many as somebody has in view; more go one after another.
FILES_AT_ONCE = 20

# What a choice says instead of a product's name.
ALL, OTHER, SOME = "*all", "*other", "some"


def too_large(size: int | str) -> str:
    """`size` in megabytes, or the place for it in the sentence that the page's script fills."""
    return _(
        "The file is {size} MB large; the limit is {limit} MB. A CMRT is usually smaller than 2 MB: take out pictures "
        "and extra sheets, or save it anew as .xlsx."
    ).format(size=size, limit=settings.UPLOAD_LIMIT // 1024**2)


def too_often(seconds: int) -> str:
    minutes, hours = -(-seconds // 60), -(-seconds // 3600)
    said = (
        ngettext("Please wait %(n)s minute, then send it.", "Please wait %(n)s minutes, then send it.", minutes)
        % {"n": minutes}
        if minutes <= 60
        else ngettext("Please wait %(n)s hour, then send it.", "Please wait %(n)s hours, then send it.", hours)
        % {"n": hours}
    )
    return f"{_('You sent many files within a short time; nothing was kept of this one.')} {said}"


class Covering(forms.Form):
    """What a file covers. `products` are those asked for, `known` the names of parts sent before.

    A part that is corrected comes as `part`; otherwise a company chooses between itself and some products, and whoever
    is asked for products between these, all of them, and a name of its own.
    """

    part = forms.CharField(required=False, max_length=PART_LENGTH, strip=False)
    covering = forms.CharField(required=False, max_length=10)
    product = forms.CharField(required=False, max_length=200)
    group = forms.CharField(
        required=False, max_length=PART_LENGTH, error_messages={"max_length": gettext_lazy("Choose a shorter name.")}
    )

    def __init__(self, *args: Any, level: str, products: Sequence[str], known: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.level, self.products, self.known = level, products, known

    def covers(self) -> str:
        """The name to keep; raises ValidationError with the sentence to show."""
        given = self.cleaned_data
        if "part" in self.data:
            if given.get("part", "") not in self.known:
                raise forms.ValidationError(NO_NAME)
            return str(given["part"])
        if self.level == Campaign.Level.COMPANY:
            return self._named(given.get("group", "")) if given.get("covering") == SOME else ""
        product = given.get("product", "")
        if product == ALL:
            return ""
        if product == OTHER:
            return self._named(given.get("group", ""))
        if product not in self.products:
            raise forms.ValidationError(NO_PRODUCT)
        return product

    def _named(self, name: str) -> str:
        """In one spelling: that of a product or of a part sent before, if it is one."""
        name = " ".join("".join(sign for sign in name if sign.isprintable()).split())
        if not name:
            raise forms.ValidationError(NO_NAME)
        names = [known for known in (*self.known, *self.products) if known]
        return next((known for known in names if known.casefold() == name.casefold()), name)[:PART_LENGTH]


class UploadForm(Covering):
    """Takes any name and any type: what the bytes are is judged by reading them, never by the name."""

    workbook = forms.FileField(
        max_length=None, error_messages={"required": NONE, "missing": NONE, "invalid": NONE, "empty": EMPTY}
    )
    draft = forms.BooleanField(required=False)

    def clean_workbook(self) -> UploadedFile:
        if len(self.files.getlist("workbook")) > 1:
            raise forms.ValidationError(SEVERAL)
        file: UploadedFile = self.cleaned_data["workbook"]
        if file.size is not None and file.size > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(too_large(round(file.size / 1024**2)))
        return file

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "group" not in self.errors:
            given["covers"] = self.covers()
        return given

    @property
    def sentence(self) -> str:
        """The first thing that is wrong, in a sentence."""
        return str(next(iter(self.errors.values()))[0])


class ExplanationForm(forms.Form):
    """A reason, and to what: the check and the fingerprint of what it found."""

    code = forms.CharField(max_length=20)
    fingerprint = forms.CharField(max_length=64)
    text = forms.CharField(
        max_length=4000,
        error_messages={"required": gettext_lazy("Write the reason first, then send it. Nothing was kept.")},
    )


class NothingForm(forms.Form):
    """Who says that nothing is made with the metals, and that it is meant."""

    name = forms.CharField(max_length=120, error_messages={"required": gettext_lazy("Write your full name.")})
    title = forms.CharField(
        max_length=120, error_messages={"required": gettext_lazy("Write your title, such as Quality Manager.")}
    )
    confirmed = forms.BooleanField(
        error_messages={"required": gettext_lazy("Tick the box if the statement is true. Otherwise upload a CMRT.")}
    )


def statement_of(request: Request) -> str:
    """The exact words that are confirmed and kept; in English, as the report's evidence is."""
    supplier, registrant, year = request.supplier.name, request.period.registrant.name, request.period.year
    return (
        f"In calendar year {year}, {supplier} made no product for {registrant} in which tin, tantalum, tungsten or "
        "gold was intentionally added or used, neither in the product itself nor in making it. None of these four "
        "metals remains in any such product."
    )


def sentences() -> dict[str, str | Promise]:
    """What the page's script says where it refuses a file by itself, by the name of the data attribute."""
    return {
        "too-large": too_large("{size}"),
        "empty": EMPTY,
        "none": NONE,
        "failed": FAILED,
        "one-for-all": ONE_FOR_ALL,
        "one-for-part": ONE_FOR_PART,
        "too-many": TOO_MANY.format(limit=FILES_AT_ONCE),
        "twice": TWICE,
        "unnamed": UNNAMED,
    }
