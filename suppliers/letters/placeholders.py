"""The closed table of what a letter's text may name. Filling it in never executes anything."""

from dataclasses import dataclass

INVITATION, REMINDER, OVERDUE, FINAL = "invitation", "reminder", "overdue", "final"
ESCALATION, CORRECTION, RECEIPT, FACILITIES = "escalation", "correction", "receipt", "facilities"

KINDS = (INVITATION, REMINDER, OVERDUE, FINAL, ESCALATION, CORRECTION, RECEIPT, FACILITIES)
LADDER = (REMINDER, OVERDUE, FINAL)
TO_MANUFACTURERS = tuple(kind for kind in KINDS if kind != ESCALATION)


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A name between braces. `lines` marks what may take several lines and therefore stands in no subject."""

    name: str
    meaning: str
    kinds: tuple[str, ...] = KINDS
    lines: bool = False

    @property
    def written(self) -> str:
        return f"{{{self.name}}}"


PLACEHOLDERS = (
    Placeholder("contact", "The person the letter goes to; without a name, the manufacturer."),
    Placeholder("manufacturer", "The manufacturer that was asked.", TO_MANUFACTURERS),
    Placeholder("registrant", "The company that files the report."),
    Placeholder("year", "The calendar year asked about."),
    Placeholder("due date", "The day until which we ask for the answer; of a correction, its own day."),
    Placeholder("asked on", "The day of the request.", TO_MANUFACTURERS),
    Placeholder("link", "The personal link, or the address of the manufacturer's page.", TO_MANUFACTURERS),
    Placeholder("products", "The products we ask about, one a line.", TO_MANUFACTURERS, lines=True),
    Placeholder("attached", "A sentence that names the attached files; nothing when there are none.", lines=True),
    Placeholder("open", "A sentence that says what is still open.", LADDER, lines=True),
    Placeholder("corrections", "What to correct: sheet, cell, what to do, one a line.", (CORRECTION,), lines=True),
    Placeholder("note", "What the reviewer wrote.", (CORRECTION,), lines=True),
    Placeholder("receipt", "The number of the receipt.", (CORRECTION, RECEIPT)),
    Placeholder("file", "The name of the file that we received.", (CORRECTION, RECEIPT)),
    Placeholder("result", "What the checks found in the file.", (RECEIPT,), lines=True),
    Placeholder("facilities", "The facilities and their status, one a line.", (FACILITIES,), lines=True),
    Placeholder("day", "The day of the statuses, or of the list.", (FACILITIES, ESCALATION)),
    Placeholder("silent", "The silent or unreliable manufacturers, one a line.", (ESCALATION,), lines=True),
    Placeholder("sender", "Who signs the letter."),
    Placeholder("sender title", "The title of who signs."),
)


def placeholders_of(kind: str) -> dict[str, Placeholder]:
    """What a letter of this kind may name, by name."""
    return {item.name: item for item in PLACEHOLDERS if kind in item.kinds}
