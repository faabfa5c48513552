"""Rows of the Smelter List for themselves: complete, named, and listed once."""

from collections.abc import Iterator

from cmr.countries import country_code
from cmr.findings import Hit, Severity, at, check
from suppliers.cmrt.checks.subject import Subject, at_row, is_placeholder
from suppliers.cmrt.document import Listed, SmelterRow
from suppliers.cmrt.layouts.addresses import SMELTER_LIST
from suppliers.cmrt.texts import clean, likeness


@check(
    "CMRT-K16a",
    Severity.BLOCK,
    title="Row without a metal",
    message='Row {row}: something is entered ("{text}"), but no metal; the row was not read as a smelter.',
    remedy="Choose the metal in column B and the smelter in column C, or clear the row.",
    reason="A row counts when its metal is named; nothing may be lost in silence.",
    source="CMRT Smelter List column B",
)
def rows_name_a_metal(s: Subject) -> Iterator[Hit]:
    for stray in s.document.strays:
        column = next(iter(stray.typed))
        yield at(SMELTER_LIST, f"B{stray.row}", row=stray.row, text=clean(stray.typed[column]))
    for row in s.document.smelters:
        # An ID that the template does not know is told of by its own check.
        if row.metal is None and row.smelter_id is None:
            yield at_row(row, "metal", text=clean(row.typed.get("A")) or "")


@check(
    "CMRT-K16b",
    Severity.BLOCK,
    title="Row without a smelter",
    message="Row {row}: the metal is {metal}, but no smelter is chosen.",
    remedy='Choose the smelter in column C, or "Smelter not yet identified".',
    reason="The row says that something is used, and not what.",
    source="CMRT Smelter List columns B and C",
)
def rows_name_a_smelter(s: Subject) -> Iterator[Hit]:
    for row in s.document.smelters:
        if row.metal and not (row.lookup or row.name or row.smelter_id):
            yield at_row(row, "lookup", metal=row.metal.lower())


@check(
    "CMRT-K16c",
    Severity.BLOCK,
    title="Unlisted smelter without name or country",
    message="Row {row}: a smelter that is not listed needs its {missing}.",
    remedy="Enter the name in column D and the country in column E.",
    reason="Without them nobody can find out what is meant.",
    source="CMRT Smelter List columns C to E; Checker row 69",
)
def unlisted_smelters_are_described(s: Subject) -> Iterator[Hit]:
    for row in s.document.smelters:
        if row.listed is Listed.NOT_LISTED:
            missing = [words for words, value in (("name", row.name), ("country", row.country)) if not value]
            if missing:
                yield at_row(row, missing[0], missing=" and ".join(missing))


@check(
    "CMRT-K17a",
    Severity.WARN,
    title="Not listed, but known",
    message='Row {row}: "{name}" is entered as not listed, but the template knows it as {smelter_id} "{standard}".',
    remedy="If this is the facility you mean, enter {smelter_id} in column A and clear the rest of the row.",
    reason="A smelter entered as not listed is not counted as a facility, although this one could be.",
    source="CMRT Smelter List columns C and D against Smelter Look-up",
)
def unlisted_smelters_are_unknown(s: Subject) -> Iterator[Hit]:
    for row in s.document.smelters:
        if row.listed is Listed.NOT_LISTED and row.metal and row.name:
            known = s.document.lookup.resembling(row.metal, row.name)
            if known:
                yield at_row(
                    row, "name", name=row.name, smelter_id=known.smelter_id, standard=known.standard_name or known.alias
                )


@check(
    "CMRT-K17b",
    Severity.BLOCK,
    title="A smelter name that is none",
    message='Row {row}: "{name}" is not the name of a smelter.',
    remedy='Write the smelter\'s name, or choose "Smelter not yet identified" in column C.',
    reason="A placeholder looks like an answer and is none.",
    source="CMRT Smelter List column D",
)
def unlisted_smelters_are_named(s: Subject) -> Iterator[Hit]:
    for row in s.document.smelters:
        if row.listed is Listed.NOT_LISTED and row.name and (is_placeholder(row.name) or row.name.isdigit()):
            yield at_row(row, "name", name=row.name)


@check(
    "CMRT-K18",
    Severity.WARN,
    title="Smelter listed twice",
    message="Row {row} repeats row {first}: {smelter} for {metal}.",
    remedy="Delete the second row; several mines of one smelter can stand in one row.",
    reason="The smelter is counted once; two rows can contradict each other later.",
    source="CMRT Smelter List columns A to F",
)
def smelters_are_listed_once(s: Subject) -> Iterator[Hit]:
    first: dict[tuple[str, ...], SmelterRow] = {}
    for row in s.document.smelters:
        if row.metal is None or row.listed is Listed.NOT_IDENTIFIED or not (row.smelter_id or row.name):
            continue
        named = ("", likeness(row.name or ""), (row.country or "").casefold())
        key = (row.metal, row.smelter_id) if row.smelter_id else (row.metal, *named)
        before = first.setdefault(key, row)
        if before is not row:
            # Suppliers repeat a smelter once for each of its mines: that is told, not asked about.
            mines = {(before.mines, before.mine_countries), (row.mines, row.mine_countries)}
            yield at_row(
                row,
                "metal",
                severity=Severity.INFO if len(mines) > 1 else None,
                first=before.row,
                smelter=row.smelter_id or row.name,
                metal=row.metal.lower(),
            )


@check(
    "CMRT-K19",
    Severity.WARN,
    title="Not a country",
    message='Row {row}: "{country}" is not a country of the template\'s list.',
    remedy="Choose the country from the list of the cell.",
    reason="The report prints where a facility stands, and a Covered Country must not be missed.",
    source="CMRT Smelter List column E, sheet C",
)
def countries_are_countries(s: Subject) -> Iterator[Hit]:
    for row in s.document.smelters:
        # A country that comes from the Look-up is the template's own word, even where its list C lacks it.
        typed = row.country and "E" in row.typed and row.listed is not Listed.NOT_IDENTIFIED
        if typed and not country_code(row.country or ""):
            yield at_row(row, "country", country=row.country)


CHECKS = (
    rows_name_a_metal,
    rows_name_a_smelter,
    unlisted_smelters_are_described,
    unlisted_smelters_are_unknown,
    unlisted_smelters_are_named,
    smelters_are_listed_once,
    countries_are_countries,
)
