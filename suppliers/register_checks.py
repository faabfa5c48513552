"""What the register has to say about the rows of a Smelter List; each check reads the matched rows and nothing else.

Manufacturers read these findings, so nothing in them may come from another manufacturer: only facilities that a list,
a reference or the team vouches for are held against a row.
"""

from collections.abc import Iterator

from cmr.countries import country_code
from cmr.findings import CheckSet, Hit, Severity, at, check
from smelters.matching import name_key
from suppliers.matching import Row
from suppliers.models import Mention

Rows = tuple[Row, ...]
SHEET = "Smelter List"


@check(
    "REG-01",
    Severity.BLOCK,
    title="ID of another metal",
    message="{smelter_id} stands for a facility of {other_metal}, but this row says {metal}.",
    remedy="Correct the metal, or give the ID of the facility that processes {metal}.",
    reason="A smelter ID belongs to exactly one metal; the row cannot be counted under either.",
    source="CMRT Smelter Look-up: metal and ID",
)
def id_of_another_metal(rows: Rows) -> Iterator[Hit]:
    for row in rows:
        if row.other_metal:
            yield at(
                SHEET,
                row.cell("smelter_id", "metal"),
                smelter_id=row.text("smelter_id"),
                metal=row.text("metal"),
                other_metal=row.other_metal,
            )


@check(
    "REG-02",
    Severity.WARN,
    title="ID that nobody knows",
    message="{smelter_id} is neither in our register nor in the workbook's own list.",
    remedy="Compare the ID with the RMI's list. If it is new there, leave it; we look at it.",
    reason="A mistyped ID would put a facility into the report that does not exist.",
    source="CMRT Smelter List column A",
)
def id_unknown(rows: Rows) -> Iterator[Hit]:
    for row in rows:
        unknown = row.text("smelter_id") and not row.vouched and not row.other_metal
        if unknown and row.text("metal") and not row.given.get("known"):
            yield at(SHEET, row.cell("smelter_id", "metal"), smelter_id=row.text("smelter_id"))


@check(
    "REG-03",
    Severity.WARN,
    title="ID and name of two facilities",
    message='{smelter_id} is "{registered}", but "{name}" is {other_id}.',
    remedy="Correct the ID or the name, so that both mean one facility.",
    reason="Identity is metal and ID; a name that belongs to another ID puts either in doubt.",
    source="CMRT Smelter Look-up",
)
def id_and_name_disagree(rows: Rows) -> Iterator[Hit]:
    for row in rows:
        if row.vouched and row.named and row.named.pk != row.vouched.pk:
            yield at(
                SHEET,
                row.cell("name", "smelter_id"),
                smelter_id=row.vouched.smelter_id,
                registered=row.vouched.name,
                name=row.text("name") or row.name,
                other_id=row.named.smelter_id,
            )


@check(
    "REG-04",
    Severity.INFO,
    title="Name not known for this ID",
    message='Our register knows {smelter_id} as "{registered}", not as "{name}".',
    reason="Facilities are renamed and misspelt; the ID decides, and the team may add the name.",
    source="CMRT Smelter List column C",
)
def name_unknown_for_id(rows: Rows) -> Iterator[Hit]:
    for row in rows:
        if row.vouched and row.name and not row.named:
            given = {name_key(row.text("name") or row.name), name_key(row.name)}
            if name_key(row.vouched.name) not in given:
                yield at(
                    SHEET,
                    row.cell("name", "smelter_id"),
                    smelter_id=row.vouched.smelter_id,
                    registered=row.vouched.name,
                    name=row.text("name") or row.name,
                )


@check(
    "REG-05",
    Severity.WARN,
    title="Country differs",
    message="{smelter_id} {registered} stands in {country_registered}, but this row says {country}.",
    remedy="Correct the country, or tell us that the facility moved.",
    reason="Annex I prints where a facility stands, and a Covered Country must not be missed.",
    source="CMRT Smelter List column E",
)
def country_differs(rows: Rows) -> Iterator[Hit]:
    for row in rows:
        if row.vouched and row.text("country") and not _same_country(row.text("country"), row.vouched.country):
            yield at(
                SHEET,
                row.cell("country", "smelter_id"),
                smelter_id=row.vouched.smelter_id,
                registered=row.vouched.name,
                country_registered=row.vouched.country,
                country=row.text("country"),
            )


@check(
    "REG-06",
    Severity.WARN,
    title="Name without an ID that we cannot place",
    message='"{name}" has no ID, and our register knows no {metal} facility of that name.',
    remedy="Give the ID, or pick the name from the workbook's list.",
    reason="A name alone is not a facility; until it is placed it is counted as unresolved.",
    source="CMRT Smelter List columns A to C",
)
def name_unplaced(rows: Rows) -> Iterator[Hit]:
    for row in rows:
        listed = row.listed == Mention.Listed.LISTED
        if listed and row.name and row.text("metal") and not row.text("smelter_id") and not row.vouched:
            yield at(SHEET, row.cell("name", "metal"), name=row.name, metal=row.text("metal"))


@check(
    "REG-07",
    Severity.WARN,
    title='"Not listed", but known to us',
    message='"{name}" is in our register as {smelter_id} {registered}.',
    remedy="Give {smelter_id} if this is the facility you mean.",
    reason="An entry as not listed is never counted as a facility, although this one could be.",
    source="CMRT Smelter List column C",
)
def not_listed_but_known(rows: Rows) -> Iterator[Hit]:
    for row in rows:
        not_listed = row.listed == Mention.Listed.NOT_LISTED
        if not_listed and row.named and not row.text("smelter_id"):
            yield at(
                SHEET,
                row.cell("name", "metal"),
                name=row.text("name") or row.name,
                smelter_id=row.named.smelter_id,
                registered=row.named.name,
            )


REGISTER_CHECKS = CheckSet(
    "register",
    (
        id_of_another_metal,
        id_unknown,
        id_and_name_disagree,
        name_unknown_for_id,
        country_differs,
        name_unplaced,
        not_listed_but_known,
    ),
)


def _same_country(one: str, other: str) -> bool:
    code = country_code(one)
    return code == country_code(other) if code else one.strip().upper() == other.strip().upper()
