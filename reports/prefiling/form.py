"""F: the form's cover, items, dates and years."""

import re
from collections.abc import Iterator
from datetime import date

from cmr.findings import Hit, Severity, at, check
from reports.document import CHECKED, UNCHECKED, Heading, plain
from reports.narrative.form_sd import ITEMS
from reports.narrative.words import day
from reports.prefiling.draft import Draft

_COVER = "Form SD, cover"


@check(
    "F02",
    Severity.BLOCK,
    title="The cover is complete",
    message="The cover's {field} is missing or not in its form (“{value}”).",
    reason="EDGAR and readers identify the registrant by it.",
    source="Form SD, cover",
    remedy="Correct the registrant's data.",
)
def cover_is_complete(draft: Draft) -> Iterator[Hit]:
    filer = draft.facts.filer
    fields = {
        "registrant name": (filer.name, r".+"),
        "state of incorporation": (filer.state, r".+"),
        "Commission file number": (filer.file_number, r"\d{1,3}-\d{4,5}"),
        "employer identification number": (filer.ein, r"\d{2}-\d{7}"),
        "address with ZIP code": (", ".join(filer.address), r".*\d{5}(-\d{4})?"),
        "contact name": (filer.contact_name, r".+"),
        "contact's title": (filer.contact_title, r".+"),
        "contact telephone": (filer.contact_phone, r".*\d.*"),
        "website address": (filer.disclosure_url, r"\S+\.\S+"),
        "signatory": (filer.signatory_name, r".+"),
        "signatory's title": (filer.signatory_title, r".+"),
    }
    for field, (value, pattern) in fields.items():
        if not re.fullmatch(pattern, value.strip()):
            yield at(_COVER, field=field, value=value)


@check(
    "F03",
    Severity.BLOCK,
    title="Exactly one rule box is checked, and it is Rule 13p-1",
    message="On the cover, {fault}.",
    reason="The box says under which rule the form is filed.",
    source="Form SD, cover (since 16 March 2021 with two boxes)",
    remedy="Check the box of Rule 13p-1 alone, and print the other one unchecked.",
)
def one_rule_box_is_checked(draft: Draft) -> Iterator[Hit]:
    form = draft.report.part("sd")
    boxes = [plain(block.text) for block in form.blocks if getattr(block, "style", "") == "box"]
    checked = [box for box in boxes if box.startswith(CHECKED)]
    if len(checked) != 1 or not checked[0].startswith(f"{CHECKED} Rule 13p-1 "):
        yield at(_COVER, fault=f"{len(checked)} boxes are checked, and not that of Rule 13p-1 alone")
    if not any(box.startswith(f"{UNCHECKED} Rule 13q-1 ") for box in boxes):
        yield at(_COVER, fault="the box of Rule 13q-1 is not printed unchecked", severity=Severity.WARN)


@check(
    "F04",
    Severity.BLOCK,
    title="The period is one calendar year, the same everywhere",
    message="{fault}.",
    reason="The rule knows no other period than 1 January to 31 December.",
    source="Form SD, General Instruction A",
    remedy="Use the placeholder of the reporting year wherever the period is named.",
)
def one_period_everywhere(draft: Draft) -> Iterator[Hit]:
    year, seen = draft.facts.year, set()
    for part in draft.report.parts:
        for block in part.blocks:
            for text in [plain(block.text)] if hasattr(block, "text") else []:
                for found in re.findall(r"December 31, (\d{4})", text):
                    seen.add(part.code)
                    if int(found) != year:
                        yield at(
                            part.title,
                            fault=f"The text names a period that ends with {found}; this report is for {year}",
                        )
                for start, end in re.findall(r"from January 1(?:, (\d{4}))? to December 31, (\d{4})", text):
                    if start and start != end:
                        yield at(part.title, fault=f"The period runs from {start} to {end}")
    for part in draft.report.parts:
        if part.code not in seen:
            yield at(part.title, fault="The document does not state its period")


@check(
    "F05",
    Severity.BLOCK,
    title="Items carry the numbers and captions of the current form",
    message="The form's items are {found}; the current form has {wanted}.",
    reason="General Instruction D asks for number and caption of each item; the numbering changed on 16 March 2021.",
    source="Form SD, General Instruction D; Release 34-90679",
    remedy="Use Items 1.01, 1.02, 2.01 and 3.01 with their captions.",
)
def items_match_the_current_form(draft: Draft) -> Iterator[Hit]:
    headings = [plain(block.text) for block in draft.report.part("sd").blocks if isinstance(block, Heading)]
    found = [text for text in headings if text.startswith("Item ")]
    wanted = [f"{number} {caption}" for number, caption in ITEMS]
    if [_loose(text) for text in found] != [_loose(text) for text in wanted]:
        yield at("Form SD", found="; ".join(found) or "missing", wanted="; ".join(wanted))


def _loose(text: str) -> str:
    return text.rstrip(".").casefold().replace("exhibits", "exhibit")


@check(
    "F09",
    Severity.BLOCK,
    title="Signed after the year's end and by the due date",
    message="{fault}.",
    reason="The filing is due on 31 May or the next business day, by 17:30 Eastern time.",
    source="Form SD, General Instruction B; Regulation S-T 13",
    remedy="File between the period's end and the due date; counsel decides what is said about a late filing.",
)
def signed_in_time(draft: Draft) -> Iterator[Hit]:
    signed, due = draft.facts.signed_on, draft.facts.due_date
    if signed and signed.year <= draft.facts.year:
        yield at("Signatures", fault=f"The report is signed on {day(signed)}, before its period has ended")
    if signed and signed > due and not draft.facts.amendment:
        yield at("Signatures", fault=f"The report is signed on {day(signed)}, after the due date {day(due)}")
    if not signed and draft.today.year <= draft.facts.year:
        yield at("Signatures", fault=f"The period ends on {day(date(draft.facts.year, 12, 31))} and is not over")
    if not signed and draft.today > due and not draft.facts.amendment:
        yield at("Signatures", fault=f"The filing was due on {day(due)}", severity=Severity.WARN)


@check(
    "F16",
    Severity.BLOCK,
    title="Somebody declares a necessary conflict mineral",
    message="No accepted CMRT declares a conflict mineral; on this evidence no Form SD is owed.",
    reason="Rule 13p-1 applies only where a conflict mineral is necessary to a product; the report says that one is.",
    source="17 CFR 240.13p-1(a)",
    remedy="Keep a dated memo on the scope instead of filing, or ask the contract manufacturers again.",
)
def something_is_declared(draft: Draft) -> Iterator[Hit]:
    if draft.facts.nothing_declared:
        yield at("Covered Products")


@check(
    "F12",
    Severity.BLOCK,
    title="The year of filing is the year after the period",
    message="The text says that the report is filed in {said}; it is filed in {year}.",
    reason="Last year's text, carried over, says last year's year.",
    source="Form SD, General Instruction B: filed in the year after the one reported",
    remedy="Use the placeholder of the filing year.",
)
def filing_year_is_the_year_of_filing(draft: Draft) -> Iterator[Hit]:
    year = draft.facts.filing_year
    for place, text in draft.lines:
        for sentence in re.split(r"(?<=[.])\s", text):
            if not re.search(r"\bfiled?\b|\bfiling\b", sentence) or not re.search(r"Form SD|this Report", sentence):
                continue
            for said in re.findall(r"\b[Ii]n (\d{4})\b", sentence):
                if int(said) != year:
                    yield at(place, said=said, year=year)


# Years of the laws and statements that the report cites.
_LAWS = frozenset({1933, 1934, 2010, 2012, 2013, 2014, 2017, 2021})


@check(
    "F13",
    Severity.WARN,
    title="No year but the report's own and those of the law",
    message="The text names the year {said}, which is neither {year} nor {filing_year} nor a year of the law.",
    reason="A year of an earlier report, carried over, dates a statement wrongly.",
    source="Form SD, General Instruction A: one calendar year",
    remedy="Use the placeholders of the reporting year and the filing year, or of the date that is meant.",
)
def years_are_the_reports_own(draft: Draft) -> Iterator[Hit]:
    facts = draft.facts
    allowed = _LAWS | {facts.year, facts.filing_year}
    for place, text in draft.texts:
        words = "".join(run.text if run.fact in ("", "year", "filing_year") else "…" for run in text)
        for said in re.findall(r"(?<![\d.,-])((?:19|20)\d{2})(?![\d,]|[.-]\d)", words):
            if int(said) not in allowed:
                yield at(place, said=said, year=facts.year, filing_year=facts.filing_year)
