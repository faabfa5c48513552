"""Steps of the letters' kill tests, run in a process of their own.

python -m tests.services.letter_steps write 12
"""

import json
import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402

from cmr import audit  # noqa: E402
from cmr.models import AuditEvent, ReportingPeriod  # noqa: E402
from suppliers.models import Contact, Letter, Request  # noqa: E402
from suppliers.services import contacts, outbox, queue  # noqa: E402
from suppliers.services.campaigns import campaign_set  # noqa: E402
from suppliers.services.follow_up import follow_up_run, ladder_offer  # noqa: E402
from suppliers.services.letters import letter_write  # noqa: E402
from suppliers.services.requests import request_open, supplier_add  # noqa: E402
from tests.services.crowd import at_once  # noqa: E402


def write(count: str) -> int:
    """Letters to a manufacturer's contact."""
    request = Request.objects.select_related("period__registrant", "supplier").get()
    person = ("Alice Alder", "alice@alder.example", "en")
    for number in range(int(count)):
        letter_write("invitation", period=request.period, to=person, request=request, key=f"{number}", actor=None)
    return int(count)


def send_at_once(times: str) -> list[str]:
    """Send the only letter many times at one moment."""
    letter = Letter.objects.get()
    return sorted(at_once(int(times), lambda _: str(outbox.send(letter.pk))))


def silent(count: str) -> int:
    """So many manufacturers that gave no answer for a month, and a ladder."""
    period = ReportingPeriod.objects.get()
    Request.objects.all().delete()
    due = timezone.localdate() - timedelta(days=5)
    campaign_set(period, follow_up=True, due_date=due, actor=None)
    ladder_offer(period, actor=None)
    for number in range(int(count)):
        supplier = supplier_add(f"Supplier {number}", "US", actor=None)
        contacts.contact_add(supplier, f"{number}@supplier.example", actor=None)
        request_open(supplier, period, due, None)
    Request.objects.update(requested_at=timezone.now() - timedelta(days=40))
    return Contact.objects.count()


def follow_up() -> int:
    return len(follow_up_run(timezone.localdate()))


def sweep_on() -> None:
    """Sweep like a hasty beat, until killed."""
    while True:
        queue.sweep()
        outbox.hints.hint("letters_send")


def oracle() -> list[str]:
    """What is wrong with the letters' rows."""
    wrong = list(audit.chain_breaks())
    for letter in Letter.objects.all():
        events = AuditEvent.objects.filter(object_type="suppliers.letter", object_id=str(letter.pk))
        ends = events.filter(event__in=["letter.sent", "letter.uncertain", "letter.failed"]).count()
        if letter.state in ("waiting", "sending"):
            wrong.append(f"{letter.pk} rests in {letter.state}")
        if ends != 1:
            wrong.append(f"{letter.pk} ended {ends} times")
    return wrong


if __name__ == "__main__":
    name, *given = sys.argv[1:]
    print(json.dumps(globals()[name](*given)))
