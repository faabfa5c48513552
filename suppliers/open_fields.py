"""What is open in a workbook by its own Checker, in the reader's language; the CMRT library says it in English."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

_METALS = {
    "tantalum": gettext_lazy("tantalum"),
    "tin": gettext_lazy("tin"),
    "gold": gettext_lazy("gold"),
    "tungsten": gettext_lazy("tungsten"),
}
# Sentences that name a question or a metal, and how each is put for translation.
_SENTENCES = (
    (
        re.compile(r"Answer question (?P<question>\d) for (?P<metal>\w+)\."),
        gettext_lazy("Answer question %(question)s for %(metal)s."),
    ),
    (
        re.compile(r"Answer question (?P<question>\d) for (?P<metal>\w+) with Yes or No; this answer needs it\."),
        gettext_lazy("Answer question %(question)s for %(metal)s with Yes or No; this answer needs it."),
    ),
    (
        re.compile(r"Answer question (?P<question>[A-H]) about the company\."),
        gettext_lazy("Answer question %(question)s about the company."),
    ),
    (
        re.compile(r"List at least one smelter for (?P<metal>\w+): (?P=metal) is declared to be in the products\."),
        gettext_lazy("List at least one smelter for %(metal)s: it is declared to be in the products."),
    ),
    (
        re.compile(r"The workbook does not count the rows of (?P<metal>\w+): choose .* from its lists\."),
        gettext_lazy("The workbook does not count the rows of %(metal)s: choose metal and smelter from its lists."),
    ),
)
# Sentences that are always the same; looked up as they stand.
_PLAIN = (
    gettext_noop("Enter the company name."),
    gettext_noop("Enter the contact name."),
    gettext_noop("Enter the contact e-mail address (it needs an @)."),
    gettext_noop("Enter the contact phone number."),
    gettext_noop("Enter the name of the authorizer."),
    gettext_noop("Enter the authorizer's e-mail address (it needs an @)."),
    gettext_noop("Choose the declaration scope."),
    gettext_noop("Describe the scope: it is neither the company nor a list of products."),
    gettext_noop("Enter the effective date."),
    gettext_noop("Enter the web address of the policy (question B)."),
    gettext_noop("Enter the first product number here: the scope is a list of products."),
    gettext_noop("Enter the country of the smelter that is not listed."),
    gettext_noop("Enter the name of the smelter that is not listed."),
)


def open_field_said(message: str) -> str:
    """A sentence of the library in the reader's language; one that is not known here stays as it is."""
    for pattern, template in _SENTENCES:
        if found := pattern.fullmatch(message):
            parts = found.groupdict()
            if "metal" in parts:
                parts["metal"] = str(_METALS.get(parts["metal"], parts["metal"]))
            return str(template) % parts
    return _(message) if message else ""
