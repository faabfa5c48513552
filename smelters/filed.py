"""Which periods have been filed. The register stands below the filing and does not know it.

The app that files calls `tell` when it starts.
"""

from collections.abc import Callable, Mapping
from datetime import date

Filed = Callable[[], Mapping[int, date]]
_asked: list[Filed] = []


def tell(filed: Filed) -> None:
    """From now on ask this for the day of filing of each filed period, by the period's key."""
    _asked[:] = [filed]


def filed_periods() -> dict[int, date]:
    """The day on which each filed period was filed, by its key; a correction no longer reaches what was printed."""
    return {period: day for ask in _asked for period, day in ask().items()}
