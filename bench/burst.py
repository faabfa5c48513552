"""What a deadline's last minute does: 200 manufacturers send a declaration of 350 rows each within sixty seconds.

    python -m bench.burst [--manufacturers 200] [--seconds 60]

Real processes on this machine: gunicorn with two workers, a Celery worker with two, a PostgreSQL database and a Redis
database of the bench's own (DATABASE_URL and REDIS_URL name the servers). Every manufacturer is signed in, sends its
own file at a moment of its own by HTTP, and then looks whether the result is there as often as the page does.
"""

import argparse
import contextlib
import html
import os
import random
import re
import statistics
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis

from bench.cmrt import ROWS, declarations
from bench.timing import figures
from tests.services.instance import Instance
from tests.services.sender import Sender, varied
from tests.services.servers import database_copy, redis_database

# How many different lists there are; every file has bytes of its own.
LISTS = 20
# Where a page that waits looks, and after how many seconds.
_LOOKS = re.compile(r'hx-get="(/portal/files/[^"]+)" hx-trigger="every (\d+)s"')
# Seconds after the last upload at which a result is a failure.
PATIENCE = 180


@dataclass
class Visit:
    """One manufacturer's minute, in seconds from the start."""

    status: int = 0
    answer: float = 0.0
    sent: float = 0.0
    done: float = 0.0


def main() -> None:
    given = _arguments()
    postgres = os.environ.get("DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
    broker = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379"
    with ExitStack() as stack:
        try:
            database = stack.enter_context(database_copy(postgres, f"cmr_burst_{os.getpid()}"))
            redis_url = stack.enter_context(redis_database(broker))
        except (psycopg.OperationalError, redis.RedisError) as error:
            print(f"The burst needs PostgreSQL and Redis (DATABASE_URL, REDIS_URL): {error}".splitlines()[0])
            return
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cmr-burst-")))
        instance = Instance(folder, database, redis_url)
        stack.callback(instance.kill_all)
        visits = burst(instance, given.manufacturers, given.seconds)
        states = Counter(instance.states())
        print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; ", end="")
        print(", ".join(f"{name} {seconds:.0f} s of CPU" for name, seconds in spent(instance).items()))
    _report(visits, states)


def burst(instance: Instance, manufacturers: int, seconds: float) -> list[Visit]:
    """Let everybody send within `seconds`, and wait for every result."""
    bases = declarations(min(LISTS, manufacturers))
    files = [varied(bases[number % len(bases)], f"manufacturer {number}") for number in range(manufacturers)]
    # As the image does: the reading process would compile our code each time.
    instance.run("-m", "compileall", "-q", "cmr", "smelters", "suppliers", "reports")
    instance.manage("migrate", "--no-input", "-v0")
    _, people = instance.steps(("prepare",), ("people", str(manufacturers)))
    instance.celery("--concurrency", "2")
    port = instance.web(workers=2)
    senders = [Sender(port, *person) for person in people]
    senders[0].get("/portal/")  # both sides have loaded what they need
    chance = random.Random(7)
    moments = [chance.uniform(0, seconds) for _ in senders]
    visits = [Visit() for _ in senders]
    start = time.monotonic()
    threads = [
        threading.Thread(target=_visit, args=(*each, start, seconds + PATIENCE), daemon=True)
        for each in zip(senders, files, moments, visits, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return visits


def spent(instance: Instance) -> dict[str, float]:
    """Seconds of CPU that worker and web took, with all their processes."""
    used = Counter[str]()
    tick = os.sysconf("SC_CLK_TCK")
    names = {process.pid: name for process, name in zip(instance.running, ("worker", "web"), strict=True)}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            if name := names.get(int(fields[2])):  # the group; then user and system time, own and of ended children
                used[name] += sum(map(int, fields[11:15])) / tick
    return dict(used)


def _visit(sender: Sender, data: bytes, moment: float, visit: Visit, start: float, limit: float) -> None:
    time.sleep(max(0.0, start + moment - time.monotonic()))
    answer = sender.send(data)
    visit.status, visit.answer, visit.sent = answer.status, answer.seconds, time.monotonic() - start
    if answer.receipt is None:
        return
    address, pause = f"/portal/files/{answer.receipt}/", 1
    page = sender.get(address, Accept="text/html")
    while time.monotonic() - start < limit:
        looks = _LOOKS.search(page.body.decode())
        if page.status == 200 and looks is None:
            visit.done = time.monotonic() - start
            return
        if looks:
            address, pause = html.unescape(looks[1]), int(looks[2])
        time.sleep(pause)
        part = sender.get(address, Accept="text/html")
        # 204: nothing changed, and the page looks again after the same pause.
        page = part if part.status == 200 else page


def _report(visits: list[Visit], states: Counter[str]) -> None:
    last = max(visit.sent for visit in visits)
    answers = sorted(visit.answer for visit in visits)
    waits = [visit.done - visit.sent for visit in visits if visit.done]
    failed = sum(visit.status != 200 or not visit.done for visit in visits)
    median = statistics.median(waits) if waits else 0.0
    print(f"{len(visits)} files of {ROWS} rows in {last:.1f} s; at rest: {dict(states)}")
    print(f"answer: median {statistics.median(answers):.3f} s, slowest {answers[-1]:.3f} s")
    print(f"result after the answer: median {median:.1f} s, slowest {max(waits, default=0.0):.1f} s")
    figures(
        {
            "uploads": len(visits),
            "failed": failed,
            "last_result_s": max((visit.done for visit in visits), default=0.0) - last,
            "p95_answer_s": answers[int(len(answers) * 0.95)],
        }
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.burst", description=__doc__.splitlines()[0])
    parser.add_argument("--manufacturers", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60, help="on a busy machine: more, in proportion")
    return parser.parse_args()


if __name__ == "__main__":
    main()
