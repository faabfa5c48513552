"""A house of its own for the torture: PostgreSQL, Redis, web, workers and sweep, each of which may be killed."""

import contextlib
import os
import random
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

import psycopg

from tests.builders import build_cmrt
from tests.services.instance import Instance
from tests.services.oracle import Counts, counts
from tests.services.sender import Sender, sha256, varied
from tests.services.servers import PostgresServer, RedisServer, free_port, until

PEOPLE = 20


@dataclass
class House:
    instance: Instance
    postgres: PostgresServer
    redis: RedisServer
    folder: Path
    files: dict[str, bytes]
    web_port: int = field(default_factory=free_port)
    people: list[Sender] = field(default_factory=list)
    running: dict[str, Popen] = field(default_factory=dict)
    receipts: dict[int, str] = field(default_factory=dict)
    sent: int = 0

    def open(self) -> None:
        self.postgres.start()
        self.redis.start()
        self.instance.manage("migrate", "--no-input", "-v0")
        _, people = self.instance.steps(("prepare",), ("people", str(PEOPLE)))
        self.people = [Sender(self.web_port, *person) for person in people]
        for name in ("web", "worker", "sweep"):
            self.start(name)
        self.await_web()

    def start(self, name: str) -> None:
        obeys = {"CMR_KILL_AT": f"@{self.instance.order}", "UPLOADS_AN_HOUR": "100000", "UPLOADS_A_DAY": "100000"}
        # Short, so that what a killed worker held comes back within seconds.
        obeys |= {"LEASE_SECONDS": "8", "RETRY_SECONDS": "1", "SWEEP_AFTER_SECONDS": "2", "LOG_LEVEL": "CRITICAL"}
        if name == "web":
            options = ("--bind", f"127.0.0.1:{self.web_port}", "--workers", "2", "--threads", "8", "--preload")
            self.running[name] = self.instance.start(
                "-m", "gunicorn", "cmr.wsgi", *options, "--no-control-socket", "--log-level", "critical", **obeys
            )
        elif name == "worker":
            self.running[name] = self.instance.celery("--concurrency", "2", **obeys)
        else:
            self.running[name] = self.instance.start("-m", "tests.services.steps", '[["sweep_on"]]', **obeys)

    def await_web(self) -> None:
        until(lambda: self.people[0].get("/health").status == 200, 60)

    def revive(self) -> None:
        """Start again what ended; a supervisor would."""
        for name, process in self.running.items():
            if process.poll() is not None:
                self.start(name)

    def send(self, kind: str = "good", person: int | None = None) -> int | None:
        """Send a file that nobody sent before; the receipt, if one came."""
        self.sent += 1
        data = varied(self.files[kind], f"file {self.sent} of {os.getpid()}") if kind != "picture" else os.urandom(900)
        sender = self.people[self.sent % PEOPLE if person is None else person]
        receipt = sender.send(data).receipt
        if receipt is not None:
            self.receipts[receipt] = sha256(data)
        return receipt

    def rest(self, seconds: float) -> bool:
        """Wait until everything is at rest, bringing back what ended; whether it came to that."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.revive()
            with contextlib.suppress(psycopg.Error):
                if self.instance.at_rest():
                    return True
            time.sleep(0.5)
        return False

    def verdict(self) -> Counts:
        return counts(self.instance, self.receipts)

    def child_of(self, name: str) -> int | None:
        """One of the processes that a server started, at random."""
        master = self.running[name].pid
        with contextlib.suppress(OSError):
            children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
            return int(random.choice(children)) if children else None
        return None

    def kill_child(self, name: str) -> None:
        child = self.child_of(name)
        if child:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def kill_all_of(self, name: str) -> None:
        self.instance.kill(self.running[name])


@contextlib.contextmanager
def house() -> Iterator[House]:
    folder = Path(tempfile.mkdtemp(prefix="cmr-torture-"))
    postgres, redis = PostgresServer(), RedisServer()
    files = {"good": build_cmrt(), "doubtful": build_cmrt(cells={"Declaration!D40": "Maybe"}), "picture": b""}
    found = House(Instance(folder, postgres.url(), redis.url), postgres, redis, folder, files)
    try:
        found.open()
        yield found
    finally:
        found.instance.kill_all()
        postgres.remove()
        redis.remove()
        shutil.rmtree(folder)


class Load:
    """Files coming in at a steady pace, from a few threads, while the block runs."""

    def __init__(self, house: House, a_second: float, threads: int = 3) -> None:
        self._house, self._pause, self._stop = house, threads / a_second, threading.Event()
        self._threads = [threading.Thread(target=self._send_on, daemon=True) for _ in range(threads)]

    def _send_on(self) -> None:
        while not self._stop.wait(self._pause):
            self._house.send(random.choice(("good", "good", "good", "doubtful", "picture")))

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
