"""What must hold after any fault: counted from database and store alone, past the project's own code."""

import hashlib
from collections import Counter
from dataclasses import dataclass, fields

from tests.services.instance import Instance

ENDS = ("upload.read", "upload.unreadable", "upload.failed")
BEGINNINGS = ("upload.received", "upload.draft_received")


@dataclass(frozen=True)
class Counts:
    receipts: int = 0
    lost: int = 0  # promised, and no row, other bytes or no bytes
    double: int = 0  # more than one result, or an event twice
    stuck: int = 0  # not at rest, or at rest without its result and events
    orphans: int = 0  # bytes that no row names: harmless

    @property
    def holds(self) -> bool:
        return not (self.lost or self.double or self.stuck)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


def counts(instance: Instance, receipts: dict[int, str] | None = None) -> Counts:
    """`receipts`: upload's key -> sha256 of what was sent."""
    rows = {
        key: (sha256, state) for key, sha256, state in instance.rows("SELECT id, sha256, state FROM suppliers_upload")
    }
    blobs = {path.name: path for path in (instance.data_dir / "store" / "blobs").glob("??/*")}
    results = Counter(instance.sql("SELECT upload_id FROM suppliers_submission"))
    begun, ended = Counter[int](), Counter[int]()
    for key, event in instance.rows(
        "SELECT object_id, event FROM cmr_auditevent WHERE object_type = 'suppliers.upload'"
    ):
        begun[int(key)] += event in BEGINNINGS
        ended[int(key)] += event in ENDS
    promised = receipts or {}
    sound = {sha256 for sha256 in {row[0] for row in rows.values()} if _sound(blobs, sha256)}
    lost = {key for key, sha256 in promised.items() if rows.get(key, ("", ""))[0] != sha256}
    lost |= {key for key, (sha256, _) in rows.items() if sha256 not in sound}
    once = {key: state == "read" for key, (_, state) in rows.items()}
    return Counts(
        receipts=len(promised),
        lost=len(lost),
        double=sum(results[key] > 1 or begun[key] > 1 or ended[key] > 1 for key in rows),
        stuck=sum(results[key] < once[key] or not begun[key] or not ended[key] for key in rows),
        orphans=len(set(blobs) - {row[0] for row in rows.values()}),
    )


def _sound(blobs: dict, sha256: str) -> bool:
    return sha256 in blobs and hashlib.sha256(blobs[sha256].read_bytes()).hexdigest() == sha256
