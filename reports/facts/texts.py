"""What the team wrote into the report, as the snapshot keeps it; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What the team did to a sentence, or that the sentence is its own (`models.SentenceText.Kind`)."""

    REWORDED = "reworded"
    ADDED = "added"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class TeamText:
    """The team's text in force for a sentence.

    `after` is the sentence that one of the team's own follows, `apart` says that it makes a paragraph of its own.
    `delivered` is what we said when it was written, `rests_on` the facts as they were then: placeholder -> the value
    printed. `last_year` holds the facts of the year before where the words are the same as then. `reason` says why it
    was written, or why it holds although the facts have changed.
    """

    section: str
    key: str
    kind: str
    text: str = ""
    after: str = ""
    apart: bool = False
    delivered: str = ""
    rests_on: Mapping[str, str] = field(default_factory=dict)
    last_year: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
