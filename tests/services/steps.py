"""Steps of the tests in this folder, run in a process of their own.

    python -m tests.services.steps '[["receive", "a.xlsx"], ["work"]]'

prints one JSON list with what each says.
"""

import json
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from cmr import audit, storage  # noqa: E402
from cmr.celery import app  # noqa: E402
from cmr.models import AuditEvent, Registrant, ReportingPeriod, Role, User  # noqa: E402
from reports.services.texts import Do, Given, NotTaken, text_keep  # noqa: E402
from suppliers.models import Contact, FindingRow, Mention, Request, Submission, Upload  # noqa: E402
from suppliers.services import claims, ingest, queue, review  # noqa: E402
from suppliers.services.requests import request_open, supplier_add  # noqa: E402
from suppliers.services.uploads import upload_receive  # noqa: E402
from suppliers.transitions import Conflict  # noqa: E402
from tests.services.crowd import at_once  # noqa: E402
from tests.services.name_races import aliases_wrongly_kept, names_wrongly_settled  # noqa: E402


def prepare() -> int:
    """A registrant, a period and one request."""
    registrant = Registrant.objects.create(name="Meridian Instruments, Inc.")
    period = ReportingPeriod.objects.create(registrant=registrant, year=2025, covered_products="appliances")
    supplier = supplier_add("Harbor Board Works Ltd.", "US", actor=None)
    return request_open(supplier, period, date(2026, 3, 31), None).pk


def people(count: str) -> list[tuple[int, str]]:
    """So many manufacturers, each asked, with somebody signed in: the keys of request and session."""
    period, made = ReportingPeriod.objects.get(), []
    for number in range(int(count)):
        supplier = supplier_add(f"Manufacturer {number:03d}", "US", actor=None)
        user = User.objects.create_user(f"person{number}@manufacturer.example", Role.MANUFACTURER)
        Contact.objects.create(supplier=supplier, user=user)
        made.append((request_open(supplier, period, date(2026, 3, 31), None).pk, _session(user)))
    return made


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def chain() -> list[str]:
    return audit.chain_breaks()


def receive(*paths: str) -> list[int]:
    """Receive files for the request, one after the other."""
    return [_receive(path).pk for path in paths]


def receive_at_once(path: str, times: str) -> list[int]:
    """Receive the same file many times at one moment."""
    return at_once(int(times), lambda _: _receive(path).pk)


def process_at_once(times: str) -> list[str]:
    """Deliver the message for the only upload many times at one moment."""
    upload = Upload.objects.get()
    return sorted(at_once(int(times), lambda _: str(ingest.process(upload.pk))))


def process_all_at_once() -> list[str]:
    """Process every upload, each in a thread, at one moment."""
    ids = list(Upload.objects.order_by("id").values_list("pk", flat=True))
    return sorted(at_once(len(ids), lambda number: str(ingest.process(ids[number]))))


def decide_at_once(times: str) -> list[str]:
    """Let many reviewers decide on the one open submission at one moment, every other of them against it."""
    seen = [Submission.objects.get(state__in=["in_review", "needs_correction"]) for _ in range(int(times))]

    def decide(number: int) -> str:
        try:
            if number % 2:
                review.submission_return(seen[number], actor=None, note=f"correct it, says {number}")
            else:
                review.submission_accept(seen[number], actor=None, note=f"accepted, says {number}")
        except Conflict:
            return "told"
        return "won"

    return sorted(at_once(len(seen), decide))


def names_at_once(people: str) -> tuple[int, int]:
    """Bring unknown names and decide on them at one moment; how many rows there are, and how many stand wrong."""
    wrong = names_wrongly_settled(int(people), at_once)
    return Mention.objects.count(), wrong


def aliases_at_once(people: str) -> int:
    """Make a name an alias and take that back while files bring it; how much stands wrong afterwards."""
    return aliases_wrongly_kept(int(people), at_once)


def words_at_once(people: str) -> list[str]:
    """Reword one sentence, all of them at one moment and before they saw each other's; what each was told."""
    period = ReportingPeriod.objects.get()
    key = "caution.the-statements-in-this-report-rest-on-our-rcoi-and-due-diligence"
    writers = [User.objects.create_user(f"writer{n}@meridian.example", Role.LEGAL) for n in range(int(people))]

    def write(number: int) -> str:
        given = Given(f"We rest on what we know, says {'abcdefgh'[number]}.")
        try:
            text_keep(period, key, Do.REWORD, given, seen=0, today=date(2026, 5, 20), actor=writers[number])
        except NotTaken as error:
            return "told" if "Somebody changed" in str(error) else str(error)
        return "kept"

    return at_once(int(people), write)


def work() -> list[str]:
    """Read what is due, and say what is wrong then."""
    queue.work(until_idle=True)
    return oracle()


def sweep_on() -> None:
    """Sweep like a hasty beat, until killed."""
    while True:
        queue.sweep()
        time.sleep(0.1)


def hint_often(times: str) -> None:
    """Send the message for the only upload so often."""
    for _ in range(int(times)):
        queue.hint(Upload.objects.get().pk)


def hints_left() -> int:
    """Messages that no worker has done with."""
    with app.connection_for_read() as connection:
        client = connection.default_channel.client
        return client.llen("celery") + client.hlen("unacked")


def claim_plans() -> list[str]:
    """How the database goes about looking for what is due, and about claiming it."""
    due = Upload.objects.filter(claims.due())
    open_ones = due.order_by("id").values_list("pk", flat=True)[:1]
    return [open_ones.explain(), due.filter(pk=Upload.objects.latest("id").pk).explain()]


def claim_cost() -> float:
    """Seconds to look for what is due and claim it, the best of twenty."""
    taken = []
    for _ in range(20):
        started = time.perf_counter()
        claims.claim(Upload.objects.filter(claims.due()).order_by("id").values_list("pk", flat=True).first())
        taken.append(time.perf_counter() - started)
        Upload.objects.filter(state="reading").update(state="queued", attempts=0)
    return min(taken)


def rows() -> dict[str, Any]:
    """All that reading left in the database, without keys and times."""
    return {
        "requests": list(Request.objects.values_list("state", flat=True)),
        "uploads": list(Upload.objects.order_by("id").values("file_name", "sha256", "state", "reason_code", "reason")),
        "submissions": list(
            Submission.objects.order_by("upload_id").values(
                "upload__file_name", "reader_version", "state", "company_name", "document", "checker_remaining"
            )
        ),
        "mentions": list(
            Mention.objects.order_by("submission__upload_id", "row").values(
                "row", "metal", "reported_id", "name", "country", "cells", "match", "smelter__smelter_id"
            )
        ),
        "findings": list(
            FindingRow.objects.order_by("submission__upload_id", "id").values(
                "code", "severity", "sheet", "cell", "params"
            )
        ),
    }


def oracle() -> list[str]:
    """What is wrong with the instance; empty when nothing was lost and nothing happened twice."""
    return list(_wrong())


def _wrong() -> Iterator[str]:
    ends = ["upload.read", "upload.unreadable", "upload.failed"]
    for upload in Upload.objects.all():
        events = AuditEvent.objects.filter(object_type="suppliers.upload", object_id=str(upload.pk))
        if len(storage.read(upload.sha256)) != upload.size:
            yield f"{upload}: its bytes differ"
        if upload.state in ("queued", "reading"):
            yield f"{upload}: rests in {upload.state}"
        if upload.submissions.count() != (upload.state == "read"):
            yield f"{upload}: {upload.state} with {upload.submissions.count()} results"
        if events.filter(event="upload.received").count() != 1:
            yield f"{upload}: not received once"
        if events.filter(event__in=ends).count() != 1:
            yield f"{upload}: not ended once"
    for request in Request.objects.all():
        if request.submissions.filter(state__in=["in_review", "needs_correction"]).count() > 1:
            yield f"{request}: more than one open submission"
    yield from audit.chain_breaks()


def _receive(path: str) -> Upload:
    data = Path(path).read_bytes()
    return upload_receive(Request.objects.get(), file_name=Path(path).name, chunks=[data], actor=None)


STEPS = (
    prepare,
    people,
    chain,
    receive,
    receive_at_once,
    process_at_once,
    process_all_at_once,
    decide_at_once,
    names_at_once,
    aliases_at_once,
    words_at_once,
    work,
    sweep_on,
    hint_often,
    hints_left,
    claim_plans,
    claim_cost,
    rows,
    oracle,
)

if __name__ == "__main__":
    known = {step.__name__: step for step in STEPS}
    print(json.dumps([known[name](*arguments) for name, *arguments in json.loads(sys.argv[1])]))
