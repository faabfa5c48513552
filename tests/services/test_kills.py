"""Power cuts at named points: nothing that was promised is lost, and nothing happens twice."""

import json
import signal

import pytest

from tests.services.instance import Instance, wait_until

pytestmark = pytest.mark.services

READING = ["process.after_claim", "process.after_read", "process.before_commit", "process.after_commit"]


def left(point: str) -> str:
    """The state in which a worker that died at the point leaves the row."""
    return "read" if point == "process.after_commit" else "reading"


@pytest.mark.parametrize("point", READING)
def test_it_finishes_once_what_a_killed_command_left(point, sqlite, files):
    sqlite.step("receive", files["good"])
    died = sqlite.run("manage.py", "work", "--until-idle", CMR_KILL_AT=point)
    assert died.returncode == -signal.SIGKILL
    assert sqlite.states() == [left(point)]

    sqlite.lapse()
    assert sqlite.step("work") == []
    assert sqlite.states() == ["read"]


@pytest.mark.parametrize("point", READING)
def test_it_finishes_once_what_a_killed_celery_worker_left(point, on_postgres, redis_url, files):
    on_postgres.redis_url = redis_url
    worker = on_postgres.celery("--pool", "solo", CMR_KILL_AT=point)
    on_postgres.step("receive", files["good"])
    wait_until(lambda: worker.poll() is not None, on_postgres)
    assert worker.returncode == -signal.SIGKILL
    assert on_postgres.states() == [left(point)]

    on_postgres.lapse()
    on_postgres.celery("--pool", "solo")  # its start sweeps

    wait_until(on_postgres.at_rest, on_postgres)
    assert on_postgres.states() == ["read"]
    assert on_postgres.step("oracle") == []


def test_it_lets_a_file_rest_that_kills_a_pools_processes(on_postgres, redis_url, files):
    """The pool starts a new process each time; the sweep brings the row back, and after three attempts no more."""
    on_postgres.redis_url = redis_url
    on_postgres.celery("--concurrency", "1", CMR_KILL_AT="process.after_claim")
    on_postgres.step("receive", files["good"])
    on_postgres.start("-m", "tests.services.steps", '[["sweep_on"]]')

    def rests() -> bool:
        on_postgres.lapse()
        return on_postgres.at_rest()

    wait_until(rests, on_postgres)
    assert on_postgres.states() == ["failed"]
    assert on_postgres.step("oracle") == []


@pytest.mark.parametrize(
    ("point", "states"),
    [("receive.after_blob", []), ("receive.before_commit", []), ("receive.after_commit", ["queued"])],
)
def test_it_promises_nothing_that_a_killed_web_process_did_not_store(point, states, instance: Instance, files):
    receive = json.dumps([["receive", files["good"]]])
    died = instance.run("-m", "tests.services.steps", receive, CMR_KILL_AT=point)
    assert died.returncode == -signal.SIGKILL
    assert died.stdout == ""
    assert instance.states() == states

    _, wrong = instance.steps(("receive", files["good"]), ("work",))
    assert wrong == []
    assert instance.states() == ["read"]


def test_it_lets_a_file_rest_that_takes_every_worker_with_it(sqlite, files):
    sqlite.step("receive", files["good"])
    for _ in range(3):
        assert sqlite.run("manage.py", "work", "--until-idle", CMR_KILL_AT="process.after_claim").returncode < 0
        sqlite.lapse()
    assert sqlite.manage("sweep") == "Uploads that needed attention: 1\n"
    assert sqlite.states() == ["failed"]
    assert sqlite.step("oracle") == []
