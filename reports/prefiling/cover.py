"""F: one registrant everywhere, and a signatory who may sign."""

import re
from collections.abc import Iterator

from cmr.findings import Hit, Severity, at, check
from reports.document import Paragraph, plain
from reports.narrative.words import day
from reports.prefiling.draft import Draft

# Whoever signs is an executive officer (Rule 3b-7): a president, a vice president in charge, or another officer who
# makes policy. A title that names none of these names no officer.
_OFFICER = re.compile(
    r"\bchief\b.*\bofficer\b|\bC[EFOLT]O\b|\bpresident\b|\bgeneral counsel\b|\bsecretary\b|\btreasurer\b|\bcontroller\b"
    r"|\bmanaging director\b|\bexecutive director\b",
    re.I,
)


@check(
    "F01",
    Severity.BLOCK,
    title="The registrant has one name: on the cover, in the signature, on the exhibit and on EDGAR",
    message="{where} names “{said}”; the registrant is {name}.",
    reason="A filing under another name is another company's filing.",
    source="Form SD, cover; EDGAR Filer Manual: conformed name",
    remedy="Correct the registrant's data, or the text that names it otherwise.",
)
def registrant_has_one_name(draft: Draft) -> Iterator[Hit]:
    name = draft.facts.filer.name
    places = {"sd": ("The cover", "field"), "ex101": ("The exhibit's title", "title")}
    for part in draft.report.parts:
        where, style = places.get(part.code, ("The document", "title"))
        named = [plain(block.text) for block in part.blocks if isinstance(block, Paragraph) and block.style == style]
        if not any(_same(each, name) for each in named):
            yield at(part.title, where=where, said="; ".join(named[:2]) or "nobody", name=name)
        for place, text in part_names(draft, part.code):
            if not _same(text, name):
                yield at(place or part.title, where="The text", said=text, name=name)
    signed = [plain(block.text) for block in _signature(draft)]
    if signed and not any(_same(each, name) for each in signed):
        yield at("Signatures", where="The signature", said=signed[0], name=name)
    if draft.beside.edgar_name and not _same(draft.beside.edgar_name, name):
        yield at("Form SD, cover", where="EDGAR", said=draft.beside.edgar_name, name=name)


def part_names(draft: Draft, code: str) -> Iterator[tuple[str, str]]:
    """Where a document prints the registrant's name as a fact."""
    for part in draft.report.parts:
        if part.code == code:
            for block in part.blocks:
                runs = block.text if isinstance(block, Paragraph) else ()
                yield from (("", run.text) for run in runs if run.fact == "registrant")


def _signature(draft: Draft) -> list[Paragraph]:
    return [
        block
        for part in draft.report.parts
        for block in part.blocks
        if isinstance(block, Paragraph) and block.style == "signature"
    ]


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


@check(
    "F10",
    Severity.WARN,
    title="Contact and signatory carry one title where they are one person",
    message="{name} is “{contact}” as the contact and “{signatory}” as the signatory.",
    reason="One person with two titles makes one of them wrong.",
    source="Form SD, cover and signatures",
    remedy="Correct the title in the registrant's data.",
)
def one_person_has_one_title(draft: Draft) -> Iterator[Hit]:
    filer = draft.facts.filer
    if _same(filer.contact_name, filer.signatory_name) and not _same(filer.contact_title, filer.signatory_title):
        titles = {"contact": filer.contact_title, "signatory": filer.signatory_title}
        yield at("Signatures", name=filer.signatory_name, **titles)


@check(
    "F11",
    Severity.BLOCK,
    title="The signatory is an executive officer on the day of signing",
    message="{name}, {title}: {fault}.",
    reason="The form is signed by a duly authorized executive officer; another signature signs nothing.",
    source="Form SD, Signatures; Exchange Act Rule 3b-7",
    remedy="Enter in the registrant's data the officer who signs, the title, and since when the office is held.",
)
def signatory_is_an_officer(draft: Draft) -> Iterator[Hit]:
    filer, known, signed = draft.facts.filer, draft.beside, draft.facts.signed_on
    hit = {"name": filer.signatory_name, "title": filer.signatory_title}
    if filer.signatory_title and not _OFFICER.search(filer.signatory_title):
        yield at("Signatures", fault="the title names no executive officer", **hit)
    if not signed:
        return
    if known.officer_since is None:
        fault = "the registrant's data does not say since when the office is held"
        yield at("Signatures", fault=fault, **hit)
    elif not known.officer_since <= signed:
        fault = f"the office is held since {day(known.officer_since)}, and the report is signed on {day(signed)}"
        yield at("Signatures", fault=fault, **hit)
    if known.officer_until and signed > known.officer_until:
        fault = f"the office ended on {day(known.officer_until)}, and the report is signed on {day(signed)}"
        yield at("Signatures", fault=fault, **hit)
