import gc

from django.apps import AppConfig


class CmrConfig(AppConfig):
    """The kernel; loads the Celery app, without which a shared task would look for a default broker and hang."""

    name = "cmr"
    verbose_name = "CMR"

    def ready(self) -> None:
        from cmr import celery, checks  # noqa: F401

        # What is loaded by now lives as long as the process. Walked again and again by the collector while the whole
        # register is read, it would double the time of that.
        gc.freeze()
