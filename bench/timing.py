"""Fair timing: the contenders take turns in one run, so that a busy minute hits all of them alike."""

import gc
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping


def medians(contenders: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Seconds a call, the median of `rounds` interleaved rounds after one to warm up."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, call in contenders.items():
            gc.collect()
            start = time.perf_counter()
            call()
            if number:
                taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def report(title: str, seconds: Mapping[str, float], base: str) -> None:
    """A table of medians and of ratios against one contender."""
    print(f"\n{title}\n{'':44}{'median':>12}{'ratio':>10}")
    for name, value in seconds.items():
        print(f"{name:44}{value * 1000:>9.1f} ms{value / seconds[base]:>10.2f}")


def figures(values: Mapping[str, object]) -> None:
    """The last line: one JSON object."""
    print(json.dumps({key: round(value, 4) if isinstance(value, float) else value for key, value in values.items()}))


def own_instance(database_url: str = "") -> None:
    """An empty instance in a folder of its own, migrated, so that a bench never touches anybody's data.

    `database_url`: an empty database that the caller has made; without one it is SQLite.
    """
    os.environ["CMR_DATA_DIR"] = tempfile.mkdtemp(prefix="cmr-bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "cmr.settings"
    os.environ["LOG_LEVEL"] = "WARNING"
    for name in ("DATABASE_URL", "REDIS_URL", "SITE_URL"):
        os.environ.pop(name, None)
    if database_url:
        os.environ["DATABASE_URL"] = database_url
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
