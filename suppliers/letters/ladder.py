"""The follow-up ladder, pure: who gets which letter on a day, and who gets none and why. Today is an argument.

Only the newest rung that is due goes out, so that a week in which nothing ran does not bring three letters at once.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from suppliers.letters.placeholders import ESCALATION, FINAL, OVERDUE, REMINDER
from suppliers.letters.words import day_in_words

# What we offer to a team: days from the due date, and the letter.
USUAL = ((-14, REMINDER), (-3, REMINDER), (3, OVERDUE), (10, OVERDUE), (21, FINAL), (28, ESCALATION))


@dataclass(frozen=True, slots=True)
class Rung:
    id: int
    days: int
    kind: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be written to. `last`: the day of the last letter of this ladder; `bounced`: it came back."""

    id: int
    name: str
    address: str
    last: date | None = None
    bounced: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A manufacturer that was asked, as the ladder sees it.

    `silent`: nothing came, or nothing that could be read, or a correction is overdue; else `answer` says in words
    where it stands. `due` is the day the answer is due, of a correction its own day, and `correction` its number.
    `since`: the last day on which something was asked for or came; rungs up to it are passed over.
    """

    id: int
    manufacturer: str
    since: date
    due: date
    silent: bool
    answer: str
    people: tuple[Person, ...]
    correction: int | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A letter that goes to a person today, or (with `skipped`) why none does; without `asked`, to the executive."""

    asked: Asked | None
    person: Person | None
    rung: Rung | None
    day: date | None
    skipped: str = ""

    @property
    def key(self) -> str:
        """What must not be sent twice."""
        if self.rung is None or self.person is None:
            return ""
        if self.asked is None:
            return f"step:{self.rung.id}:executive"
        correction = f":{self.asked.correction}" if self.asked.correction else ""
        return f"step:{self.rung.id}:{self.asked.id}:{self.person.id}{correction}"


def follow_up_plan(
    rungs: Iterable[Rung], asked: Iterable[Asked], written: Collection[str], today: date, *, on: bool = True
) -> list[Due]:
    """What each person who was asked gets today. `written` are the keys of the letters that exist already."""
    steps = sorted((rung for rung in rungs if rung.kind != ESCALATION), key=lambda rung: rung.days)
    return [due for one in asked for due in _of_one(steps, one, written, today, on)]


def escalation_plan(
    rungs: Iterable[Rung],
    executive: Person | None,
    due: date,
    silent: int,
    written: Collection[str],
    today: date,
    *,
    on: bool = True,
) -> Due | None:
    """The letter to the executive about `silent` manufacturers; None while no rung for it is due."""
    steps = sorted((rung for rung in rungs if rung.kind == ESCALATION), key=lambda rung: rung.days)
    rung = _newest(steps, due, today, after=date.min)
    if rung is None:
        return None
    planned = Due(None, executive, rung, due + timedelta(days=rung.days))
    if executive is None:
        return replace(planned, skipped="No executive is named for this year.")
    return _held_back(planned, executive, written, on) or (
        planned if silent else replace(planned, skipped="Nobody is silent.")
    )


def _of_one(steps: list[Rung], one: Asked, written: Collection[str], today: date, on: bool) -> Iterator[Due]:
    rung = _newest(steps, one.due, today, after=one.since) if one.silent else None
    if rung is None:
        yield Due(one, None, None, None, _nothing_due(steps, one, today) if one.silent else one.answer)
        return
    planned = Due(one, None, rung, one.due + timedelta(days=rung.days))
    if not one.people:
        yield replace(planned, skipped="There is no contact to write to.")
    for person in one.people:
        letter = replace(planned, person=person)
        yield _held_back(letter, person, written, on) or letter


def _held_back(letter: Due, person: Person, written: Collection[str], on: bool) -> Due | None:
    """The letter with the reason why it does not go out; None when it does."""
    if letter.key in written:
        return replace(letter, skipped="This letter is written already.")
    if person.last and letter.day and letter.day <= person.last:
        return replace(letter, skipped="A newer letter is written already.")
    if not on:
        return replace(letter, skipped="Following up is switched off for this year.")
    if person.bounced:
        return replace(letter, skipped="The last letter to this address came back; correct the address.")
    return None


def _newest(steps: list[Rung], due: date, today: date, *, after: date) -> Rung | None:
    """The last rung whose day has come. A reminder of a day to come is none any more once that day has passed."""
    reached = [rung for rung in steps if after < due + timedelta(days=rung.days) <= today]
    return reached[-1] if reached and not (reached[-1].kind == REMINDER and today > due) else None


def _nothing_due(steps: list[Rung], one: Asked, today: date) -> str:
    days = [day for rung in steps if (day := one.due + timedelta(days=rung.days)) > today]
    return f"The next letter is due on {day_in_words(days[0], 'en')}." if days else "The ladder has no further letter."
