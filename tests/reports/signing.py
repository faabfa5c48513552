"""How the tests sign: the day, the four parts, one after the other."""

from datetime import date

from diligence.services import Evidence, entry_record
from reports.models import Filing, Signoff, Snapshot
from reports.services import filing_of, snapshot_approve

TODAY, SIGNED = date(2026, 5, 20), date(2026, 5, 19)
PARTS = ("preparer", "legal", "operations", "officer")


def sign(snapshot: Snapshot, part: str, person, sha256: str = "") -> Signoff:
    filing = filing_of(snapshot.filing.period)
    return snapshot_approve(filing, part, actor=person, today=TODAY, sha256=sha256 or snapshot.sha256)


def all_sign(snapshot: Snapshot, people) -> Filing:
    for part, person in zip(PARTS, people, strict=True):
        sign(snapshot, part, person)
    return filing_of(snapshot.filing.period)


def on_file(period, day: date = SIGNED) -> None:
    """The signed authentication document enters the log."""
    told = {"signatory": "Dana Whitfield", "kept_until": "2031-05-20"}
    evidence = Evidence(sha256="a" * 64, name="signed.pdf")
    entry_record(period, "authentication", day=day, told=told, evidence=evidence, actor=None)
