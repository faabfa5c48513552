"""The outbox: letters leave one by one, and none twice. The row is the queue, as with uploads.

*Sending* is committed before the mail server is called. A letter that the server refused waits for its next attempt;
one of which nobody knows whether the server took it rests as *uncertain* and never leaves again by itself.
"""

import logging
import time
from contextlib import suppress
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from cmr import audit
from cmr.faults import point
from cmr.models import User
from suppliers.letters.placeholders import LADDER
from suppliers.models import CorrectionRequest, Letter, LetterKind, Request, Upload
from suppliers.services import hints
from suppliers.services.claims import seconds
from suppliers.services.handover import Handover, NotTaken
from suppliers.transitions import LETTER, Conflict, move

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
# Minutes to the next attempt, after the first, the second, and each later one.
WAITS = (1, 5, 30)
# States of a request that still wait for the manufacturer.
OPEN = (Request.State.REQUESTED, Request.State.UNREADABLE, Request.State.NEEDS_CORRECTION)
# A round of a loop that has other things to do as well ends after so many letters, or so many seconds.
A_ROUND, ROUND_SECONDS = 5, 20.0

# The steps between which a power cut must send nothing twice.
SEND = (
    "outbox.after_claim",
    "outbox.before_handover",
    "outbox.after_handover",  # the mail server has it, and nobody knows but the server
    "outbox.before_commit",
    "outbox.after_commit",
)


class Outcome(StrEnum):
    """What became of one call of send()."""

    SENT = "sent"
    WAITING = "waiting"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    SKIPPED = "skipped"


def hint(letter_id: int) -> None:
    """Tell a worker that a letter waits."""
    hints.hint("letter_send", letter_id)


def due() -> QuerySet[Letter]:
    """What may leave now."""
    return Letter.objects.filter(needed(), state=Letter.State.WAITING, not_before__lte=Now())


def needed() -> Q:
    """Whether a waiting letter still says what is so.

    Nobody is asked for anything once the request is withdrawn; a reminder is over as soon as something came, or
    something else was asked for, after it was written.
    """
    request = Q(request=OuterRef("request"))
    came = Upload.objects.filter(request, draft=False, received_at__gt=OuterRef("written_at"))
    asked = CorrectionRequest.objects.filter(
        submission__request=OuterRef("request"), asked_at__gt=OuterRef("written_at")
    )
    silent = Q(request__state__in=OPEN) & ~Exists(came) & ~Exists(asked)
    return (
        Q(request=None)
        | Q(kind=LetterKind.RECEIPT)
        | (Q(kind__in=LADDER) & silent)
        | (~Q(kind__in=LADDER) & ~Q(request__state=Request.State.WITHDRAWN))
    )


def send(letter_id: int) -> Outcome:
    """Claim a letter and hand it over; the one service behind thread, worker and command."""
    letter = _claim(letter_id)
    if letter is None:
        return Outcome.SKIPPED
    point("outbox.after_claim")
    handover = Handover(letter)
    try:
        point("outbox.before_handover")
        handover.run()
    except NotTaken as refusal:
        return _refused(letter, str(refusal))
    except (KeyboardInterrupt, SystemExit):
        # An orderly stop is no strike, as long as nothing of the letter left the house.
        if handover.text_left:
            _uncertain(letter, "The program was stopped while the letter was being handed over.")
        else:
            _settle(letter, Letter.State.WAITING, not_before=Now(), attempts=F("attempts") - 1)
        raise
    except Exception:
        log.exception("Letter %s: handed over, and no answer came.", letter.pk)
        return _uncertain(letter, "The mail server did not say whether it took the letter.")
    point("outbox.after_handover")
    return _sent(letter)


def drain(at_most: int = A_ROUND, within: float = ROUND_SECONDS) -> int:
    """Send what is due, oldest first, for one round; returns how many attempts were made."""
    cancel_unneeded()
    done, end = 0, time.monotonic() + within
    for letter_id in due().order_by("id").values_list("pk", flat=True)[:at_most]:
        done += send(letter_id) != Outcome.SKIPPED
        if time.monotonic() > end:
            break
    return done


def sweep() -> int:
    """Put aside what was interrupted, take back what is not needed, and send a worker for what waits too long."""
    touched = expire() + cancel_unneeded()
    late = due().filter(not_before__lte=seconds(-settings.SWEEP_AFTER_SECONDS)).count()
    if late:
        hints.hint("letters_send")
    return touched + late


def expire() -> int:
    """Letters whose worker never came back rest as uncertain: they may have left."""
    count = 0
    for letter in Letter.objects.filter(state=Letter.State.SENDING, lease_until__lt=Now()):
        outcome = _uncertain(letter, "The program ended while the letter was being sent.")
        count += outcome == Outcome.UNCERTAIN
    return count


def cancel_unneeded() -> int:
    """Take back what was answered before it left; returns how many letters."""
    reason = "The manufacturer answered meanwhile, or is no longer asked."
    return letters_cancel(Letter.objects.exclude(needed()), actor=None, reason=reason)


def letters_cancel(letters: QuerySet[Letter], *, actor: User | None, reason: str) -> int:
    """Take back those that still wait; one that a worker took meanwhile goes out. Returns how many were stopped."""
    stopped = 0
    for letter in letters.filter(state=Letter.State.WAITING):
        with suppress(Conflict):
            letter_cancel(letter, actor=actor, reason=reason)
            stopped += 1
    return stopped


@transaction.atomic
def letter_cancel(letter: Letter, *, actor: User | None, reason: str) -> None:
    """Never send this letter; raises Conflict when it is on its way."""
    _move(letter, Letter.State.CANCELLED, "letter.cancelled", actor=actor, reason=reason)


@transaction.atomic
def letter_send_again(letter: Letter, *, actor: User) -> None:
    """Try once more with a letter that failed, or of which a person decides that it did not arrive."""
    _move(letter, Letter.State.WAITING, "letter.sent_again", actor=actor, not_before=Now(), problem="")
    transaction.on_commit(lambda: hint(letter.pk), robust=True)


@transaction.atomic
def letter_arrived(letter: Letter, *, actor: User) -> None:
    """A person knows that an uncertain letter arrived."""
    _move(letter, Letter.State.SENT, "letter.confirmed", actor=actor, sent_at=Now(), problem="")


def _claim(letter_id: int) -> Letter | None:
    if not due().filter(pk=letter_id).exists():
        return None
    # The condition is on the row's own columns alone: PostgreSQL looks at these again once it holds the row, and at
    # a subquery not.
    taken = Letter.objects.filter(pk=letter_id, state=Letter.State.WAITING, not_before__lte=Now()).update(
        state=Letter.State.SENDING, attempts=F("attempts") + 1, lease_until=seconds(settings.LEASE_SECONDS)
    )
    if not taken:
        return None
    return Letter.objects.select_related("period__registrant", "invitation").get(pk=letter_id)


def _sent(letter: Letter) -> Outcome:
    with transaction.atomic():
        if not _settle(letter, Letter.State.SENT, "letter.sent", sent_at=timezone.now(), problem=""):
            return Outcome.SKIPPED
        transaction.on_commit(lambda: point("outbox.after_commit"))
        point("outbox.before_commit")
    return Outcome.SENT


def _refused(letter: Letter, why: str) -> Outcome:
    if letter.attempts >= MAX_ATTEMPTS:
        log.error("Letter %s rests as failed: %s", letter.pk, why)
        _settle(letter, Letter.State.FAILED, "letter.failed", problem=why)
        return Outcome.FAILED
    wait = seconds(60 * WAITS[min(letter.attempts, len(WAITS)) - 1])
    _settle(letter, Letter.State.WAITING, not_before=wait, problem=why)
    return Outcome.WAITING


def _uncertain(letter: Letter, why: str) -> Outcome:
    settled = _settle(letter, Letter.State.UNCERTAIN, "letter.uncertain", problem=why)
    return Outcome.UNCERTAIN if settled else Outcome.SKIPPED


@transaction.atomic
def _settle(letter: Letter, to: str, event: str = "", **changes: Any) -> bool:
    """Write what became of this attempt; False when another attempt has begun, or a person decided.

    A worker that was slow finds its letter uncertain. What it knows counts more, as long as nobody decided.
    """
    for state in (Letter.State.SENDING, Letter.State.UNCERTAIN):
        letter.state = state
        if to in LETTER[state]:
            with suppress(Conflict):
                _move(letter, to, event, where=Q(attempts=letter.attempts), **changes)
                return True
    return False


def _move(
    letter: Letter,
    to: str,
    event: str,
    *,
    actor: User | None = None,
    reason: str = "",
    where: Q | None = None,
    **changes: Any,
) -> None:
    before = {"state": letter.state}
    move(letter, to, where=where, lease_until=None, **changes)
    if event:
        after = {"state": to, "attempts": letter.attempts}
        audit.record(event, actor, letter, before=before, after=after, reason=reason or letter.problem)
