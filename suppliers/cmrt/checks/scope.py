"""What the declaration covers, when, and in which template: scope, date, version, and the workbook's own verdict."""

from collections.abc import Iterator

from cmr.findings import Hit, Severity, check
from suppliers.cmrt.checks.subject import Subject, at_cell
from suppliers.cmrt.layouts import LAYOUTS
from suppliers.cmrt.layouts.addresses import DECLARATION, SCOPES, VERSION
from suppliers.cmrt.texts import clean, zero_as_empty

_CHECKER = "Checker!D2"
_UNSAFE = ("=", "@", "#")
_VERSION_CELL = f"{DECLARATION}!{VERSION}"


@check(
    "CMRT-C01",
    Severity.BLOCK,
    title="Required fields are open",
    message="{count} required fields are open; the first is: {first}",
    remedy="Fill in every field of the list below; the sheet Checker of your workbook shows the same.",
    reason="An incomplete declaration cannot be relied on.",
    source="CMRT Checker rows 4 to 69, recomputed",
)
def required_fields_are_filled(s: Subject) -> Iterator[Hit]:
    items = s.checked.items
    if items:
        yield at_cell(items[0].cell, count=len(items), first=items[0].message)


@check(
    "CMRT-C02",
    Severity.WARN,
    title="The workbook's counter is broken",
    message="The Checker of this workbook shows an error instead of a number, because of {cells}.",
    remedy="Correct the cell; the number of open fields then appears again.",
    reason="Nobody can see in the workbook whether it is complete.",
    source="CMRT Checker D2 and H70",
)
def counter_is_a_number(s: Subject) -> Iterator[Hit]:
    if s.checked.error_cells:
        yield at_cell(s.checked.error_cells[0], cells=", ".join(s.checked.error_cells))


@check(
    "CMRT-C03",
    Severity.INFO,
    title="The workbook shows another count",
    message="The workbook last showed {cached} open fields; worked out again it is {remaining}.",
    reason="Results kept in a file can be old; both are shown, the new one counts.",
    source="CMRT Checker D2 against the rules of the same sheet",
)
def kept_counter_agrees(s: Subject) -> Iterator[Hit]:
    cached, remaining = s.checked.cached, s.checked.remaining
    if isinstance(cached, int) and remaining is not None and cached != remaining:
        yield at_cell(_CHECKER, cached=cached, remaining=remaining)


@check(
    "CMRT-K04a",
    Severity.BLOCK,
    title="Scope is not on the list",
    message='"{text}" is not one of the three scopes of the list.',
    remedy="Choose A. Company, B. Product (or List of Products) or C. User defined from the list of this cell.",
    reason="The workbook treats anything else as user defined, and the scope decides what the answers speak of.",
    source="CMRT Declaration D9",
)
def scope_is_on_the_list(s: Subject) -> Iterator[Hit]:
    field = s.document.scope_field
    if field.text and field.raw not in SCOPES.values():
        known = s.document.scope and str(field.text).casefold() == SCOPES[s.document.scope].casefold()
        yield at_cell(field.cell, severity=Severity.INFO if known else None, text=field.text)


@check(
    "CMRT-K23f",
    Severity.BLOCK,
    title="Scope is not described",
    message="The scope is user defined, but its description says nothing.",
    remedy="Describe in this cell what the declaration covers.",
    reason="Without it nobody knows which products the answers speak of.",
    source="CMRT Declaration D9, D10",
)
def user_defined_scope_is_described(s: Subject) -> Iterator[Hit]:
    description = s.document.company["scope_description"]
    if s.document.scope == "C" and len(description.text or "") < 3:
        yield at_cell(description.cell)


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
    Severity.BLOCK,
    title="Date before the template",
    message="The effective date {date} is earlier than the release of this template, version {version} of {released}.",
    remedy="Enter the day on which this declaration was made.",
    reason="Nobody can have filled in the template before it existed: the date was kept from an older declaration.",
    source="CMRT Declaration D22, J3",
)
def date_is_not_before_the_template(s: Subject) -> Iterator[Hit]:
    date, layout = s.document.effective_date, s.document.layout
    if date.date and date.date < layout.released:
        released = layout.released.isoformat()
        yield at_cell(date.cell, date=date.date.isoformat(), version=layout.version, released=released)


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
    date = s.document.effective_date
    if date.date and s.oldest_date and date.date < s.oldest_date:
        yield at_cell(date.cell, date=date.date.isoformat(), oldest=s.oldest_date.isoformat())


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
    layout = s.document.layout
    if s.minimum_version is not None and layout.number < s.minimum_version:
        yield at_cell(
            _VERSION_CELL,
            version=layout.version,
            minimum=str(s.minimum_version),
            newest=LAYOUTS[-1].version,
        )


@check(
    "CMRT-K21b",
    Severity.WARN,
    title="Unfamiliar revision",
    message="Version {version} is read by the rules of its neighbour {read_as}.",
    remedy="If you can, use version {newest}.",
    reason="That revision was replaced within days or weeks of its release.",
    source="CMRT sheet Revision",
)
def template_is_familiar(s: Subject) -> Iterator[Hit]:
    layout = s.document.layout
    if layout.read_as:
        yield at_cell(_VERSION_CELL, version=layout.version, read_as=layout.read_as, newest=LAYOUTS[-1].version)


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
    said = s.document.witnesses[_VERSION_CELL]
    for cell, other in s.document.witnesses.items():
        if said and other and other != said:
            yield at_cell(cell, place=cell, other=other, version=said)


@check(
    "CMRT-K25a",
    Severity.WARN,
    title="Formulas were replaced",
    message="{count} cells that the template works out itself hold typed values, the first is {first}.",
    remedy="Copy your answers into an unaltered template.",
    reason="The workbook then shows results that do not follow from the answers; we work them out again.",
    source="CMRT Declaration P26:P47, Checker columns F to H",
)
def formulas_are_untouched(s: Subject) -> Iterator[Hit]:
    cells = s.document.overwritten
    if cells:
        yield at_cell(cells[0], count=len(cells), first=cells[0])


@check(
    "CMRT-K25b",
    Severity.WARN,
    title="Text that a spreadsheet would run",
    message='"{text}" begins with a sign that a spreadsheet reads as a formula or an error.',
    remedy="Write the text without the sign at its beginning.",
    reason="The template's instructions forbid it, and such text is dangerous in an export.",
    source="CMRT Instructions; cells of the Declaration and the Smelter List",
)
def text_is_plain(s: Subject) -> Iterator[Hit]:
    for field in s.document.company.values():
        if field.text and field.text.startswith(_UNSAFE):
            yield at_cell(field.cell, text=field.text)
    for row in s.document.smelters:
        for column, raw in row.typed.items():
            if isinstance(raw, str) and raw.strip().startswith(_UNSAFE):
                yield at_cell(f"Smelter List!{column}{row.row}", text=clean(raw))


CHECKS = (
    required_fields_are_filled,
    counter_is_a_number,
    kept_counter_agrees,
    scope_is_on_the_list,
    user_defined_scope_is_described,
    date_is_a_date,
    date_is_past,
    date_is_not_before_the_template,
    date_is_recent,
    date_is_within_the_validation,
    template_is_recent,
    template_is_familiar,
    sheets_are_of_one_version,
    formulas_are_untouched,
    text_is_plain,
)
