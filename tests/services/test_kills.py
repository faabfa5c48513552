"""Power cuts at named points: nothing that was promised is lost, and nothing happens twice."""

import re

import pytest

from suppliers.services.faults import PROCESS, RECEIVE
from tests.services.instance import PROJECT, wait_until
from tests.services.oracle import counts
from tests.services.sender import sha256, variant
from tests.services.servers import until

pytestmark = pytest.mark.services


STORED = RECEIVE.index("receive.after_commit")


def arrive(sender, data: bytes) -> int:
    """Send until somebody answers, as a person would; the key of the upload."""
    answers = []
    until(lambda: answers.append(sender.send(data)) or answers[-1].status == 200)
    return answers[-1].receipt


@pytest.mark.parametrize("point", RECEIVE)
def test_r2_it_promises_nothing_that_a_killed_web_process_did_not_keep(point, house, files):
    data = variant(files["good"])
    house.kill_at(point)

    assert house.senders[0].send(data).status == 0

    assert house.struck
    known = house.instance.sql(f"SELECT id FROM suppliers_upload WHERE sha256 = '{sha256(data)}'")
    assert len(known) == (RECEIVE.index(point) >= STORED)
    receipt = arrive(house.senders[0], data)
    assert known in ([], [receipt])
    house.instance.remind()
    wait_until(house.instance.at_rest, house.instance)
    assert counts(house.instance, {receipt: sha256(data)}).holds


@pytest.mark.parametrize("point", PROCESS)
def test_r1_it_finishes_once_what_a_killed_worker_left(point, house, files):
    data = variant(files["good"])
    house.kill_at(point)

    receipt = arrive(house.senders[1], data)

    wait_until(lambda: house.struck, house.instance)
    state = house.instance.sql(f"SELECT state FROM suppliers_upload WHERE id = {receipt}")
    assert state == ["read" if point == "process.after_commit" else "reading"]
    house.instance.lapse()
    wait_until(house.instance.at_rest, house.instance)
    assert counts(house.instance, {receipt: sha256(data)}).holds


@pytest.mark.parametrize("points", [RECEIVE, PROCESS], ids=["upload", "reading"])
def test_every_step_that_is_named_is_passed_once_and_no_other(points):
    """Eight of each, and each is in the code."""
    code = [path.read_text() for path in PROJECT.glob("*/**/*.py") if path.parts[-2] != "tests"]
    named = [name for text in code for name in re.findall(r'\bpoint\("([^"]+)"\)', text)]
    assert len(points) == 8
    assert [named.count(name) for name in points] == [1] * 8
    assert {name for name in named if name.startswith(("store.", "receive.", "process."))} <= {*RECEIVE, *PROCESS}


def test_r16_it_lets_a_file_rest_that_kills_a_pools_processes(on_postgres, redis_url, files):
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


def test_r16_it_lets_a_file_rest_that_takes_every_worker_with_it(sqlite, files):
    sqlite.step("receive", files["good"])
    for _ in range(3):
        assert sqlite.run("manage.py", "work", "--until-idle", CMR_KILL_AT="process.after_claim").returncode < 0
        sqlite.lapse()
    assert sqlite.manage("sweep") == "Uploads that needed attention: 1\n"
    assert sqlite.states() == ["failed"]
    assert sqlite.step("oracle") == []
