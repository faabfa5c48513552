"""Real servers: PostgreSQL and Redis where they are reachable, and required where CI is set."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import redis

from tests.builders import build_cmrt
from tests.services.instance import Instance

POSTGRES = os.environ.get("DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
REDIS = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379"


def _missing(what: str, error: Exception) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"{what} must be reachable where CI is set: {error}")
    pytest.skip(f"{what} is not reachable: {error}")


def _named(name: str) -> str:
    return urlunsplit(urlsplit(POSTGRES)._replace(path=f"/{name}"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """A connection that may make databases."""
    try:
        with psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3) as connection:
            yield connection
    except psycopg.OperationalError as error:
        _missing("PostgreSQL", error)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A database of the Redis server that nobody uses; emptied afterwards."""
    for number in range(15, 0, -1):
        url = urlunsplit(urlsplit(REDIS)._replace(path=f"/{number}"))
        client = redis.Redis.from_url(url, socket_connect_timeout=3)
        try:
            if client.dbsize() == 0:
                yield url
                client.flushdb()
                return
        except redis.RedisError as error:
            _missing("Redis", error)
        finally:
            client.close()
    pytest.fail("No database of the Redis server is empty.")


@pytest.fixture(scope="session")
def sqlite_prepared(tmp_path_factory) -> Path:
    """A migrated SQLite database with one request in it."""
    folder = tmp_path_factory.mktemp("sqlite")
    _prepare(Instance(folder))
    return folder


@pytest.fixture(scope="session")
def postgres_prepared(postgres, tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """The name of a migrated PostgreSQL database with one request in it, and its data folder."""
    name = f"cmr_test_{os.getpid()}"
    postgres.execute(f'CREATE DATABASE "{name}"')
    folder = tmp_path_factory.mktemp("postgres")
    try:
        _prepare(Instance(folder, _named(name)))
        yield name, folder
    finally:
        postgres.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _prepare(instance: Instance) -> None:
    instance.manage("migrate", "--no-input", "-v0")
    instance.step("prepare")


@pytest.fixture
def sqlite(sqlite_prepared, tmp_path) -> Iterator[Instance]:
    instance = Instance(tmp_path / "sqlite")
    shutil.copytree(sqlite_prepared, instance.data_dir)
    yield instance
    instance.kill_all()


@pytest.fixture
def on_postgres(postgres, postgres_prepared, tmp_path) -> Iterator[Instance]:
    prepared, folder = postgres_prepared
    name = f"{prepared}_copy"
    postgres.execute(f'CREATE DATABASE "{name}" TEMPLATE "{prepared}"')
    instance = Instance(tmp_path / "postgres", _named(name))
    shutil.copytree(folder, instance.data_dir)
    yield instance
    instance.kill_all()
    postgres.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


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
