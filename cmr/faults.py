"""Named points at which the fault tests kill the process, as a power cut would. Off unless CMR_KILL_AT names one.

`CMR_KILL_AT=point` kills every process that comes by; `CMR_KILL_AT=@file` kills the first one at the point that the
file names, and takes the file away: a test writes it anew to strike again.
"""

import contextlib
import os
import signal
from pathlib import Path

_AT = os.environ.get("CMR_KILL_AT", "")


def point(name: str) -> None:
    if _AT and _strikes(name):
        os.kill(os.getpid(), signal.SIGKILL)


def _strikes(name: str) -> bool:
    if not _AT.startswith("@"):
        return name == _AT
    with contextlib.suppress(OSError):  # gone: it struck already
        order = Path(_AT[1:])
        if order.read_text() == name:
            order.unlink()
            return True
    return False
