"""The file's own Smelter Look-up beside the official ones that are at hand, each known by its template version."""

from collections.abc import Iterator, Mapping

from cmr.findings import Hit, Severity, check
from cmr.vocab import Metal
from suppliers.cmrt.checks.subject import Subject, at_row, at_table, listing, typed_ids
from suppliers.cmrt.layouts import layout_numbered
from suppliers.cmrt.layouts.addresses import LOOK_UP
from suppliers.cmrt.lookup import LookupLine, look_up_line, tidy_id

# Columns of the sheet and what they say, in the order of a line.
_COLUMNS = {"A": "metal", "B": "name", "C": "standard name", "D": "country", "E": "ID"}


@check(
    "CMRT-K25c",
    Severity.WARN,
    title="Smelter Look-up was changed",
    message="The Smelter Look-up of this file is not the one of version {version}: {differences}. {example}",
    remedy="Copy your answers into an unaltered template of version {version}.",
    reason="Names, countries and IDs of the Smelter List are taken from this sheet: it decides what is declared.",
    source="CMRT sheet Smelter Look-up against the official blank of the same version",
)
def look_up_is_the_official_one(s: Subject) -> Iterator[Hit]:
    official = frozenset(s.context.look_ups.by_version.get(s.document.version, ()))
    rows = {look_up_line(row): row.row for row in s.document.lookup.rows}
    lost = official - rows.keys()
    if not rows or not official or (len(rows) == len(official) and not lost):
        return
    before = {line[:2]: line for line in lost}
    extra = sorted((number, line) for line, number in rows.items() if line not in official)
    changed = [(number, line) for number, line in extra if line[:2] in before]
    counts = {
        "{} says something else": len(changed),
        "{} was added": len(extra) - len(changed),
        "{} is missing": len(lost) - len({line[:2] for _, line in changed}),
    }
    told = [
        words.format("1 row") if count == 1 else _many(words, count) for words, count in counts.items() if count > 0
    ]
    number, column, example = _example(*(changed or extra)[0], before) if extra else (None, "A", "")
    yield at_table(
        s,
        LOOK_UP,
        column,
        number,
        severity=Severity.BLOCK if _is_used(s, {line for _, line in extra}) else None,
        version=s.document.version,
        differences=listing(told),
        example=example,
    )


def _many(words: str, count: int) -> str:
    return words.format(f"{count} rows").replace(" says", " say").replace(" was", " were").replace(" is", " are")


def _is_used(s: Subject, lines: set[LookupLine]) -> bool:
    """Whether the declaration names a facility that one of the lines speaks of."""
    facilities = {(metal, smelter_id) for metal, _, _, _, smelter_id in lines}
    return any((row.metal, row.smelter_id) in facilities for row in s.document.smelters if row.smelter_id)


def _example(number: int, line: LookupLine, before: Mapping[tuple[str, str], LookupLine]) -> tuple[int, str, str]:
    """Row, column and words of a line that the official list has otherwise or not at all."""
    was = before.get(line[:2])
    if was is None:
        return number, "A", f'Row {number} has "{line[1]}", which is not there.'
    column, name, ours, theirs = next(
        (column, name, ours or "nothing", theirs or "nothing")
        for (column, name), ours, theirs in zip(_COLUMNS.items(), line, was, strict=True)
        if ours != theirs
    )
    return number, column, f'Row {number}: the {name} of "{line[1]}" is {ours} here and {theirs} there.'


@check(
    "CMRT-K12b",
    Severity.BLOCK,
    title="Smelter ID of another version",
    message='Row {row}: {smelter_id} is "{name}" ({metal}, {country}), but version {version} of the template does not '
    "list it: {known}.",
    remedy="If you use this smelter, enter its metal, name and country in the row yourself{or_newer}; "
    "if you do not, clear the row.",
    reason="Nothing is wrong with the ID, but the workbook shows #N/A for it, and its counter breaks.",
    source="CMRT Smelter List columns A and F against the Smelter Look-ups of other versions",
)
def ids_of_other_versions_are_complete(s: Subject) -> Iterator[Hit]:
    for row, column, text in typed_ids(s):
        tidy = tidy_id(text)
        found = elsewhere(s, tidy) if tidy else {}
        if not found or (row.metal and row.metal not in {line[0] for line in found.values()}):
            continue
        version, newer = _nearest(s, list(found))
        metal, _, name, country, _ = found[version]
        complete = row.metal and row.name and row.country
        yield at_row(
            row,
            column,
            severity=Severity.INFO if complete else None,
            smelter_id=tidy,
            name=name,
            metal=metal.lower(),
            country=country,
            version=s.document.version,
            known=f"it came with version {version}" if newer else f"version {version} is the last one that had it",
            or_newer=f", or use version {version} of the template" if newer else "",
        )


def elsewhere(s: Subject, smelter_id: str) -> dict[str, LookupLine]:
    """By version, what other versions say of an ID that the Look-up of this file lacks."""
    if not s.document.lookup.rows or s.document.lookup.metals_of(smelter_id):
        return {}
    known = s.context.look_ups.by_id.get(smelter_id, {})
    return {version: line for version, line in known.items() if version != s.document.version}


def metals_elsewhere(s: Subject, smelter_id: str) -> tuple[Metal, ...]:
    return tuple(dict.fromkeys(Metal(line[0]) for line in elsewhere(s, smelter_id).values()))


def _nearest(s: Subject, versions: list[str]) -> tuple[str, bool]:
    """The first later version, and True; else the last earlier one."""
    by_number = sorted((layout.number, version) for version in versions if (layout := layout_numbered(version)))
    later = [version for number, version in by_number if number > s.document.layout.number]
    return (later[0], True) if later else (by_number[-1][1], False)


CHECKS = (look_up_is_the_official_one, ids_of_other_versions_are_complete)
