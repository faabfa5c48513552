"""An installation of its own for a test: a database, a store, and real processes that are started and killed."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.services.sender import Sender
from tests.services.servers import free_port, until

PROJECT = Path(__file__).resolve().parents[2]
OURS = ("DATABASE_URL", "REDIS_URL", "CMR_KILL_AT", "WORKER_THREAD", "SITE_URL", "TEST_DATABASE")


@dataclass
class Instance:
    data_dir: Path
    database_url: str = ""
    redis_url: str = ""
    running: list[subprocess.Popen] = field(default_factory=list)

    def env(self, **extra: str) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key not in OURS}
        given = {"CMR_DATA_DIR": str(self.data_dir), "DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}
        given["DJANGO_SETTINGS_MODULE"] = "cmr.settings"
        return kept | {key: value for key, value in given.items() if value} | extra

    def start(self, *args: str, **extra: str) -> subprocess.Popen:
        """A process of the project's Python that ends with the test at the latest."""
        with (self.data_dir / f"{len(self.running)}.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, *args],
                cwd=PROJECT,
                env=self.env(**extra),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def run(self, *args: str, **extra: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, *args], cwd=PROJECT, env=self.env(**extra), capture_output=True, text=True, timeout=60
        )

    def manage(self, *args: str, **extra: str) -> str:
        done = self.run("manage.py", *args, **extra)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def steps(self, *steps: tuple[str, ...], **extra: str) -> list[Any]:
        """Do some of `tests.services.steps`, all in one new process, and return what each says."""
        done = self.run("-m", "tests.services.steps", json.dumps(steps), **extra)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def step(self, *step: str, **extra: str) -> Any:
        return self.steps(step, **extra)[0]

    def celery(self, *args: str, **extra: str) -> subprocess.Popen:
        options = ("--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat")
        return self.start("-m", "celery", "-A", "cmr", "worker", *options, *args, **extra)

    def web(self, *args: str, workers: int = 1, **extra: str) -> int:
        """gunicorn on a port of its own, once it answers; returns the port."""
        port = free_port()
        options = ("--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--threads", "8", "--no-control-socket")
        self.start("-m", "gunicorn", "cmr.wsgi", *options, "--log-level", "warning", *args, **extra)
        until(lambda: Sender(port, 0, "").get("/health").status == 200)
        return port

    @property
    def order(self) -> Path:
        """The file that orders a kill (`CMR_KILL_AT=@file`, see `cmr.faults`); gone when it struck."""
        return self.data_dir / "kill-at"

    def sql(self, statement: str) -> list[Any]:
        """Straight to the database, past the project: the first column of what it answers."""
        return [row[0] for row in self.rows(statement)]

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        if self.database_url:
            with psycopg.connect(self.database_url) as connection:
                found = connection.execute(statement)
                return list(found) if found.description else []
        with closing(sqlite3.connect(self.data_dir / "cmr.sqlite3", timeout=20)) as connection, connection:
            return list(connection.execute(statement))

    def states(self) -> list[str]:
        """The state of every upload."""
        return self.sql("SELECT state FROM suppliers_upload ORDER BY id")

    def lapse(self) -> None:
        """Let all leases and waits run out, as time would."""
        past = "'2020-01-01 00:00:00'"
        self.sql(f"UPDATE suppliers_upload SET lease_until={past}, not_before={past}, hint_at={past}")

    def remind(self) -> None:
        """Let the sweep hint at once at what waits."""
        self.sql("UPDATE suppliers_upload SET hint_at='2020-01-01 00:00:00' WHERE state='queued'")

    def at_rest(self) -> bool:
        return not {"queued", "reading"} & set(self.states())

    def kill(self, process: subprocess.Popen) -> None:
        """SIGKILL to the process and all its children."""
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def kill_all(self) -> None:
        for process in self.running:
            self.kill(process)

    def logs(self) -> str:
        return "\n".join(path.read_text()[-3000:] for path in sorted(self.data_dir.glob("*.log")))


def wait_until(condition: Callable[[], Any], instance: Instance, seconds: float = 120) -> None:
    """Look again and again until the condition holds; fail with the processes' logs at the deadline."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"still {instance.states()} after {seconds} s\n{instance.logs()}"
        time.sleep(0.05)
