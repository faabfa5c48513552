"""Real servers: PostgreSQL and Redis where they are reachable, and required where CI is set."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import redis

from tests.builders import build_cmrt
from tests.services.instance import Instance
from tests.services.sender import Sender
from tests.services.servers import database_copy, redis_database

POSTGRES = os.environ.get("DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
REDIS = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379"


def _missing(what: str, error: Exception) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"{what} must be reachable where CI is set: {error}")
    pytest.skip(f"{what} is not reachable: {error}")


@contextmanager
def _own_redis() -> Iterator[str]:
    try:
        with redis_database(REDIS) as url:
            yield url
    except redis.RedisError as error:
        _missing("Redis", error)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with _own_redis() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_prepared(tmp_path_factory) -> Path:
    """A migrated SQLite database with one request in it."""
    folder = tmp_path_factory.mktemp("sqlite")
    _prepare(Instance(folder))
    return folder


@pytest.fixture(scope="session")
def postgres_prepared(tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """The name of a migrated PostgreSQL database with one request in it, and its data folder."""
    name, folder = f"cmr_test_{os.getpid()}", tmp_path_factory.mktemp("postgres")
    try:
        with database_copy(POSTGRES, name) as url:
            _prepare(Instance(folder, url))
            yield name, folder
    except psycopg.OperationalError as error:
        _missing("PostgreSQL", error)


def _prepare(instance: Instance) -> None:
    instance.manage("migrate", "--no-input", "-v0")
    instance.step("prepare")


@contextmanager
def _sqlite_copy(prepared: Path, folder: Path) -> Iterator[Instance]:
    instance = Instance(folder)
    shutil.copytree(prepared, folder)
    yield instance
    instance.kill_all()


@contextmanager
def _postgres_copy(prepared: tuple[str, Path], folder: Path) -> Iterator[Instance]:
    with database_copy(POSTGRES, f"{prepared[0]}_{folder.name}", prepared[0]) as url:
        instance = Instance(folder, url)
        shutil.copytree(prepared[1], folder)
        yield instance
        instance.kill_all()


@pytest.fixture
def sqlite(sqlite_prepared, tmp_path) -> Iterator[Instance]:
    with _sqlite_copy(sqlite_prepared, tmp_path / "sqlite") as instance:
        yield instance


@pytest.fixture
def on_postgres(postgres_prepared, tmp_path) -> Iterator[Instance]:
    with _postgres_copy(postgres_prepared, tmp_path / "copy") as instance:
        yield instance


@dataclass
class House:
    """An instance with its processes running, each of which obeys `instance.order`, and its people."""

    instance: Instance
    senders: list[Sender]

    def kill_at(self, point: str) -> None:
        self.instance.order.write_text(point)

    @property
    def struck(self) -> bool:
        return not self.instance.order.exists()


def _house(instance: Instance, *options: str) -> House:
    people = instance.step("people", "3")
    obeys = {"CMR_KILL_AT": f"@{instance.order}", "UPLOADS_AN_HOUR": "1000", "UPLOADS_A_DAY": "1000"}
    port = instance.web(*options, **obeys)
    if instance.redis_url:
        instance.celery("--concurrency", "1", **obeys)
        instance.start("-m", "tests.services.steps", '[["sweep_on"]]')
    return House(instance, [Sender(port, *person) for person in people])


@pytest.fixture(scope="session")
def embedded(sqlite_prepared, tmp_path_factory) -> Iterator[House]:
    """All in one process: SQLite, and the claim loop in a thread of gunicorn's worker."""
    with _sqlite_copy(sqlite_prepared, tmp_path_factory.mktemp("embedded") / "house") as instance:
        yield _house(instance)


@pytest.fixture(scope="session")
def spread(postgres_prepared, tmp_path_factory) -> Iterator[House]:
    """gunicorn, a Celery worker and a sweep as processes of their own, on PostgreSQL and Redis.

    On a Redis database of its own: its worker lives as long as the run and would take other tests' messages.
    """
    folder = tmp_path_factory.mktemp("spread") / "house"
    with _own_redis() as url, _postgres_copy(postgres_prepared, folder) as instance:
        instance.redis_url = url
        yield _house(instance, "--preload")


@pytest.fixture(params=["embedded", "spread"])
def house(request) -> House:
    return request.getfixturevalue(request.param)


@pytest.fixture(params=["sqlite", "on_postgres"])
def instance(request) -> Instance:
    """The same test on both databases."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def files(tmp_path_factory) -> dict[str, str]:
    """What manufacturers send: a complete workbook, one with a contradiction, and a picture."""
    folder = tmp_path_factory.mktemp("files")
    made = {
        "good": build_cmrt(),
        "doubtful": build_cmrt(cells={"Declaration!D40": "Maybe"}),
        "picture": b"\xff\xd8\xff\xe0 a picture",
    }
    for name, data in made.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    return {name: str(folder / f"{name}.xlsx") for name in made}
