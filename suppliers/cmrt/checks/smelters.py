"""Rows of the Smelter List against the workbook's own Smelter Look-up: IDs, names and countries."""

from collections.abc import Iterator

from cmr.countries import country_code
from cmr.findings import Hit, Severity, check
from cmr.vocab import DECLARATION_ORDER
from suppliers.cmrt.checks.reference import elsewhere, metals_elsewhere
from suppliers.cmrt.checks.subject import Subject, at_row, listing, typed_ids
from suppliers.cmrt.document import Listed
from suppliers.cmrt.lookup import tidy_id
from suppliers.cmrt.texts import clean, likeness


@check(
    "CMRT-K11a",
    Severity.BLOCK,
    title="Not a smelter ID",
    message='Row {row}: "{text}" is not a smelter ID; an ID is CID and six digits.',
    remedy="Enter the ID as the Smelter Look-up of your workbook has it, or leave the cell empty.",
    reason="A facility is known by its metal and ID alone; a mistyped one names nobody.",
    source="CMRT Smelter List columns A and F",
)
def ids_are_well_formed(s: Subject) -> Iterator[Hit]:
    for row, column, text in typed_ids(s):
        if tidy_id(text) is None:
            # Metal and name say which facility it is: the wrong ID misleads nobody.
            yield at_row(row, column, severity=Severity.WARN if row.known else None, text=clean(text))


@check(
    "CMRT-K11b",
    Severity.WARN,
    title="Smelter ID with stray characters",
    message='Row {row}: the ID "{text}" is written with blanks or small letters; it was read as {smelter_id}.',
    remedy="Write {smelter_id} without anything before or after it.",
    reason="A blank behind the ID breaks the row and the counter of your workbook.",
    source="CMRT Smelter List columns A and F",
)
def ids_are_tidy(s: Subject) -> Iterator[Hit]:
    for row, column, text in typed_ids(s):
        tidy = tidy_id(text)
        if tidy and text != tidy:
            yield at_row(row, column, text=text, smelter_id=tidy)


@check(
    "CMRT-K12",
    Severity.BLOCK,
    title="Smelter ID the template does not know",
    message="Row {row}: {smelter_id} does not stand in the Smelter Look-up of this version of the template.",
    remedy="Check the ID. If it is right, add metal, name and country to the row yourself, or use a newer template.",
    reason="It is mistyped, or the RMI added or removed the facility in another version; the workbook shows #N/A.",
    source="CMRT Smelter List columns A and F against Smelter Look-up column E",
)
def ids_are_known(s: Subject) -> Iterator[Hit]:
    for row, column, text in typed_ids(s):
        tidy = tidy_id(text)
        known = tidy and (s.document.lookup.metals_of(tidy) or elsewhere(s, tidy))
        if tidy and s.document.lookup.rows and not known:
            complete = row.metal and row.name and row.country
            yield at_row(row, column, severity=Severity.WARN if complete else None, smelter_id=tidy)


@check(
    "CMRT-K13",
    Severity.BLOCK,
    title="ID of another metal",
    message="Row {row}: {smelter_id} is a facility for {other}, but the row says {metal}.",
    remedy="Correct the metal, or enter the ID of the facility that processes {metal}.",
    reason="An ID belongs to one metal; the row cannot be counted under either.",
    source="CMRT Smelter List columns A, B and F against Smelter Look-up",
)
def ids_belong_to_the_metal(s: Subject) -> Iterator[Hit]:
    for row, column, text in typed_ids(s):
        tidy = tidy_id(text)
        of = (s.document.lookup.metals_of(tidy) or metals_elsewhere(s, tidy)) if tidy else ()
        if row.metal and of and row.metal not in of:
            other = " and ".join(metal.lower() for metal in of)
            yield at_row(row, column, smelter_id=tidy, other=other, metal=row.metal.lower())


@check(
    "CMRT-K14a",
    Severity.BLOCK,
    title="ID and name of two facilities",
    message='Row {row}: "{name}" is {smelter_id}, but the row gives the ID {other}.',
    remedy="Correct the ID or the name, so that both mean the same facility.",
    reason="Two facilities in one row; only one of them can be reported.",
    source="CMRT Smelter List columns A, C, D and F against Smelter Look-up",
)
def ids_agree_with_the_name(s: Subject) -> Iterator[Hit]:
    for row, column, text in typed_ids(s):
        tidy = tidy_id(text)
        if tidy and row.smelter_id and tidy != row.smelter_id:
            yield at_row(row, column, name=row.name or row.smelter_id, smelter_id=row.smelter_id, other=tidy)


@check(
    "CMRT-K14b",
    Severity.WARN,
    title="Name the template does not know for this ID",
    message='Row {row}: the template knows {smelter_id} as "{standard}", not as "{name}".',
    remedy="Check that the ID is the facility you mean.",
    reason="Names change, and IDs are mistyped; the ID decides, so it must be right.",
    source="CMRT Smelter List columns C and D against Smelter Look-up",
)
def names_agree_with_the_id(s: Subject) -> Iterator[Hit]:
    for row in s.document.smelters:
        if row.match and row.name and row.metal and row.listed is Listed.LISTED:
            aliases = s.document.lookup.by_facility[row.metal, row.match.smelter_id or ""]
            known = {likeness(name) for alias in aliases for name in (alias.alias, alias.standard_name or "")}
            if likeness(row.name) not in known:
                yield at_row(row, "lookup", smelter_id=row.smelter_id, standard=row.match.standard_name, name=row.name)


@check(
    "CMRT-K14c",
    Severity.WARN,
    title="Country differs from the template's",
    message="Row {row}: the row says {country}, but {smelter_id} stands in {expected}.",
    remedy="Correct the country, or the ID if another facility is meant.",
    reason="The report prints where a facility stands, and a Covered Country must not be missed.",
    source="CMRT Smelter List column E against Smelter Look-up column D",
)
def countries_agree_with_the_id(s: Subject) -> Iterator[Hit]:
    for row in s.document.smelters:
        if row.match and row.match.country and row.country and not _same(row.country, row.match.country):
            yield at_row(row, "country", country=row.country, smelter_id=row.smelter_id, expected=row.match.country)


@check(
    "CMRT-K15",
    Severity.BLOCK,
    title="Name the template does not know for this metal",
    message='Row {row}: "{name}" is no smelter of {metal} in the list of the template{hint}.',
    remedy='Correct the metal, or pick the name from the list, or choose "Smelter not listed" with name and country.',
    reason="The workbook lets any text pass, but fills in nothing for it; the facility stays unidentified.",
    source="CMRT Smelter List columns B and C against Smelter Look-up; the template's own mark for it never fires",
)
def names_are_on_the_list(s: Subject) -> Iterator[Hit]:
    for row in s.document.smelters:
        picked = row.listed is Listed.LISTED and row.lookup and "C" in row.typed
        if picked and row.metal and not row.smelter_id and s.document.lookup.rows:
            # With its country it is a smelter that is not listed, only not called so.
            severity = Severity.WARN if row.country else None
            others = [m.lower() for m in DECLARATION_ORDER if s.document.lookup.named(m, row.name or "")]
            hint = f"; it stands there for {listing(others)}" if others else ""
            yield at_row(row, "lookup", severity=severity, name=row.name, metal=row.metal.lower(), hint=hint)


def _same(one: str, other: str) -> bool:
    code = country_code(one)
    return code == country_code(other) if code else one.casefold() == other.casefold()


CHECKS = (
    ids_are_well_formed,
    ids_are_tidy,
    ids_are_known,
    ids_belong_to_the_metal,
    ids_agree_with_the_name,
    names_agree_with_the_id,
    countries_agree_with_the_id,
    names_are_on_the_list,
)
