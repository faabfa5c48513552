"""What Celery calls: an id in, one service call, nothing else. The rows decide; a message believes nothing."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.db import connections
from django.utils import timezone

from suppliers.services import ingest, outbox, queue
from suppliers.services.follow_up import follow_up_run


@shared_task(soft_time_limit=60, time_limit=80)
def upload_process(upload_id: int) -> None:
    ingest.process(upload_id)


@shared_task(soft_time_limit=60, time_limit=80)
def letter_send(letter_id: int) -> None:
    outbox.send(letter_id)


@shared_task
def letters_send() -> None:
    outbox.drain(at_most=500, within=60.0)


@shared_task
def follow_up() -> None:
    follow_up_run(timezone.localdate())


@shared_task
def sweep() -> None:
    queue.sweep()


@worker_ready.connect
def sweep_at_start(**kwargs: Any) -> None:
    """One more caller of the sweep, beside beat and cron; nothing depends on it."""
    queue.sweep()
    connections.close_all()
