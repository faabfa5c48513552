"""Rows of the Smelter List for themselves: complete, named, and listed once."""

from collections.abc import Iterator

from cmr.countries import country_code
from cmr.findings import Hit, Severity, check
from suppliers.cmrt.checks.subject import Subject, at_row, at_table, is_placeholder, rows_named
from suppliers.cmrt.document import Listed, SmelterRow
from suppliers.cmrt.layouts.addresses import SMELTER_LIST
from suppliers.cmrt.texts import clean, likeness

# Columns that name a smelter: ID, metal, look-up name, name, country, ID.
_NAMING = frozenset("ABCDEF")


@check(
    "CMRT-K16a",
    Severity.BLOCK,
    title="Row without a metal",
    message='In {rows} something is entered ("{text}"), but no metal; it was not read as a smelter.',
    remedy="Choose the metal in column {B} and the smelter in column {C}, or clear the row.",
    reason="A row counts when its metal is named; nothing may be lost in silence.",
    source="CMRT Smelter List column B",
)
def rows_name_a_metal(s: Subject) -> Iterator[Hit]:
    # An ID that the template does not know is told of by its own check.
    nameless = [row for row in s.document.smelters if row.metal is None and row.smelter_id is None]
    strays = [*((row.row, row.typed) for row in nameless), *((stray.row, stray.typed) for stray in s.document.strays)]
    naming: list[tuple[int, str]] = []
    beside: list[tuple[int, str]] = []
    for number, typed in sorted(strays, key=lambda stray: stray[0]):
        (naming if _NAMING & typed.keys() else beside).append((number, clean(next(iter(typed.values()), None)) or ""))
    # A remark below the list loses nobody's smelter.
    for group, severity in ((naming, None), (beside, Severity.INFO)):
        if group:
            number, text = group[0]
            rows = rows_named(number for number, _ in group)
            yield at_table(s, SMELTER_LIST, "B", number, severity=severity, rows=rows, text=text)


@check(
    "CMRT-K16b",
    Severity.BLOCK,
    title="Row without a smelter",
    message="In {rows} the metal is {metal}, but no smelter is chosen.",
    remedy='Choose the smelter in column {C}, or "Smelter not yet identified", or clear the row.',
    reason="The row says that something is used, and not what.",
    source="CMRT Smelter List columns B and C",
)
def rows_name_a_smelter(s: Subject) -> Iterator[Hit]:
    empty: dict[str, list[SmelterRow]] = {}
    for row in s.document.smelters:
        if row.metal and not (row.lookup or row.name or row.smelter_id):
            empty.setdefault(row.metal.lower(), []).append(row)
    for metal, rows in empty.items():
        yield at_row(rows[0], "lookup", metal=metal, rows=rows_named(row.row for row in rows))


@check(
    "CMRT-K16c",
    Severity.BLOCK,
    title="Unlisted smelter without name or country",
    message="A smelter that is not listed needs its {missing}: see {rows}.",
    remedy="Enter the name in column {D} and the country in column {E}.",
    reason="Without them nobody can find out what is meant.",
    source="CMRT Smelter List columns C to E; Checker row 69",
)
def unlisted_smelters_are_described(s: Subject) -> Iterator[Hit]:
    incomplete: dict[tuple[str, ...], list[SmelterRow]] = {}
    for row in s.document.smelters:
        missing = tuple(words for words, value in (("name", row.name), ("country", row.country)) if not value)
        if row.listed is Listed.NOT_LISTED and missing:
            incomplete.setdefault(missing, []).append(row)
    for missing, rows in incomplete.items():
        yield at_row(rows[0], missing[0], missing=" and ".join(missing), rows=rows_named(row.row for row in rows))


@check(
    "CMRT-K16d",
    Severity.WARN,
    title="Metal is not written as in the list",
    message='"{text}" in {rows} is not written as in the list; it was read as {metal}.',
    remedy="Choose {metal} from the list of the cell.",
    reason="The workbook does not count a row whose metal has another spelling, or a blank behind it.",
    source="CMRT Smelter List column B; Checker rows 65 to 68",
)
def metals_are_spelt_as_in_the_list(s: Subject) -> Iterator[Hit]:
    spelt: dict[tuple[str, str], list[SmelterRow]] = {}
    for row in s.document.smelters:
        if row.metal and row.shown.metal and row.shown.metal.casefold() != row.metal.casefold():
            spelt.setdefault((row.shown.metal, str(row.metal)), []).append(row)
    for (text, metal), rows in spelt.items():
        yield at_row(rows[0], "metal", text=text, metal=metal, rows=rows_named(row.row for row in rows))


@check(
    "CMRT-K17a",
    Severity.WARN,
    title="Not listed, but known",
    message='Row {row}: "{name}" is entered as not listed, but the template knows it as {smelter_id} "{standard}".',
    remedy="If this is the facility you mean, enter {smelter_id} in column {A} and clear the rest of the row.",
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
    remedy='Write the smelter\'s name, or choose "Smelter not yet identified" in column {C}.',
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
    message="{smelter} stands for {metal} in {rows}.",
    remedy="Keep one of the rows; several mines of one smelter can stand in one row.",
    reason="The smelter is counted once; two rows can contradict each other later.",
    source="CMRT Smelter List columns A to F",
)
def smelters_are_listed_once(s: Subject) -> Iterator[Hit]:
    same: dict[tuple[str, ...], list[SmelterRow]] = {}
    for row in s.document.smelters:
        if row.metal is None or row.listed is Listed.NOT_IDENTIFIED or not (row.smelter_id or row.name):
            continue
        named = ("", likeness(row.name or ""), (row.country or "").casefold())
        same.setdefault((row.metal, row.smelter_id) if row.smelter_id else (row.metal, *named), []).append(row)
    for rows in same.values():
        if len(rows) > 1:
            # Suppliers repeat a smelter once for each of its mines: that is told, not asked about.
            mines = {(row.mines, row.mine_countries) for row in rows}
            smelter = " ".join(filter(None, (rows[0].smelter_id, rows[0].name)))
            yield at_row(
                rows[1],
                "metal",
                severity=Severity.INFO if len(mines) == len(rows) else None,
                smelter=smelter,
                rows=rows_named(row.row for row in rows),
                metal=str(rows[0].metal).lower(),
            )


@check(
    "CMRT-K19",
    Severity.WARN,
    title="Not a country",
    message='"{country}" in {rows} is not a country of the template\'s list.',
    remedy="Choose the country from the list of the cell.",
    reason="The report prints where a facility stands, and a Covered Country must not be missed.",
    source="CMRT Smelter List column E, sheet C",
)
def countries_are_countries(s: Subject) -> Iterator[Hit]:
    wrong: dict[str, list[SmelterRow]] = {}
    for row in s.document.smelters:
        # A country that comes from the Look-up is the template's own word, even where its list C lacks it.
        typed = row.country and "E" in row.typed and row.listed is not Listed.NOT_IDENTIFIED
        if typed and not country_code(row.country or ""):
            wrong.setdefault(row.country or "", []).append(row)
    for country, rows in wrong.items():
        yield at_row(rows[0], "country", country=country, rows=rows_named(row.row for row in rows))


CHECKS = (
    rows_name_a_metal,
    rows_name_a_smelter,
    unlisted_smelters_are_described,
    metals_are_spelt_as_in_the_list,
    unlisted_smelters_are_unknown,
    unlisted_smelters_are_named,
    smelters_are_listed_once,
    countries_are_countries,
)
