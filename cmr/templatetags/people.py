"""What the pages about people say: how a browser is called, and whether the company signs people in."""

from django import template
from django.conf import settings

from cmr.devices import browser

register = template.Library()
register.filter("browser", browser)


@register.simple_tag
def company_sign_in() -> str:
    """What the company's sign-in is called; empty where none is configured."""
    return settings.OIDC_NAME if settings.SOCIALACCOUNT_PROVIDERS else ""
