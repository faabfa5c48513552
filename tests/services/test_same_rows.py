"""One upload, one result: thread, command and Celery worker leave the same rows, on either database."""

import shutil

import pytest

from tests.services.instance import Instance, wait_until

pytestmark = pytest.mark.services


@pytest.fixture(scope="session")
def expected(sqlite_prepared, files, tmp_path_factory):
    """What `manage.py work` makes of the files on SQLite."""
    instance = Instance(tmp_path_factory.mktemp("reference") / "data")
    shutil.copytree(sqlite_prepared, instance.data_dir)
    instance.step("receive", *files.values())
    assert instance.manage("work", "--until-idle") == "3 files processed.\n"
    rows = instance.step("rows")
    assert [row["state"] for row in rows["uploads"]] == ["read", "read", "unreadable"]
    assert len(rows["mentions"]) == 8
    return rows


def test_it_reads_in_a_thread_of_the_web_process(sqlite, files, expected):
    web = sqlite.start("-c", "import cmr.wsgi, threading; threading.Event().wait()")
    sqlite.step("receive", *files.values())
    wait_until(sqlite.at_rest, sqlite)
    web.terminate()
    assert sqlite.steps(("rows",), ("oracle",)) == [expected, []]


def test_it_reads_with_a_celery_worker_on_postgresql(on_postgres, redis_url, files, expected):
    on_postgres.redis_url = redis_url
    on_postgres.celery("--concurrency", "2")
    on_postgres.step("receive", *files.values())
    wait_until(on_postgres.at_rest, on_postgres)
    assert on_postgres.steps(("rows",), ("oracle",)) == [expected, []]


def test_it_leaves_no_file_half_read_when_the_web_process_ends(sqlite, files):
    code = f"import cmr.wsgi; from tests.services import steps; steps.receive({files['good']!r})"
    done = sqlite.run("-c", code)
    assert done.returncode == 0, done.stderr
    assert sqlite.states() in (["queued"], ["read"])
