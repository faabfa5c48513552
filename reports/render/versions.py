"""What a snapshot's documents are made with; pure. Other bytes from the same snapshot are explained by it."""

import hashlib
import sys
from functools import cache
from importlib.metadata import version

from reports.render.pdf import FILES, STYLE

# What decides over the bytes of the PDF, beside Python itself.
_PARTS = ("weasyprint", "pydyf", "tinycss2", "fonttools")


@cache
def versions() -> dict[str, str]:
    """Part -> version, with one hash over our style sheet and fonts."""
    digest = hashlib.sha256(STYLE.read_bytes())
    for path in FILES.values():
        digest.update(path.read_bytes())
    held = {part: version(part) for part in _PARTS}
    return held | {"python": f"{sys.version_info.major}.{sys.version_info.minor}", "style": digest.hexdigest()}
