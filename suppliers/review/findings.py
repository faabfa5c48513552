"""The findings of a declaration as a reviewer works through them: grouped by what to do, each cell with its finding."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from suppliers.services.explanations import things_explained
from suppliers.services.settling import Given, Waived
from suppliers.services.waivers import things_waived
from suppliers.shown import TEAM_ONLY, Thing


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that call for the same act; `key` begins the anchors, `meaning` is one of the four."""

    key: str
    meaning: str
    title: str
    things: Sequence[Thing]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """What stands of a file's findings, and what was let pass.

    `blocking` counts for the decision: what the manufacturer explained is among it, what the team let pass is not.
    """

    blocking: list[Thing] = field(default_factory=list)
    warned: list[Thing] = field(default_factory=list)
    explained: list[Thing] = field(default_factory=list)
    passed: list[Thing] = field(default_factory=list)
    notes: list[Thing] = field(default_factory=list)

    @property
    def standing(self) -> list[Thing]:
        return [*self.blocking, *self.warned]

    @property
    def to_ask(self) -> list[Thing]:
        """What may be put to the manufacturer."""
        return [thing for thing in self.standing if thing.code not in TEAM_ONLY]

    @property
    def groups(self) -> list[Group]:
        """In the order of work, without the empty ones."""
        said = [thing for thing in self.standing if thing.explanations]
        own = [thing for thing in self.standing if thing.code in TEAM_ONLY]
        rest = [thing for thing in self.warned if thing not in said and thing not in own]
        groups = (
            Group("correct", "blocks", "To correct", [thing for thing in self.blocking if thing not in said]),
            Group("answered", "needs", "Answered with a reason: read it", said),
            Group("look", "needs", "To look at", rest),
            Group("own", "needs", "For you alone: manufacturers are not told", own),
            Group("passed", "done", "Let pass", self.passed, folded=True),
            Group("notes", "info", "For information", self.notes, folded=True),
        )
        return [group for group in groups if group.things]

    @property
    def anchors(self) -> dict[str, tuple[str, str]]:
        """For each cell the anchor and the words of the first finding that stands at it."""
        found: dict[str, tuple[str, str]] = {}
        for group in self.groups:
            for number, thing in enumerate(group.things, 1):
                for hit in thing.hits if not group.folded else ():
                    found.setdefault(hit.place, (f"{group.key}-{number}", hit.message))
        return found


def findings_grouped(
    blocking: Iterable[Thing], warned: Iterable[Thing], notes: Iterable[Thing], given: Given, waived: Waived
) -> Findings:
    """What the checks found, with the manufacturer's reasons and the team's own."""
    (blocking, passed), (warned, passed_too) = things_waived(blocking, waived), things_waived(warned, waived)
    _, explained = things_explained([*blocking, *warned], given)
    return Findings(blocking, warned, explained, [*passed, *passed_too], list(notes))
