"""Proving a filing from what is kept: its snapshot, its documents rendered again, its signatures, the audit chain."""

import json
from dataclasses import dataclass, field
from typing import Any

from cmr import storage
from cmr.audit import chain_breaks
from cmr.models import AuditEvent
from reports.document import from_json
from reports.models import Filing, RenderedDocument, Signoff, Snapshot
from reports.render.edgar import documents
from reports.render.html import page
from reports.render.pdf import RenderFailed
from reports.render.versions import versions
from reports.render.words import words_of
from reports.services.approval import approval_standing
from reports.services.build import render

PDF = RenderedDocument.Kind.PDF


@dataclass
class Verified:
    """What was compared and held, and what did not, in sentences."""

    held: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def say(self, holds: bool, held: str, wrong: str) -> None:
        (self.held if holds else self.wrong).append(held if holds else wrong)


def filing_verify(filing: Filing) -> Verified:
    """Compare everything that stands behind a filing: the frozen snapshot, or the newest where none is frozen."""
    found = Verified()
    standing = approval_standing(filing)
    if standing.snapshot is None:
        found.held.append("Nothing was built, so there is nothing to compare.")
        return found
    content = _content(standing.snapshot, found)
    if content is not None:
        _documents(standing.snapshot, content, found)
        _evidence(content, found)
        _waivers(content, found)
    _signatures(filing, standing.snapshot, standing.signed, found)
    return found


def chain_verify() -> Verified:
    """The audit log as one chain."""
    breaks = chain_breaks()
    held = [] if breaks else [f"The audit chain of {AuditEvent.objects.count()} events is unbroken."]
    return Verified(held, breaks)


def _content(snapshot: Snapshot, found: Verified) -> bytes | None:
    name = snapshot.sha256
    try:
        content = storage.read(name)
    except (FileNotFoundError, storage.Damaged) as fault:
        gone = isinstance(fault, FileNotFoundError)
        found.wrong.append(
            f"Snapshot {name} is {'missing from the store' if gone else 'changed: it hashes otherwise'}."
        )
        return None
    found.held.append(f"Snapshot {name}: {len(content)} bytes hash to its name.")
    built = {"event": "filing.built", "object_id": str(snapshot.filing_id), "after__snapshot": name}
    logged = AuditEvent.objects.filter(**built).first()
    rows = {row.kind: row.sha256 for row in snapshot.documents.all()}
    found.say(
        bool(logged and {kind: logged.after.get(kind) for kind in rows} == rows),
        "The log of its building names this snapshot and these documents.",
        "The log of its building does not name this snapshot with these documents.",
    )
    return content


def _waivers(content: bytes, found: Verified) -> None:
    """Each finding that the snapshot says was let pass: by whom and why, as the log has it."""
    passed = json.loads(content).get("waivers", [])
    for each in passed:
        logged = AuditEvent.objects.filter(
            event="filing.finding_waived",
            actor_name=each["decided_by"],
            reason=each["reason"],
            after__code=each["code"],
        )
        who = f"{each['code']} was let pass by {each['decided_by']} on {each['decided_on']}"
        found.say(
            any(event.after.get("said") == each["said"] for event in logged),
            f"{who} (“{each['said']}”: {each['reason']}), as the log says.",
            f"{who}, the snapshot says, and the log does not.",
        )


def _documents(snapshot: Snapshot, content: bytes, found: Verified) -> None:
    made, now = json.loads(content).get("made_with"), versions()
    try:
        again = render(content)
    except RenderFailed as fault:
        found.wrong.append(f"The snapshot cannot be rendered here: {fault}")
        return
    kept: dict[str, bytes] = {}
    for row in snapshot.documents.all():
        try:
            kept[row.kind] = data = storage.read(row.sha256)
        except (FileNotFoundError, storage.Damaged) as fault:
            gone = isinstance(fault, FileNotFoundError)
            found.wrong.append(f"{row.kind} {row.sha256} is {'missing from the store' if gone else 'changed'}.")
            continue
        found.say(
            row.size == len(data), f"{row.kind}: its bytes hash to its row.", f"{row.kind}: its row gives another size."
        )
        if again[row.kind] == data:
            found.held.append(f"{row.kind}: rendered again, all {row.size} bytes are the same.")
        elif made == now:
            found.wrong.append(f"{row.kind}: rendered again by the same programme, its bytes differ.")
    for kind in sorted(set(again) - {row.kind for row in snapshot.documents.all()}):
        found.wrong.append(f"{kind} is not among the documents kept.")
    if made != now and any(again[kind] != data for kind, data in kept.items()):
        _words(content, kept, again, _unlike(made, now), found)


def _words(content: bytes, kept: dict[str, bytes], again: dict[str, bytes], unlike: str, found: Verified) -> None:
    """Where another renderer gives other bytes, the words must be the same: kept, rendered, and set in the PDF."""
    report = from_json(json.loads(content)["report"])
    printed, plain = words_of(page(report, draft=False)), documents(report, draft=False)
    filed = [_said(kept.get(name, b"")) for name in plain]
    same = filed == [_said(again[name]) for name in plain]
    same = same and (not plain or printed == [word for data in plain.values() for word in _said(data)])
    found.say(
        same,
        f"The renderer is another one ({unlike}), so bytes differ; the {sum(map(len, filed))} words of the EDGAR pages "
        "kept, of those rendered now and of the text that the PDF is set from were compared, and are the same.",
        f"The renderer is another one ({unlike}), and the words differ as well.",
    )


def _evidence(content: bytes, found: Verified) -> None:
    files = json.loads(content)["facts"]["files"]
    broken = [(each, fault) for each in files if (fault := storage.unsound(each["sha256"]))]
    for each, fault in broken:
        found.wrong.append(f"{each['file_name']} of {each['supplier']} ({each['sha256']}) is {fault} in the store.")
    if not broken:
        found.held.append(f"All {len(files)} CMRTs that it rests on are in the store, and hash to their names.")


def _signatures(filing: Filing, snapshot: Snapshot, signed: tuple[Signoff, ...], found: Verified) -> None:
    events = AuditEvent.objects.filter(object_type="reports.filing", object_id=str(filing.pk)).order_by("id")
    logged: dict[str, tuple[Any, Any]] = {}
    filed: dict[str, Any] = {}
    for event, after in events.values_list("event", "after"):
        if event == "filing.signed":
            logged[after["part"]] = (after["person"], after["snapshot"])
        elif event == "filing.reopened":
            logged = {}
        elif event == "filing.filed":
            filed = after
    kept = {row.part: (row.person_id, snapshot.sha256) for row in signed}
    astray = Signoff.objects.filter(snapshot__filing=filing, voided_at=None).exclude(snapshot=filing.frozen).count()
    names = ", ".join(f"{row.get_part_display()}: {row.person}" for row in signed) or "nobody has signed"
    found.say(
        kept == logged and not astray,
        f"The signatures name this snapshot and agree with the log ({names}).",
        "The signatures do not agree with what the log says of who signed which snapshot.",
    )
    said = {"filed_on": str(filing.filed_on), "accession_number": filing.accession_number, "snapshot": snapshot.sha256}
    if filing.filed_on or filed:
        found.say(
            filed == said,
            f"Filed on {filing.filed_on} as {filing.accession_number}, as the log says.",
            "The day or number of filing, or the snapshot filed, is not what the log says.",
        )
        found.say(
            len(kept) == len(Signoff.Part), "All four parts were signed.", "It was filed, and not all parts are signed."
        )


def _said(data: bytes) -> list[str]:
    return words_of(data.decode("ascii", "replace"))


def _unlike(made: dict[str, str] | None, now: dict[str, str]) -> str:
    if not made:
        return "the snapshot does not say with which it was made"
    return ", ".join(
        f"{part} {made.get(part, 'none')[:12]}, now {now.get(part, 'none')[:12]}"
        for part in sorted(made.keys() | now.keys())
        if made.get(part) != now.get(part)
    )
