"""What a case of a check is, and the parts that many cases share."""

from dataclasses import dataclass, field
from typing import Any

from cmr.findings import Severity
from suppliers.cmrt.lookup import look_up_lines, read_lookup
from suppliers.cmrt.workbook import open_workbook
from tests.builders import LOOKUP, Facility, build_cmrt

B = {"smelter_id": "CID900005"}  # tin, Brazil
OTHERS = [{"smelter_id": i} for i in ("CID900001", "CID900003", "CID900006")]
MANY = tuple(Facility("Tin", f"Works {n}", f"Works {n}", "PERU", f"CID8{n:05}") for n in range(60))


def smelters(*rows: dict) -> dict[str, Any]:
    """The other three metals complete, and these rows from row 8 of the Smelter List on."""
    return {"smelters": [*OTHERS, *rows]}


HALF = {"smelters": [{"smelter_id": f.smelter_id} for f in MANY[:30]], "lookup": (*LOOKUP, *MANY)}


# Smelter Look-ups of official blanks, as a Context has them.
OFFICIAL = look_up_lines(read_lookup(open_workbook(build_cmrt())))
NEWER = [("Tin", "Novo", "Novo Ltda.", "BRAZIL", "CID910001")]
OLDER = [("Tin", "Velho", "Velho Ltda.", "BRAZIL", "CID910002")]


@dataclass
class Case:
    """`bad` and `good` are arguments of build_cmrt, of Context under "context",
    or of last year's workbook under "before"; left out, `good` is the default."""

    code: str
    place: str
    bad: dict[str, Any]
    good: dict[str, Any] = field(default_factory=dict)
    severity: Severity | None = None
    id: str = ""


def tin(question: int, answer: Any, **more: Any) -> dict[str, Any]:
    return {"answers": {question: {"Tin": answer}}} | more
