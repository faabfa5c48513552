"""The limits that the reading process sets on itself before it touches a stranger's bytes."""

import resource

GIBIBYTE = 1 << 30

ADDRESS_SPACE = 1 * GIBIBYTE
CPU_SECONDS = 20
OUTPUT_BYTES = 64_000_000

_LIMITS = (
    (resource.RLIMIT_AS, ADDRESS_SPACE),
    (resource.RLIMIT_CPU, CPU_SECONDS),
    (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
    (resource.RLIMIT_CORE, 0),
)


def apply_limits() -> None:
    """Lower the limits of this process for good; one that is lower already stays."""
    for kind, wanted in _LIMITS:
        hard = resource.getrlimit(kind)[1]
        value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (value, value))
