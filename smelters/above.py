"""What the register asks of the apps that stand above it and that it does not know.

Who answers says so when it starts. As long as nobody does, the answer is silence.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar

from cmr.models import ReportingPeriod
from smelters.models import Smelter

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


class Question(Generic[Asked, Answer]):
    def __init__(self, silence: Answer) -> None:
        self._silence = silence
        self._answer: Callable[Asked, Answer] | None = None

    def answered_by(self, answer: Callable[Asked, Answer]) -> None:
        """From now on this answers."""
        self._answer = answer

    def __call__(self, *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        return self._answer(*args, **kwargs) if self._answer else self._silence


class Recycling(NamedTuple):
    """That a facility refines recycled material: since which year, by which decision on a name, who said so and why."""

    since: int
    name: str
    reason: str
    who: str
    said_on: date


# The day on which each filed period was filed, by its key: what was printed then, a correction no longer reaches.
filed_periods: Question[[], Mapping[int, date]] = Question({})
# Who takes the facility with this key for a recycler.
recycling_of: Question[[int], list[Recycling]] = Question([])
# The grade (or "") of each facility by its key in the report of a period, with what a declaration says of each.
grades_of: Question[[ReportingPeriod, Mapping[Smelter, Sequence[Mapping[str, Any]]], date], Mapping[int, str]] = (
    Question({})
)
