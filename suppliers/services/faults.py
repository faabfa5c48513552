"""Named points at which the fault tests kill the process, as a power cut would. Off unless CMR_KILL_AT names one."""

import os
import signal


def point(name: str) -> None:
    if os.environ.get("CMR_KILL_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
