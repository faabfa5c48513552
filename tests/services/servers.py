"""A PostgreSQL and a Redis of a test's own, on ports of their own, to be stopped, filled and killed."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def until(ready: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, f"not ready after {seconds} s"
        time.sleep(0.05)


def database_named(server: str, name: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


@contextmanager
def database_copy(server: str, name: str, template: str = "template0") -> Iterator[str]:
    """A database of its own on a server that is there; raises psycopg.OperationalError when it is not."""
    with psycopg.connect(server, autocommit=True, connect_timeout=3) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield database_named(server, name)
        finally:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def redis_database(server: str) -> Iterator[str]:
    """A database of the server that nobody uses, emptied afterwards; raises redis.RedisError when there is none."""
    for number in range(15, 0, -1):
        url = urlunsplit(urlsplit(server)._replace(path=f"/{number}"))
        with redis.Redis.from_url(url, socket_connect_timeout=3) as client:
            # Taken and free at once: two runs do not meet in one.
            if client.dbsize() == 0 and client.set("taken", 1, nx=True, ex=3600):
                yield url
                client.flushdb()
                return
    raise redis.RedisError("no database of the server is empty")


class Server:
    """A process that can be started again after it was stopped or killed."""

    process: subprocess.Popen | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command(),
            cwd=self.folder,
            user=self.user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until(self.answers)

    def kill(self) -> None:
        """As a power cut would end it, with everything it started."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def __init__(self, user: str | None = None) -> None:
        self.port, self.user = free_port(), user
        self.folder = Path(tempfile.mkdtemp(prefix="cmr-server-"))
        if user:
            shutil.chown(self.folder, user)

    def remove(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class RedisServer(Server):
    """Without persistence: what it held is gone when it comes back."""

    def command(self) -> list[str]:
        return ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def do(self, *words: str) -> object:
        with redis.Redis.from_url(self.url, socket_connect_timeout=1) as client:
            return client.execute_command(*words)

    def answers(self) -> bool:
        try:
            return bool(self.do("PING"))
        except redis.RedisError:
            return False


class PostgresServer(Server):
    def __init__(self, connections: int = 60) -> None:
        # PostgreSQL refuses to run as root.
        super().__init__("postgres" if os.getuid() == 0 else None)
        self.connections = connections
        made = ["initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C", "--no-sync"]
        subprocess.run(made, cwd=self.folder, user=self.user, check=True, capture_output=True)

    def command(self) -> list[str]:
        given = ["-h", "127.0.0.1", "-p", str(self.port), "-k", "", "-c", f"max_connections={self.connections}"]
        return ["postgres", "-D", "data", *given, "-c", "superuser_reserved_connections=1"]

    def url(self, name: str = "postgres", user: str = "postgres") -> str:
        return f"postgres://{user}@127.0.0.1:{self.port}/{name}"

    def connect(self, user: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(self.url(user=user), autocommit=True, connect_timeout=2)

    def do(self, statement: str) -> None:
        with self.connect() as connection:
            connection.execute(statement)

    def answers(self) -> bool:
        try:
            self.do("SELECT 1")
        except psycopg.Error:
            return False
        return True
