from django.apps import AppConfig


class CmrConfig(AppConfig):
    """The kernel; loads the Celery app, without which a shared task would look for a default broker and hang."""

    name = "cmr"
    verbose_name = "CMR"

    def ready(self) -> None:
        from cmr import celery, checks  # noqa: F401
