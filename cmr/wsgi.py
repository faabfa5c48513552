"""The web process. Where no broker is configured, the claim loop runs in a thread of it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmr.settings")
application = get_wsgi_application()

# Imported late: the apps must be loaded, and the thread must start after the server has forked.
from suppliers.services import queue  # noqa: E402

queue.thread_start()
