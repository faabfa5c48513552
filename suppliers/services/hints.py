"""Telling a worker to look at a row at once: it never raises and never hangs, and what it loses the sweep finds."""

import logging
import threading

from django.conf import settings

from cmr.celery import app

log = logging.getLogger(__name__)

# Set when the claim loop of this process should look again.
wake = threading.Event()


def hint(task: str, *row: int) -> None:
    """Publish a task, with the id of its row if it has one; without a broker, wake this process's own loop."""
    if not settings.REDIS_URL:
        wake.set()
        return
    try:
        app.send_task(f"suppliers.tasks.{task}", args=row, retry=False)
    except Exception:
        log.exception("No hint could be sent for %s%s; the sweep will find it.", task, row)
