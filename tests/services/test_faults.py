"""Redis, PostgreSQL and disks that fail while files come in: no false receipt, nothing lost, no restart needed."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.services.conftest import _missing, _prepare
from tests.services.instance import Instance, wait_until
from tests.services.oracle import counts
from tests.services.sender import Sender, sha256, variant
from tests.services.servers import PostgresServer, RedisServer, until

pytestmark = pytest.mark.services
MUCH = {"UPLOADS_AN_HOUR": "1000", "UPLOADS_A_DAY": "1000"}


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    yield from _served(RedisServer)


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    yield from _served(PostgresServer)


def _served(kind):
    try:
        server = kind()
        server.start()
    except (OSError, subprocess.CalledProcessError) as error:
        _missing(kind.__name__, error)
    yield server
    server.remove()


def a_sender(instance: Instance, *args: str, **extra: str) -> Sender:
    [person] = instance.step("people", "1")
    return Sender(instance.web(*args, **MUCH, **extra), *person)


def test_r3_it_takes_and_reads_files_whatever_becomes_of_redis(on_postgres, own_redis, files):
    on_postgres.redis_url = own_redis.url
    sender, receipts = a_sender(on_postgres), {}

    def send(count: int) -> None:
        for _ in range(count):
            data = variant(files["good"])
            answer = sender.send(data)
            assert answer.status == 200, answer
            assert answer.seconds < 10
            receipts[answer.receipt] = sha256(data)

    def all_read() -> None:
        on_postgres.remind()
        wait_until(on_postgres.at_rest, on_postgres, 60)
        assert counts(on_postgres, receipts).holds
        assert set(on_postgres.states()) == {"read"}

    send(3)
    own_redis.do("FLUSHALL")  # nobody works yet: three hints are gone
    on_postgres.celery("--concurrency", "1")
    on_postgres.start("-m", "tests.services.steps", '[["sweep_on"]]')
    all_read()
    own_redis.kill()
    send(2)
    own_redis.start()  # without what it held
    all_read()
    own_redis.do("CONFIG", "SET", "maxmemory", "1")
    send(2)
    own_redis.do("CONFIG", "SET", "maxmemory", "0")
    all_read()


def test_r4_it_promises_nothing_while_postgresql_is_away_and_goes_on_by_itself(own_postgres, tmp_path, files):
    url = own_postgres.url() + "?options=-c%20lock_timeout%3D500ms"
    instance = Instance(tmp_path / "data", url)
    instance.data_dir.mkdir()
    _prepare(instance)
    sender = a_sender(instance, WORKER_THREAD="false")

    def refused() -> None:
        answer = sender.send(variant(files["good"]))
        assert (answer.status, answer.receipt) == (503, None)
        assert "try again" in answer.told["error"]
        page = sender.get("/portal/", Accept="text/html")
        assert page.status == 503
        assert "try again" in page.body.decode()

    def taken() -> None:
        until(lambda: sender.send(variant(files["good"])).status == 200)

    taken()
    own_postgres.kill()
    refused()
    own_postgres.start()
    taken()
    held = _all_connections(own_postgres)
    refused()
    for connection in held:
        connection.close()
    taken()
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE suppliers_request")
        refused()
    taken()
    assert len(instance.states()) == 4
    instance.kill_all()


def _all_connections(server: PostgresServer) -> list[psycopg.Connection]:
    server.do("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname <> ''")
    held = []
    while True:
        try:
            held.append(server.connect())
        except psycopg.OperationalError:
            return held


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """A disk of 2 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True)
    if done.returncode:
        pytest.skip("Only root may mount a small disk.")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def remount(disk: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True)


def stored(instance: Instance) -> tuple[int, int]:
    """How many files have their name in the store, and how many are on their way in."""
    store = instance.data_dir / "store"
    return len(list((store / "blobs").glob("??/*"))), len(list((store / "tmp").iterdir()))


@pytest.mark.parametrize("size", [600_000, 3_000_000], ids=["in memory", "spooled"])
def test_r5_it_keeps_nothing_of_a_file_while_the_store_is_full_or_read_only(size, sqlite, small_disk):
    shutil.move(sqlite.data_dir / "store", small_disk / "store")
    (sqlite.data_dir / "store").symlink_to(small_disk / "store")
    sender = a_sender(sqlite, WORKER_THREAD="false")

    def refused() -> None:
        answer = sender.send(os.urandom(size))
        assert (answer.status, answer.receipt) == (503, None)
        assert "try again" in answer.told["error"]
        assert (len(sqlite.states()), *stored(sqlite)) == (1, 1, 0)

    assert sender.send(os.urandom(1000)).status == 200
    (small_disk / "full").write_bytes(bytes(1_600_000))
    refused()
    (small_disk / "full").unlink()
    remount(small_disk, "ro")
    refused()
    remount(small_disk, "rw,size=8m")
    assert sender.send(os.urandom(size)).status == 200
    sqlite.kill_all()


def test_r5_it_promises_nothing_while_the_disk_of_the_database_is_full(sqlite, small_disk):
    remount(small_disk, "size=16m")
    for path in sqlite.data_dir.glob("cmr.sqlite3*"):
        (small_disk / path.name).write_bytes(path.read_bytes())
    sqlite.database_url = f"sqlite:///{small_disk / 'cmr.sqlite3'}"
    sender = a_sender(sqlite, WORKER_THREAD="false")
    assert sender.send(b"one").status == 200
    with (small_disk / "full").open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while file.write(bytes(4096)):
            pass
    answers = [sender.send(b"two %d" % number) for number in range(3)]
    assert {answer.status for answer in answers} == {503}
    (small_disk / "full").unlink()
    assert sender.send(b"three").status == 200
    sqlite.kill_all()


def test_r6_it_reads_once_what_a_hundred_messages_bring_to_eight_processes(on_postgres, redis_url, files):
    on_postgres.redis_url = redis_url
    on_postgres.steps(("receive", files["good"]), ("hint_often", "100"))
    on_postgres.celery("--concurrency", "8")
    wait_until(lambda: not on_postgres.step("hints_left"), on_postgres, 60)
    wait_until(on_postgres.at_rest, on_postgres)
    assert on_postgres.sql("SELECT attempts FROM suppliers_upload") == [1]
    assert counts(on_postgres).holds


def test_r7_it_makes_one_upload_of_the_same_bytes_sent_fifty_times_at_once(house, files):
    data, answers = variant(files["good"]), []
    start = threading.Barrier(50)

    def send() -> None:
        start.wait()
        answers.append(house.senders[0].send(data))

    threads = [threading.Thread(target=send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status for answer in answers} == {200}
    [receipt] = {answer.receipt for answer in answers}

    other = house.senders[2].send(data)

    assert (other.status, set(other.told)) == (200, set(answers[0].told))
    assert other.receipt != receipt
    wait_until(house.instance.at_rest, house.instance)
    assert counts(house.instance, {receipt: sha256(data), other.receipt: sha256(data)}).holds


def test_r15_it_finds_what_is_due_among_two_hundred_thousand_rows_by_the_few_that_are_open(on_postgres, files):
    on_postgres.step("receive", files["good"])
    on_postgres.sql(
        "INSERT INTO suppliers_upload (request_id, kind, covers, draft, file_name, sha256, size, received_at, state, "
        "attempts, not_before, hint_at, reason_code, reason) SELECT request_id, kind, covers, draft, file_name, "
        "md5(n::text), size, received_at, 'read', 1, not_before, hint_at, '', '' "
        "FROM suppliers_upload, generate_series(1, 200000) n"
    )
    on_postgres.sql("ANALYZE suppliers_upload")
    plans = on_postgres.step("claim_plans")
    assert all("upload_open" in plan or "suppliers_upload_pkey" in plan for plan in plans), plans
    assert "upload_open" in plans[0]
    assert not any("Seq Scan" in plan for plan in plans)
    assert on_postgres.step("claim_cost") < 0.05  # seconds; 0.002 on a quiet machine
