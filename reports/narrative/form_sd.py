"""The Form SD itself: cover, items with the current numbers and captions, signature block.

Layout of the form as in force since 16 March 2021 (Release 34-90679): two rule boxes, Section 2 for resource
extraction, exhibits in Section 3.
"""

from collections.abc import Iterator

from reports.document import CHECKED, UNCHECKED, Block, Column, Heading, Paragraph, Part, Run, Table, Text
from reports.facts.sheet import FilingFacts
from reports.narrative.disclosure import DISCLOSURE
from reports.narrative.parts import compose
from reports.narrative.placeholders import fill
from reports.narrative.words import day

# Number and caption of each item, in order; the pre-filing checks compare the rendered form with this.
ITEMS = (
    ("Item 1.01", "Conflict Minerals Disclosure and Report"),
    ("Item 1.02", "Exhibit"),
    ("Item 2.01", "Resource Extraction Issuer Disclosure and Report"),
    ("Item 3.01", "Exhibits"),
)
BLANK = "_" * 28


def form_sd(facts: FilingFacts) -> Part:
    return Part("sd", facts.form, (*_cover(facts), *_amendment(facts), *_items(facts), *_signature(facts)))


def _cover(facts: FilingFacts) -> Iterator[Block]:
    filer = facts.filer
    yield Paragraph(_plain("UNITED STATES"), "title")
    yield Paragraph(_plain("SECURITIES AND EXCHANGE COMMISSION"), "title")
    yield Paragraph(_plain("Washington, D.C. 20549"), "centre")
    yield Heading(1, _plain(facts.form.upper()), "form-sd")
    yield Paragraph(_plain("SPECIALIZED DISCLOSURE REPORT"), "subtitle")
    if facts.amendment:
        yield Paragraph((Run("Amendment No. "), Run(str(facts.amendment), "amendment")), "centre")
    yield from _field(filer.name, "Exact name of the registrant as specified in its charter", "registrant")
    yield Table(
        "cover",
        (Column("", 34, "center"), Column("", 33, "center"), Column("", 33, "center")),
        (
            (_fact(filer.state, "state"), _fact(filer.file_number, "file_number"), _fact(filer.ein, "ein")),
            (
                "(State or other jurisdiction of incorporation or organization)",
                "(Commission File Number)",
                "(I.R.S. Employer Identification No.)",
            ),
        ),
    )
    yield from _field(", ".join(filer.address), "Address of principal executive offices, including zip code", "address")
    contact = ", ".join(filter(None, (filer.contact_name, filer.contact_title, filer.contact_phone)))
    label = "Name and telephone number, including area code, of the person to contact in connection with this report"
    yield from _field(contact, label, "contact")
    yield Paragraph(
        _plain(
            "Check the appropriate box to indicate the rule pursuant to which this Form is being submitted, and "
            "provide the period to which the information in this Form applies:"
        )
    )
    period = "for the reporting period from January 1 to December 31, {year}."
    rule = f"{CHECKED} Rule 13p-1 under the Securities Exchange Act (17 CFR 240.13p-1) {period}"
    yield Paragraph(fill(rule, facts), "box")
    yield Paragraph(
        _plain(
            f"{UNCHECKED} Rule 13q-1 under the Securities Exchange Act (17 CFR 240.13q-1) for the fiscal year ended "
            "__________."
        ),
        "box",
    )


def _amendment(facts: FilingFacts) -> Iterator[Block]:
    """Why the report is amended, in the words of who opened the amendment."""
    if facts.amendment:
        yield Heading(2, _plain("Explanatory Note"), "explanatory-note")
        yield Paragraph((Run(facts.why, "amendment_why"),))


def _items(facts: FilingFacts) -> Iterator[Block]:
    (disclosure, exhibit, extraction, exhibits) = (f"{number} {caption}" for number, caption in ITEMS)
    yield Heading(2, _plain("Section 1 – Conflict Minerals Disclosure"), "section-1")
    yield Heading(3, _plain(disclosure), "item-1-01")
    yield Heading(4, _plain("Conflict Minerals Disclosure"), "disclosure")
    if facts.leaf.exhibit:
        yield Paragraph(fill(_FILED, facts))
    else:
        yield from compose([DISCLOSURE], facts)[1:]
    yield Heading(3, _plain(exhibit), "item-1-02")
    yield Paragraph(_plain(_ATTACHED if facts.leaf.exhibit else "Not applicable."))
    yield Heading(2, _plain("Section 2 – Resource Extraction Issuer Disclosure"), "section-2")
    yield Heading(3, _plain(extraction), "item-2-01")
    yield Paragraph(_plain("Not applicable."))
    yield Heading(2, _plain("Section 3 – Exhibits"), "section-3")
    yield Heading(3, _plain(exhibits), "item-3-01")
    yield Paragraph(fill(_TITLED if facts.leaf.exhibit else "None.", facts))


# What Items 1.01, 1.02 and 3.01 say of the exhibit, where the leaf decided calls for one.
_FILED = (
    "{registrant} has filed a Conflict Minerals Report for the calendar year ended December 31, {year} as Exhibit 1.01 "
    "to this Form SD. This Form SD and the Conflict Minerals Report are publicly available at {disclosure_url}. The "
    "website address is an inactive textual reference, and the information on the website is not part of this Form SD."
)
_ATTACHED = "The Conflict Minerals Report required by Item 1.01 is filed as Exhibit 1.01 to this Form SD."
_TITLED = (
    "Exhibit 1.01 – Conflict Minerals Report of {registrant} for the calendar year ended December 31, {year}, as "
    "required by Items 1.01 and 1.02 of this Form."
)


def _signature(facts: FilingFacts) -> Iterator[Block]:
    """Blank lines until the day is recorded on which the signatory signed the authentication document (Reg S-T 302)."""
    filer = facts.filer
    yield Heading(2, _plain("SIGNATURES"), "signatures")
    yield Paragraph(
        _plain(
            "Pursuant to the requirements of the Securities Exchange Act of 1934, the registrant has duly caused "
            "this report to be signed on its behalf by the duly authorized undersigned."
        )
    )
    signed = facts.signed_on
    yield Paragraph(_fact(filer.name, "registrant"), "signature")
    yield Paragraph(
        (Run("By: "), Run(f"/s/ {filer.signatory_name}", "signatory") if signed else Run(BLANK)), "signature"
    )
    yield Paragraph((Run("Name: "), Run(filer.signatory_name, "signatory")), "signature")
    yield Paragraph((Run("Title: "), Run(filer.signatory_title, "signatory_title")), "signature")
    yield Paragraph((Run("Date: "), Run(day(signed), "signed_on") if signed else Run(BLANK)), "signature")


def _field(value: str, label: str, fact: str) -> Iterator[Paragraph]:
    yield Paragraph(_fact(value, fact), "field")
    yield Paragraph(_plain(f"({label})"), "label")


def _fact(value: str, fact: str) -> Text:
    return (Run(value, fact),)


def _plain(text: str) -> Text:
    return (Run(text),)
