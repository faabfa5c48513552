"""When the declaration was made, and in which template."""

import datetime
from collections.abc import Iterator

from cmr.findings import Hit, Severity, check
from suppliers.cmrt.checks.subject import Subject, at_cell
from suppliers.cmrt.layouts import NEWEST, layout_numbered
from suppliers.cmrt.texts import clean, zero_as_empty

# Answers carried over into a new template keep last quarter's date; a date of years ago is not this declaration's.
_LEFT_OVER = datetime.timedelta(days=365)


@check(
    "CMRT-K20a",
    Severity.WARN,
    title="Date cannot be read",
    message='"{text}" is not a certain date.',
    remedy="Enter the date as a date, such as 30-Jun-2025.",
    reason="Day and month must not be guessed.",
    source="CMRT Declaration D22",
)
def date_is_a_date(s: Subject) -> Iterator[Hit]:
    date = s.document.effective_date
    text = clean(zero_as_empty(date.raw))
    if text and date.date is None:
        yield at_cell(date.cell, text=text)


@check(
    "CMRT-K20b",
    Severity.BLOCK,
    title="Date lies in the future",
    message="The effective date {date} is later than the day we received the file, {today}.",
    remedy="Enter the day on which the declaration was made.",
    reason="A declaration cannot speak of days to come.",
    source="CMRT Declaration D22",
)
def date_is_past(s: Subject) -> Iterator[Hit]:
    date = s.document.effective_date
    if date.date and date.date > s.today:
        yield at_cell(date.cell, date=date.date.isoformat(), today=s.today.isoformat())


@check(
    "CMRT-K20c",
    Severity.WARN,
    title="Date before the template",
    message="The effective date {date} is earlier than this version {version} of the template, released {released}.",
    remedy="If the answers still hold, enter the day on which you filled in this template.",
    reason="Nobody can have filled it in before it existed: the date was carried over from an older declaration.",
    source="CMRT Declaration D22, J3",
)
def date_is_not_before_the_template(s: Subject) -> Iterator[Hit]:
    date, layout = s.document.effective_date, s.document.layout
    if date.date and date.date < layout.released:
        severity = Severity.BLOCK if layout.released - date.date > _LEFT_OVER else None
        released = layout.released.isoformat()
        yield at_cell(
            date.cell, severity=severity, date=date.date.isoformat(), version=layout.version, released=released
        )


@check(
    "CMRT-K20d",
    Severity.WARN,
    title="Date is too old",
    message="The effective date {date} is older than {oldest}, the earliest day we asked for.",
    remedy="Check that the declaration still holds, and enter the day of that check.",
    reason="The report speaks of one calendar year.",
    source="CMRT Declaration D22; the period's own rule",
)
def date_is_recent(s: Subject) -> Iterator[Hit]:
    date, oldest = s.document.effective_date, s.context.window_begins
    if date.date and oldest and date.date < oldest:
        yield at_cell(date.cell, date=date.date.isoformat(), oldest=oldest.isoformat())


@check(
    "CMRT-K20f",
    Severity.INFO,
    title="Date before the end of the year",
    message="The effective date {date} lies before the end of {year}, the year that we report on.",
    remedy="Nothing is wrong; once {year} is over, check the answers and send them again with the new date.",
    reason="A declaration made during the year cannot speak of the rest of it.",
    source="CMRT Declaration D22; Form SD covers a calendar year",
)
def date_covers_the_year(s: Subject) -> Iterator[Hit]:
    date, year, begins = s.document.effective_date, s.context.year, s.context.window_begins
    if date.date and year and begins and begins <= date.date < datetime.date(year, 12, 31):
        yield at_cell(date.cell, date=date.date.isoformat(), year=year)


@check(
    "CMRT-K20g",
    Severity.INFO,
    title="Date before our request",
    message="The effective date {date} is earlier than our request of {asked}: this is a declaration you had already.",
    remedy="If anything changed since then, correct it; else nothing is to do.",
    reason="A standing declaration may be older than the products it is sent for.",
    source="CMRT Declaration D22; the day of the request",
)
def date_follows_the_request(s: Subject) -> Iterator[Hit]:
    date, asked = s.document.effective_date, s.context.requested_on
    if date.date and asked and date.date < asked:
        yield at_cell(date.cell, date=date.date.isoformat(), asked=asked.isoformat())


@check(
    "CMRT-K20e",
    Severity.WARN,
    title="Date the cell would refuse",
    message="The effective date {date} is later than {last}, the last day this version of the template lets in.",
    remedy="Use a newer version of the template.",
    reason="The date was typed past the cell's own validation.",
    source="CMRT Declaration D22, validation of versions up to 6.22",
)
def date_is_within_the_validation(s: Subject) -> Iterator[Hit]:
    date, last = s.document.effective_date, s.document.layout.date_until
    if date.date and last and date.date > last:
        yield at_cell(date.cell, date=date.date.isoformat(), last=last.isoformat())


@check(
    "CMRT-K21a",
    Severity.BLOCK,
    title="Template is too old",
    message="This is version {version} of the template; we asked for {minimum} or later.",
    remedy="Fill in version {newest} of the template.",
    reason="Old templates ask less and know fewer smelters.",
    source="CMRT Declaration J3; the period's own rule",
)
def template_is_recent(s: Subject) -> Iterator[Hit]:
    layout, asked = s.document.layout, s.context.minimum_version
    minimum = layout_numbered(asked) if asked else None
    if minimum is not None and layout.number < minimum.number:
        yield at_cell(_version_cell(s), version=layout.version, minimum=minimum.version, newest=NEWEST)


@check(
    "CMRT-K21b",
    Severity.WARN,
    title="Unfamiliar revision",
    message="Version {version} is read by the rules of its neighbour {read_as}.",
    remedy="If you can, use version {newest}.",
    reason="That revision was not at hand when the rules were written.",
    source="CMRT sheet Revision",
)
def template_is_familiar(s: Subject) -> Iterator[Hit]:
    layout = s.document.layout
    if layout.read_as:
        yield at_cell(_version_cell(s), version=layout.version, read_as=layout.read_as, newest=NEWEST)


@check(
    "CMRT-K21c",
    Severity.BLOCK,
    title="Sheets of different versions",
    message="{place} says version {other}, but the Declaration says {version}.",
    remedy="Copy your answers into an unaltered template.",
    reason="Sheets of two templates were put together; their lists and rules differ.",
    source="CMRT Declaration J3, Smelter List Q3, Instructions A77",
)
def sheets_are_of_one_version(s: Subject) -> Iterator[Hit]:
    said = s.document.witnesses[_version_cell(s)]
    for cell, other in s.document.witnesses.items():
        if said and other and other != said:
            yield at_cell(cell, place=cell, other=other, version=said)


def _version_cell(s: Subject) -> str:
    return next(iter(s.document.witnesses))


CHECKS = (
    date_is_a_date,
    date_is_past,
    date_is_not_before_the_template,
    date_is_recent,
    date_covers_the_year,
    date_follows_the_request,
    date_is_within_the_validation,
    template_is_recent,
    template_is_familiar,
    sheets_are_of_one_version,
)
