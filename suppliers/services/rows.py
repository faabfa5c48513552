"""What was read and matched, as rows of the database (not saved yet)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cmr.findings import Finding
from cmr.tables import CONTROL
from smelters.models import Smelter
from smelters.services import Reported, facilities_report
from suppliers.matching import Row, UnknownKey
from suppliers.models import Disposition, FindingRow, Mention, Submission, UnknownName
from suppliers.services.dispositions import aliases_hold, dispositions_in_force, names_hold, settled

# What the file's own check said of a row, the register need not say of it again.
SAID_ALREADY = {"REG-01": "CMRT-K13", "REG-02": "CMRT-K12", "REG-06": "CMRT-K15"}
_OWN = {"row", "metal", "smelter_id", "name", "standard_name", "country", "listed", "cells"}


def storable(value: Any) -> Any:
    """The reader's JSON without the characters that a database cannot hold; a last wall behind the reader's own."""
    if isinstance(value, str):
        return CONTROL.sub("", value)
    if isinstance(value, dict):
        return {key: storable(each) for key, each in value.items()}
    return [storable(each) for each in value] if isinstance(value, list) else value


def draft_rows(rows: Iterable[Row], submission: Submission) -> list[Mention]:
    """One Mention per row of a draft: with the facility where the register knows it, and nothing entered anywhere."""
    return [
        _mention(row, submission, {"smelter_id": row.facility.pk, "match": row.match} if row.facility else {})
        for row in rows
    ]


def mention_rows(rows: Iterable[Row], submission: Submission) -> list[Mention]:
    """One Mention per row; facilities that the register did not have are entered as reported, names that nobody knows
    as unknown, and what was decided on those holds for these rows too.

    Call it in the transaction that saves them.
    """
    rows = tuple(rows)
    reported = _report(row for row in rows if row.reported)
    unknown = names_hold(_unknown(rows))
    now = aliases_hold(rows)
    if now != rows:
        rows, unknown = now, names_hold(_unknown(now))
    year = submission.upload.request.period.year
    decided = dispositions_in_force((name.pk for name in unknown.values()), year)
    return [_mention(row, submission, _placed(row, reported, unknown, decided)) for row in rows]


def _unknown(rows: Sequence[Row]) -> dict[UnknownKey, str]:
    """The names to decide on, each as its first row writes it."""
    return {key: row.name[:500] for row in reversed(rows) if (key := row.unknown)}


def _mention(row: Row, submission: Submission, placed: Mapping[str, Any]) -> Mention:
    return Mention(
        submission=submission,
        row=row.given["row"],
        metal=row.text("metal"),
        reported_id=row.text("smelter_id")[:9],
        name=row.text("name")[:500],
        standard_name=row.text("standard_name")[:500],
        country=row.text("country")[:120],
        listed=row.listed,
        cells=dict(row.given.get("cells", {})),
        details={key: value for key, value in row.given.items() if key not in _OWN},
        **placed,
    )


def finding_rows(read: Iterable[Mapping[str, Any]], register: Iterable[Finding]) -> list[FindingRow]:
    """The reader's findings and the register's, in this order; only code, severity, place and parameters are kept.

    What both say of the same row is kept once, as the reader says it.
    """
    of_file = [
        FindingRow(
            code=found["code"],
            severity=found["severity"],
            sheet=(found.get("sheet") or "")[:40],
            cell=(found.get("cell") or "")[:20],
            params=found.get("params") or {},
        )
        for found in read
    ]
    said = {(row.code, _row_of(row.cell)) for row in of_file if row.code in SAID_ALREADY.values()}
    of_register = [
        FindingRow(
            code=found.code,
            severity=str(found.severity),
            sheet=found.place.sheet,
            cell=found.place.cell,
            params=dict(found.params),
        )
        for found in register
        if (SAID_ALREADY.get(found.code), _row_of(found.place.cell)) not in said
    ]
    return of_file + of_register


def _row_of(cell: str) -> str:
    return cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _placed(
    row: Row,
    reported: Mapping[tuple[str, str], Smelter],
    unknown: Mapping[UnknownKey, UnknownName],
    decided: Mapping[int, Disposition],
) -> dict[str, Any]:
    """The facility of a row and how it was found; else its unknown name with the decision that holds for it."""
    if row.facility:
        return {"smelter_id": row.facility.pk, "match": row.match}
    if row.reported:
        return {"smelter": reported[row.text("metal"), row.text("smelter_id")], "match": row.match}
    name = unknown[row.unknown] if row.unknown else None
    return {"unknown_name": name} | settled(decided.get(name.pk) if name else None)


def _report(rows: Iterable[Row]) -> dict[tuple[str, str], Smelter]:
    """In the order of metal and ID, so that two files that name the same new facilities do not wait for each other."""
    reported = sorted(
        Reported(
            row.text("metal"),
            row.text("smelter_id"),
            row.name,
            row.text("country"),
            row.text("city"),
            row.text("state"),
        )
        for row in rows
    )
    return facilities_report(reported)
