"""The Celery application. Without REDIS_URL nothing is published; see `suppliers/services/queue.py`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmr.settings")

app = Celery("cmr")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["suppliers"])
