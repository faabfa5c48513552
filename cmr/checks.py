"""System checks: a set-up that would leak or lose something does not pass `manage.py check`."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security, deploy=True)
def deployment_is_named(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Links in mails come from SITE_URL, so a deployment must say it (and over https)."""
    if settings.DEPLOYED:
        return []
    return [Error("SITE_URL is not an https address.", hint="Set SITE_URL=https://your.host", id="cmr.E001")]


@register(Tags.security)
def store_is_private(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Uploaded files must never be reachable as static files."""
    roots = [settings.STATIC_ROOT, *settings.STATICFILES_DIRS]
    store = settings.DATA_DIR / "store"
    if any(store.is_relative_to(root) for root in roots):
        return [Error("The store lies inside a static folder.", hint="Move CMR_DATA_DIR.", id="cmr.E002")]
    return []


@register(Tags.security)
def messages_are_json(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A pickled message would run whatever its sender wrote."""
    if settings.CELERY_ACCEPT_CONTENT != ["json"]:
        return [Error("Celery accepts more than JSON.", hint="Leave CELERY_ACCEPT_CONTENT alone.", id="cmr.E003")]
    return []
