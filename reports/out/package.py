"""The ZIP for the filing agent: the documents and a manifest of their hashes; same documents, same bytes."""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from typing import Any

from reports.out.export import pretty

# What each document is to EDGAR, beside the submission's form type.
_TYPES = {"sd.htm": "{form}", "ex101.htm": "EX-1.01", "form-sd.pdf": "unofficial copy"}
# ZIP knows no earlier day; any fixed one serves.
_DAY = (1980, 1, 1, 0, 0, 0)


def package(snapshot_sha256: str, snapshot: Mapping[str, Any], documents: Mapping[str, bytes]) -> bytes:
    """A ZIP of the documents and manifest.json, from a snapshot's content alone."""
    facts = snapshot["facts"]
    form = "SD/A" if facts.get("amendment") else "SD"
    members = {name: documents[name] for name in _TYPES if name in documents}
    manifest = {
        "submission": form,
        "amendment": facts.get("amendment", 0),
        "registrant": facts["filer"]["name"],
        "commission_file_number": facts["filer"]["file_number"],
        "period_end": f"{facts['year']}-12-31",
        "signed_on": facts["signed_on"],
        "snapshot": snapshot_sha256,
        "documents": [
            {
                "file": name,
                "type": _TYPES[name].format(form=form),
                "bytes": len(data),
                "sha256": hashlib.sha256(data).hexdigest(),
            }
            for name, data in members.items()
        ],
    }
    return zipped({**members, "manifest.json": pretty(manifest)})


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A ZIP of files by name; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name, _DAY)
            # Stored, for what deflate makes of a file depends on the library; the same rights on every system.
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_STORED, 3, 0o644 << 16
            archive.writestr(entry, data)
    return out.getvalue()
