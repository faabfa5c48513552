"""Power cuts while letters leave: none goes out twice, none is forgotten; also with two workers and two beats."""

import json
import random
import signal
from collections import Counter

import pytest

from suppliers.services.outbox import SEND
from tests import smtp_sink
from tests.services.instance import Instance, wait_until

pytestmark = pytest.mark.services

PAST = "'2020-01-01 00:00:00'"


@pytest.fixture
def sink():
    with smtp_sink.smtp_sink() as sink:
        yield sink


def do(instance: Instance, *step: str, **extra: str):
    done = instance.run("-m", "tests.services.letter_steps", *step, **extra)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def states(instance: Instance) -> Counter[str]:
    return Counter(instance.sql("SELECT state FROM suppliers_letter"))


def lapse(instance: Instance) -> None:
    """Let leases and waits run out, as time would."""
    instance.sql(f"UPDATE suppliers_letter SET lease_until={PAST} WHERE state='sending'")
    instance.sql(f"UPDATE suppliers_letter SET not_before={PAST}")


def at_rest(instance: Instance) -> bool:
    return not {"waiting", "sending"} & set(states(instance))


def settled(instance: Instance, sink: smtp_sink.Sink) -> Counter[str]:
    """The states, once it is sure that nothing left twice, and that what left is not forgotten."""
    twice = [letter for letter, times in Counter(sink.received()).items() if times > 1]
    assert twice == []
    known = set(instance.sql("SELECT message_id FROM suppliers_letter WHERE state IN ('sent', 'uncertain')"))
    assert set(sink.received()) <= known
    sent = set(instance.sql("SELECT message_id FROM suppliers_letter WHERE state = 'sent'"))
    assert sent <= set(sink.received())
    assert do(instance, "oracle") == []
    return states(instance)


@pytest.mark.parametrize("point", SEND)
def test_it_sends_nothing_twice_when_a_command_is_killed(point, sqlite, sink):
    do(sqlite, "write", "1")
    mail = {"EMAIL_URL": sink.url}
    died = sqlite.run("manage.py", "work", "--until-idle", CMR_KILL_AT=point, **mail)
    assert died.returncode == -signal.SIGKILL, died.stderr
    lapse(sqlite)
    sqlite.manage("work", "--until-idle", **mail)
    state = "sent" if point == "outbox.after_commit" else "uncertain"
    assert settled(sqlite, sink) == {state: 1}
    assert len(sink.mails) == (point not in ("outbox.after_claim", "outbox.before_handover"))


@pytest.mark.parametrize("point", ["outbox.after_handover", "outbox.after_commit"])
def test_it_sends_nothing_twice_when_a_celery_worker_is_killed(point, on_postgres, redis_url, sink):
    on_postgres.redis_url = redis_url
    mail = {"EMAIL_URL": sink.url}
    worker = on_postgres.celery("--pool", "solo", CMR_KILL_AT=point, **mail)
    do(on_postgres, "write", "1")
    wait_until(lambda: worker.poll() is not None, on_postgres)
    assert worker.returncode == -signal.SIGKILL
    lapse(on_postgres)
    on_postgres.celery("--pool", "solo", **mail)  # its start sweeps
    wait_until(lambda: at_rest(on_postgres), on_postgres)
    assert settled(on_postgres, sink) == {"sent" if point == "outbox.after_commit" else "uncertain": 1}


def test_it_leaves_to_a_person_what_a_worker_had_given_away_when_it_died(sqlite, sink):
    """Killed by the mail server's own hand: the text has arrived, and the answer never will."""
    do(sqlite, "write", "1")
    worker = sqlite.start("manage.py", "work", EMAIL_URL=sink.url)
    sink.on_mail = lambda: sqlite.kill(worker)
    wait_until(lambda: worker.poll() is not None, sqlite)
    sink.on_mail = lambda: None
    lapse(sqlite)
    sqlite.manage("work", "--until-idle", EMAIL_URL=sink.url)
    assert settled(sqlite, sink) == {"uncertain": 1}
    assert len(sink.mails) == 1


def test_it_sends_each_letter_once_with_two_workers_and_two_beats(on_postgres, redis_url, sink):
    on_postgres.redis_url = redis_url
    mail = {"EMAIL_URL": sink.url}
    do(on_postgres, "write", "40")
    lapse(on_postgres)
    for name in ("one", "two"):
        on_postgres.celery("--concurrency", "2", "-n", f"{name}@%h", **mail)
        on_postgres.start("-m", "tests.services.letter_steps", "sweep_on")
    wait_until(lambda: at_rest(on_postgres), on_postgres, 60)
    on_postgres.kill_all()
    assert settled(on_postgres, sink) == {"sent": 40}


def test_it_sends_once_when_many_try_at_one_moment(instance, sink):
    do(instance, "write", "1")
    outcomes = do(instance, "send_at_once", "8", EMAIL_URL=sink.url)
    assert Counter(outcomes) == {"sent": 1, "skipped": 7}
    assert settled(instance, sink) == {"sent": 1}


def test_it_sends_nothing_twice_when_workers_are_killed_at_random(instance, sink):
    """Two claim loops; every few mails one of them is killed while the server has the mail and has not answered."""
    chance, mail = random.Random(7), {"EMAIL_URL": sink.url}
    do(instance, "write", "30")
    workers = [instance.start("manage.py", "work", **mail) for _ in range(2)]
    kills = []

    def strike() -> None:
        if len(kills) < 4 and chance.random() < 0.3:
            victim = workers[chance.randrange(2)]
            kills.append(victim)
            instance.kill(victim)
            workers[workers.index(victim)] = instance.start("manage.py", "work", **mail)

    sink.on_mail = strike
    wait_until(lambda: "waiting" not in states(instance) and len(kills) == 4, instance, 90)
    sink.on_mail = lambda: None
    instance.kill_all()
    lapse(instance)
    instance.manage("work", "--until-idle", **mail)
    after = settled(instance, sink)
    assert after["uncertain"] <= 8
    assert sum(after.values()) == after["sent"] + after["uncertain"] == 30


def test_it_writes_each_reminder_once_when_beat_runs_twice(instance, sink):
    do(instance, "silent", "25")
    start = ("-m", "tests.services.letter_steps", "follow_up")
    both = [instance.start(*start) for _ in range(3)]
    assert [process.wait(60) for process in both] == [0, 0, 0], instance.logs()
    assert len(instance.sql("SELECT id FROM suppliers_letter")) == 25
    assert len(instance.sql("SELECT id FROM suppliers_invitation")) == 25
    instance.manage("work", "--until-idle", EMAIL_URL=sink.url)
    assert settled(instance, sink) == {"sent": 25}


def test_it_finishes_the_reminders_that_a_killed_beat_left(instance, sink):
    do(instance, "silent", "25")
    beat = instance.start("-m", "tests.services.letter_steps", "follow_up")
    wait_until(lambda: beat.poll() is not None or len(instance.sql("SELECT id FROM suppliers_letter")) > 3, instance)
    instance.kill(beat)
    do(instance, "follow_up")
    instance.manage("work", "--until-idle", EMAIL_URL=sink.url)
    assert settled(instance, sink) == {"sent": 25}
    assert sorted(mail["To"] for mail in sink.mails) == sorted(f"{number}@supplier.example" for number in range(25))
